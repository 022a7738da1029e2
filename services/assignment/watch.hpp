// What happens when nothing happens: cases that wait for room, that nobody touches, clocks that stay missed, leaves
// that
// begin. Timers of assignment's state, beside those of due dates (state.hpp). Pure.
// Used by service (timers, casework's facts) and evolve (sets the timers).
#pragma once

#include "services/assignment/choice.hpp"

namespace guiyi::assignment {

/// All begin with '!', which no case number does.
std::string room_timer(const desk_id& at);
std::string leave_timer(const officer_id& who, const std::string& leave);
std::string idle_timer(const case_no& which, const std::string& date);
std::string escalation_timer(const case_no& which, const std::string& clock, const std::string& date);

/// Cases that one look at a desk's queue may give away; the next look follows at once.
inline constexpr std::size_t given_at_once_max = 100;

/// Facts that follow from one of these timers; none when it no longer matters.
events::facts on_watch(const rules& by, std::string_view timer, const store::view& state, instant now);

/// The case's officer did something about it, or whoever acts for them. At most one fact a case and day.
events::facts on_deed(const rules& by, const case_no& which, instant at, const store::view& state);

} // namespace guiyi::assignment
