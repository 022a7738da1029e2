#include "common/time/deadline.hpp"
#include "tests/unit/common/time/calendars_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi {
namespace {

clock_rule working(int length) { return {length, clock_unit::working_days, roll_rule::none}; }
clock_rule natural(int length) { return {length, clock_unit::natural_days, roll_rule::past_holiday}; }

std::string due(const clock_rule& rule, std::string_view from, std::vector<date_range> excluded = {}) {
    const deadline d = due_date(rule, on(from), published_calendar(), excluded);
    return format_date(d.due) + (d.provisional ? " provisional" : "");
}

struct vector_row {
    std::string_view from;
    clock_rule rule;
    std::string_view due;
};

// @law SAMR-121 §45
TEST(DueDate, GoldenVectors) {
    const vector_row rows[] = {
        {"2026-04-15", working(7), "2026-04-24"},
        {"2026-04-30", working(7), "2026-05-13"}, // Labour Day and its make-up Saturday
        {"2026-09-17", working(7), "2026-09-28"}, // Sunday 20 September counts, 25 to 27 do not
        {"2026-09-24", working(7), "2026-10-12"},
        {"2026-09-30", working(7), "2026-10-15"}, // Saturday 10 October counts
        {"2025-09-26", working(7), "2025-10-13"},
        {"2024-02-09", working(7), "2024-02-26"},
        {"2026-05-08", working(15), "2026-05-28"},
        {"2026-09-21", working(15), "2026-10-19"},
        {"2026-09-21", working(30), "2026-11-09"},
        {"2026-07-01", natural(60), "2026-08-30"}, // a Sunday, not rolled
        {"2026-07-27", natural(60), "2026-09-28"}, // nominally 25 September
        {"2026-07-03", natural(90), "2026-10-08"}, // nominally 1 October
    };
    for (const vector_row& row : rows)
        EXPECT_EQ(due(row.rule, row.from), row.due) << row.from << " + " << row.rule.length;
}

TEST(DueDate, PastTheLastPublishedCalendarItIsProvisional) {
    EXPECT_EQ(due(natural(60), "2026-11-23"), "2027-01-22 provisional");
    EXPECT_EQ(due(working(7), "2026-12-28"), "2027-01-06 provisional");
    EXPECT_EQ(due(natural(38), "2026-11-23"), "2026-12-31");
    EXPECT_EQ(due(working(3), "2023-12-28"), "2024-01-03 provisional");
}

TEST(DueDate, TheStartDayNeverCountsEvenWhenItIsAWorkingDay) {
    EXPECT_EQ(due(working(1), "2026-04-15"), "2026-04-16");
    EXPECT_EQ(due(working(1), "2026-04-17"), "2026-04-20");
    EXPECT_EQ(due(working(1), "2026-04-18"), "2026-04-20");
    EXPECT_EQ(due(natural(1), "2026-04-15"), "2026-04-16");
    EXPECT_EQ(due(working(0), "2026-04-18"), "2026-04-18");
}

// The literal reading would stop on 4 October, which is still off.
TEST(DueDate, RollsPastTheWholeBlockNotOnlyTheStatutoryDays) {
    EXPECT_EQ(due(natural(1), "2026-09-30"), "2026-10-08");
    EXPECT_EQ(due(natural(3), "2026-09-30"), "2026-10-08");
    EXPECT_EQ(due(natural(8), "2026-09-30"), "2026-10-08");
}

TEST(DueDate, TheRollIsASwitch) {
    EXPECT_EQ(due({60, clock_unit::natural_days, roll_rule::past_rest}, "2026-07-01"), "2026-08-31");
    EXPECT_EQ(due({60, clock_unit::natural_days, roll_rule::none}, "2026-07-27"), "2026-09-25");
    EXPECT_EQ(due({10, clock_unit::natural_days, roll_rule::past_rest}, "2026-09-10"), "2026-09-20"); // worked Sunday
}

// @law SAMR-121 §22
TEST(DueDate, ExcludedDaysExtendTheClock) {
    EXPECT_EQ(due(natural(60), "2026-07-01", {{on("2026-07-10"), on("2026-07-19")}}), "2026-09-09");
    EXPECT_EQ(
        due(natural(60), "2026-07-01", {{on("2026-07-10"), on("2026-07-19")}, {on("2026-07-15"), on("2026-07-20")}}),
        "2026-09-10");
    EXPECT_EQ(due(natural(60), "2026-07-01", {{on("2026-06-01"), on("2026-07-01")}}), "2026-08-30");
    EXPECT_EQ(due(natural(60), "2026-07-01", {{on("2026-08-31"), on("2026-12-31")}}), "2026-08-30");
    EXPECT_EQ(due(natural(60), "2026-07-01", {{on("2026-07-19"), on("2026-07-10")}}), "2026-08-30"); // runs backwards
    EXPECT_EQ(due(working(15), "2026-09-21", {{on("2026-09-22"), on("2026-09-23")}}), "2026-10-21");
    EXPECT_EQ(due(working(7), "2026-04-15", {{on("2026-04-18"), on("2026-04-19")}}), "2026-04-24"); // a weekend anyway
}

TEST(DueDate, DoesNotRollOntoAnExcludedDay) {
    EXPECT_EQ(due(natural(90), "2026-07-03", {{on("2026-10-08"), on("2026-10-09")}}), "2026-10-10");
}

TEST(DueDate, HoursRunThroughDaysOff) {
    const clock_rule a_day{24, clock_unit::hours, roll_rule::none};
    const instant start = parse_rfc3339("2026-10-01T15:30:00+08:00").value();

    EXPECT_EQ(due(a_day, "2026-10-01"), "2026-10-02");
    EXPECT_EQ(due({25, clock_unit::hours, roll_rule::none}, "2026-10-01"), "2026-10-03");
    EXPECT_EQ(due_moment(a_day, start, published_calendar(), std::chrono::minutes(480)),
              start + std::chrono::hours(24));
}

TEST(DueMoment, IsTheEndOfTheDueDateInTheOfficesZone) {
    const instant late = parse_rfc3339("2026-04-15T23:50:00+08:00").value();

    const instant end = due_moment(working(7), late, published_calendar(), std::chrono::minutes(480));

    EXPECT_EQ(format_local(end, std::chrono::minutes(480)), "2026-04-25T00:00:00+08:00");
}

TEST(DueDate, CarriesEveryDayWithItsReason) {
    const deadline d = due_date(working(3), on("2026-09-17"), published_calendar());

    const std::vector<counted_day> expected{{on("2026-09-17"), false, "start", ""},
                                            {on("2026-09-18"), true, "working", ""},
                                            {on("2026-09-19"), false, "weekend", ""},
                                            {on("2026-09-20"), true, "make_up", "2026-09"},
                                            {on("2026-09-21"), true, "working", ""}};
    EXPECT_EQ(d.days, expected);
}

TEST(Explain, InChinese) {
    const std::vector<date_range> testing{{on("2026-09-22"), on("2026-09-22")}};

    EXPECT_EQ(explain(due_date(working(5), on("2026-09-18"), published_calendar(), testing), language::zh),
              "2026-09-18 周五：起始日，不计入\n"
              "2026-09-19 周六：周末，不计入\n"
              "2026-09-20 周日：调休上班日（2026-09），第1日\n"
              "2026-09-21 周一：工作日，第2日\n"
              "2026-09-22 周二：依法扣除，不计入\n"
              "2026-09-23 周三 至 2026-09-24 周四：工作日，第3至4日\n"
              "2026-09-25 周五 至 2026-09-27 周日：节假日，不计入（2026-09）\n"
              "2026-09-28 周一：工作日，第5日\n"
              "到期日：2026-09-28 周一\n");
}

TEST(Explain, InEnglishWithARoll) {
    EXPECT_EQ(explain(due_date(natural(60), on("2026-07-27"), published_calendar()), language::en),
              "2026-07-27 Mon: start day, never counted\n"
              "2026-07-28 Tue to 2026-09-24 Thu: calendar day, days 1 to 59\n"
              "2026-09-25 Fri: calendar day (2026-09), day 60\n"
              "2026-09-26 Sat to 2026-09-27 Sun: ends on days off, moves on (2026-09)\n"
              "2026-09-28 Mon: moved to here\n"
              "due: 2026-09-28 Mon\n");
}

TEST(Explain, SaysWhenItIsProvisional) {
    const deadline d = due_date(natural(60), on("2026-11-23"), published_calendar());

    EXPECT_NE(explain(d, language::en).find("due: 2027-01-22 Fri (provisional: past the last published calendar)\n"),
              std::string::npos);
    EXPECT_NE(explain(d, language::zh).find("到期日：2027-01-22 周五（暂定：超出已公布的工作日安排）\n"),
              std::string::npos);
}

} // namespace
} // namespace guiyi
