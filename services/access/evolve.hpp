// Folds one fact of the access stream into the rows.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

namespace guiyi::access {

void evolve(store::writer& state, const events::event& fact);

} // namespace guiyi::access
