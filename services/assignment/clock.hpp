// Statutory clocks as facts, with their arithmetic. Pure: lengths and articles come from the rulebooks, days off from
// the calendar. Used by decide, steps and recalculation.
// @law SAMR-121 §15(1) (K1), §22(4), §23(1)(5) (K2), §45 (the start day never counts); PROC §18 (K5), §64 (K6)
#pragma once

#include "common/config/rulebook.hpp"
#include "common/events/assignment.hpp"

#include <chrono>
#include <optional>

namespace guiyi::assignment {

/// What dates are computed from. Everything referred to must outlive it.
struct law {
    const std::vector<config::rulebook>& rulebooks; ///< the latest in force first, never empty
    const calendar& days;
    std::chrono::minutes utc_offset;

    /// The office's date at a moment.
    local_date date_of(instant at) const { return date_at(at, utc_offset); }
};

/// The rulebook that has a clock on a date; before the first such one, the first. Null when none ever has it.
const config::rulebook* rulebook_with(const law& under, std::string_view clock, local_date date);
/// The rulebook under which a nature begins on a date; before the first such one, the first. Null when none ever does.
const config::rulebook* rulebook_for(const law& under, std::string_view nature, local_date date);

/// Days that did not count, both ends included, and the reason.
struct pause_span {
    std::string from;
    std::string to;
    std::string why;

    friend bool operator==(const pause_span&, const pause_span&) = default;
};
BOOST_DESCRIBE_STRUCT(pause_span, (), (from, to, why))

/// The days that a pause leaves out: from the day after it began to the day it ended, for the start day never counts.
/// A clock paused on its very last day has not used that day up, since it ends with the day and not before: what is
/// left of it is the day the pause ends. Either way the clock moves by the days between the two.
/// @param due_on when the clock was due; dates as text @returns nothing where no day lies between
/// @law O121 §45, §22(4); PROC §80, §18 (that the last day stays is read from them; they do not say so in words)
std::optional<pause_span> days_left_out(const std::string& paused_on, const std::string& resumed_on,
                                        const std::string& why, const std::string& due_on);

/// What a clock's due date follows from, besides law and calendar.
struct clock_terms {
    std::string book;  ///< rulebook id
    std::string clock; ///< of that rulebook, "K2"
    std::string started_on;
    instant started_at{};      ///< the very moment, for clocks in hours
    std::int64_t extended = 0; ///< units granted on top
    std::vector<pause_span> pauses;
};

/// When it is due, why, and when somebody is told before.
struct reckoning {
    std::string due_on; ///< empty: the text gives no number
    std::string due_at; ///< of a clock in hours, RFC 3339
    bool provisional = false;
    events::legal_basis basis;
    std::vector<events::counted_span> arithmetic;
    std::vector<std::string> warn_on;
    std::string other_due_on; ///< where two rulebooks speak: the later date
    events::legal_basis other_basis;
    std::vector<events::counted_span> other_arithmetic;
};

/// @errors errc::not_found when there is no such rulebook or clock; errc::invalid for what is no date
result<reckoning> reckon(const law& under, const clock_terms& terms);

/// A clock that starts on a date under a rulebook. @param at the moment, for clocks in hours
/// @errors as reckon()
result<events::clock_started> start_clock(const law& under, const case_no& of, const config::rulebook& book,
                                          std::string_view clock, local_date from, instant at = {});
/// The same, by the rulebook that has the clock on another date (the day the matter reached us).
/// @errors errc::not_found when no rulebook has such a clock
result<events::clock_started> start_clock(const law& under, const case_no& of, std::string_view clock, local_date from,
                                          local_date book_date);

/// Neighbouring days that were counted alike, or skipped for one reason, as one span.
std::vector<events::counted_span> spans_of(const deadline& of);

} // namespace guiyi::assignment
