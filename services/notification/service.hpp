// Notification: who must be told, and that they were. Reads intake, deduplication, assignment and casework; decides
// with decide, folds with evolve. The sender, beside the runner, does what it decided.
#pragma once

#include "common/runtime/service.hpp"
#include "services/notification/decide.hpp"

namespace guiyi::notification {

class service final : public runtime::service {
  public:
    explicit service(rules by) : rules_(std::move(by)) {}

    events::stream own() const override { return events::stream::notification; }
    std::vector<events::stream> inputs() const override;
    std::uint32_t state_version() const override { return 6; }
    result<events::facts> decide(const runtime::input& one, const store::view& state, instant now) const override;
    result<events::facts> on_timer(std::string_view timer, instant due, const store::view& state,
                                   instant now) const override;
    void evolve(store::writer& state, const events::event& fact, sequence seq) const override;

  private:
    rules rules_;
};

} // namespace guiyi::notification
