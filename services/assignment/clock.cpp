#include "services/assignment/clock.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

/// The first book in force of which something holds; before all of them the earliest one.
template <class Holds>
const config::rulebook* choose(const law& under, local_date date, Holds holds) {
    const config::rulebook* earliest = nullptr;
    for (const auto& one : under.rulebooks) {
        if (!holds(one)) continue;
        if (one.in_force(date)) return &one;
        earliest = &one;
    }
    return earliest;
}

events::legal_basis basis_of(const config::rulebook& book, const config::legal_clock& clock) {
    return {clock.instrument, format_date(book.effective_from), clock.article, clock.verified};
}

/// One rulebook's answer.
struct counted {
    deadline end;
    events::legal_basis basis;
};

/// Days are left out only for reasons that the clock's own law lists.
result<std::vector<date_range>> excluded(const config::legal_clock& clock, const std::vector<pause_span>& pauses) {
    std::vector<date_range> out;
    for (const auto& one : pauses) {
        if (std::ranges::find(clock.pauses, one.why) == clock.pauses.end()) continue;
        const auto from = parse_date(one.from), to = parse_date(one.to);
        if (!from || !to) return from ? to.error() : from.error();
        out.push_back({*from, *to, one.why});
    }
    return out;
}

result<counted> count(const law& under, const config::rulebook& book, const config::legal_clock& clock,
                      const clock_terms& terms) {
    const auto from = parse_date(terms.started_on);
    if (!from) return from.error();
    auto without = excluded(clock, terms.pauses);
    if (!without) return without.error();
    auto rule = clock.rule;
    rule.length += static_cast<int>(terms.extended);
    return counted{due_date(rule, *from, under.days, *without), basis_of(book, clock)};
}

std::vector<std::string> warnings(const config::legal_clock& clock, local_date started, local_date due) {
    std::vector<std::string> out;
    for (const auto days : clock.warn) {
        const std::chrono::sys_days on = std::chrono::sys_days(due) - std::chrono::days(days);
        if (on > std::chrono::sys_days(started)) out.push_back(format_date(on));
    }
    std::ranges::sort(out);
    return out;
}

std::string moved_by(const std::string& date, int days) {
    const auto on = parse_date(date);
    return on ? format_date(std::chrono::sys_days(*on) + std::chrono::days(days)) : date;
}

void take(reckoning& to, counted&& from) {
    to.due_on = format_date(from.end.due);
    to.provisional = to.provisional || from.end.provisional;
    to.basis = std::move(from.basis);
    to.arithmetic = spans_of(from.end);
}

/// Where a repealed rulebook's clock runs past its repeal, its successor's runs beside it and the earlier date governs.
result<void> beside(const law& under, const config::legal_clock& clock, const clock_terms& terms, reckoning& out,
                    counted& mine) {
    const auto* other = config::find_book(under.rulebooks, clock.also);
    if (!other || mine.end.due < other->effective_from) return {};
    const auto theirs = other->find(clock.id);
    if (!theirs) return theirs.error();
    auto second = count(under, *other, *theirs, terms);
    if (!second) return second.error();
    if (second->end.due < mine.end.due) std::swap(*second, mine);
    out.other_due_on = format_date(second->end.due);
    out.other_basis = std::move(second->basis);
    out.other_arithmetic = spans_of(second->end);
    out.provisional = second->end.provisional;
    return {};
}

} // namespace

const config::rulebook* rulebook_with(const law& under, std::string_view clock, local_date date) {
    return choose(under, date, [&](const config::rulebook& one) { return one.find(clock).has_value(); });
}

const config::rulebook* rulebook_for(const law& under, std::string_view nature, local_date date) {
    return choose(under, date, [&](const config::rulebook& one) { return one.track_for(nature) != nullptr; });
}

std::optional<pause_span> days_left_out(const std::string& paused_on, const std::string& resumed_on,
                                        const std::string& why, const std::string& due_on) {
    if (resumed_on <= paused_on) return std::nullopt;
    if (paused_on == due_on) return pause_span{paused_on, moved_by(resumed_on, -1), why};
    return pause_span{moved_by(paused_on, 1), resumed_on, why};
}

std::vector<events::counted_span> spans_of(const deadline& of) {
    std::vector<events::counted_span> out;
    for (const auto& day : of.days) {
        const std::string reason = day.reason_code == "start" ? "start_day" : day.reason_code;
        const std::string date = format_date(day.date);
        // Two holidays side by side, or two reasons for leaving days out, are told apart.
        const bool other_name = !out.empty() && !out.back().name.empty() && out.back().name != day.name;
        if (out.empty() || out.back().counted != day.counted || out.back().reason != reason || other_name)
            out.push_back({date, date, day.counted, reason, day.name});
        else
            out.back().to = date;
    }
    return out;
}

result<reckoning> reckon(const law& under, const clock_terms& terms) {
    const auto* book = config::find_book(under.rulebooks, terms.book);
    if (!book) return fail(errc::not_found, "there is no rulebook " + terms.book);
    const auto clock = book->find(terms.clock);
    if (!clock) return clock.error();

    reckoning out;
    if (!has_end(clock->rule)) {
        out.basis = basis_of(*book, *clock);
        return out;
    }
    auto mine = count(under, *book, *clock, terms);
    if (!mine) return mine.error();
    if (auto done = beside(under, *clock, terms, out, *mine); !done) return done.error();
    const auto due = mine->end.due;
    take(out, std::move(*mine));
    if (clock->rule.unit == clock_unit::hours) {
        const auto moment = terms.started_at + std::chrono::hours(clock->rule.length + terms.extended);
        out.due_at = format_rfc3339(moment);
        out.due_on = format_date(under.date_of(moment));
    }
    out.warn_on = warnings(*clock, *parse_date(terms.started_on), due);
    return out;
}

result<events::clock_started> start_clock(const law& under, const case_no& of, const config::rulebook& book,
                                          std::string_view clock, local_date from, instant at) {
    auto found = reckon(under, {book.id, std::string(clock), format_date(from), at, 0, {}});
    if (!found) return found.error();
    events::clock_started out;
    out.of_case = of;
    out.clock = clock;
    out.started_on = format_date(from);
    out.due_on = std::move(found->due_on);
    out.provisional = found->provisional;
    out.basis = std::move(found->basis);
    out.arithmetic = std::move(found->arithmetic);
    out.book = book.id;
    out.due_at = std::move(found->due_at);
    out.warn_on = std::move(found->warn_on);
    out.other_due_on = std::move(found->other_due_on);
    out.other_basis = std::move(found->other_basis);
    out.other_arithmetic = std::move(found->other_arithmetic);
    return out;
}

result<events::clock_started> start_clock(const law& under, const case_no& of, std::string_view clock, local_date from,
                                          local_date book_date) {
    const auto* book = rulebook_with(under, clock, book_date);
    if (!book) return fail(errc::not_found, "no rulebook has a clock " + std::string(clock));
    return start_clock(under, of, *book, clock, from);
}

} // namespace guiyi::assignment
