// The intake service: everything that reaches us, durable before anybody is told "received".
// Composed by the program. Its routes are in api.hpp.
#pragma once

#include "common/runtime/service.hpp"

#include <chrono>

namespace guiyi::intake {

class service final : public runtime::service {
  public:
    /// @param utc_offset the office's zone
    explicit service(std::chrono::minutes utc_offset) : utc_offset_(utc_offset) {}

    events::stream own() const override { return events::stream::intake; }
    std::vector<events::stream> inputs() const override {
        return {events::stream::deduplication, events::stream::assignment, events::stream::casework};
    }
    std::uint32_t state_version() const override { return 4; }
    result<events::facts> decide(const runtime::input& one, const store::view& state, instant now) const override;
    void evolve(store::writer& state, const events::event& fact, sequence seq) const override;

  private:
    std::chrono::minutes utc_offset_;
};

} // namespace guiyi::intake
