// What a step along a case's track asks of its clocks, carried out: started, stopped, paused, resumed, extended,
// dropped. Casework says which by the rulebook; here are the dates. Pure.
// Used by decide and service.
// @law SAMR-121 §22(4), §23, §27(1), §35; PROC §18, §64 (pauses and extensions only as the law lists them)
#pragma once

#include "services/assignment/decide.hpp"

namespace guiyi::assignment {

/// Who did what to which case, when.
struct step_taken {
    const case_no& of_case;
    const events::step_detail& step;
    const events::legal_basis& basis;
    officer_id officer;
    instant at;
};

/// The clocks' part of a step, the desk it sends the case to, and whether the case ends or goes on by it.
/// Orders that cannot be carried out any more (a clock that ended meanwhile) are passed over.
/// @param route where the case goes when it went over to another procedure; null: it stays
/// @errors errc::not_found for a clock or rulebook that is not there any more
result<events::facts> on_step(const rules& by, const step_taken& what, const events::routing* route,
                              const store::view& state);

/// A case of another track, opened from one: its desk and its first clocks. @errors as on_step()
result<events::facts> on_child(const rules& by, const case_no& child, const std::string& book,
                               const std::vector<events::clock_order>& clocks, const events::routing& route, instant at,
                               const store::view& state);

} // namespace guiyi::assignment
