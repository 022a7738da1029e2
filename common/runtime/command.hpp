// A request from outside (HTTP, a provider's answer) that wants facts recorded. Handed to a runner, decided in its turn
// against the state at that moment, answered when the facts are durable.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

#include <string>

namespace guiyi::runtime {

class command {
  public:
    explicit command(std::string trace = {}) : traceparent(std::move(trace)) {}
    virtual ~command() = default;

    /// Pure. Facts to record (possibly none); an error rejects the command and nothing is recorded.
    /// May be called again after a refused commit, then against newer state.
    virtual result<events::facts> decide(const store::view& state, instant now) = 0;

    /// Rows that go with the facts but are no part of the fold: data keys (family keys). Called after a successful
    /// decide.
    virtual void write_keys(store::writer&) {}

    /// Called once: the facts (and whatever decide looked at) are durable, or why not. On the runner's executor, or on
    /// the thread that submits to a full or stopped runner or stops it.
    virtual void done(result<void> said) noexcept = 0;

    std::string traceparent; ///< W3C trace context that its facts carry on
};

} // namespace guiyi::runtime
