#include "common/core/random.hpp"
#include "common/time/deadline.hpp"
#include "tests/unit/common/time/calendars_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Random calendars, clocks and pauses; the seed is fixed, so a failure repeats.
class random_world {
  public:
    explicit random_world(std::uint64_t seed) : random_(seeded_random(seed)) {
        std::vector<calendar_year> notices{{2030, "", {}}, {2031, "", {}}};
        for (calendar_year& notice : notices) fill(notice);
        days_ = calendar::from_notices(notices).value();
        for (int n = below(3); n > 0; --n) {
            const sys_days from = some_day();
            excluded_.push_back({from, from + days(below(15))});
        }
    }

    int below(int bound) { return static_cast<int>(random_->below(static_cast<std::uint64_t>(bound))); }
    sys_days some_day() { return sys_days(on("2030-01-05")) + days(below(600)); }
    const calendar& days_off() const { return days_; }
    const std::vector<date_range>& excluded() const { return excluded_; }

    bool paused(sys_days day) const {
        for (const date_range& r : excluded_)
            if (sys_days(r.from) <= day && day <= sys_days(r.to)) return true;
        return false;
    }

  private:
    void fill(calendar_year& notice) {
        sys_days day = std::chrono::year(notice.year) / 1 / 3;
        const sys_days last = std::chrono::year(notice.year) / 12 / 10;
        for (day += days(below(40)); day < last; day += days(2 + below(60))) {
            const std::chrono::weekday name(day);
            if (name == std::chrono::Saturday) {
                notice.blocks.push_back({day, day, false, "换"});
                continue;
            }
            const sys_days end = day + days(below(9));
            notice.blocks.push_back({day, end, true, "节"});
            day = end;
        }
    }

    std::unique_ptr<random_source> random_;
    calendar days_;
    std::vector<date_range> excluded_;
};

constexpr std::uint64_t worlds = 400;

TEST(DueDateProperty, AWorkingDayClockEndsOnTheDayThatCompletesItsCount) {
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        random_world world(seed);
        const sys_days from = world.some_day();
        const int length = 1 + world.below(40);

        const sys_days due =
            due_date({length, clock_unit::working_days, roll_rule::none}, from, world.days_off(), world.excluded()).due;

        int counted = 0;
        for (sys_days d = from + days(1); d <= due; d += days(1))
            counted += world.days_off().working(d) && !world.paused(d) ? 1 : 0;
        EXPECT_EQ(counted, length) << "seed " << seed;
        EXPECT_TRUE(world.days_off().working(due) && !world.paused(due)) << "seed " << seed;
    }
}

TEST(DueDateProperty, TwoClocksEndToEndAreOneLongClock) {
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        random_world world(seed);
        const sys_days from = world.some_day();
        const int first = 1 + world.below(20), second = 1 + world.below(20);
        const auto run = [&](int length, local_date start) {
            return due_date({length, clock_unit::working_days, roll_rule::none}, start, world.days_off(),
                            world.excluded())
                .due;
        };

        EXPECT_EQ(run(second, run(first, from)), run(first + second, from)) << "seed " << seed;
    }
}

TEST(DueDateProperty, ANaturalDayClockMovesOnlyPastHolidaysAndPauses) {
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        random_world world(seed);
        const sys_days from = world.some_day();
        const int length = 1 + world.below(90);

        const sys_days due = due_date({length, clock_unit::natural_days, roll_rule::past_holiday}, from,
                                      world.days_off(), world.excluded())
                                 .due;

        sys_days nominal = from;
        for (int left = length; left > 0;) left -= world.paused(nominal += days(1)) ? 0 : 1;
        const auto off = [&](sys_days d) { return world.days_off().at(d).kind == day_kind::holiday; };
        EXPECT_FALSE(off(due) || world.paused(due)) << "seed " << seed;
        if (!off(nominal)) EXPECT_EQ(due, nominal) << "seed " << seed;
        for (sys_days d = nominal; d < due; d += days(1)) EXPECT_TRUE(off(d) || world.paused(d)) << "seed " << seed;
    }
}

TEST(DueDateProperty, ALaterStartNeverEndsEarlierAndAPauseNeverShortens) {
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        random_world world(seed);
        const sys_days from = world.some_day();
        for (const clock_unit unit : {clock_unit::working_days, clock_unit::natural_days}) {
            const clock_rule rule{1 + world.below(60), unit, roll_rule::past_holiday};
            const auto due = [&](sys_days start) {
                return due_date(rule, start, world.days_off(), world.excluded()).due;
            };

            EXPECT_LE(due(from), due(from + days(1))) << "seed " << seed;
            EXPECT_GE(due(from), due_date(rule, from, world.days_off()).due) << "seed " << seed;
        }
    }
}

TEST(DueDateProperty, TheArithmeticIsCompleteAndInOrder) {
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        random_world world(seed);
        const sys_days from = world.some_day();
        const clock_rule rule{1 + world.below(60),
                              world.below(2) == 0 ? clock_unit::working_days : clock_unit::natural_days,
                              roll_rule::past_holiday};

        const deadline d = due_date(rule, from, world.days_off(), world.excluded());

        int counted = 0;
        for (std::size_t i = 0; i < d.days.size(); ++i) {
            EXPECT_EQ(sys_days(d.days[i].date), from + days(i)) << "seed " << seed;
            counted += d.days[i].counted ? 1 : 0;
        }
        EXPECT_EQ(counted, rule.length) << "seed " << seed;
        EXPECT_EQ(d.days.back().date, d.due) << "seed " << seed;
    }
}

} // namespace
} // namespace guiyi
