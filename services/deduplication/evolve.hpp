// Folds the facts of the deduplication stream into its rows.
// Used by the service. Never fails on a fact that decide produced; facts of the runtime pass by.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

namespace guiyi::deduplication {

void evolve(store::writer& rows, const events::event& fact);

} // namespace guiyi::deduplication
