#include "common/time/clock.hpp"

namespace guiyi {

namespace {

class machine_clock final : public clock {
  public:
    instant now() const override {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    std::chrono::nanoseconds monotonic() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
};

} // namespace

std::unique_ptr<clock> system_clock() { return std::make_unique<machine_clock>(); }

} // namespace guiyi
