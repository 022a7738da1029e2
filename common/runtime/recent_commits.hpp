// The latest commits of each stream as they were decoded, shared by the runners of one process: what one service has
// just appended, the others read from here instead of parsing it again. Only a shortcut: whatever is missing is on the
// bus.
#pragma once

#include "common/bus/bus.hpp"
#include "common/events/event.hpp"

#include <array>
#include <deque>
#include <memory>
#include <mutex>

namespace guiyi::runtime {

struct recent_commit {
    bus::position at;
    std::shared_ptr<const events::commit> what;
};

/// Safe from any thread.
class recent_commits {
  public:
    /// @param facts_max facts kept per stream; the oldest commits go first
    explicit recent_commits(std::size_t facts_max = 2048) : facts_max_(facts_max) {}

    /// A commit that is durable. Out of order, or after another history, the stream's older ones are forgotten.
    void put(events::stream of, recent_commit one);

    /// Commits from a sequence on, oldest first; nothing when that sequence is not here.
    std::vector<recent_commit> from(events::stream of, sequence first, std::size_t limit) const;

  private:
    struct line {
        std::deque<recent_commit> commits;
        std::size_t facts = 0;
    };
    const std::size_t facts_max_;
    mutable std::mutex mutex_;
    std::array<line, events::all_streams.size()> lines_;
};

} // namespace guiyi::runtime
