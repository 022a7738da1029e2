#include "services/casework/reports/ledger.hpp"

namespace guiyi::casework::reports {

namespace {

store::key line_key(std::string_view unit, std::uint32_t number, const figure& what) {
    return lines_of(what.what, what.day).text(unit).number(number);
}

store::key correction_key(std::string_view unit, std::uint32_t number, const figure& what, day_number known,
                          std::int64_t change) {
    return corrections_of(what.what, known)
        .raw(sortable(what.day))
        .text(unit)
        .number(number)
        .raw(change > 0 ? "+" : "-");
}

void pack_figure(packer& to, const figure& what) {
    to.text(what.label);
    to.number(what.n);
    for (const auto& value : what.at.values) to.text(value);
}

void unpack_figure(unpacker& from, figure& what) {
    what.label = from.text();
    what.n = from.number();
    for (auto& value : what.at.values) value = from.text();
}

std::string line_row(const figure& what, day_number since, day_number until, std::string_view about) {
    std::string out;
    packer to(out);
    to.number(since);
    to.number(until);
    pack_figure(to, what);
    to.text(about);
    return out;
}

std::string with_cell(std::string_view row, const figure& what, std::int64_t change) {
    std::string out;
    out.reserve(row.size() + what.label.size() + 8);
    packer to(out);
    const auto put = [&](std::int64_t count) {
        if (count == 0) return;
        to.text(what.label);
        to.number(what.n);
        to.number(count);
    };
    unpacker from(row);
    while (!from.done()) {
        const auto start = row.size() - from.left();
        const auto label = from.text();
        const auto n = from.number();
        const auto count = from.number();
        const int order = label.compare(what.label);
        if (order < 0 || (order == 0 && n < what.n)) continue;
        const bool same = order == 0 && n == what.n;
        out.append(row.substr(0, start));
        put(same ? count + change : change);
        out.append(row.substr(same ? row.size() - from.left() : start));
        return out;
    }
    out.append(row);
    put(change);
    return out;
}

} // namespace

line read_line(std::string_view key, std::string_view row) {
    line out;
    out.what.what = static_cast<measure>(key[1]);
    out.what.day = from_sortable(key.substr(line_day_at));
    store::key_reader rest(key.substr(line_unit_at - 1)); // skips the byte before
    out.unit = rest.text();
    out.number = static_cast<std::uint32_t>(rest.number());
    unpacker from(row);
    out.since = static_cast<day_number>(from.number());
    out.until = static_cast<day_number>(from.number());
    unpack_figure(from, out.what);
    out.about = from.text();
    return out;
}

correction read_correction(std::string_view key, std::string_view row) {
    correction out;
    out.change = key.ends_with('+') ? 1 : -1;
    const auto known = from_sortable(key.substr(correction_known_at));
    out.what.what.what = static_cast<measure>(key[1]);
    out.what.what.day = from_sortable(key.substr(correction_day_at));
    store::key_reader rest(key.substr(correction_unit_at - 1));
    out.what.unit = rest.text();
    out.what.number = static_cast<std::uint32_t>(rest.number());
    unpacker from(row);
    out.what.since = static_cast<day_number>(from.number());
    unpack_figure(from, out.what.what);
    out.what.about = from.text();
    if (out.change < 0) out.what.until = known;
    return out;
}

void ledger::add(std::string_view unit, std::uint32_t number, const figure& what, std::string_view about) {
    open_line(unit, number, what, about);
    sum(what, 1, nullptr);
}

void ledger::remove(std::string_view unit, std::uint32_t number, const figure& what, day_number since,
                    std::string_view about) {
    close_line(unit, number, what, since, about);
    sum(what, -1, nullptr);
}

void ledger::change(std::string_view unit, std::uint32_t number, const figure& before, day_number since,
                    std::uint32_t new_number, const figure& after, std::string_view about) {
    close_line(unit, number, before, since, about);
    open_line(unit, new_number, after, about);
    const bool same_cell =
        before.what == after.what && before.day == after.day && before.label == after.label && before.n == after.n;
    sum(before, -1, same_cell ? &after.at : nullptr);
    sum(after, 1, same_cell ? &before.at : nullptr);
}

void ledger::open_line(std::string_view unit, std::uint32_t number, const figure& what, std::string_view about) {
    rows_.put(line_key(unit, number, what), line_row(what, today_, for_ever, about));
    if (!is_stock(what.what) && today_ > what.day) correct(unit, number, what, today_, 1, about);
}

void ledger::close_line(std::string_view unit, std::uint32_t number, const figure& what, day_number since,
                        std::string_view about) {
    // Known and taken back on one day: at the end of no day did it stand.
    const bool never = since == today_, stock = is_stock(what.what);
    const auto key = line_key(unit, number, what);
    if (never || stock)
        rows_.erase(key);
    else
        rows_.put(key, line_row(what, since, today_, about));
    if (!never && (stock || today_ > what.day)) correct(unit, number, what, since, -1, about);
    if (never && !stock && since > what.day) rows_.erase(correction_key(unit, number, what, since, 1));
}

void ledger::correct(std::string_view unit, std::uint32_t number, const figure& what, day_number since,
                     std::int64_t change, std::string_view about) {
    std::string row;
    packer to(row);
    to.number(since);
    pack_figure(to, what);
    to.text(about);
    rows_.put(correction_key(unit, number, what, today_, change), row);
}

void ledger::sum(const figure& what, std::int64_t change, const place* unless) {
    if (is_stock(what.what)) return;
    if (!unless) sum_row(what, of_all, {}, change);
    for (const auto by : all_dimensions) {
        const auto& value = what.at[by];
        if (!value.empty() && (!unless || (*unless)[by] != value)) sum_row(what, facet_of(by), value, change);
    }
}

void ledger::sum_row(const figure& what, facet by, std::string_view value, std::int64_t change) {
    if (has_days(by)) sum_at(what, by, level::day, what.day, value, change);
    sum_at(what, by, level::month, month_of(what.day), value, change);
}

void ledger::sum_at(const figure& what, facet by, level at, std::int32_t period, std::string_view value,
                    std::int64_t change) {
    const auto key = sums_of(what.what, by, at).raw(sortable(period)).raw(value);
    const auto row = rows_.get(key);
    const auto now = with_cell(row ? std::string_view(*row) : std::string_view(), what, change);
    if (now.empty())
        rows_.erase(key);
    else
        rows_.put(key, now);
}

} // namespace guiyi::casework::reports
