// Statutory clocks as facts, with their arithmetic. Pure: lengths and articles come from the rulebooks, days off from
// the calendar. Used by decide.
// @law SAMR-121 §15(1) (K1), §23(1)(5) (K2), §45 (the start day never counts); PROC §18 (K5)
#pragma once

#include "common/config/rulebook.hpp"
#include "common/events/assignment.hpp"

#include <chrono>

namespace guiyi::assignment {

/// What dates are computed from. Everything referred to must outlive it.
struct law {
    const std::vector<config::rulebook>& rulebooks; ///< the latest in force first, never empty
    const calendar& days;
    std::chrono::minutes utc_offset;

    /// The office's date at a moment.
    local_date date_of(instant at) const { return date_at(at, utc_offset); }
};

/// The rulebook in force on a date; before the first one, the first.
const config::rulebook& rulebook_on(const law& under, local_date date);

/// A clock that starts on a date, by the rulebook of another date (the day the matter reached us).
/// @errors errc::not_found when that rulebook has no such clock
result<events::clock_started> start_clock(const law& under, const case_no& of, std::string_view clock, local_date from,
                                          local_date book_date);

/// Neighbouring days that were counted alike, or skipped for one reason, as one span.
std::vector<events::counted_span> spans_of(const deadline& of);

} // namespace guiyi::assignment
