#include "services/deduplication/service.hpp"

#include "services/deduplication/decide.hpp"
#include "services/deduplication/evolve.hpp"

namespace guiyi::deduplication {

service::service(const privacy::keyring& data_keys, const privacy::blind_index& index, model by,
                 std::chrono::minutes utc_offset)
    : data_keys_(data_keys), index_(index), by_(std::move(by)), utc_offset_(utc_offset) {}

result<events::facts> service::decide(const runtime::input& one, const store::view& state, instant) const {
    const auto* received = std::get_if<events::complaint_received>(&one.what.data);
    if (!received) return events::facts{}; // supplements, urges and progress change no tie
    return deduplication::decide(*received, state, {data_keys_, index_, by_, utc_offset_});
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    deduplication::evolve(state, fact);
}

} // namespace guiyi::deduplication
