// Rows that the runtime keeps in each service's family, under key bytes below ' '. Private to common/runtime.
#pragma once

#include "common/bus/bus.hpp"
#include "common/events/event.hpp"
#include "common/store/database.hpp"

namespace guiyi::runtime::rows {

/// How far the own stream is folded into this state.
bus::position folded(const store::view& state);
void set_folded(store::writer& state, const bus::position& at);

/// Last commit consumed of an input.
bus::position consumed(const store::view& state, events::stream of);
void set_consumed(store::writer& state, events::stream of, const bus::position& at);

/// Version of the rows' shape; 0 in an empty state.
std::uint32_t version(const store::view& state);
void set_version(store::writer& state, std::uint32_t version);

/// Timers due at or before a moment, earliest first.
struct timer {
    std::string id;
    instant due;
};
std::vector<timer> due_timers(const store::view& state, instant now, std::size_t limit);
bool is_set(const store::view& state, const timer& which);
/// When the earliest timer is due; nothing when none is set.
std::optional<instant> first_timer(const store::view& state);
/// The same of those that a batch sets.
std::optional<instant> first_timer_set(const store::batch& in, store::family state);

/// Facts waiting in the dead-letter rows.
bool is_parked(const store::view& state, std::string_view subject);
std::vector<events::fact_parked> parked(const store::view& state, std::size_t limit);
/// Those of one subject, in the order they came, whichever streams they came from.
std::vector<events::fact_parked> parked_behind(const store::view& state, std::string_view subject);
std::size_t parked_count(const store::view& state);

/// Folds a fact of the runtime itself. @returns false when it is not one
bool evolve(store::writer& state, const events::event& fact);

} // namespace guiyi::runtime::rows
