#include "services/deduplication/service.hpp"

#include "services/deduplication/decide.hpp"
#include "services/deduplication/evolve.hpp"
#include "services/deduplication/shadow.hpp"

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
    auto facts = deduplication::decide(*received, state, {data_keys_, index_, by_, utc_offset_, watching_.get()});
    if (!facts || facts->empty()) return facts;
    for (auto& fact : campaigns_.decide(*received, facts->front(), state)) facts->push_back(std::move(fact));
    return facts;
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    deduplication::evolve(state, fact);
}

} // namespace guiyi::deduplication
