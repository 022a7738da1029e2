#include "services/casework/reports/units.hpp"

#include "services/casework/reports/ledger.hpp"

#include <algorithm>

namespace guiyi::casework::reports {

namespace {

using store::key;

key case_key(const case_no& which) { return key('3').text(which); }
key receipt_key(const receipt_no& which) { return key('4').text(which); }
key member_key(const case_no& in, const receipt_no& which, instant at) { return key('5').text(in).at(at).text(which); }

/// Writes and reads the same fields in the same order, so that the two cannot differ.
class packing {
  public:
    explicit packing(std::string& to) : to_(to) {}
    void operator()(const std::string& value) { to_.text(value); }
    template <class Tag>
    void operator()(const id<Tag>& value) {
        to_.text(value.str());
    }
    template <class T>
        requires std::is_integral_v<T>
    void operator()(const T& value) {
        to_.number(static_cast<std::int64_t>(value));
    }
    void operator()(const measure& value) { to_.number(static_cast<std::int64_t>(value)); }
    void operator()(const instant& value) { to_.number(value.time_since_epoch().count()); }
    template <class T>
    void operator()(const std::vector<T>& values) {
        to_.number(static_cast<std::int64_t>(values.size()));
        for (const auto& one : values) fields(*this, one);
    }

  private:
    packer to_;
};

class unpacking {
  public:
    explicit unpacking(std::string_view from) : from_(from) {}
    void operator()(std::string& value) { value = from_.text(); }
    template <class Tag>
    void operator()(id<Tag>& value) {
        value = id<Tag>(std::string(from_.text()));
    }
    template <class T>
        requires std::is_integral_v<T>
    void operator()(T& value) {
        value = static_cast<T>(from_.number());
    }
    void operator()(measure& value) { value = static_cast<measure>(from_.number()); }
    void operator()(instant& value) { value = instant(std::chrono::milliseconds(from_.number())); }
    template <class T>
    void operator()(std::vector<T>& values) {
        values.resize(static_cast<std::size_t>(from_.number()));
        for (auto& one : values) fields(*this, one);
    }

  private:
    unpacker from_;
};

template <class How>
void fields(How& how, receipt_no& one) {
    how(one);
}
template <class How>
void fields(How& how, const receipt_no& one) {
    how(one);
}

template <class How, class Entry>
    requires std::is_same_v<std::remove_const_t<Entry>, entry>
void fields(How& how, Entry& one) {
    how(one.id), how(one.line), how(one.what), how(one.day), how(one.label), how(one.n), how(one.desk),
        how(one.officer), how(one.respondent), how(one.firm), how(one.about), how(one.since);
}

template <class How, class Hold>
    requires std::is_same_v<std::remove_const_t<Hold>, hold>
void fields(How& how, Hold& one) {
    how(one.desk), how(one.officer), how(one.from);
}

template <class How, class Run>
    requires std::is_same_v<std::remove_const_t<Run>, clock_run>
void fields(How& how, Run& one) {
    how(one.id), how(one.due), how(one.missed), how(one.paused);
}

template <class How, class Unit>
void common_fields(How& how, Unit& one) {
    for (auto& value : one.at.values) how(value);
    how(one.next), how(one.entries);
}

template <class How, class Case>
    requires std::is_same_v<std::remove_const_t<Case>, case_unit>
void fields(How& how, Case& one) {
    common_fields(how, one);
    how(one.merged_into), how(one.first), how(one.received), how(one.state), how(one.wait), how(one.wait_since),
        how(one.contacted), how(one.asked_on), how(one.answered), how(one.hindered), how(one.acted),
        how(one.acted_here), how(one.urges), how(one.refused_on), how(one.respondent_from), how(one.firm_from),
        how(one.category_from), how(one.region_from), how(one.holds), how(one.clocks), how(one.unplaced);
}

template <class How, class Receipt>
    requires std::is_same_v<std::remove_const_t<Receipt>, receipt_unit>
void fields(How& how, Receipt& one) {
    common_fields(how, one);
    how(one.in_case), how(one.received_at), how(one.received), how(one.refused_on), how(one.called_on), how(one.urges),
        how(one.repeat), how(one.repeat_in), how(one.repeat_decided), how(one.mass);
}

template <class Unit>
std::optional<Unit> load(const store::view& from, const key& at) {
    const auto row = from.get(at);
    if (!row) return std::nullopt;
    Unit out;
    unpacking how(*row);
    fields(how, out);
    return out;
}

template <class Unit>
void store_row(store::writer& to, const key& at, const Unit& what) {
    std::string row;
    packing how(row);
    fields(how, what);
    to.put(at, row);
}

/// A merged case rests, but for the figure that says so.
template <class Unit>
bool counts(const Unit& of, const entry& one) {
    if constexpr (std::is_same_v<Unit, case_unit>)
        return of.counted() || one.what == measure::merged;
    else
        return true;
}

template <class Unit>
const entry* same_in(const Unit* before, std::uint32_t id) {
    if (!before) return nullptr;
    const auto found = std::ranges::find(before->entries, id, &entry::id);
    return found != before->entries.end() ? &*found : nullptr;
}

/// Brings the ledger from what the unit's figures were to what they are.
template <class Unit>
void enter(store::writer& to, const std::string& which, Unit& now, const Unit* before, day_number today) {
    ledger into(to, today);
    const bool same_place = before && before->at == now.at;
    for (auto& one : now.entries) {
        const auto* old = same_in(before, one.id);
        const bool was = old && counts(*before, *old), is = counts(now, one);
        if (!was && !is) continue;
        if (was && is && same_place && *old == one) continue;
        const auto then = was ? before->figure_of(*old) : figure();
        const auto after = now.figure_of(one);
        if (was && is && then == after) continue;
        if (is) one.line = now.next++, one.since = today;
        if (was && is)
            into.change(which, old->line, then, old->since, one.line, after, one.about);
        else if (is)
            into.add(which, one.line, after, one.about);
        else
            into.remove(which, old->line, then, old->since, one.about);
    }
    if (!before) return;
    for (const auto& old : before->entries)
        if (counts(*before, old) && !same_in(&now, old.id))
            into.remove(which, old.line, before->figure_of(old), old.since, old.about);
}

} // namespace

figure unit::figure_of(const entry& one) const {
    figure out{one.what, one.day, one.label, one.n, at};
    out.at[dimension::desk] = one.desk;
    out.at[dimension::officer] = one.officer;
    if (!one.respondent.empty() && one.respondent != at[dimension::respondent]) {
        out.at[dimension::respondent] = one.respondent;
        out.at[dimension::firm] = one.firm;
    }
    return out;
}

entry& unit::put(measure what, day_number day, std::string label, std::int64_t n) {
    return entries.emplace_back(
        entry{next++, 0, what, day, std::move(label), n, at[dimension::desk], at[dimension::officer], {}, {}, {}, 0});
}

std::optional<case_unit> load_case_unit(const store::view& from, const case_no& which) {
    return load<case_unit>(from, case_key(which));
}

std::optional<receipt_unit> load_receipt_unit(const store::view& from, const receipt_no& which) {
    return load<receipt_unit>(from, receipt_key(which));
}

void save(store::writer& to, const case_no& which, case_unit now, const case_unit* before, day_number today) {
    enter(to, which.str(), now, before, today);
    store_row(to, case_key(which), now);
}

void save(store::writer& to, const receipt_no& which, receipt_unit now, const receipt_unit* before, day_number today) {
    enter(to, which.str(), now, before, today);
    store_row(to, receipt_key(which), now);
}

void put_member(store::writer& to, const case_no& in, const receipt_no& which, instant received_at) {
    to.put(member_key(in, which, received_at), "");
}

void erase_member(store::writer& to, const case_no& in, const receipt_no& which, instant received_at) {
    to.erase(member_key(in, which, received_at));
}

std::vector<receipt_no> members_of(const store::view& from, const case_no& which, std::size_t limit) {
    std::vector<receipt_no> out;
    for (auto at = from.scan(store::range::prefix(key('5').text(which))); at->valid() && out.size() < limit;
         at->next()) {
        store::key_reader parts(at->key());
        parts.text();
        parts.at();
        out.emplace_back(std::string(parts.text()));
    }
    return out;
}

} // namespace guiyi::casework::reports
