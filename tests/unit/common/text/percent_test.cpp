#include "common/text/percent.hpp"

#include <gtest/gtest.h>

namespace guiyi::text {
namespace {

TEST(Percent, LeavesUnreservedCharactersAndNothingElse) { // RFC 3986 §2.3
    EXPECT_EQ(percent_encoded("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encoded("a b&c=d/e?f+g%h"), "a%20b%26c%3Dd%2Fe%3Ff%2Bg%25h");
    EXPECT_EQ(percent_encoded("王"), "%E7%8E%8B");
    EXPECT_EQ(percent_encoded(std::string_view("\0", 1)), "%00");
}

} // namespace
} // namespace guiyi::text
