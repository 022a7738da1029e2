// Taking a step of a case's track: whether this person may, whether what the step asks for is there, which clocks it
// moves, which letters it calls for, and what is recorded. Pure; everything lawful about it comes from the rulebook.
// Used by actions.
// @law every step names its own; two-person rules PROC §18; pauses only for the reasons listed for a clock
#pragma once

#include "common/events/event.hpp"
#include "services/casework/steps.hpp"

#include <map>

namespace guiyi::casework {

/// What an officer gives with a step, by field of the rulebook; "ground" is a code.
using step_fields = std::map<std::string, std::string, std::less<>>;

struct step_request {
    officer_id who;
    case_no on;
    const config::transition& step;
    step_fields given;
    std::vector<std::string> roles; ///< of the officer
    language in = language::en;     ///< in which what is refused is said
};

struct step_reply {
    std::string stage; ///< the case's afterwards
    case_no child;     ///< the case it opened, or empty
};

/// The facts of a step; the case's row and the step belong together.
/// @errors errc::forbidden naming the role it takes, or who else must; errc::invalid "field: why", in the officer's
/// language;
/// errc::illegal_transition
///         where no clock is there to be paused, resumed or extended, or the related case allows no such step
result<events::facts> take_step(const law& under, const step_request& what, const case_row& row,
                                const store::view& state, instant now, step_reply& reply);

} // namespace guiyi::casework
