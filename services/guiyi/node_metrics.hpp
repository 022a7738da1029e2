// What operators see of a node at /metrics: requests, commits, lags, dead letters, memory, and the way of a complaint
// from its receipt to the queued notice.
#pragma once

#include "common/http/server.hpp"
#include "common/observe/metrics.hpp"
#include "common/runtime/runner.hpp"
#include "services/deduplication/shadow.hpp"

#include <deque>
#include <mutex>
#include <unordered_map>

namespace guiyi::program {

class node_metrics {
  public:
    explicit node_metrics(const clock& time);

    /// Hook for a server. @param side "public" or "staff"
    std::function<void(const http::request_record&)> requests(const std::string& side);

    /// Hook for a runner's commits.
    std::function<void(const std::vector<events::event>&)> commits(events::stream of);

    /// The text of /metrics, with the runners' state as it is now. @param watching the second matching model, or null
    std::string render(const std::vector<std::pair<events::stream, std::shared_ptr<runtime::runner>>>& runners,
                       const bus::bus& over, const store::database& db, const deduplication::shadow* watching);

  private:
    void received(const std::vector<events::event>& events);
    void shadowed(const deduplication::shadow::verdicts& so_far);
    void queued(const std::vector<events::event>& events);

    const clock& time_;
    observe::metrics all_;
    observe::counter& complaints_;
    observe::counter& notices_;
    observe::histogram& path_seconds_;

    /// Complaints on their way, bounded: the oldest is forgotten first.
    std::mutex mutex_;
    std::unordered_map<std::string, std::chrono::nanoseconds> on_their_way_;
    std::deque<std::string> order_;
};

} // namespace guiyi::program
