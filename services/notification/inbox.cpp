#include "services/notification/inbox.hpp"

#include "common/core/digest.hpp"
#include "common/store/row_codec.hpp"

#include <algorithm>

namespace guiyi::notification {

namespace {

store::key items_key(const officer_id& officer) { return store::key('b').text(officer); }
store::key item_key(const officer_id& officer, std::string_view item) { return items_key(officer).text(item); }
store::key unread_key(const officer_id& officer) { return store::key('B').text(officer); }
store::key unread_key(const officer_id& officer, std::string_view kind, std::string_view group) {
    return unread_key(officer).text(kind).text(group);
}

inbox_item read_item(std::string_view id, std::string_view bytes) {
    store::row_reader read(bytes);
    inbox_item row;
    row.item = std::string(id);
    row.kind = read.text();
    row.group = read.text();
    row.how = static_cast<urgency>(read.number());
    row.count = read.number();
    row.first_at = read.at();
    row.last_at = read.at();
    if (read.flag()) row.read_at = read.at();
    row.reason = read.text();
    row.detail = read.text();
    row.receipt = receipt_no(read.text());
    for (auto left = read.number(); left > 0; --left) row.cases.emplace_back(read.text());
    return row;
}

void save_item(store::writer& to, const officer_id& officer, const inbox_item& row) {
    store::row_writer write;
    write.text(row.kind).text(row.group).number(static_cast<std::uint64_t>(row.how)).number(row.count);
    write.at(row.first_at).at(row.last_at).flag(row.read_at.has_value());
    if (row.read_at) write.at(*row.read_at);
    write.text(row.reason).text(row.detail).text(row.receipt.str()).number(row.cases.size());
    for (const auto& one : row.cases) write.text(one.str());
    to.put(item_key(officer, row.item), write.take());
}

} // namespace

std::optional<inbox_item> load_item(const store::view& from, const officer_id& officer, std::string_view item) {
    const auto bytes = from.get(item_key(officer, item));
    if (!bytes) return std::nullopt;
    return read_item(item, *bytes);
}

std::string unread_item(const store::view& from, const officer_id& officer, std::string_view kind,
                        std::string_view group) {
    return from.get(unread_key(officer, kind, group)).value_or(std::string());
}

namespace {

/// An inbox is no archive: of what was read only the latest stay (the cases' timelines keep what happened). Looks at
/// every item, so only when somebody read some.
void drop_oldest_read(store::writer& to, const officer_id& officer) {
    auto all = items_of(to, officer, static_cast<std::size_t>(-1)); // unread first, then by time
    for (; all.size() > inbox_kept && all.back().read_at; all.pop_back()) to.erase(item_key(officer, all.back().item));
}

} // namespace

void fold_told(store::writer& to, const events::officer_told& fact, instant at) {
    auto row = load_item(to, fact.officer, fact.item).value_or(inbox_item{});
    if (row.count == 0) {
        row.item = fact.item;
        row.kind = fact.kind;
        row.group = fact.group;
        row.first_at = at;
        to.put(unread_key(fact.officer, fact.kind, fact.group), fact.item);
    }
    ++row.count;
    row.last_at = at;
    row.how = std::min(row.count == 1 ? urgency::low : row.how, urgency_named(fact.urgency));
    row.reason = fact.reason;
    row.detail = fact.detail;
    row.receipt = fact.receipt;
    if (!fact.about.empty()) {
        std::erase(row.cases, fact.about);
        row.cases.push_back(fact.about);
        if (row.cases.size() > inbox_cases_max) row.cases.erase(row.cases.begin());
    }
    save_item(to, fact.officer, row);
}

void fold_read(store::writer& to, const events::inbox_read& fact, instant at) {
    for (const auto& id : fact.items) {
        auto row = load_item(to, fact.officer, id);
        if (!row || row->read_at) continue;
        row->read_at = at;
        to.erase(unread_key(fact.officer, row->kind, row->group));
        save_item(to, fact.officer, *row);
    }
    drop_oldest_read(to, fact.officer);
}

std::vector<inbox_item> items_of(const store::view& from, const officer_id& officer, std::size_t limit) {
    std::vector<inbox_item> out;
    for (auto at = from.scan(store::range::prefix(items_key(officer))); at->valid(); at->next()) {
        store::key_reader read(at->key());
        read.text();
        out.push_back(read_item(read.text(), at->value()));
    }
    std::ranges::sort(out, [](const inbox_item& left, const inbox_item& right) {
        const bool left_read = left.read_at.has_value(), right_read = right.read_at.has_value();
        if (left_read != right_read) return right_read;
        if (!left_read && left.how != right.how) return left.how < right.how;
        return left.last_at > right.last_at;
    });
    if (out.size() > limit) out.resize(limit);
    return out;
}

std::size_t unread_count(const store::view& from, const officer_id& officer) {
    std::size_t out = 0;
    for (auto at = from.scan(store::range::prefix(unread_key(officer))); at->valid(); at->next()) ++out;
    return out;
}

void tell_officer(events::facts& to, const store::view& state, std::string_view cause, events::officer_told what) {
    if (what.officer.empty()) return;
    what.item = unread_item(state, what.officer, what.kind, what.group);
    if (what.item.empty())
        what.item =
            to_hex(bytes_of(blake2b(std::string(cause) + '/' + what.officer.str() + '/' + what.kind, what.group))
                       .substr(0, 16));
    to.emplace_back(std::move(what));
}

result<events::facts> read_items(const store::view& state, const officer_id& officer,
                                 const std::vector<std::string>& items) {
    events::inbox_read fact{officer, {}};
    if (items.empty()) {
        for (auto at = state.scan(store::range::prefix(unread_key(officer))); at->valid(); at->next())
            fact.items.emplace_back(at->value());
    }
    for (const auto& id : items) {
        const auto row = load_item(state, officer, id);
        if (!row) return fail(errc::not_found, "there is no such item in your inbox");
        if (!row->read_at) fact.items.push_back(id);
    }
    if (fact.items.empty()) return events::facts{};
    return events::facts{std::move(fact)};
}

} // namespace guiyi::notification
