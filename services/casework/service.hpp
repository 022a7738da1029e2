// Casework as the runtime sees it: records what the other services decided, so that its stream is the audit trail and
// its state the officers' register. Officers' actions come as commands through the API.
#pragma once

#include "common/config/taxonomy.hpp"
#include "common/runtime/service.hpp"
#include "services/casework/reports/mailing.hpp"
#include "services/casework/steps.hpp"

namespace guiyi::casework {

class service final : public runtime::service {
  public:
    /// What is referred to must outlive it. @param topics by which complaints are given hints; null: none are
    /// @param mails by which reports go out; null: none do
    explicit service(law under, const config::taxonomy* topics = nullptr, const reports::mailer* mails = nullptr)
        : under_(under), topics_(topics), mails_(mails) {}

    events::stream own() const override { return events::stream::casework; }
    std::vector<events::stream> inputs() const override {
        return {events::stream::intake, events::stream::deduplication, events::stream::assignment,
                events::stream::notification};
    }
    std::uint32_t state_version() const override { return 9; }

    result<events::facts> decide(const runtime::input& one, const store::view& state, instant now) const override;
    result<events::facts> on_timer(std::string_view timer, instant due, const store::view& state,
                                   instant now) const override;
    void evolve(store::writer& state, const events::event& fact, sequence seq) const override;

  private:
    law under_;
    const config::taxonomy* topics_;
    const reports::mailer* mails_;
};

} // namespace guiyi::casework
