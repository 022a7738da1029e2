// Clocks on golden dates, through the shipped rulebooks and calendars.
#include "services/assignment/clock.hpp"

#include "tests/unit/services/assignment/law_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::assignment {

namespace {

local_date on(std::string_view text) { return parse_date(text).value(); }

events::clock_started start(std::string_view clock, std::string_view from, std::string_view book_date = {}) {
    static const shipped_rules by;
    return start_clock(by.law(), case_no("C1"), clock, on(from), on(book_date.empty() ? from : book_date)).value();
}

} // namespace

struct golden {
    std::string_view clock, from, due;
};
class GoldenClocks : public ::testing::TestWithParam<golden> {};

// @law SAMR-121 §15(1), §23(1)(5), §45; PROC §18
TEST_P(GoldenClocks, EndOnTheDateOfTheCalendar) {
    EXPECT_EQ(start(GetParam().clock, GetParam().from).due_on, GetParam().due);
}

INSTANTIATE_TEST_SUITE_P(
    Domain4, GoldenClocks,
    ::testing::Values(golden{"K1", "2026-04-15", "2026-04-24"}, golden{"K1", "2026-04-30", "2026-05-13"},
                      golden{"K1", "2026-09-17", "2026-09-28"}, golden{"K1", "2026-09-24", "2026-10-12"},
                      golden{"K1", "2026-09-30", "2026-10-15"}, golden{"K1", "2025-09-26", "2025-10-13"},
                      golden{"K5", "2026-05-08", "2026-05-28"}, golden{"K5", "2026-09-21", "2026-10-19"},
                      golden{"K2", "2026-07-01", "2026-08-30"}, golden{"K2", "2026-07-27", "2026-09-28"}));

TEST(StartClock, TellsItsBasisAndItsArithmetic) {
    const auto clock = start("K1", "2026-04-30");
    EXPECT_EQ(clock.basis.instrument, "O121");
    EXPECT_EQ(clock.basis.version, "2026-04-15");
    EXPECT_EQ(clock.basis.article, "§15(1)");
    EXPECT_TRUE(clock.basis.verified);
    EXPECT_FALSE(clock.provisional);
    std::string text;
    for (const auto& s : clock.arithmetic) text += s.from + ".." + s.to + (s.counted ? "+" : "-") + s.reason + " ";
    EXPECT_EQ(text,
              "2026-04-30..2026-04-30-start_day 2026-05-01..2026-05-05-holiday 2026-05-06..2026-05-08+working "
              "2026-05-09..2026-05-09+make_up 2026-05-10..2026-05-10-weekend 2026-05-11..2026-05-13+working ");
}

TEST(StartClock, PastThePublishedCalendarIsProvisional) {
    const auto clock = start("K2", "2026-11-23");
    EXPECT_EQ(clock.due_on, "2027-01-22");
    EXPECT_TRUE(clock.provisional);
}

// No transitional clause: both dates are shown, and the earlier one is worked to.
TEST(StartClock, WhatReachedUsUnderOrder20IsMediatedByTheEarlierOfBothOrders) {
    const auto legacy = start("K2", "2026-04-15", "2026-04-14");
    EXPECT_EQ(legacy.book, "samr-o20");
    EXPECT_EQ(legacy.due_on, "2026-06-14") << "60 days";
    EXPECT_EQ(legacy.basis.instrument, "O121");
    EXPECT_EQ(legacy.other_due_on, "2026-06-22") << "45 working days";
    EXPECT_EQ(legacy.other_basis.instrument, "O20");
    EXPECT_EQ(legacy.arithmetic.front().reason, "start_day");
    EXPECT_EQ(legacy.other_arithmetic.back().to, "2026-06-22");

    const auto ended_before = start("K2", "2026-01-05", "2026-01-05");
    EXPECT_EQ(ended_before.basis.instrument, "O20") << "over before the new order came";
    EXPECT_EQ(ended_before.other_due_on, "");

    const auto now = start("K2", "2026-04-15", "2026-04-15");
    EXPECT_EQ(now.basis.instrument, "O121");
    EXPECT_EQ(now.other_due_on, "");
}

TEST(StoppedClock, IsLateFromTheMomentOfAClockInHoursAndFromTheDayAfterOthers) {
    static const shipped_rules by;
    const auto met = [&](const running_clock& clock, std::string_view at) {
        return stopped(by.law(), case_no("P1"), clock, "hand_over", parse_rfc3339(at).value()).met;
    };
    running_clock hours;
    hours.clock = "K10h";
    hours.due_on = "2026-07-04";
    hours.due_at = "2026-07-04T08:30:00.000Z";
    EXPECT_TRUE(met(hours, "2026-07-04T16:29:59+08:00"));
    EXPECT_FALSE(met(hours, "2026-07-04T16:30:00+08:00")) << "the same day, but over";

    running_clock days;
    days.clock = "K1";
    days.due_on = "2026-07-10";
    EXPECT_TRUE(met(days, "2026-07-10T23:59:59+08:00"));
    EXPECT_FALSE(met(days, "2026-07-11T00:00:00+08:00"));
    days.paused_on = "2026-07-10";
    EXPECT_TRUE(met(days, "2026-08-01T10:00:00+08:00")) << "days of a pause do not make it late";
    days = {};
    days.clock = "K13";
    EXPECT_TRUE(met(days, "2027-01-01T00:00:00+08:00")) << "no number, never late";
}

TEST(StartClock, BeforeTheFirstRulebookTheFirstOneRules) {
    EXPECT_EQ(start("K1", "2019-11-20").basis.instrument, "O20");
}

} // namespace guiyi::assignment
