// The audit trail is the casework stream: who did and who looked at what. Used by `guiyi audit verify`.
#pragma once

#include "common/bus/bus.hpp"

namespace guiyi::casework {

/// Folds the chain over the whole casework stream. @returns its tail
/// @errors errc::corrupt naming the first sequence that breaks it
result<bus::position> verify(const bus::bus& on);

} // namespace guiyi::casework
