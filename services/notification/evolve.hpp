// Folds facts of the notification stream into rows. The only thing that changes the state.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

namespace guiyi::notification {

void evolve(store::writer& state, const events::event& fact);

} // namespace guiyi::notification
