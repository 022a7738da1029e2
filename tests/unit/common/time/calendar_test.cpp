#include "tests/unit/common/time/calendars_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi {
namespace {

calendar_year notice(int year, std::vector<calendar_block> blocks = {}) {
    return {year, "a notice", std::move(blocks)};
}

TEST(Calendar, KnowsTheFourKindsOfDay) {
    const calendar subject = published_calendar();

    EXPECT_EQ(subject.at(on("2026-09-17")).kind, day_kind::working);
    EXPECT_EQ(subject.at(on("2026-09-19")).kind, day_kind::weekend);
    EXPECT_EQ(subject.at(on("2026-09-20")).kind, day_kind::make_up);
    EXPECT_EQ(subject.at(on("2026-09-25")).kind, day_kind::holiday);
    EXPECT_EQ(subject.at(on("2026-09-25")).name, "2026-09");
    EXPECT_TRUE(subject.working(on("2026-10-10")));
    EXPECT_FALSE(subject.working(on("2026-10-07")));
}

TEST(Calendar, WorkingDaysOfAYearAreItsWeekdaysLessTheStatutoryHolidays) {
    const calendar subject = published_calendar();
    const auto working_days = [&](std::string_view first, std::string_view last) {
        int count = 0;
        for (std::chrono::sys_days d = on(first); d <= std::chrono::sys_days(on(last)); d += std::chrono::days(1))
            count += subject.working(d) ? 1 : 0;
        return count;
    };

    EXPECT_EQ(working_days("2024-01-01", "2024-12-31"), 262 - 11);
    EXPECT_EQ(working_days("2025-01-01", "2025-12-31"), 261 - 13);
    EXPECT_EQ(working_days("2026-01-01", "2026-12-31"), 261 - 13);
}

TEST(Calendar, OutsideThePublishedYearsMondayToFridayIsAGuess) {
    const calendar subject = published_calendar();

    EXPECT_EQ(format_date(subject.published_until()), "2026-12-31");
    EXPECT_TRUE(subject.at(on("2026-12-31")).published);
    EXPECT_FALSE(subject.at(on("2027-01-01")).published);
    EXPECT_EQ(subject.at(on("2027-01-01")).kind, day_kind::working);
    EXPECT_EQ(subject.at(on("2027-01-02")).kind, day_kind::weekend);
    EXPECT_FALSE(subject.published(on("2023-12-29")));
    EXPECT_FALSE(calendar().published(on("2026-01-05")));
    EXPECT_FALSE(calendar().published_until().ok());
}

TEST(Calendar, ABlockMayBeginInTheDecemberBeforeItsYear) {
    const calendar subject =
        calendar::from_notices({notice(2018), notice(2019, {{on("2018-12-29"), on("2018-12-29"), false, "元旦"},
                                                            {on("2018-12-30"), on("2019-01-01"), true, "元旦"}})})
            .value();

    EXPECT_TRUE(subject.working(on("2018-12-29")));
    EXPECT_FALSE(subject.working(on("2018-12-31")));
    EXPECT_FALSE(subject.working(on("2019-01-01")));
}

TEST(Calendar, ContradictionsBetweenNoticesAreRefused) {
    EXPECT_EQ(calendar::from_notices({notice(2026), notice(2026)}).error(),
              fail(errc::conflict, "two calendars for 2026"));
    EXPECT_EQ(calendar::from_notices({notice(2026), notice(2024)}).error(),
              fail(errc::calendar_missing, "no calendar for 2025"));
    const auto twice = calendar::from_notices({notice(
        2026, {{on("2026-10-01"), on("2026-10-07"), true, ""}, {on("2026-10-07"), on("2026-10-08"), true, ""}})});
    EXPECT_EQ(twice.error(), fail(errc::conflict, "calendar: 2026-10-07 is named twice"));
}

TEST(Calendar, ImpossibleBlocksAreRefused) {
    const auto code = [](calendar_block block) { return calendar::from_notices({notice(2026, {block})}).error().code; };

    EXPECT_EQ(code({on("2026-10-07"), on("2026-10-01"), true, ""}), errc::invalid);
    EXPECT_EQ(code({on("2026-12-31"), on("2027-01-01"), true, ""}), errc::invalid);
    EXPECT_EQ(code({on("2025-11-30"), on("2026-01-01"), true, ""}), errc::invalid);
    EXPECT_EQ(code({on("2026-10-09"), on("2026-10-09"), false, ""}), errc::invalid); // a Friday
    EXPECT_EQ(code({local_date(), on("2026-10-09"), true, ""}), errc::invalid);
}

} // namespace
} // namespace guiyi
