// Spares a provider that is down: after some failures in a row nothing is started for a while, then one message probes.
// So an outage costs a few attempts, not one of every message. Kept in memory by the sender, one a provider. Pure.
#pragma once

#include "common/time/instant.hpp"

#include <algorithm>

namespace guiyi::notification {

struct breaker_rules {
    int failures_max = 3;                         ///< in a row, until it opens
    std::chrono::milliseconds pause_first{5'000}; ///< doubles with each failed probe,
    std::chrono::milliseconds pause_max{300'000}; ///< up to this
};

class breaker {
  public:
    explicit breaker(const breaker_rules& by = {}) : by_(by) {}

    /// How many more may be started now, when `in_flight` are and `limit` is the most at a time.
    std::size_t room(instant now, std::size_t in_flight, std::size_t limit) const {
        if (now < paused_until_) return 0;
        const std::size_t most = open() ? 1 : limit;
        return most > in_flight ? most - in_flight : 0;
    }

    /// The provider as a whole did not work. Failures of attempts that began before a pause do not lengthen it.
    void failed(instant now) {
        ++failures_;
        if (!open() || now < paused_until_) return;
        pause_ = pause_.count() == 0 ? by_.pause_first : std::min(pause_ * 2, by_.pause_max);
        paused_until_ = now + pause_;
    }

    /// The provider answered, be it with a refusal of that message.
    void answered() { *this = breaker(by_); }

    /// True from the failure that opened it until the provider answers.
    bool open() const { return failures_ >= by_.failures_max; }
    /// When the next probe may go; in the past when there is no pause.
    instant paused_until() const { return paused_until_; }

  private:
    breaker_rules by_;
    int failures_ = 0;
    std::chrono::milliseconds pause_{0};
    instant paused_until_{};
};

} // namespace guiyi::notification
