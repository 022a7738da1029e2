// Assignment's decisions. Pure: (fact, state, now) -> facts.
#pragma once

#include "common/events/event.hpp"
#include "services/assignment/clock.hpp"
#include "services/assignment/router.hpp"
#include "services/assignment/state.hpp"

namespace guiyi::assignment {

struct choosing;

/// What decisions rest on besides the state. Everything referred to must outlive it.
struct rules {
    const config::desk_book& desks;
    const config::taxonomy& topics;
    assignment::law law;
};

/// A new case: a desk, an officer, and the clocks with which its nature's track begins.
/// @errors errc::not_found when the rulebook lacks the clock
result<events::facts> on_case_opened(const rules& by, const events::case_opened& what, instant at,
                                     const store::view& state);

/// 受理, as facts from before rulebooks had steps tell it: K1 ends and mediation (K2) begins. Others carry their orders
/// (steps.hpp). @law SAMR-121 §15(1), §23(1)(5)
result<events::facts> on_case_accepted(const rules& by, const events::case_accepted& what, instant at,
                                       const store::view& state);
/// 不予受理: K1 ends, the officer has room again.
events::facts on_case_refused(const rules& by, const events::case_refused& what, instant at, const store::view& state);
/// The end: whatever runs stops, the officer has room again.
events::facts on_case_closed(const rules& by, const events::case_closed& what, instant at, const store::view& state);
/// The report part of a submission goes to enforcement, K5 from the day it was split: for facts that carry no orders.
/// @law SAMR-121 §9, PROC §18
result<events::facts> on_report_split(const rules& by, const events::report_split& what, instant at,
                                      const store::view& state);

/// A repeat of a case that is accepted or decided already must be answered on its own, inside its own K1: a clock of
/// that complaint alone, and the case's officer has it again. While acceptance is still open it shares that answer.
/// @law SAMR-121 §15(1), §16(2); domain 8.1
result<events::facts> on_complaint_tied(const rules& by, const events::complaint_tied& what, instant at,
                                        const store::view& state);
/// The repeats that were answered: their clocks end.
events::facts on_repeat_refused(const rules& by, const events::repeat_refused& what, instant at,
                                const store::view& state);

/// What a person takes a repeat for settles whether it has to be answered by itself: an urge or a supplement is not, so
/// its clock goes; one that is after all has its own again, from its receipt.
/// @law SAMR-121 §15(1); domain 8.1
result<events::facts> on_repeat_decided(const rules& by, const events::repeat_decided& what, instant at,
                                        const store::view& state);

/// The merged case rests. When the other is decided already, what the merged one still owed its complainants is owed
/// to each of them there, by the same dates.
result<events::facts> on_cases_merged(const rules& by, const events::cases_merged& what, instant at,
                                      const store::view& state);
/// The case is what it was: desk, clocks, and its officer where they may still have it. What was owed to those who
/// complained in the other case is not any more.
events::facts on_merge_undone(const rules& by, const events::merge_undone& what, instant at, const store::view& state);
/// As a new case: desk, officer, first clock from its own receipt.
result<events::facts> on_complaints_split(const rules& by, const events::complaints_split& what, instant at,
                                          const store::view& state);

/// Desk and officer for a case that begins, or that goes elsewhere.
/// @param keys blocking keys of its first complaint; none for what was split off
events::case_assigned assign(const choosing& with, const case_no& which, const events::routing& route,
                             const std::vector<std::string>& keys);

/// A case of ours belongs to a campaign, as it turns out after it was assigned. Nobody loses it by that.
events::facts on_campaign_linked(const events::campaign_linked& what, const store::view& state);

/// A clock's due date is over, or near. Over: breached when it still runs. Nothing else follows; a person has to act
/// (domain: 7.1). @param now for how many days are left
events::facts on_clock_due(const rules& by, const store::view& state, std::string_view timer, instant now);

} // namespace guiyi::assignment
