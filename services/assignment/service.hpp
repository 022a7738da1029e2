// Assignment as the runtime sees it: reads deduplication (cases, repeats, merges, splits) and casework (steps), says
// who acts and by when.
#pragma once

#include "common/runtime/service.hpp"
#include "services/assignment/decide.hpp"

namespace guiyi::assignment {

class service final : public runtime::service {
  public:
    /// Everything given must outlive the service.
    /// @param rulebooks the latest in force first. @throws failure (invalid) when there is none
    service(const config::desk_book& desks, const config::taxonomy& topics,
            const std::vector<config::rulebook>& rulebooks, const calendar& days, std::chrono::minutes utc_offset);

    events::stream own() const override { return events::stream::assignment; }
    std::vector<events::stream> inputs() const override {
        return {events::stream::deduplication, events::stream::casework};
    }
    std::uint32_t state_version() const override { return 7; }

    result<events::facts> decide(const runtime::input& one, const store::view& state, instant now) const override;
    result<events::facts> on_timer(std::string_view timer, instant due, const store::view& state,
                                   instant now) const override;
    void evolve(store::writer& state, const events::event& fact, sequence seq) const override;

    const rules& by() const { return rules_; }

  private:
    rules rules_;
};

} // namespace guiyi::assignment
