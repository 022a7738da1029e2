// Folds the facts of the intake stream into its state. The only writer of that state.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

#include <chrono>

namespace guiyi::intake {

/// @param utc_offset the office's zone, which decides to what day an urge counts
void evolve(store::writer& rows, const events::event& fact, std::chrono::minutes utc_offset);

} // namespace guiyi::intake
