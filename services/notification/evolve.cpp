#include "services/notification/evolve.hpp"

#include "common/runtime/timers.hpp"
#include "services/notification/decide.hpp"
#include "services/notification/state.hpp"

#include <algorithm>

namespace guiyi::notification {

namespace {

void fold(store::writer& state, const events::recipient_noted& fact, instant) {
    save_recipient(state, fact.receipt, {fact.language, fact.name_masked, fact.has_email, fact.sealed_contact});
}

void fold(store::writer& state, const events::recipient_placed& fact, instant) {
    place(state, fact.in_case, fact.receipt);
    if (fact.nature.empty()) return;
    auto row = load_case(state, fact.in_case);
    if (row.nature == fact.nature) return;
    row.nature = fact.nature;
    save_case(state, fact.in_case, row);
}

void fold(store::writer& state, const events::recipient_moved& fact, instant) {
    displace(state, fact.left, fact.receipt);
    place(state, fact.in_case, fact.receipt);
    if (!fact.apart) return;
    auto row = load_case(state, fact.in_case);
    if (row.apart) return;
    row.apart = true;
    row.nature = fact.nature;
    save_case(state, fact.in_case, row);
}

void fold(store::writer& state, const events::case_noted& fact, instant at) {
    auto row = load_case(state, fact.of_case);
    if (!fact.desk.empty()) row.desk = fact.desk;
    if (!fact.clock.empty()) std::erase_if(row.clocks, [&](const auto& one) { return one.clock == fact.clock; });
    if (!fact.clock.empty() && !fact.ended) row.clocks.push_back({fact.clock, fact.due_on, fact.provisional});
    row.told = row.told || fact.told;
    const std::string timer = std::string(placed_timer) + fact.of_case.str();
    if (row.told && row.tell_at) {
        runtime::unset_timer(state, timer, *row.tell_at);
        row.tell_at.reset();
    } else if (!row.told && !fact.desk.empty() && !row.tell_at) {
        // A clock that starts with the assignment is in the same commit and unsets this before it can fire.
        row.tell_at = at;
        runtime::set_timer(state, timer, at);
    }
    save_case(state, fact.of_case, row);
}

void fold(store::writer& state, const events::message_queued& fact, instant at) {
    save_message(state, fact.message,
                 {fact.about, fact.receipt, fact.channel, fact.endpoint, fact.template_id, fact.language, fact.reason,
                  at, fact.values});
    put_outbox(state, provider_of(fact.channel, fact.endpoint), outbox_queue::fresh, {at, fact.message});
}

void fold(store::writer& state, const events::recipient_unreachable& fact, instant at) {
    save_unreachable(state, fact.about, {fact.receipt, fact.template_id, fact.reason, at});
}

void fold(store::writer& state, const events::delivery_started& fact, instant at) {
    const auto message = load_message(state, fact.message);
    if (!message) return;
    auto row = load_delivery(state, fact.message, *message);
    const auto queue = row.attempts == 0 ? outbox_queue::fresh : outbox_queue::again;
    erase_outbox(state, provider_of(message->channel, message->endpoint), queue, {row.next_at, fact.message});
    put_in_flight(state, fact.message);
    row.state = message_state::in_flight;
    row.attempts = fact.attempt;
    row.last_at = at;
    save_delivery(state, fact.message, row);
}

void fold(store::writer& state, const events::delivery_ended& fact, instant at) {
    const auto message = load_message(state, fact.message);
    if (!message) return;
    auto row = load_delivery(state, fact.message, *message);
    erase_in_flight(state, fact.message);
    row.last_at = at;
    row.outcome = fact.outcome;
    row.answer = fact.answer;
    if (fact.outcome == "unknown") ++row.unknown_attempts;
    if (const auto retry = parse_rfc3339(fact.retry_at); retry) {
        row.state = message_state::waiting;
        row.next_at = *retry;
        put_outbox(state, provider_of(message->channel, message->endpoint), outbox_queue::again,
                   {row.next_at, fact.message});
    } else if (fact.outcome == "sent") {
        row.state = message_state::sent;
    } else {
        row.state = message_state::failed;
        put_failed(state, at, fact.message);
    }
    save_delivery(state, fact.message, row);
}

} // namespace

void evolve(store::writer& state, const events::event& fact) {
    std::visit(
        [&](const auto& data) {
            if constexpr (requires { fold(state, data, fact.time); }) fold(state, data, fact.time);
        },
        fact.data);
}

} // namespace guiyi::notification
