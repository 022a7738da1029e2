// Folds casework's own facts into the register.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

namespace guiyi::casework {

void evolve(store::writer& state, const events::event& fact);

} // namespace guiyi::casework
