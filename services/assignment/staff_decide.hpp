// What people decide about officers and their cases: who is away, who can do what, who must not act where; giving,
// taking and returning a case; giving an officer's cases to others, as previewed, and taking that back. Pure.
// Used by the API.
#pragma once

#include "services/assignment/choice.hpp"

namespace guiyi::assignment {

/// Who asks, and the words they give; masked before they are kept.
struct asked_by {
    officer_id who;
    std::string reason;
    bool leads = false; ///< may decide about others' cases: lead, dispatcher, head, ...
};

/// @param now all of what holds from here on; desk and reason are filled in
/// @errors errc::not_found for who is not in the desk book; errc::invalid for a skill that no case ever needs
result<events::facts> change_staff(const choosing& with, events::staff_changed now, const asked_by& asked);

/// @errors errc::not_found; errc::invalid when it ends before it begins or is over, or the deputy cannot be one;
///         errc::conflict when it overlaps another of theirs
result<events::facts> plan_leave(const choosing& with, events::leave_planned what, const asked_by& asked);
/// @errors errc::not_found
result<events::facts> cancel_leave(const choosing& with, const officer_id& who, const std::string& leave,
                                   const asked_by& asked);

/// Their open cases against the firm go to others in the same commit.
/// @errors errc::not_found; errc::invalid when neither name nor code is given
result<events::facts> declare_interest(const choosing& with, events::interest_declared what, const asked_by& asked);
/// @errors errc::not_found
result<events::facts> withdraw_interest(const choosing& with, const officer_id& who, const std::string& interest,
                                        const asked_by& asked);

/// Beyond the cap too: whoever leads may know better, and the trace says so ("over_cap").
/// @errors errc::not_found; errc::conflict naming why that officer cannot have it; errc::illegal_transition for a case
///         that is over
result<events::facts> give_case(const choosing& with, const case_no& which, const officer_id& to,
                                const asked_by& asked);
/// To oneself. @errors as give_case; errc::conflict when somebody else has it, or one has no room
result<events::facts> take_case(const choosing& with, const case_no& which, const asked_by& asked);
/// Back to the desk's queue. @errors as give_case; errc::forbidden when it is another's and one does not lead
result<events::facts> return_case(const choosing& with, const case_no& which, const asked_by& asked);

/// Who would get an officer's cases.
struct rebalance_plan {
    std::vector<events::case_move> moves;
    std::vector<case_no> stay; ///< nobody else may have them or has room
    std::string fingerprint;   ///< of all of it: what is applied is what was seen
};
/// @param until only what is due up to that day; empty: all
rebalance_plan plan_rebalance(choosing with, const officer_id& from, const std::string& until);
/// @errors errc::stale when the plan would be another by now
result<events::facts> rebalance(const choosing& with, const officer_id& from, const std::string& until,
                                const std::string& fingerprint, const asked_by& asked);
/// @errors errc::not_found when there is none, or it was taken back
result<events::facts> undo_rebalance(const choosing& with, const std::string& batch, const asked_by& asked);

} // namespace guiyi::assignment
