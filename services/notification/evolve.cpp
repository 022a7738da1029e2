#include "services/notification/evolve.hpp"

#include "common/runtime/timers.hpp"
#include "services/notification/decide.hpp"
#include "services/notification/gathering.hpp"
#include "services/notification/inbox.hpp"
#include "services/notification/outbox.hpp"
#include "services/notification/returned.hpp"
#include "services/notification/spread.hpp"
#include "services/notification/state.hpp"

#include <algorithm>

namespace guiyi::notification {

namespace {

void fold(store::writer& state, const events::recipient_noted& fact, instant) {
    recipient row;
    row.language = fact.language;
    row.name_masked = fact.name_masked;
    row.has_email = fact.has_email;
    row.has_phone = fact.has_phone;
    row.sealed_contact = fact.sealed_contact;
    row.person = fact.person;
    row.mail_domain = fact.mail_domain;
    row.mail_key = fact.mail_key;
    row.phone_key = fact.phone_key;
    save_recipient(state, fact.receipt, row);
}

void fold(store::writer& state, const events::recipient_preferred& fact, instant) {
    const auto person = load_recipient(state, fact.receipt);
    if (!person) return;
    auto row = load_preference(state, who(*person, fact.receipt));
    if (!fact.channel.empty()) row.channel = fact.channel;
    if (!fact.language.empty()) row.language = fact.language;
    if (!fact.frequency.empty()) row.frequency = fact.frequency;
    save_preference(state, who(*person, fact.receipt), row);
    for (const std::string_view channel : {"email", "sms"})
        if (fact.channel == channel || fact.channel == "both")
            mark_address(state, *person, fact.receipt, channel, false);
}

/// The case that what a complainant does about the receipt belongs to.
void note_case(store::writer& state, const receipt_no& receipt, const case_no& in_case) {
    auto row = load_recipient(state, receipt);
    if (!row) return;
    row->in_case = in_case;
    save_recipient(state, receipt, *row);
}

void fold(store::writer& state, const events::recipient_placed& fact, instant) {
    place(state, fact.in_case, fact.receipt);
    note_case(state, fact.receipt, fact.in_case);
    if (fact.nature.empty()) return;
    auto row = load_case(state, fact.in_case);
    if (row.nature == fact.nature) return;
    row.nature = fact.nature;
    save_case(state, fact.in_case, row);
}

void fold(store::writer& state, const events::recipient_moved& fact, instant) {
    displace(state, fact.left, fact.receipt);
    place(state, fact.in_case, fact.receipt);
    note_case(state, fact.receipt, fact.in_case);
    if (!fact.apart) return;
    auto row = load_case(state, fact.in_case);
    if (row.apart) return;
    row.apart = true;
    row.nature = fact.nature;
    save_case(state, fact.in_case, row);
}

void fold(store::writer& state, const events::case_noted& fact, instant at) {
    auto row = load_case(state, fact.of_case);
    if (!fact.desk.empty()) { // only an assignment names one: with no officer the desk's queue holds the case
        row.desk = fact.desk;
        row.officer = fact.officer;
    }
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

/// A moment in a fact; `otherwise` where it says none.
instant moment(const std::string& text, instant otherwise) {
    const auto read = parse_rfc3339(text);
    return read ? *read : otherwise;
}

message_row row_of(const events::message_queued& fact, instant at) {
    message_row row;
    row.about = fact.about;
    row.receipt = fact.receipt;
    row.channel = fact.channel;
    row.endpoint = fact.endpoint;
    row.template_id = fact.template_id;
    row.language = fact.language;
    row.reason = fact.reason;
    row.queued_at = at;
    row.values = fact.values;
    row.how = urgency_named(fact.urgency);
    row.cause = fact.cause;
    row.person = fact.person;
    row.mail_domain = fact.mail_domain;
    row.version = fact.version;
    row.members = fact.members;
    row.sealed_to = fact.sealed_to;
    row.by = fact.by;
    row.officer = fact.officer;
    row.files = fact.files;
    row.first_at = moment(fact.gather_until, moment(fact.not_before, at));
    return row;
}

/// The messages a digest tells are done with: what becomes of them is what becomes of it.
void gather(store::writer& state, const events::message_queued& digest, instant at) {
    gathering of{digest.person.empty() ? digest.receipt.str() : digest.person, digest.channel};
    for (const auto& id : digest.members) {
        const auto member = load_message(state, id);
        if (!member) continue;
        auto row = load_delivery(state, id, *member);
        row.state = message_state::gathered;
        row.last_at = at;
        row.in_message = digest.message;
        save_delivery(state, id, row);
        let_go(state, of, id);
    }
    go_on(state, of, at);
}

void fold(store::writer& state, const events::message_queued& fact, instant at) {
    const auto row = row_of(fact, at);
    save_message(state, fact.message, row);
    if (!fact.gather_until.empty()) {
        auto delivery = load_delivery(state, fact.message, row);
        delivery.state = message_state::held;
        save_delivery(state, fact.message, delivery);
        return hold(state, {row.who(), row.channel}, row.first_at, fact.message);
    }
    if (!fact.members.empty()) gather(state, fact, at);
    if (!row.who().empty() && row.how != urgency::urgent) note_recent(state, row.who(), at);
    const auto queue = row.first_at > at ? outbox_queue::again : outbox_queue::fresh;
    put_outbox(state, place_of(row), queue, {row.first_at, fact.message});
}

void fold(store::writer& state, const events::news_begun& fact, instant at) {
    save_spreading(state, {fact, {}});
    runtime::set_timer(state, std::string(spread_timer) + fact.news, at);
}

void fold(store::writer& state, const events::news_spread& fact, instant at) {
    if (fact.done) return erase_spreading(state, fact.news);
    auto row = load_spreading(state, fact.news);
    if (!row) return;
    row->last = fact.last;
    save_spreading(state, *row);
    runtime::set_timer(state, std::string(spread_timer) + fact.news, at);
}

void fold(store::writer& state, const events::recipient_unreachable& fact, instant at) {
    save_unreachable(state, fact.about, {fact.receipt, fact.template_id, fact.reason, at});
}

void fold(store::writer& state, const events::delivery_started& fact, instant at) {
    const auto message = load_message(state, fact.message);
    if (!message) return;
    auto row = load_delivery(state, fact.message, *message);
    const bool fresh = row.attempts == 0 && message->first_at == message->queued_at;
    erase_outbox(state, place_of(*message), fresh ? outbox_queue::fresh : outbox_queue::again,
                 {row.next_at, fact.message});
    put_in_flight(state, fact.message);
    row.state = message_state::in_flight;
    row.attempts = fact.attempt;
    row.last_at = at;
    save_delivery(state, fact.message, row);
    save_attempt(state, fact.message, fact.attempt, {at, at, {}, {}});
}

void end_of(store::writer& state, const events::delivery_ended& fact, instant at) {
    auto all = attempts_of(state, fact.message);
    const auto number = static_cast<std::size_t>(fact.attempt);
    if (number == 0 || number > all.size()) return;
    auto& row = all[number - 1];
    row.ended_at = at;
    row.outcome = fact.outcome;
    row.answer = fact.answer;
    save_attempt(state, fact.message, fact.attempt, row);
}

void fold(store::writer& state, const events::delivery_ended& fact, instant at) {
    const auto message = load_message(state, fact.message);
    if (!message) return;
    auto row = load_delivery(state, fact.message, *message);
    erase_in_flight(state, fact.message);
    end_of(state, fact, at);
    row.last_at = at;
    row.outcome = fact.outcome;
    row.answer = fact.answer;
    if (fact.outcome == "unknown") ++row.unknown_attempts;
    if (const auto retry = parse_rfc3339(fact.retry_at); retry) {
        row.state = message_state::waiting;
        row.next_at = *retry;
        put_outbox(state, place_of(*message), outbox_queue::again, {row.next_at, fact.message});
    } else if (fact.outcome == "sent") {
        row.state = message_state::sent;
    } else {
        row.state = fact.outcome == "unknown" ? message_state::unknown : message_state::failed;
        put_failed(state, at, fact.message);
    }
    save_delivery(state, fact.message, row);
}

void fold(store::writer& state, const events::delivery_returned& fact, instant at) {
    const auto message = load_message(state, fact.message);
    if (!message) return;
    auto row = load_delivery(state, fact.message, *message);
    row.returned = fact.kind;
    row.returned_status = fact.status;
    if (fact.kind == "bounce") {
        if (row.state == message_state::sent || row.state == message_state::unknown) {
            row.state = message_state::failed;
            put_failed(state, at, fact.message);
        }
        const auto person = load_recipient(state, message->receipt);
        if (person && is_permanent(fact.kind, fact.status))
            mark_address(state, *person, message->receipt, message->channel, true);
    }
    save_delivery(state, fact.message, row);
}

void fold(store::writer& state, const events::officer_told& fact, instant at) { fold_told(state, fact, at); }

void fold(store::writer& state, const events::inbox_read& fact, instant at) { fold_read(state, fact, at); }

} // namespace

void evolve(store::writer& state, const events::event& fact) {
    const auto folded = [&](const auto& data)
        requires requires { fold(state, data, fact.time); }
    { fold(state, data, fact.time); };
    events::hand_to(folded, fact.data);
}

} // namespace guiyi::notification
