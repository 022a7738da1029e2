// Deadlines with their arithmetic: every day counted or skipped, and why. Used by assignment, casework, the status page
// and `guiyi deadline`. Law: SAMR Order 121 §45, Procedure §80; the clocks come from rulebooks.
#pragma once

#include "common/time/calendar.hpp"

#include <span>
#include <vector>

namespace guiyi {

enum class clock_unit {
    working_days,
    natural_days,
    hours,
    years, ///< ends on the same day of the year; on the last of February where that day does not exist
    none,  ///< the text gives no number: such a clock is kept, but never due
};

/// What happens when a natural-day clock ends on a day off.
enum class roll_rule {
    none,         ///< it ends there
    past_holiday, ///< it ends the first day after the holiday block; an ordinary weekend does not move it (O121 §45)
    past_rest,    ///< it ends the next working day, the wider reading (法定休假日)
};

/// A clock as a rulebook states it.
struct clock_rule {
    int length = 0; ///< in units; 0 is due at once; meaningless without a unit
    clock_unit unit = clock_unit::working_days;
    roll_rule roll = roll_rule::none; ///< for natural days and years only

    friend bool operator==(const clock_rule&, const clock_rule&) = default;
};

/// Whether the clock has a due date at all.
inline bool has_end(const clock_rule& rule) { return rule.unit != clock_unit::none; }

/// Days that do not count (time at a testing body, for instance); both ends belong to it.
struct date_range {
    local_date from;
    local_date to;
    std::string why{}; ///< the reason, as the arithmetic tells it ("testing"); may be empty

    friend bool operator==(const date_range&, const date_range&) = default;
};

/// One line of a deadline's arithmetic.
struct counted_day {
    local_date date;
    bool counted = false;
    /// start | working | make_up | weekend | holiday | natural | hours | excluded, and after the last counted day
    /// rolled (passed over) | rolled_to (where it ends)
    std::string reason_code;
    std::string name; ///< the holiday concerned, why the day is excluded, or empty

    friend bool operator==(const counted_day&, const counted_day&) = default;
};

/// When a clock ends, and the days that lead there, the start day first and the due day last.
struct deadline {
    local_date due;
    bool provisional = false; ///< reaches past the published calendars: may still move
    std::vector<counted_day> days;

    friend bool operator==(const deadline&, const deadline&) = default;
};

/// The date a clock ends. The start day never counts. A clock in hours ends on the date its last started day falls on,
/// and knows no excluded days. A clock without a number ends where it starts: ask has_end() first.
/// @param excluded in any order; they may overlap; their number of days bounds the work
deadline due_date(const clock_rule& rule, local_date from, const calendar& days,
                  std::span<const date_range> excluded = {});

/// The moment a clock that began at `from` ends: exactly its hours later, or else the end of its due date.
instant due_moment(const clock_rule& rule, instant from, const calendar& days, std::chrono::minutes utc_offset,
                   std::span<const date_range> excluded = {});

/// The languages a deadline is explained in.
enum class language { zh, en };

/// The arithmetic as text, one line for each run of days alike, the due date last; every line ends in a newline.
std::string explain(const deadline& of, language in);

} // namespace guiyi
