#include "services/assignment/clock.hpp"

#include <algorithm>

namespace guiyi::assignment {

const config::rulebook& rulebook_on(const law& under, local_date date) {
    for (const auto& one : under.rulebooks)
        if (one.in_force(date) && one.find_track("C")) return one;
    return *std::find_if(under.rulebooks.rbegin(), under.rulebooks.rend(),
                         [](const auto& one) { return one.find_track("C"); });
}

std::vector<events::counted_span> spans_of(const deadline& of) {
    std::vector<events::counted_span> out;
    for (const auto& day : of.days) {
        const std::string reason = day.reason_code == "start" ? "start_day" : day.reason_code;
        const std::string date = format_date(day.date);
        if (out.empty() || out.back().counted != day.counted || out.back().reason != reason)
            out.push_back({date, date, day.counted, reason});
        else
            out.back().to = date;
    }
    return out;
}

result<events::clock_started> start_clock(const law& under, const case_no& of, std::string_view clock, local_date from,
                                          local_date book_date) {
    const auto& book = rulebook_on(under, book_date);
    const auto rule = book.find(clock);
    if (!rule) return rule.error();
    const deadline end = due_date(rule->rule, from, under.days);
    events::clock_started out;
    out.of_case = of;
    out.clock = rule->id;
    out.started_on = format_date(from);
    out.due_on = format_date(end.due);
    out.provisional = end.provisional;
    out.basis = {rule->instrument, format_date(book.effective_from), rule->article, rule->verified};
    out.arithmetic = spans_of(end);
    return out;
}

} // namespace guiyi::assignment
