#include "common/time/instant.hpp"
#include "common/time/clock.hpp"

#include "common/core/random.hpp"

#include <gtest/gtest.h>

namespace guiyi {
namespace {

using namespace std::chrono_literals;
constexpr std::chrono::minutes beijing(480);

std::string utc(std::string_view text) {
    const auto parsed = parse_rfc3339(text);
    return parsed ? format_rfc3339(*parsed) : parsed.error().detail;
}

TEST(Instant, IsReadWithAnyOffset) {
    EXPECT_EQ(utc("2026-11-20T19:42:00+08:00"), "2026-11-20T11:42:00.000Z");
    EXPECT_EQ(utc("2026-11-20T11:42:00Z"), "2026-11-20T11:42:00.000Z");
    EXPECT_EQ(utc("2026-11-20t11:42:00z"), "2026-11-20T11:42:00.000Z");
    EXPECT_EQ(utc("2026-11-20T06:12:00-05:30"), "2026-11-20T11:42:00.000Z");
    EXPECT_EQ(utc("2027-01-01T00:30:00+08:00"), "2026-12-31T16:30:00.000Z");
    EXPECT_EQ(utc("2024-02-29T00:00:00-00:00"), "2024-02-29T00:00:00.000Z");
}

TEST(Instant, FractionsAreCutToMilliseconds) {
    EXPECT_EQ(utc("2026-11-20T11:42:00.5Z"), "2026-11-20T11:42:00.500Z");
    EXPECT_EQ(utc("2026-11-20T11:42:00.0479999999999999999Z"), "2026-11-20T11:42:00.047Z");
    EXPECT_EQ(utc("1969-12-31T23:59:59.999Z"), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, RefusalNamesWhatIsImpossible) {
    EXPECT_EQ(utc("2026-13-20T11:42:00Z"), "month 13 does not exist");
    EXPECT_EQ(utc("2026-02-30T11:42:00Z"), "2026-02 has no day 30");
    EXPECT_EQ(utc("2026-02-00T11:42:00Z"), "2026-02 has no day 0");
    EXPECT_EQ(utc("2025-02-29T11:42:00Z"), "2025-02 has no day 29");
    EXPECT_EQ(utc("2026-11-20T25:42:00Z"), "hour 25 does not exist");
    EXPECT_EQ(utc("2026-11-20T11:60:00Z"), "minute 60 does not exist");
    EXPECT_EQ(utc("2026-11-20T23:59:60Z"), "second 60 does not exist");
    EXPECT_EQ(utc("2026-11-20T11:42:00+24:00"), "offset hour 24 does not exist");
    EXPECT_EQ(utc("2026-11-20T11:42:00+08:60"), "offset minute 60 does not exist");
    EXPECT_EQ(utc("2026-11-20T11:42:00.Z"), "no digits after the decimal point");
}

TEST(Instant, ATimeWithoutOffsetIsRefused) {
    for (const auto text : {"2026-11-20T11:42:00", "2026-11-20T11:42:00+08", "2026-11-20T11:42:00+0800",
                            "2026-11-20T11:42:00 +08:00", "2026-11-20T11:42:00Zz", "2026-11-20T11:42:00+08:000"})
        EXPECT_EQ(utc(text), "no offset: end the time with Z or one like +08:00") << text;
}

TEST(Instant, EveryCutAndEveryAlteredCharacterIsReadOrRefusedButNeverMisread) {
    const std::string whole = "2026-11-20T19:42:00.123+08:00";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parse_rfc3339(std::string_view(whole).substr(0, size))) << size;
        std::string altered = whole;
        altered[size] = 'x';
        EXPECT_FALSE(parse_rfc3339(altered)) << size;
    }
}

TEST(Instant, MomentsOutsideFourDigitYearsInUtcAreRefused) {
    EXPECT_EQ(utc("0000-01-01T00:00:00Z"), "0000-01-01T00:00:00.000Z");
    EXPECT_EQ(utc("9999-12-31T23:59:59.999Z"), "9999-12-31T23:59:59.999Z");
    EXPECT_FALSE(parse_rfc3339("0000-01-01T00:00:00+00:01"));
    EXPECT_FALSE(parse_rfc3339("9999-12-31T23:59:59-00:01"));
}

TEST(Instant, WhatIsWrittenIsReadBackTheSame) {
    const auto random = seeded_random(7);
    for (int i = 0; i < 2000; ++i) {
        const instant at(std::chrono::milliseconds(static_cast<std::int64_t>(random->below(8'000'000'000'000))) -
                         4'000'000s);
        EXPECT_EQ(parse_rfc3339(format_rfc3339(at)).value(), at);

        const auto offset = std::chrono::minutes(static_cast<int>(random->below(2 * 1439)) - 1439);
        EXPECT_EQ(parse_rfc3339(format_local(at, offset)).value(), std::chrono::floor<std::chrono::seconds>(at));
    }
}

TEST(Instant, IsShownInTheOfficesZone) {
    const instant at = parse_rfc3339("2026-11-20T11:42:00.900Z").value();

    EXPECT_EQ(format_local(at, beijing), "2026-11-20T19:42:00+08:00");
    EXPECT_EQ(format_local(at, -330min), "2026-11-20T06:12:00-05:30");
    EXPECT_EQ(format_local(at, 0min), "2026-11-20T11:42:00+00:00");
}

TEST(Dates, AreReadStrictly) {
    EXPECT_EQ(format_date(parse_date("2026-11-20").value()), "2026-11-20");
    EXPECT_EQ(parse_date("2026-02-30").error().detail, "2026-02 has no day 30");
    for (const auto text : {"", "2026-11-2", "2026-11-200", "2026/11/20", "20261120", "+026-11-20", "2026-11-20 "})
        EXPECT_FALSE(parse_date(text)) << text;
}

TEST(Dates, TheOfficesDayBeginsAtItsOwnMidnight) {
    const local_date day = parse_date("2026-11-21").value();

    const instant midnight = start_of(day, beijing);

    EXPECT_EQ(format_rfc3339(midnight), "2026-11-20T16:00:00.000Z");
    EXPECT_EQ(date_at(midnight, beijing), day);
    EXPECT_EQ(format_date(date_at(midnight - 1ms, beijing)), "2026-11-20");
}

TEST(Clock, TheMachinesClockRunsAndItsMonotonicSideNeverGoesBack) {
    const auto subject = system_clock();

    const auto before = subject->monotonic();
    EXPECT_GT(subject->now(), parse_rfc3339("2024-01-01T00:00:00Z").value());
    EXPECT_LE(before, subject->monotonic());
}

TEST(Clock, AManualClockMovesOnlyWhenTold) {
    const instant start = parse_rfc3339("2026-11-20T00:00:00Z").value();
    manual_clock subject(start);
    EXPECT_EQ(subject.now(), start);

    subject.advance(90s);

    EXPECT_EQ(subject.now(), start + 90s);
}

} // namespace
} // namespace guiyi
