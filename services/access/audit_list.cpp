#include "services/access/audit_list.hpp"

#include "common/core/digest.hpp"
#include "services/access/rows.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::access {

namespace {

using store::key;

/// How many entries one page may look at before it ends early.
constexpr std::size_t looked_at_max = 5000;
constexpr std::size_t place_bytes = 16; // a moment and a number
const key count_key('m');

/// A place in time that no two entries share; the same in every order.
std::string place_of(instant at, std::uint64_t n) { return key('e').at(at).number(n).str().substr(1); }

std::uint64_t take_number(store::writer& to) {
    std::uint64_t n = 0;
    if (const auto text = to.get(count_key)) std::from_chars(text->data(), text->data() + text->size(), n);
    to.put(count_key, std::to_string(n + 1));
    return n;
}

std::string order_of(const audit_query& what) {
    if (!what.by.empty()) return key('b').text(what.by).str();
    if (!what.subject.empty()) return key('j').text(what.subject).str();
    return key('e').str();
}

bool matches(const audit_entry& entry, const audit_query& what) {
    if (!what.by.empty() && entry.by != what.by) return false;
    if (!what.subject.empty() && entry.subject != what.subject && entry.in_case.str() != what.subject) return false;
    return what.kind.empty() || entry.kind == what.kind;
}

} // namespace

const std::vector<std::string>& audit_kinds() {
    static const std::vector<std::string> all{"look", "refused", "deed", "sign_in", "account", "token"};
    return all;
}

void add_entry(store::writer& to, const audit_entry& entry) {
    const auto place = place_of(entry.at, take_number(to));
    to.put(key('e').raw(place), to_row(entry));
    if (!entry.by.empty()) to.put(key('b').text(entry.by).raw(place), "");
    if (!entry.subject.empty()) to.put(key('j').text(entry.subject).raw(place), "");
    if (!entry.in_case.empty() && entry.in_case.str() != entry.subject)
        to.put(key('j').text(entry.in_case).raw(place), "");
}

result<audit_page> list_entries(const store::view& from, const audit_query& what, std::size_t limit,
                                std::string_view cursor) {
    const auto prefix = order_of(what);
    auto range = store::range::prefix(prefix);
    if (what.from) range.from = prefix + place_of(*what.from, 0);
    if (what.to) range.to = prefix + place_of(*what.to, 0);
    if (!cursor.empty()) {
        const auto before = from_hex(cursor);
        if (!before || before->size() != place_bytes)
            return fail(errc::invalid, "the cursor is not one of this list's");
        const auto end = prefix + *before;
        if (!what.to || end < range.to) range.to = end;
    }
    audit_page out;
    std::string last;
    std::size_t looked_at = 0;
    for (auto at = from.scan_back(range); at->valid(); at->next()) {
        if (out.entries.size() == limit || looked_at++ == looked_at_max) {
            out.next = to_hex(last);
            break;
        }
        last = at->key().substr(prefix.size());
        const auto row = from.get(key('e').raw(last));
        if (!row) continue;
        auto entry = from_row<audit_entry>(*row);
        if (matches(entry, what)) out.entries.push_back(std::move(entry));
    }
    return out;
}

} // namespace guiyi::access
