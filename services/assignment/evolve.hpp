// Folds assignment's own facts into its rows and timers.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

#include <chrono>

namespace guiyi::assignment {

/// @param utc_offset the office's zone, in which due dates end
void evolve(store::writer& state, const events::event& fact, std::chrono::minutes utc_offset);

} // namespace guiyi::assignment
