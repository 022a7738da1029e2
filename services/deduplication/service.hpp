// Deduplication as the runtime sees it: reads the intake stream, decides which case each complaint belongs to.
// Used by the program and by tests. Owns the deduplication stream.
#pragma once

#include "common/privacy/blind_index.hpp"
#include "common/privacy/keyring.hpp"
#include "common/runtime/service.hpp"
#include "services/deduplication/campaign_decide.hpp"
#include "services/deduplication/decide.hpp"
#include "services/deduplication/model.hpp"
#include "services/deduplication/state.hpp"

#include <chrono>
#include <memory>

namespace guiyi::deduplication {

class shadow;

class service final : public runtime::service {
  public:
    /// @param data_keys, index  must outlive the service
    /// @param utc_offset        the office's zone
    /// @param watching          a second model that is only counted; may be null
    service(const privacy::keyring& data_keys, const privacy::blind_index& index, model by,
            std::chrono::minutes utc_offset, std::shared_ptr<const shadow> watching = nullptr);

    events::stream own() const override { return events::stream::deduplication; }
    std::vector<events::stream> inputs() const override { return {events::stream::intake}; }
    std::uint32_t state_version() const override { return deduplication::state_version; }
    result<events::facts> decide(const runtime::input& one, const store::view& state, instant now) const override;
    void evolve(store::writer& state, const events::event& fact, sequence seq) const override;

    /// What it decides with.
    decision_parts parts() const { return {data_keys_, index_, by_, utc_offset_, watching_.get()}; }

  private:
    const privacy::keyring& data_keys_;
    const privacy::blind_index& index_;
    model by_;
    std::chrono::minutes utc_offset_;
    std::shared_ptr<const shadow> watching_;
    campaign_judge campaigns_;
};

} // namespace guiyi::deduplication
