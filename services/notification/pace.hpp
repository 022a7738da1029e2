// Spreads messages to one provider, or to one mail domain, over time: so many a minute, and after a pause a few at once
// (generic cell rate algorithm, ITU-T I.371). Kept in memory by the sender; it begins without a burst, so that starting
// again and again cannot exceed the rate. Pure.
#pragma once

#include "common/time/instant.hpp"

#include <algorithm>

namespace guiyi::notification {

struct pace_rules {
    std::int64_t per_min = 0; ///< 0: no limit
    std::int64_t burst = 1;   ///< that may go at once after a pause

    /// Between one message and the next.
    std::chrono::microseconds gap() const { return std::chrono::microseconds(per_min > 0 ? 60'000'000 / per_min : 0); }
};

class pace {
  public:
    pace(const pace_rules& by, instant now) : by_(by), next_(now + slack()) {}

    /// Whether one may go now.
    bool free(instant now) const { return by_.per_min == 0 || next_ - slack() <= now; }
    /// When one may.
    instant free_at() const { return std::chrono::ceil<std::chrono::milliseconds>(next_ - slack()); }
    /// One went.
    void went(instant now) { next_ = std::max<moment>(next_, now) + by_.gap(); }
    /// One that was to go did not.
    void stayed() { next_ -= by_.gap(); }

  private:
    using moment = std::chrono::sys_time<std::chrono::microseconds>;
    std::chrono::microseconds slack() const { return by_.gap() * (std::max<std::int64_t>(by_.burst, 1) - 1); }

    pace_rules by_;
    moment next_; ///< when the next would go if all were evenly spread
};

} // namespace guiyi::notification
