#include "common/text/split.hpp"

#include <gmock/gmock.h>

namespace guiyi::text {
namespace {

using ::testing::ElementsAre;

TEST(Split, GivesWhatStandsBetweenTheSeparatorsAndWhatIsEmptyToo) {
    EXPECT_THAT(split("a,b", ","), ElementsAre("a", "b"));
    EXPECT_THAT(split("a + b + c", " + "), ElementsAre("a", "b", "c"));
    EXPECT_THAT(split(",a,,", ","), ElementsAre("", "a", "", ""));
    EXPECT_THAT(split("", ","), ElementsAre(""));
}

} // namespace
} // namespace guiyi::text
