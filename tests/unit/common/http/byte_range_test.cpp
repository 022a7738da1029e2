// Which part of a file a Range header asks for. @law RFC 9110 §14
#include "common/http/byte_range.hpp"

#include <gtest/gtest.h>

namespace guiyi::http {
namespace {

using answer = wanted_bytes::answer;

constexpr std::uint64_t size_bytes = 1000;
constexpr std::string_view etag = "\"abc\"";
const wanted_bytes whole{answer::whole, 0, size_bytes};
const wanted_bytes unsatisfiable{answer::unsatisfiable, 0, 0};

wanted_bytes part(std::uint64_t from, std::uint64_t size) { return {answer::part, from, size}; }

wanted_bytes asked(std::string_view range, std::uint64_t size = size_bytes) {
    request from;
    from.verb = method::get;
    from.headers.add("Range", range);
    return wanted_of(from, size, etag);
}

wanted_bytes asked_if(std::string_view condition) {
    request from;
    from.verb = method::get;
    from.headers.add("Range", "bytes=0-9");
    from.headers.add("If-Range", condition);
    return wanted_of(from, size_bytes, etag);
}

} // namespace

TEST(ByteRange, WithoutTheHeaderTheWholeIsSent) {
    request from;
    from.verb = method::get;
    EXPECT_EQ(wanted_of(from, size_bytes, etag), whole);
}

TEST(ByteRange, OnePartIsSentAndNeverMoreThanThereIs) {
    EXPECT_EQ(asked("bytes=0-499"), part(0, 500));
    EXPECT_EQ(asked("Bytes=500-"), part(500, 500));
    EXPECT_EQ(asked("bytes=999-999"), part(999, 1));
    EXPECT_EQ(asked("bytes=990-5000"), part(990, 10));
    EXPECT_EQ(asked("bytes=0-99999999999999999999999"), part(0, 1000));
    EXPECT_EQ(asked("bytes=-10"), part(990, 10));
    EXPECT_EQ(asked("bytes=-5000"), part(0, 1000));
}

TEST(ByteRange, APartBehindTheEndCannotBeSatisfied) {
    EXPECT_EQ(asked("bytes=1000-"), unsatisfiable);
    EXPECT_EQ(asked("bytes=99999999999999999999999-"), unsatisfiable);
    EXPECT_EQ(asked("bytes=-0").as, answer::unsatisfiable);
    EXPECT_EQ(asked("bytes=0-", 0), unsatisfiable);
}

TEST(ByteRange, WhatIsNoPartOrSeveralGetsTheWhole) {
    for (const auto* range : {"bytes=", "bytes=-", "bytes=5", "bytes=9-5", "bytes=a-b", "bytes=0-1,5-6", "bytes=--5",
                              "bytes=+1-2", "lines=0-5", "0-5"})
        EXPECT_EQ(asked(range), whole) << range;
}

TEST(ByteRange, OnlyOfTheFileThatIsMeantAndOnlyForAGet) {
    EXPECT_EQ(asked_if("\"abc\""), part(0, 10));
    EXPECT_EQ(asked_if("\"other\""), whole);
    EXPECT_EQ(asked_if("W/\"abc\""), whole); // a weak tag does not say that bytes are the same
    EXPECT_EQ(asked_if("Wed, 25 Nov 2026 00:00:00 GMT"), whole);
    request head;
    head.verb = method::head;
    head.headers.add("Range", "bytes=0-9");
    EXPECT_EQ(wanted_of(head, size_bytes, etag), whole);
}

TEST(ByteRange, ContentRangeSaysWhichOfHowMany) {
    EXPECT_EQ(content_range(part(500, 500), size_bytes), "bytes 500-999/1000");
    EXPECT_EQ(content_range(unsatisfiable, size_bytes), "bytes */1000");
}

} // namespace guiyi::http
