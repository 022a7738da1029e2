// What casework records of the other services' facts, so that its own stream tells the whole story. Pure.
#pragma once

#include "common/events/event.hpp"
#include "services/casework/steps.hpp"

namespace guiyi::casework {

/// The letter of the track a nature is handled on: C R N T P Q. No nature is a complaint until the desk decides.
std::string_view track_of(std::string_view nature);

/// Facts that follow from a fact of intake, deduplication, assignment or notification.
events::facts decide_input(const events::event& one, const law& under, const store::view& state);

} // namespace guiyi::casework
