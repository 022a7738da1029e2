#include "services/deduplication/service.hpp"

#include "services/deduplication/decide.hpp"
#include "services/deduplication/evolve.hpp"
#include "services/deduplication/shadow.hpp"

#include <algorithm>
#include <iterator>

namespace guiyi::deduplication {

service::service(const privacy::keyring& data_keys, const privacy::blind_index& index, model by,
                 std::chrono::minutes utc_offset, std::shared_ptr<const shadow> watching)
    : data_keys_(data_keys),
      index_(index),
      by_(std::move(by)),
      utc_offset_(utc_offset),
      watching_(std::move(watching)),
      campaigns_(by_.campaigns, utc_offset) {}

result<events::facts> service::decide(const runtime::input& one, const store::view& state, instant) const {
    const auto* received = std::get_if<events::complaint_received>(&one.what.data);
    if (!received) return events::facts{}; // supplements, urges and progress change no tie
    auto facts = deduplication::decide(*received, state, parts());
    if (!facts || facts->empty()) return facts;
    auto campaign = campaigns_.decide(*received, facts->front(), state);
    // Whoever gets the case may as well know at once which campaign it belongs to.
    if (auto* opened = std::get_if<events::case_opened>(&facts->front()); opened && !campaign.empty())
        if (const auto* linked = std::get_if<events::campaign_linked>(&campaign.front()))
            opened->record.route.campaign = linked->campaign;
    std::ranges::move(campaign, std::back_inserter(*facts));
    return facts;
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    deduplication::evolve(state, fact);
}

} // namespace guiyi::deduplication
