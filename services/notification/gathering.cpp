#include "services/notification/gathering.hpp"

#include "common/runtime/timers.hpp"
#include "common/store/row_codec.hpp"
#include "services/notification/notices.hpp"

#include <algorithm>

namespace guiyi::notification {

namespace {

constexpr std::size_t recent_kept = 64; // more than any limit that makes sense for one person

store::key recent_key(std::string_view who) { return store::key('q').text(who); }
store::key held_key(const gathering& of) { return store::key('h').text(of.who).text(of.channel); }
store::key due_key(const gathering& of) { return store::key('H').text(of.who).text(of.channel); }

/// The first whose person can be written to. Of the complaints of one person some may be erased since, and with them
/// the addresses given there. Where none is left, the first of all: its end is recorded like that of any other.
std::optional<message_row> reachable_of(const rules& by, const store::view& state, const std::vector<message_id>& ids) {
    std::optional<message_row> first;
    for (const auto& id : ids) {
        auto row = load_message(state, id);
        if (!row) continue;
        const auto person = load_recipient(state, row->receipt);
        if (person && reaches(*person, row->channel, by.told) && by.keys.find(row->receipt.str())) return row;
        if (!first) first = std::move(row);
    }
    return first;
}

} // namespace

std::string timer_of(const gathering& of) { return std::string(digest_timer) + of.channel + "/" + of.who; }

gathering gathering_of(std::string_view timer) {
    if (!timer.starts_with(digest_timer)) return {};
    timer.remove_prefix(digest_timer.size());
    const auto slash = timer.find('/');
    if (slash == std::string_view::npos) return {};
    return {std::string(timer.substr(slash + 1)), std::string(timer.substr(0, slash))};
}

std::vector<instant> recent_of(const store::view& from, std::string_view who) {
    std::vector<instant> out;
    const auto bytes = from.get(recent_key(who));
    if (!bytes) return out;
    store::row_reader read(*bytes);
    for (auto left = read.number(); left > 0; --left) out.push_back(read.at());
    return out;
}

void note_recent(store::writer& to, std::string_view who, instant at) {
    auto all = recent_of(to, who);
    all.push_back(at);
    if (all.size() > recent_kept) all.erase(all.begin());
    store::row_writer write;
    write.number(all.size());
    for (const auto one : all) write.at(one);
    to.put(recent_key(who), write.take());
}

std::optional<instant> gathered_at(const store::view& from, const gathering& of) {
    const auto bytes = from.get(due_key(of));
    if (!bytes) return std::nullopt;
    return store::row_reader(*bytes).at();
}

void hold(store::writer& to, const gathering& of, instant until, const message_id& id) {
    const auto message = load_message(to, id);
    to.put(held_key(of).at(message ? message->queued_at : until).text(id), {});
    if (gathered_at(to, of)) return;
    to.put(due_key(of), store::row_writer().at(until).take());
    runtime::set_timer(to, timer_of(of), until);
}

void let_go(store::writer& to, const gathering& of, const message_id& id) {
    if (const auto message = load_message(to, id)) to.erase(held_key(of).at(message->queued_at).text(id));
}

void go_on(store::writer& to, const gathering& of, instant at) {
    if (held_of(to, of, 1).empty()) return to.erase(due_key(of));
    to.put(due_key(of), store::row_writer().at(at).take());
    runtime::set_timer(to, timer_of(of), at);
}

std::vector<message_id> held_of(const store::view& from, const gathering& of, std::size_t limit) {
    std::vector<message_id> out;
    for (auto at = from.scan(store::range::prefix(held_key(of))); at->valid() && out.size() < limit; at->next()) {
        store::key_reader read(at->key());
        read.text();
        read.text();
        read.at();
        out.emplace_back(std::string(read.text()));
    }
    return out;
}

std::optional<instant> hold_until(const policy& by, const store::view& state, const gathering& of, bool daily,
                                  urgency how, instant now) {
    if (how == urgency::urgent || of.who.empty()) return std::nullopt;
    if (const auto due = gathered_at(state, of)) return due; // what is gathered already takes this along
    if (daily) return by.next_daily(now);
    if (by.recipient_max == 0) return std::nullopt;
    auto recent = recent_of(state, of.who);
    std::erase_if(recent, [&](instant at) { return at <= now - by.recipient_window; });
    if (recent.size() < by.recipient_max) return std::nullopt;
    // Room again when as many are older than the window that one more is allowed.
    const instant room = recent[recent.size() - by.recipient_max] + by.recipient_window;
    return by.open_at(std::max(now + by.digest_wait, room));
}

events::facts tell_gathered(const rules& by, const gathering& of, const store::view& state, instant now) {
    auto members = held_of(state, of, by.told.digest_items_max);
    const auto to = reachable_of(by, state, members);
    if (!to) return {};
    events::message_queued digest;
    digest.message = message_id_of("digest/" + members.front().str(), of.who, "digest", of.channel);
    digest.receipt = to->receipt;
    digest.channel = of.channel;
    digest.template_id = "digest";
    digest.language = to->language;
    digest.reason = "digest";
    digest.person = to->person;
    digest.mail_domain = to->mail_domain;
    digest.urgency = "normal";
    if (const auto open = by.told.open_at(now); open > now) digest.not_before = format_rfc3339(open);
    digest.members = std::move(members);
    return {digest};
}

} // namespace guiyi::notification
