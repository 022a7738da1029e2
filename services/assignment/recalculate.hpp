// A changed calendar, and a rulebook corrected in place, move what still runs: every open clock is reckoned again,
// and each date that differs becomes a fact with its reason. Nothing moves silently, and nothing that has ended moves
// at all. Pure. Used by the program, which runs it after start until it says there is no more.
// @law SAMR-121 §45; the State Council General Office's yearly notices
#pragma once

#include "services/assignment/decide.hpp"

namespace guiyi::assignment {

/// The published notices, the rulebooks' clocks and the officers as they are now. A new law is a new file, which
/// moves nothing that runs; what changes here is the correction of a book.
events::calendar_adopted calendar_now(const rules& by);

/// Where a recalculation stands.
struct recalculation {
    case_no after;          ///< cases up to this one are done
    bool more = true;       ///< call again
    std::int64_t moved = 0; ///< facts of this call
};

/// Reckons the clocks of the next cases again, when a calendar, a book or the officers are others than adopted last;
/// what an officer has who is not there any more goes back to the queue, and the queues are looked at. Adopts it with
/// the last of them. @param so_far as the call before said; a new one to begin
/// @errors errc::not_found for a clock whose rulebook is gone
result<events::facts> recalculate(const rules& by, const store::view& state, instant now, recalculation& so_far);

} // namespace guiyi::assignment
