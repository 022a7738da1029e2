// The clock port. Nothing else in the project reads the time (an architecture test sees to it).
#pragma once

#include "common/time/instant.hpp"

#include <atomic>
#include <memory>

namespace guiyi {

/// Tells the time. Implementations are safe to call from any thread.
class clock {
  public:
    virtual ~clock() = default;
    virtual instant now() const = 0;
    /// Nanoseconds that only grow, for measuring spans (metrics, timeouts); no relation to now().
    virtual std::chrono::nanoseconds monotonic() const = 0;
};

/// The machine's clock.
std::unique_ptr<clock> system_clock();

/// A clock that stands still until told: tests and simulations run a year in a second.
class manual_clock final : public clock {
  public:
    explicit manual_clock(instant start) : now_(start.time_since_epoch().count()) {}
    instant now() const override { return instant(std::chrono::milliseconds(now_.load())); }
    std::chrono::nanoseconds monotonic() const override { return std::chrono::milliseconds(now_.load()); }
    /// Moves forward (or back, as real clocks do).
    void advance(std::chrono::milliseconds by) { now_ += by.count(); }
    void set(instant at) { now_ = at.time_since_epoch().count(); }

  private:
    std::atomic<std::int64_t> now_;
};

} // namespace guiyi
