// The only part that acts on the world outside: takes what is due from the committed state and hands it to providers.
// Each attempt is a pair of facts: delivery_started is durable before a provider hears of the message, delivery_ended
// after. A crash between them is found at the next start, shown as unknown and tried again under the same id.
// Used by the program, one beside the runner of this service.
#pragma once

#include "common/bus/bus.hpp"
#include "common/runtime/runner.hpp"
#include "services/notification/breaker.hpp"
#include "services/notification/channel.hpp"
#include "services/notification/composer.hpp"

#include <memory>

namespace guiyi::notification {

struct sender_options {
    retry_rules retry;
    breaker_rules pause;
};

/// What was done since start, and what stands still. Counters only grow.
struct sender_status {
    std::uint64_t sent = 0;
    std::uint64_t temporary = 0;
    std::uint64_t permanent = 0; ///< also those given up
    std::uint64_t unknown = 0;
    std::size_t in_flight = 0;
    std::vector<std::string> paused; ///< providers whose breaker is open
};

class sender {
  public:
    /// Everything given must outlive it. @param state committed rows of the family notification
    sender(runtime::runner& records, bus::bus& over, const store::view& state, const clock& time,
           const composer& composes, std::vector<provider> providers, const sender_options& options);
    ~sender();
    sender(const sender&) = delete;
    sender& operator=(const sender&) = delete;

    /// Starts its threads. The runner must have started, and its executor must run on another thread.
    void start();

    /// Something may be due: new messages, or a clock that stands still was moved. From any thread.
    void poke();

    /// Breaks off what no provider has yet, waits for the rest and records it. Call it while the runner still runs.
    void stop();

    sender_status status() const;

  private:
    class impl;
    std::unique_ptr<impl> impl_;
};

} // namespace guiyi::notification
