// What a service is to the runtime: pure decisions and a fold. Implemented by every folder under services/.
// decide and on_timer do no I/O, read no clock and draw no randomness; evolve is the only thing that changes state.
#pragma once

#include "common/core/result.hpp"
#include "common/events/event.hpp"
#include "common/store/view.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guiyi::runtime {

/// One fact that arrived on an input stream, with its place.
struct input {
    const events::event& what;
    events::stream from;
    sequence seq;
    std::size_t index;
};

class service {
  public:
    virtual ~service() = default;

    /// The stream this service alone appends to; its state lives in the family of the same name.
    virtual events::stream own() const = 0;

    /// Streams it reads. A commit is handed over only after every commit among these that caused it.
    virtual std::vector<events::stream> inputs() const = 0;

    /// Raised whenever evolve writes rows in another shape: a state of another version is folded anew at start.
    virtual std::uint32_t state_version() const = 0;

    /// Facts that follow from one input fact; none when it does not concern this service.
    /// @param now the time of the commit that will hold them
    /// @errors any: the fact is parked with its subject, and later facts of that subject queue behind it
    virtual result<events::facts> decide(const input& one, const store::view& state, instant now) const = 0;

    /// Facts that follow from a timer of this service's state (timers.hpp) having come due. The timer is gone already.
    virtual result<events::facts> on_timer(std::string_view timer, instant due, const store::view& state,
                                           instant now) const;

    /// Folds one fact of the own stream into the state. Must not fail on a fact that decide produced.
    /// @param fact its time is the only time evolve may use
    /// @param seq  the commit's sequence in the own stream
    virtual void evolve(store::writer& state, const events::event& fact, sequence seq) const = 0;
};

/// The family of a stream's state.
store::family state_family(events::stream of) noexcept;

} // namespace guiyi::runtime
