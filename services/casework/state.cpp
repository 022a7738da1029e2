#include "services/casework/state.hpp"

#include "common/events/assignment.hpp"
#include "services/casework/queue.hpp"
#include "services/casework/rows.hpp"

#include <algorithm>
#include <tuple>

namespace guiyi::casework {

namespace {

using store::key;

key complaint_key(const receipt_no& which) { return key('m').text(which); }
key contact_key(const receipt_no& which) { return key('z').text(which); }
key clock_key(const case_no& of, std::string_view clock) { return key('x').text(of).text(clock); }
key listed_key(const store::view& from, const case_no& in, const receipt_no& which) {
    const auto complaint = load_complaint(from, which);
    return key('k').text(in).at(complaint ? complaint->received_at : instant()).text(which);
}
key delivery_key(const case_no& of, const message_id& which) { return key('e').text(of).text(which); }

key repeat_key(const receipt_no& which, bool of_campaign) { return key('u').text(which).number(of_campaign ? 1 : 0); }
key member_key(const campaign_no& which, const case_no& who) { return key('h').text(which).text(who); }

struct campaign_row {
    std::uint64_t cases = 0;
};
BOOST_DESCRIBE_STRUCT(campaign_row, (), (cases))

/// Who takes a complaint out of the case it was tied to has said that it is another matter.
repeat_row as_it_stands(const store::view& from, const case_no& in, repeat_row row) {
    if (row.decided != "none" || !row.campaign.empty() || in == row.of_case || living(from, row.of_case) == in)
        return row;
    const bool meant_for_a_case_of_its_own = row.kind == "refile" || row.kind == "other_procedure";
    row.decided = meant_for_a_case_of_its_own ? "confirmed" : "changed";
    if (meant_for_a_case_of_its_own || row.kind == "new_dispute") return row;
    row.kind = "new_dispute";
    row.decides = "officer";
    row.basis = {};
    return row;
}

template <class T>
std::optional<T> load(const store::view& from, const key& at) {
    const auto bytes = from.get(at);
    if (!bytes) return std::nullopt;
    return from_row<T>(*bytes);
}

receipt_no listed_at(std::string_view bytes) {
    store::key_reader parts(bytes);
    parts.text();
    parts.at();
    return receipt_no(std::string(parts.text()));
}

template <class T>
std::vector<T> load_all(const store::view& from, const key& prefix, std::size_t limit) {
    std::vector<T> out;
    for (auto at = from.scan(store::range::prefix(prefix)); at->valid() && out.size() < limit; at->next())
        out.push_back(from_row<T>(at->value()));
    return out;
}

} // namespace

bool is_open(std::string_view state) { return state == stage::registered || state == stage::accepted; }

const running_clock* case_row::due() const {
    if (!merged_into.empty()) return nullptr;
    const running_clock* first = nullptr;
    for (const auto& one : running)
        if (!one.paused && !one.due_on.empty() && (!first || one.due_on < first->due_on)) first = &one;
    return first;
}

std::vector<receipt_no> case_row::repeats() const {
    std::vector<receipt_no> out;
    if (!merged_into.empty()) return out;
    for (const auto& one : running)
        if (auto whose = events::clock_receipt(one.clock); !whose.empty()) out.push_back(std::move(whose));
    return out;
}

std::optional<case_row> load_case(const store::view& from, const case_no& which) {
    return load<case_row>(from, key('c').text(which));
}

void save_case(store::writer& to, const case_no& which, const case_row& row, const case_row* before) {
    to.put(key('c').text(which), to_row(row));
    order(to, which, row, before);
}

case_no living(const store::view& from, const case_no& which) {
    case_no at = which;
    for (auto row = load_case(from, at); row && !row->merged_into.empty(); row = load_case(from, at))
        at = row->merged_into;
    return at;
}

void erase_clock(store::writer& to, const case_no& which, std::string_view clock) { to.erase(clock_key(which, clock)); }

void save_clock(store::writer& to, const events::clock_noted& clock) {
    to.put(clock_key(clock.of_case, clock.clock), to_row(clock));
}

std::optional<events::clock_noted> load_clock(const store::view& from, const case_no& which, std::string_view clock) {
    return load<events::clock_noted>(from, clock_key(which, clock));
}

std::vector<events::clock_noted> clocks_of(const store::view& from, const case_no& which) {
    return load_all<events::clock_noted>(from, key('x').text(which), 100);
}

void save_complaint(store::writer& to, const events::complaint_noted& noted) {
    to.put(complaint_key(noted.receipt), to_row(complaint_row{noted.received_at, noted.summary}));
    if (!noted.sealed_contact.empty()) to.put(contact_key(noted.receipt), noted.sealed_contact);
}

std::optional<complaint_row> load_complaint(const store::view& from, const receipt_no& which) {
    return load<complaint_row>(from, complaint_key(which));
}

std::string sealed_contact_of(const store::view& from, const receipt_no& which) {
    return from.get(contact_key(which)).value_or("");
}

std::optional<case_no> case_of(const store::view& from, const receipt_no& which) {
    auto row = load_receipt(from, which);
    if (!row) return std::nullopt;
    return std::move(row->in_case);
}

std::optional<receipt_row> load_receipt(const store::view& from, const receipt_no& which) {
    return load<receipt_row>(from, key('r').text(which));
}

void save_receipt(store::writer& to, const receipt_no& which, const receipt_row& row, const receipt_row* before) {
    to.put(key('r').text(which), to_row(row));
    if (before && before->in_case == row.in_case) return;
    if (before) to.erase(listed_key(to, before->in_case, which));
    to.put(listed_key(to, row.in_case, which), "");
}

std::vector<receipt_no> receipts_of(const store::view& from, const case_no& which, std::size_t limit) {
    std::vector<receipt_no> out;
    for (auto at = from.scan(store::range::prefix(key('k').text(which))); at->valid() && out.size() < limit; at->next())
        out.push_back(listed_at(at->key()));
    return out;
}

std::optional<repeat_row> load_repeat(const store::view& from, const receipt_no& which, bool of_campaign) {
    return load<repeat_row>(from, repeat_key(which, of_campaign));
}

void save_repeat(store::writer& to, const receipt_no& which, bool of_campaign, const repeat_row& row) {
    to.put(repeat_key(which, of_campaign), to_row(row));
}

std::vector<standing_repeat> repeats_of(const store::view& from, const case_no& which, std::size_t limit) {
    std::vector<standing_repeat> out;
    for (const auto& receipt : receipts_of(from, which, limit))
        for (const bool of_campaign : {false, true})
            if (auto row = load_repeat(from, receipt, of_campaign))
                out.push_back({receipt, of_campaign, as_it_stands(from, which, std::move(*row))});
    return out;
}

bool in_campaign(const store::view& from, const campaign_no& which, const case_no& who) {
    return from.get(member_key(which, who)).has_value();
}

std::uint64_t campaign_cases(const store::view& from, const campaign_no& which) {
    const auto row = load<campaign_row>(from, key('g').text(which));
    return row ? row->cases : 0;
}

std::vector<campaign_member> campaign_members(const store::view& from, const campaign_no& which, std::size_t limit) {
    std::vector<campaign_member> out;
    for (auto at = from.scan(store::range::prefix(key('h').text(which))); at->valid() && out.size() < limit;
         at->next()) {
        store::key_reader parts(at->key());
        parts.text();
        out.push_back({case_no(std::string(parts.text())), receipt_no(std::string(at->value()))});
    }
    return out;
}

void add_to_campaign(store::writer& to, const campaign_no& which, const campaign_member& who) {
    if (in_campaign(to, which, who.of_case)) return;
    to.put(member_key(which, who.of_case), who.receipt.str());
    to.put(key('g').text(which), to_row(campaign_row{campaign_cases(to, which) + 1}));
}

void put_waiting(store::writer& to, const events::complainant_acted& what) {
    const auto prefix = key('p').text(what.receipt);
    std::uint64_t place = 0;
    for (auto at = to.scan(store::range::prefix(prefix)); at->valid(); at->next()) ++place;
    to.put(key(prefix).number(place), to_row(what));
}

std::vector<events::complainant_acted> take_waiting(store::writer& to, const receipt_no& which) {
    std::vector<events::complainant_acted> out;
    std::vector<std::string> taken;
    for (auto at = to.scan(store::range::prefix(key('p').text(which))); at->valid(); at->next()) {
        out.push_back(from_row<events::complainant_acted>(at->value()));
        taken.emplace_back(at->key());
    }
    for (const auto& one : taken) to.erase(one);
    return out;
}

void put_entry(store::writer& to, const case_no& of, std::uint64_t n, std::string_view json) {
    to.put(key('t').text(of).number(n), json);
}

std::vector<std::string> entries_of(const store::view& from, const case_no& which, std::uint64_t after,
                                    std::size_t limit) {
    store::range rest = store::range::prefix(key('t').text(which));
    if (after > 0) rest.from = key('t').text(which).number(after + 1).str();
    std::vector<std::string> out;
    for (auto at = from.scan(rest); at->valid() && out.size() < limit; at->next()) out.emplace_back(at->value());
    return out;
}

void save_delivery(store::writer& to, const case_no& of, const delivery_row& row) {
    to.put(delivery_key(of, row.message), to_row(row));
}

std::optional<delivery_row> load_delivery(const store::view& from, const case_no& of, const message_id& which) {
    return load<delivery_row>(from, delivery_key(of, which));
}

std::vector<delivery_row> deliveries_of(const store::view& from, const case_no& which, std::size_t limit) {
    auto all = load_all<delivery_row>(from, key('e').text(which), limit);
    std::ranges::sort(all, {}, [](const delivery_row& row) { return std::tie(row.at, row.message); });
    return all;
}

void put_message(store::writer& to, const message_id& which, const case_no& about) {
    to.put(key('d').text(which), about.str());
}

void erase_message(store::writer& to, const message_id& which) { to.erase(key('d').text(which)); }

std::optional<case_no> case_of(const store::view& from, const message_id& which) {
    auto number = from.get(key('d').text(which));
    if (!number) return std::nullopt;
    return case_no(std::move(*number));
}

} // namespace guiyi::casework
