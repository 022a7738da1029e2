#include "services/notification/attempts.hpp"

#include "common/core/digest.hpp"
#include "services/notification/notices.hpp"
#include "services/notification/officers.hpp"
#include "services/notification/returned.hpp"
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

namespace {

/// Whether an attempt without an answer may be followed by another, which may be a second copy.
bool may_repeat(const message_row& message, const delivery_row& row, const retry_rules& by) {
    if (message.channel == "sms" && !by.sms_retry_unknown) return false;
    return row.unknown_attempts + 1 < by.unknown_attempts_max;
}

/// Fills when the next attempt is due, or makes the outcome final.
void set_retry(events::delivery_ended& to, const message_row& message, const delivery_row& row, const verdict& how,
               instant now, const retry_rules& by) {
    if (how.what == outcome::unknown && !may_repeat(message, row, by)) return; // left unknown
    auto at = how.at_once ? now : now + retry_delay(by, to.message, to.attempt);
    if (message.to_people()) at = by.told.open_at(at, message.how);
    if (at <= message.first_at + by.give_up_after) {
        to.retry_at = format_rfc3339(at);
        return;
    }
    if (how.what == outcome::unknown) return; // it may have arrived: to call that failed would not be true
    to.outcome = name_of(outcome::permanent);
    to.answer = "gave_up";
}

} // namespace

result<events::facts> end_attempt(const store::view& state, const message_id& id, std::int64_t attempt,
                                  const verdict& how, instant now, const retry_rules& by) {
    const auto message = load_message(state, id);
    if (!message) return fail(errc::not_found, "there is no such message");
    const auto row = load_delivery(state, id, *message);
    if (row.state != message_state::in_flight || row.attempts != attempt)
        return fail(errc::conflict, "that attempt is not under way");
    events::delivery_ended ended{id, attempt, std::string(name_of(how.what)), how.answer, {}};
    if (how.what == outcome::temporary || how.what == outcome::unknown) set_retry(ended, *message, row, how, now, by);
    const bool over = ended.retry_at.empty() && how.what != outcome::sent;
    const bool failed = over && ended.outcome == name_of(outcome::permanent);
    events::facts out{ended};
    if (failed) {
        const auto other = tell_otherwise(by.told, state, id, now);
        out.insert(out.end(), other.begin(), other.end());
    }
    if (over) tell_of_undelivered(out, state, by.desks, id, ended.outcome + " " + ended.answer);
    return out;
}

result<events::facts> interrupted(const store::view& state, const message_id& id, instant now, const retry_rules& by) {
    const auto message = load_message(state, id);
    if (!message) return events::facts{};
    const auto row = load_delivery(state, id, *message);
    if (row.state != message_state::in_flight) return events::facts{};
    return end_attempt(state, id, row.attempts, {outcome::unknown, "interrupted", false, false}, now, by);
}

result<events::facts> came_back(const store::view& state, const message_id& id, std::string_view kind,
                                std::string_view status, instant now, const policy& by,
                                const config::desk_book* desks) {
    const auto message = load_message(state, id);
    if (!message) return fail(errc::not_found, "there is no such message");
    const auto row = load_delivery(state, id, *message);
    if (row.returned == kind && row.returned_status == status) return events::facts{}; // told already
    if (row.returned == "bounce" && kind != "bounce") return events::facts{}; // on its way before the bounce was
    events::facts out{events::delivery_returned{id, std::string(kind), std::string(status)}};
    if (kind != "bounce") return out;
    const auto other = tell_otherwise(by, state, id, now, is_permanent(kind, status));
    out.insert(out.end(), other.begin(), other.end());
    tell_of_undelivered(out, state, desks, id, "bounce " + std::string(status));
    return out;
}

} // namespace guiyi::notification
