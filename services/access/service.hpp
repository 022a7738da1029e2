// Access as the runtime sees it: keeps accounts, sessions, tokens and the auditor's list, and notes who recorded what
// on the streams where officers act. A stream of its own, and not the casework stream: signing in must work while
// casework is behind or stopped, and nobody else's inputs should carry looks and sign-ins.
#pragma once

#include "common/runtime/service.hpp"

namespace guiyi::access {

/// When the heads of all chains are signed next.
inline constexpr std::string_view checkpoint_timer = "checkpoint";

class service final : public runtime::service {
  public:
    explicit service(std::chrono::minutes checkpoint_every) : checkpoint_every_(checkpoint_every) {}

    events::stream own() const override { return events::stream::access; }
    std::vector<events::stream> inputs() const override {
        return {events::stream::deduplication, events::stream::assignment, events::stream::notification,
                events::stream::casework};
    }
    std::uint32_t state_version() const override { return 1; }
    result<events::facts> decide(const runtime::input& one, const store::view& state, instant now) const override;
    result<events::facts> on_timer(std::string_view timer, instant due, const store::view& state,
                                   instant now) const override;
    void evolve(store::writer& state, const events::event& fact, sequence seq) const override;

  private:
    std::chrono::minutes checkpoint_every_;
};

} // namespace guiyi::access
