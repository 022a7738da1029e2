// Timers are rows of a service's state, set and unset by evolve; when one comes due the runtime records timer_fired and
// asks on_timer. So they survive restarts, and a rebuilt state has the same ones.
#pragma once

#include "common/store/view.hpp"

namespace guiyi::runtime {

/// Sets a timer; the same id and due again is the same timer.
void set_timer(store::writer& state, std::string_view id, instant due);
/// Unsets it; harmless when it is not set. `due` must be what it was set with.
void unset_timer(store::writer& state, std::string_view id, instant due);

} // namespace guiyi::runtime
