#include "services/assignment/decide.hpp"

namespace guiyi::assignment {

namespace {

events::case_assigned assign(const rules& by, const case_no& which, const events::routing& route,
                             const store::view& state) {
    auto [desk, trace] = choose_desk(route, by.desks, by.topics);
    auto [officer, why] =
        choose_officer(desk->id, by.desks, [&](const officer_id& who) { return load_of(state, who); });
    trace.push_back(std::move(why));
    return {which, desk->id, std::move(officer), std::move(trace)};
}

/// Empty: nothing runs for such a submission.
std::string_view first_clock(std::string_view nature) {
    if (nature.empty() || nature == "complaint") return "K1";
    return nature == "report" ? "K5" : "";
}

/// Dates in this format compare as text.
void stop_all(const case_no& which, const case_row& row, std::string_view by, const std::string& on,
              events::facts& to) {
    for (const auto& one : row.clocks)
        to.emplace_back(events::clock_stopped{which, one.clock, on, std::string(by), on <= one.due_on});
}

events::facts end_case(const rules& by, const case_no& which, std::string_view cause, instant at,
                       const store::view& state) {
    events::facts out;
    const auto row = load_case(state, which);
    if (!row || row->released) return out;
    stop_all(which, *row, cause, format_date(by.law.date_of(at)), out);
    out.emplace_back(events::case_released{which, row->officer});
    return out;
}

} // namespace

result<events::facts> on_case_opened(const rules& by, const events::case_opened& what, const store::view& state) {
    if (load_case(state, what.opened)) return events::facts{};
    const auto& route = what.record.route;
    events::facts out{assign(by, what.opened, route, state)};
    if (const auto clock = first_clock(route.nature); !clock.empty()) {
        const auto received_on = by.law.date_of(route.received_at);
        auto started = start_clock(by.law, what.opened, clock, received_on, received_on);
        if (!started) return started.error();
        out.emplace_back(std::move(*started));
    }
    return out;
}

result<events::facts> on_case_accepted(const rules& by, const events::case_accepted& what, instant at,
                                       const store::view& state) {
    events::facts out;
    const auto row = load_case(state, what.accepted);
    // Only complaints are mediated; accepting a report or a nuisance call moves no clock.
    if (!row || row->released || row->first_clock != "K1" || row->find("K2")) return out;
    const auto today = by.law.date_of(at);
    stop_all(what.accepted, *row, events::case_accepted::type, format_date(today), out);
    const auto received_on = parse_date(row->received_on);
    if (!received_on) return received_on.error();
    auto started = start_clock(by.law, what.accepted, "K2", today, *received_on);
    if (!started) return started.error();
    out.emplace_back(std::move(*started));
    return out;
}

events::facts on_case_refused(const rules& by, const events::case_refused& what, instant at, const store::view& state) {
    return end_case(by, what.refused, events::case_refused::type, at, state);
}

events::facts on_case_closed(const rules& by, const events::case_closed& what, instant at, const store::view& state) {
    return end_case(by, what.closed, events::case_closed::type, at, state);
}

result<events::facts> on_report_split(const rules& by, const events::report_split& what, instant at,
                                      const store::view& state) {
    if (load_case(state, what.report)) return events::facts{};
    events::routing route = what.route;
    route.nature = "report";
    events::facts out{assign(by, what.report, route, state)};
    const auto today = by.law.date_of(at);
    auto started = start_clock(by.law, what.report, "K5", today, today);
    if (!started) return started.error();
    out.emplace_back(std::move(*started));
    return out;
}

events::facts on_clock_due(const store::view& state, std::string_view timer) {
    const auto subject = read_timer_id(timer);
    if (!subject) return {};
    const auto row = load_case(state, subject->of_case);
    const auto* clock = row ? row->find(subject->clock) : nullptr;
    if (!clock || clock->breached) return {};
    return {events::clock_breached{subject->of_case, clock->clock, clock->due_on}};
}

} // namespace guiyi::assignment
