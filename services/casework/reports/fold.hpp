// Folds casework's facts into the figures of reports. Part of casework's evolve: called for every fact of its stream.
// A fact that reports do not know changes nothing here.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

#include <chrono>

namespace guiyi::casework::reports {

/// @param utc_offset of the office, whose days are counted
void fold(store::writer& state, const events::event& fact, std::chrono::minutes utc_offset);

} // namespace guiyi::casework::reports
