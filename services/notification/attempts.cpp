#include "services/notification/attempts.hpp"

#include "common/core/digest.hpp"
#include "services/notification/state.hpp"

#include <algorithm>

namespace guiyi::notification {

std::string_view name_of(outcome what) noexcept {
    switch (what) {
        case outcome::sent: return "sent";
        case outcome::temporary: return "temporary";
        case outcome::permanent: return "permanent";
        case outcome::unknown: return "unknown";
    }
    return "unknown";
}

std::chrono::milliseconds retry_delay(const retry_rules& by, const message_id& id, std::int64_t attempt) {
    auto delay = by.first;
    for (std::int64_t i = 1; i < attempt && delay < by.max; ++i) delay *= 2;
    delay = std::min(delay, by.max);
    const auto hash = blake2b(id.str(), std::to_string(attempt));
    const std::int64_t per_mille = 750 + (hash[0] * 256 + hash[1]) % 501; // 750 to 1250
    return std::chrono::milliseconds(delay.count() * per_mille / 1000);
}

result<events::facts> start_attempt(const store::view& state, const message_id& id) {
    const auto message = load_message(state, id);
    if (!message) return fail(errc::not_found, "there is no such message");
    const auto row = load_delivery(state, id, *message);
    if (row.state != message_state::waiting) return fail(errc::conflict, "the message is not waiting");
    return events::facts{events::delivery_started{id, row.attempts + 1}};
}

result<events::facts> end_attempt(const store::view& state, const message_id& id, std::int64_t attempt,
                                  const verdict& how, instant now, const retry_rules& by) {
    const auto message = load_message(state, id);
    if (!message) return fail(errc::not_found, "there is no such message");
    const auto row = load_delivery(state, id, *message);
    if (row.state != message_state::in_flight || row.attempts != attempt)
        return fail(errc::conflict, "that attempt is not under way");
    events::delivery_ended ended{id, attempt, std::string(name_of(how.what)), how.answer, {}};
    if (how.what == outcome::temporary || how.what == outcome::unknown) {
        const auto retry_at = how.at_once ? now : now + retry_delay(by, id, attempt);
        if (retry_at <= message->queued_at + by.give_up_after) {
            ended.retry_at = format_rfc3339(retry_at);
        } else {
            ended.outcome = name_of(outcome::permanent);
            ended.answer = "gave_up";
        }
    }
    return events::facts{std::move(ended)};
}

result<events::facts> interrupted(const store::view& state, const message_id& id, instant now, const retry_rules& by) {
    const auto message = load_message(state, id);
    if (!message) return events::facts{};
    const auto row = load_delivery(state, id, *message);
    if (row.state != message_state::in_flight) return events::facts{};
    return end_attempt(state, id, row.attempts, {outcome::unknown, "interrupted", false, false}, now, by);
}

} // namespace guiyi::notification
