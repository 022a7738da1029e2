// Casework as the runtime sees it: records what the other services decided, so that its stream is the audit trail and
// its state the officers' register. Officers' actions come as commands through the API.
#pragma once

#include "common/config/taxonomy.hpp"
#include "common/runtime/service.hpp"
#include "services/casework/steps.hpp"

namespace guiyi::casework {

class service final : public runtime::service {
  public:
    /// What is referred to must outlive it. @param topics by which complaints are given hints; null: none are
    explicit service(law under, const config::taxonomy* topics = nullptr) : under_(under), topics_(topics) {}

    events::stream own() const override { return events::stream::casework; }
    std::vector<events::stream> inputs() const override {
        return {events::stream::intake, events::stream::deduplication, events::stream::assignment,
                events::stream::notification};
    }
    std::uint32_t state_version() const override { return 5; }

    result<events::facts> decide(const runtime::input& one, const store::view& state, instant now) const override;
    void evolve(store::writer& state, const events::event& fact, sequence seq) const override;

  private:
    law under_;
    const config::taxonomy* topics_;
};

} // namespace guiyi::casework
