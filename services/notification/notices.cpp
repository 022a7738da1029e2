#include "services/notification/notices.hpp"

#include "common/core/digest.hpp"
#include "services/notification/gathering.hpp"

#include <algorithm>

namespace guiyi::notification {

namespace {

using events::facts;

bool is_queued(const events::facts& among, const message_id& id) {
    return std::ranges::any_of(among, [&](const events::fact& one) {
        const auto* queued = std::get_if<events::message_queued>(&one);
        return queued && queued->message == id;
    });
}

/// When it may go: quiet hours, and what the person wants and has had.
void set_time(events::message_queued& to, const policy& by, const store::view& state, const preference& wish,
              std::string_view whose, instant now) {
    const auto how = urgency_named(to.urgency);
    const gathering mine{std::string(whose), to.channel};
    if (const auto until = hold_until(by, state, mine, wish.frequency == "daily", how, now)) {
        to.gather_until = format_rfc3339(*until);
        return;
    }
    if (const auto open = by.open_at(now, how); open > now) to.not_before = format_rfc3339(open);
}

void queue(events::facts& to, const teller& by, const news& what, const receipt_no& receipt, const recipient& person,
           const std::string& channel, std::string_view whom, const preference& wish) {
    auto id = message_id_of(what.cause, whom, what.template_id, channel);
    if (has_message(by.state, id) || is_queued(to, id)) return;
    const auto& language = wish.language.empty() ? person.language : wish.language;
    events::message_queued fact;
    fact.message = std::move(id);
    fact.about = what.about;
    fact.receipt = receipt;
    fact.channel = channel;
    fact.template_id = what.template_id;
    fact.language = language;
    fact.reason = what.reason;
    fact.values = what.told(language);
    fact.urgency = name_of(by.with.told.of(what.template_id));
    fact.cause = what.cause;
    fact.person = person.person;
    if (channel == "email") fact.mail_domain = person.mail_domain;
    fact.version = by.with.version_of(what.template_id, channel);
    set_time(fact, by.with.told, by.state, wish, who(person, receipt), by.now);
    to.emplace_back(std::move(fact));
}

std::string other_than(std::string_view channel) { return channel == "email" ? "sms" : "email"; }

/// A failed message's words once more, to the same person.
events::message_queued again(const policy& by, const message_id& failed, const message_row& message,
                             const recipient& person, std::string channel, instant now) {
    events::message_queued fact;
    fact.channel = std::move(channel);
    fact.message = message_id_of(failed.str(), message.receipt.str(), message.template_id, fact.channel);
    fact.about = message.about;
    fact.receipt = message.receipt;
    fact.template_id = message.template_id;
    fact.language = message.language;
    fact.reason = "fallback";
    fact.values = message.values;
    fact.urgency = name_of(message.how);
    fact.cause = "notification/" + failed.str();
    fact.person = person.person;
    if (fact.channel == "email") fact.mail_domain = person.mail_domain;
    if (const auto open = by.open_at(now, message.how); open > now) fact.not_before = format_rfc3339(open);
    return fact;
}

/// Whether what became of a message is that nobody has it; of one that was gathered, what became of the digest.
bool has_failed(const store::view& state, const message_id& id, const message_row& message) {
    const auto row = load_delivery(state, id, message);
    if (row.state != message_state::gathered) return row.state == message_state::failed;
    const auto digest = load_message(state, row.in_message);
    return digest && load_delivery(state, row.in_message, *digest).state == message_state::failed;
}

/// Whether the same news goes, or went, to its person by the other channel from the first, as who wants both gets it.
/// Such a message has the same cause and stands under the receipt or the person, as its news were meant for (audience).
bool told_by_both(const store::view& state, const message_row& message) {
    for (const auto& whom : {message.receipt.str(), message.who()}) {
        const auto id = message_id_of(message.cause, whom, message.template_id, other_than(message.channel));
        if (const auto sibling = load_message(state, id)) return !has_failed(state, id, *sibling);
    }
    return false;
}

/// What a digest was to tell, item by item.
facts tell_items(const policy& by, const store::view& state, const message_row& digest, instant now, bool bad_address) {
    facts out;
    for (const auto& id : digest.members) {
        const auto item = load_message(state, id);
        const auto person = item ? load_recipient(state, item->receipt) : std::nullopt;
        if (!person || told_by_both(state, *item)) continue;
        const auto other = other_than(item->channel);
        const bool elsewhere = item->reason != "fallback" && reaches(*person, other, by);
        if (!elsewhere && (bad_address || !reaches(*person, item->channel, by))) continue;
        auto fact = again(by, id, *item, *person, elsewhere ? other : item->channel, now);
        if (has_message(state, fact.message)) continue;
        if (elsewhere && digest.members.size() > 1) {
            const auto due = gathered_at(state, {item->who(), other});
            fact.gather_until = format_rfc3339(due ? *due : by.open_at(now + by.digest_wait));
            fact.not_before.clear();
        }
        out.emplace_back(std::move(fact));
    }
    return out;
}

} // namespace

message_id message_id_of(std::string_view cause, std::string_view whom, std::string_view template_id,
                         std::string_view provider) {
    std::string text(cause);
    for (const std::string_view part : {whom, template_id, provider}) {
        text += '/';
        text += part;
    }
    return message_id(to_hex(bytes_of(blake2b(text)).substr(0, 16)));
}

bool reaches(const recipient& person, std::string_view channel, const policy& by) {
    if (channel == "email") return person.has_email && !person.email_bad;
    return channel == "sms" && person.has_phone && !person.phone_bad && by.sms;
}

std::vector<std::string> channels_for(const recipient& person, const preference& wish, const policy& by) {
    const bool mail = reaches(person, "email", by);
    const bool text = reaches(person, "sms", by);
    std::vector<std::string> out;
    if (mail && (wish.channel != "sms" || !text)) out.emplace_back("email");
    if (text && (wish.channel == "sms" || wish.channel == "both" || !mail)) out.emplace_back("sms");
    return out;
}

void tell_receipt(events::facts& to, const teller& by, const news& what, const receipt_no& receipt, audience whom) {
    const auto person = load_recipient(by.state, receipt);
    const auto mine = person ? who(*person, receipt) : std::string();
    const auto wish = person ? load_preference(by.state, mine) : preference();
    const auto channels = person ? channels_for(*person, wish, by.with.told) : std::vector<std::string>();
    if (channels.empty()) {
        const bool bad = person && (person->email_bad || person->phone_bad);
        if (!has_unreachable(by.state, what.about, receipt, what.template_id))
            to.emplace_back(
                events::recipient_unreachable{what.about, receipt, what.template_id, bad ? "returned" : "no_address"});
        return;
    }
    for (const auto& channel : channels)
        queue(to, by, what, receipt, *person, channel, whom == audience::person ? mine : receipt.str(), wish);
}

events::facts tell_otherwise(const policy& by, const store::view& state, const message_id& failed, instant now,
                             bool bad_address) {
    const auto message = load_message(state, failed);
    if (!message || message->receipt.empty() || !message->sealed_to.empty()) return {};
    if (load_delivery(state, failed, *message).unknown_attempts > 0) return {};
    if (!message->members.empty()) return tell_items(by, state, *message, now, bad_address);
    // A code goes to the address on file alone.
    if (message->template_id == "ownership_code" || message->reason == "fallback") return {};
    if (told_by_both(state, *message)) return {};
    const auto person = load_recipient(state, message->receipt);
    const auto other = other_than(message->channel);
    if (!person || !reaches(*person, other, by)) return {};
    auto fact = again(by, failed, *message, *person, other, now);
    if (has_message(state, fact.message)) return {};
    return {std::move(fact)};
}

void tell_webhooks(events::facts& to, const teller& by, const news& what) {
    const auto& endpoints = by.with.endpoints;
    if (endpoints.empty() || is_report_case(what.about) || load_case(by.state, what.about).nature == "report") return;
    for (const auto& endpoint : endpoints) {
        events::message_queued fact;
        fact.message = message_id_of(what.cause, {}, what.template_id, provider_of("webhook", endpoint));
        if (has_message(by.state, fact.message)) continue;
        fact.about = what.about;
        fact.channel = "webhook";
        fact.endpoint = endpoint;
        fact.template_id = what.template_id;
        fact.reason = what.reason;
        fact.values = what.codes;
        fact.cause = what.cause;
        to.emplace_back(std::move(fact));
    }
}

} // namespace guiyi::notification
