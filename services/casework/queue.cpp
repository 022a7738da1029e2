#include "services/casework/queue.hpp"

#include "common/core/digest.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

using store::key;

constexpr std::string_view no_due = "~"; // after every date

key scope_key(std::string_view scope) { return key('q').text(scope); }
std::string of_state(std::string_view state) { return "s" + std::string(state); }
std::string of_desk(const desk_id& desk) { return "d" + desk.str(); }
std::string of_officer(const officer_id& officer) { return "o" + officer.str(); }

std::vector<std::string> places_of(const case_no& which, const case_row& row) {
    const auto* due = row.due();
    // What cannot wait for any date stands before every date.
    const std::string when = (row.urgency == "now" ? "!" : "") + std::string(due ? due->due_on : no_due);
    std::vector<std::string> out;
    const auto add = [&](const std::string& scope) { out.push_back(scope_key(scope).text(when).text(which).str()); };
    add(of_state(row.state_now()));
    const bool repeat = !row.repeats().empty();
    if (repeat) add(of_state(stage::repeat));
    // What has ended is looked for by state; desks and officers list what they still have to do.
    const bool to_do = row.open() || repeat;
    if (to_do && !row.desk.empty()) add(of_desk(row.desk));
    if (to_do && !row.officer.empty()) add(of_officer(row.officer));
    out.push_back(key('w').at(row.received_at).text(which).str());
    return out;
}

std::vector<std::string> wanted_states(const queue_filter& filter) {
    if (!filter.states.empty()) return filter.states;
    return {std::string(stage::registered), std::string(stage::accepted), std::string(stage::refused),
            std::string(stage::closed), std::string(stage::merged)};
}

/// Prefixes of the orders that together hold everything the filter may match.
std::vector<std::string> sources(const queue_filter& filter, sort_by by) {
    if (by == sort_by::received) return {key('w').str()};
    const bool owned = filter.officer || filter.desk || filter.within;
    std::vector<std::string> out;
    bool open_wanted = false;
    for (const auto& state : wanted_states(filter)) {
        if (owned && (is_open(state) || state == stage::repeat))
            open_wanted = true;
        else
            out.push_back(scope_key(of_state(state)).str());
    }
    if (!open_wanted) return out;
    if (filter.officer)
        out.push_back(scope_key(of_officer(*filter.officer)).str());
    else if (filter.desk)
        out.push_back(scope_key(of_desk(*filter.desk)).str());
    else
        for (const auto& desk : *filter.within) out.push_back(scope_key(of_desk(desk)).str());
    return out;
}

/// Several orders read as one. What follows the prefix is the place, comparable between them.
class merged_orders {
  public:
    merged_orders(const store::view& from, const std::vector<std::string>& prefixes, std::string_view after) {
        for (const auto& prefix : prefixes) {
            store::range rest = store::range::prefix(prefix);
            if (!after.empty()) rest.from = prefix + std::string(after) + '\0';
            orders_.push_back({prefix.size(), from.scan(rest)});
        }
    }
    /// False at the end of all.
    bool valid() {
        first_ = nullptr;
        for (auto& one : orders_)
            if (one.at->valid() && (!first_ || one.place() < first_->place())) first_ = &one;
        return first_ != nullptr;
    }
    std::string_view place() const { return first_->place(); }
    /// A case may stand in several of them, at the same place.
    void next() {
        const std::string done(place());
        for (auto& one : orders_)
            if (one.at->valid() && one.place() == done) one.at->next();
    }

  private:
    struct one_order {
        std::size_t prefix;
        std::unique_ptr<store::cursor> at;
        std::string_view place() const { return at->key().substr(prefix); }
    };
    std::vector<one_order> orders_;
    one_order* first_ = nullptr;
};

/// The case number at the end of a place.
case_no case_at(std::string_view place, sort_by by) {
    const std::string whole = "?" + std::string(place);
    store::key_reader parts(whole);
    if (by == sort_by::due)
        parts.text();
    else
        parts.at();
    return case_no(std::string(parts.text()));
}

char letter_of(sort_by by) { return by == sort_by::due ? 'd' : 'r'; }

result<std::string> read_cursor(std::string_view cursor, sort_by by) {
    if (cursor.empty()) return std::string();
    auto bytes = from_hex(cursor);
    if (!bytes || bytes->size() < 2 || bytes->front() != letter_of(by))
        return fail(errc::invalid, "the cursor is not one of this list's");
    return bytes->substr(1);
}

} // namespace

bool queue_filter::matches(const case_row& row) const {
    const auto wanted = [&](std::string_view state) { return std::ranges::find(states, state) != states.end(); };
    if (!states.empty() && !wanted(row.state_now()) && (!wanted(stage::repeat) || row.repeats().empty())) return false;
    if (desk && row.desk != *desk) return false;
    if (within && std::ranges::find(*within, row.desk) == within->end()) return false;
    if (officer && row.officer != *officer) return false;
    if (repeat == "any" ? row.repeat_kinds.empty()
                        : !repeat.empty() && std::ranges::find(row.repeat_kinds, repeat) == row.repeat_kinds.end())
        return false;
    return category.empty() ||
           std::ranges::any_of(row.categories, [&](const std::string& code) { return code.starts_with(category); });
}

result<queue_page> list_cases(const store::view& from, const queue_filter& filter, sort_by by, std::size_t limit,
                              std::string_view cursor) {
    const auto after = read_cursor(cursor, by);
    if (!after) return after.error();
    queue_page out;
    std::string last;
    merged_orders orders(from, sources(filter, by), *after);
    std::size_t looked_at = 0;
    for (; orders.valid(); orders.next()) {
        if (out.rows.size() == limit || looked_at == looked_at_max) {
            out.next = to_hex(letter_of(by) + last);
            break;
        }
        ++looked_at;
        last = orders.place();
        auto which = case_at(last, by);
        auto row = load_case(from, which);
        if (row && filter.matches(*row)) out.rows.emplace_back(std::move(which), std::move(*row));
    }
    return out;
}

void order(store::writer& to, const case_no& which, const case_row& row, const case_row* before) {
    const auto now = places_of(which, row);
    const auto then = before ? places_of(which, *before) : std::vector<std::string>{};
    for (const auto& place : then)
        if (std::ranges::find(now, place) == now.end()) to.erase(place);
    for (const auto& place : now)
        if (std::ranges::find(then, place) == then.end()) to.put(place, "");
}

} // namespace guiyi::casework
