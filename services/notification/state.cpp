#include "services/notification/state.hpp"

#include "common/store/row_codec.hpp"

namespace guiyi::notification {

namespace {

// One leading byte a row kind.
store::key recipient_key(const receipt_no& receipt) { return store::key('r').text(receipt); }
store::key case_key(const case_no& which) { return store::key('c').text(which); }
store::key placed_key(const case_no& which) { return store::key('p').text(which); }
store::key message_key(const message_id& id) { return store::key('m').text(id); }
store::key delivery_key(const message_id& id) { return store::key('d').text(id); }
store::key ledger_key(const case_no& which) { return store::key('l').text(which); }
store::key unreachable_key(const case_no& which) { return store::key('u').text(which); }
store::key person_ledger_key(std::string_view who) { return store::key('L').text(who); }
store::key preference_key(std::string_view who) { return store::key('w').text(who); }
/// An address goes by its hash; by its receipt where facts hold none.
store::key bad_key(const recipient& of, const receipt_no& receipt, std::string_view channel) {
    const auto& hash = channel == "sms" ? of.phone_key : of.mail_key;
    return store::key('x').text(channel).text(hash.empty() ? receipt.str() : hash);
}
store::key attempts_key(const message_id& id) { return store::key('a').text(id); }

} // namespace

std::string_view name_of(message_state state) noexcept {
    switch (state) {
        case message_state::waiting: return "waiting";
        case message_state::in_flight: return "in_flight";
        case message_state::sent: return "sent";
        case message_state::failed: return "failed";
        case message_state::held: return "held";
        case message_state::gathered: return "gathered";
        case message_state::unknown: return "unknown";
    }
    return "unknown";
}

std::string provider_of(std::string_view channel, std::string_view endpoint) {
    return endpoint.empty() ? std::string(channel) : std::string(channel) + ":" + std::string(endpoint);
}

bool is_report_case(const case_no& which) { return which.str().find("-R") != std::string::npos; }

std::optional<recipient> load_recipient(const store::view& from, const receipt_no& receipt) {
    const auto bytes = from.get(recipient_key(receipt));
    if (!bytes) return std::nullopt;
    store::row_reader read(*bytes);
    recipient row;
    row.language = read.text();
    row.name_masked = read.text();
    row.has_email = read.flag();
    row.has_phone = read.flag();
    row.sealed_contact = read.text();
    row.person = read.text();
    row.mail_domain = read.text();
    row.in_case = case_no(read.text());
    row.mail_key = read.text();
    row.phone_key = read.text();
    row.email_bad = row.has_email && from.has(bad_key(row, receipt, "email"));
    row.phone_bad = row.has_phone && from.has(bad_key(row, receipt, "sms"));
    return row;
}

void save_recipient(store::writer& to, const receipt_no& receipt, const recipient& row) {
    store::row_writer write;
    write.text(row.language).text(row.name_masked).flag(row.has_email).flag(row.has_phone).text(row.sealed_contact);
    write.text(row.person).text(row.mail_domain).text(row.in_case.str()).text(row.mail_key).text(row.phone_key);
    to.put(recipient_key(receipt), write.take());
}

void mark_address(store::writer& to, const recipient& of, const receipt_no& receipt, std::string_view channel,
                  bool bad) {
    const auto key = bad_key(of, receipt, channel);
    if (bad)
        to.put(key, {});
    else
        to.erase(key);
}

std::string staff_key(const officer_id& officer) { return "officer/" + officer.str(); }

std::string who(const recipient& of, const receipt_no& receipt) {
    return of.person.empty() ? receipt.str() : of.person;
}

preference load_preference(const store::view& from, std::string_view who) {
    preference row;
    const auto bytes = from.get(preference_key(who));
    if (!bytes) return row;
    store::row_reader read(*bytes);
    row.channel = read.text();
    row.language = read.text();
    row.frequency = read.text();
    return row;
}

void save_preference(store::writer& to, std::string_view who, const preference& row) {
    to.put(preference_key(who), store::row_writer().text(row.channel).text(row.language).text(row.frequency).take());
}

case_row load_case(const store::view& from, const case_no& which) {
    case_row row;
    const auto bytes = from.get(case_key(which));
    if (!bytes) return row;
    store::row_reader read(*bytes);
    row.nature = read.text();
    row.desk = desk_id(read.text());
    row.officer = officer_id(read.text());
    row.apart = read.flag();
    row.told = read.flag();
    if (read.flag()) row.tell_at = read.at();
    for (auto left = read.number(); left > 0; --left) {
        running_clock one;
        one.clock = read.text();
        one.due_on = read.text();
        one.provisional = read.flag();
        row.clocks.push_back(std::move(one));
    }
    return row;
}

void save_case(store::writer& to, const case_no& which, const case_row& row) {
    store::row_writer write;
    write.text(row.nature).text(row.desk.str()).text(row.officer.str());
    write.flag(row.apart).flag(row.told).flag(row.tell_at.has_value());
    if (row.tell_at) write.at(*row.tell_at);
    write.number(row.clocks.size());
    for (const auto& one : row.clocks) write.text(one.clock).text(one.due_on).flag(one.provisional);
    to.put(case_key(which), write.take());
}

bool knows_case(const store::view& from, const case_no& which) { return from.has(case_key(which)); }

bool is_placed(const store::view& from, const case_no& which, const receipt_no& receipt) {
    return from.has(placed_key(which).text(receipt));
}

void place(store::writer& to, const case_no& which, const receipt_no& receipt) {
    to.put(placed_key(which).text(receipt), {});
}

void displace(store::writer& to, const case_no& which, const receipt_no& receipt) {
    to.erase(placed_key(which).text(receipt));
}

std::vector<receipt_no> receipts_of(const store::view& from, const case_no& which, const receipt_no& after,
                                    std::size_t limit) {
    std::vector<receipt_no> out;
    auto rows = store::range::prefix(placed_key(which));
    if (!after.empty()) rows.from = placed_key(which).text(after).str() + '\0';
    for (auto at = from.scan(std::move(rows)); at->valid() && out.size() < limit; at->next()) {
        store::key_reader read(at->key());
        read.text();
        out.emplace_back(std::string(read.text()));
    }
    return out;
}

bool has_message(const store::view& from, const message_id& id) { return from.has(message_key(id)); }

std::optional<message_row> load_message(const store::view& from, const message_id& id) {
    const auto bytes = from.get(message_key(id));
    if (!bytes) return std::nullopt;
    store::row_reader read(*bytes);
    message_row row;
    row.about = case_no(read.text());
    row.receipt = receipt_no(read.text());
    row.channel = read.text();
    row.endpoint = read.text();
    row.template_id = read.text();
    row.language = read.text();
    row.reason = read.text();
    row.queued_at = read.at();
    for (auto left = read.number(); left > 0; --left) {
        auto name = read.text();
        row.values.push_back({std::move(name), read.text()});
    }
    row.how = static_cast<urgency>(read.number());
    row.cause = read.text();
    row.person = read.text();
    row.mail_domain = read.text();
    row.version = static_cast<std::int64_t>(read.number());
    for (auto left = read.number(); left > 0; --left) row.members.emplace_back(read.text());
    row.sealed_to = read.text();
    row.by = officer_id(read.text());
    row.first_at = read.at();
    row.officer = officer_id(read.text());
    for (auto left = read.number(); left > 0; --left) {
        auto name = read.text();
        auto type = read.text();
        row.files.push_back({std::move(name), std::move(type), read.text()});
    }
    return row;
}

void save_message(store::writer& to, const message_id& id, const message_row& row) {
    store::row_writer write;
    write.text(row.about.str()).text(row.receipt.str()).text(row.channel).text(row.endpoint);
    write.text(row.template_id).text(row.language).text(row.reason).at(row.queued_at).number(row.values.size());
    for (const auto& one : row.values) write.text(one.name).text(one.value);
    write.number(static_cast<std::uint64_t>(row.how)).text(row.cause).text(row.person).text(row.mail_domain);
    write.number(static_cast<std::uint64_t>(row.version)).number(row.members.size());
    for (const auto& one : row.members) write.text(one.str());
    write.text(row.sealed_to).text(row.by.str()).at(row.first_at);
    write.text(row.officer.str()).number(row.files.size());
    for (const auto& one : row.files) write.text(one.name).text(one.type).text(one.data);
    to.put(message_key(id), write.take());
    if (!row.about.empty()) to.put(ledger_key(row.about).at(row.queued_at).text(id), {});
    if (!row.who().empty()) to.put(person_ledger_key(row.who()).at(row.queued_at).text(id), {});
}

delivery_row load_delivery(const store::view& from, const message_id& id, const message_row& message) {
    delivery_row row;
    row.next_at = message.first_at;
    const auto bytes = from.get(delivery_key(id));
    if (!bytes) return row;
    store::row_reader read(*bytes);
    row.state = static_cast<message_state>(read.number());
    row.attempts = static_cast<std::int64_t>(read.number());
    row.unknown_attempts = static_cast<std::int64_t>(read.number());
    row.next_at = read.at();
    row.last_at = read.at();
    row.outcome = read.text();
    row.answer = read.text();
    row.in_message = message_id(read.text());
    row.returned = read.text();
    row.returned_status = read.text();
    return row;
}

void save_delivery(store::writer& to, const message_id& id, const delivery_row& row) {
    store::row_writer write;
    write.number(static_cast<std::uint64_t>(row.state)).number(static_cast<std::uint64_t>(row.attempts));
    write.number(static_cast<std::uint64_t>(row.unknown_attempts)).at(row.next_at).at(row.last_at);
    write.text(row.outcome).text(row.answer).text(row.in_message.str()).text(row.returned).text(row.returned_status);
    to.put(delivery_key(id), write.take());
}

void save_attempt(store::writer& to, const message_id& id, std::int64_t attempt, const attempt_row& row) {
    to.put(attempts_key(id).number(static_cast<std::uint64_t>(attempt)),
           store::row_writer().at(row.started_at).at(row.ended_at).text(row.outcome).text(row.answer).take());
}

std::vector<attempt_row> attempts_of(const store::view& from, const message_id& id) {
    std::vector<attempt_row> out;
    for (auto at = from.scan(store::range::prefix(attempts_key(id))); at->valid(); at->next()) {
        store::row_reader read(at->value());
        attempt_row row;
        row.started_at = read.at();
        row.ended_at = read.at();
        row.outcome = read.text();
        row.answer = read.text();
        out.push_back(std::move(row));
    }
    return out;
}

bool has_unreachable(const store::view& from, const case_no& which, const receipt_no& receipt,
                     std::string_view template_id) {
    return from.has(unreachable_key(which).text(receipt).text(template_id));
}

void save_unreachable(store::writer& to, const case_no& which, const unreachable_row& row) {
    to.put(unreachable_key(which).text(row.receipt).text(row.template_id),
           store::row_writer().at(row.at).text(row.reason).take());
}

std::vector<unreachable_row> unreachable_of(const store::view& from, const case_no& which) {
    std::vector<unreachable_row> out;
    for (auto at = from.scan(store::range::prefix(unreachable_key(which))); at->valid(); at->next()) {
        store::key_reader key(at->key());
        store::row_reader value(at->value());
        key.text();
        unreachable_row row;
        row.receipt = receipt_no(std::string(key.text()));
        row.template_id = key.text();
        row.at = value.at();
        row.reason = value.text();
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<message_id> ledger_of(const store::view& from, const case_no& which) {
    std::vector<message_id> out;
    for (auto at = from.scan(store::range::prefix(ledger_key(which))); at->valid(); at->next()) {
        store::key_reader read(at->key());
        read.text();
        read.at();
        out.emplace_back(std::string(read.text()));
    }
    return out;
}

std::vector<message_id> ledger_of_person(const store::view& from, std::string_view who, std::size_t limit) {
    std::vector<message_id> out;
    auto at = from.scan_back(store::range::prefix(person_ledger_key(who)));
    for (; at->valid() && out.size() < limit; at->next()) {
        store::key_reader read(at->key());
        read.text();
        read.at();
        out.emplace_back(std::string(read.text()));
    }
    return out;
}

} // namespace guiyi::notification
