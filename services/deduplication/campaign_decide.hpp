// Which campaign a complaint belongs to, told by the script of its calls or by the number that called.
// Used by the service, right after the complaint's own case is decided: the facts go into the same commit. Pure apart
// from reading state. Cases are linked, never merged; campaigns are merged by people only.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"
#include "services/deduplication/campaign_model.hpp"
#include "services/deduplication/campaign_script.hpp"

#include <chrono>
#include <string_view>
#include <vector>

namespace guiyi::deduplication {

/// The rule with what is derived from it once.
class campaign_judge {
  public:
    campaign_judge(campaign_rule by, std::chrono::minutes utc_offset);

    /// What follows from a complaint that was just placed: campaign_linked for it (and, when its number has just become
    /// evidence, for those that waited), and campaign_burst. Usually nothing or one fact.
    /// @param received the complaint; @param placed the case_opened or complaint_tied that was decided of it
    events::facts decide(const events::complaint_received& received, const events::fact& placed,
                         const store::view& state) const;

  private:
    campaign_rule by_;
    std::chrono::minutes utc_offset_;
    std::vector<script_shingle> generic_;
};

} // namespace guiyi::deduplication
