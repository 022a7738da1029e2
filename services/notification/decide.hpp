// Who must be told what, from the facts of the other services. Pure.
// @law O121 §15 (decision and its reason are told within K1), §16, §23, §37 (reports: nobody outside hears of them)
// @law CPL §39 (the other ways)
#pragma once

#include "common/runtime/service.hpp"
#include "services/notification/rules.hpp"

namespace guiyi::notification {

/// Facts that follow from a fact of intake, deduplication, assignment or casework.
/// @param now the time of the commit that will hold them: quiet hours and limits go by it
/// @errors errc::corrupt when a sealed contact cannot be opened
result<events::facts> decide(const rules& by, const runtime::input& one, const store::view& state, instant now);

/// Facts that follow from a timer: everyone is told who has a case whose assignment started no clock; the next part of
/// a large case is told; what was gathered for a person is.
/// @errors errc::invalid for a timer that is none of these
result<events::facts> on_timer(const rules& by, std::string_view timer, const store::view& state, instant now);

/// The timer of a case whose assignment started no clock: tells everyone who has it, without a date.
events::facts tell_placed(const rules& by, const case_no& which, const store::view& state, instant now);

/// Timers are named "placed/" and the case.
inline constexpr std::string_view placed_timer = "placed/";

} // namespace guiyi::notification
