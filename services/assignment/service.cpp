#include "services/assignment/service.hpp"

#include "services/assignment/evolve.hpp"

namespace guiyi::assignment {

service::service(const config::desk_book& desks, const config::taxonomy& topics,
                 const std::vector<config::rulebook>& rulebooks, const calendar& days, std::chrono::minutes utc_offset)
    : rules_{desks, topics, {rulebooks, days, utc_offset}} {
    if (rulebooks.empty()) throw failure(fail(errc::invalid, "assignment needs at least one rulebook"));
}

result<events::facts> service::decide(const runtime::input& one, const store::view& state, instant) const {
    const auto& fact = one.what.data;
    const instant at = one.what.time; // the day it happened, however late it is read
    if (const auto* opened = std::get_if<events::case_opened>(&fact)) return on_case_opened(rules_, *opened, state);
    if (const auto* accepted = std::get_if<events::case_accepted>(&fact))
        return on_case_accepted(rules_, *accepted, at, state);
    if (const auto* refused = std::get_if<events::case_refused>(&fact))
        return on_case_refused(rules_, *refused, at, state);
    if (const auto* closed = std::get_if<events::case_closed>(&fact)) return on_case_closed(rules_, *closed, at, state);
    if (const auto* split = std::get_if<events::report_split>(&fact)) return on_report_split(rules_, *split, at, state);
    if (const auto* answered = std::get_if<events::repeat_refused>(&fact))
        return on_repeat_refused(rules_, *answered, at, state);
    if (const auto* tied = std::get_if<events::complaint_tied>(&fact)) return on_complaint_tied(rules_, *tied, state);
    if (const auto* merged = std::get_if<events::cases_merged>(&fact)) return on_cases_merged(rules_, *merged, state);
    if (const auto* undone = std::get_if<events::merge_undone>(&fact)) return on_merge_undone(*undone, state);
    if (const auto* parted = std::get_if<events::complaints_split>(&fact))
        return on_complaints_split(rules_, *parted, state);
    return events::facts{};
}

result<events::facts> service::on_timer(std::string_view timer, instant, const store::view& state, instant) const {
    return on_clock_due(state, timer);
}

void service::evolve(store::writer& state, const events::event& fact, sequence) const {
    assignment::evolve(state, fact, rules_.law.utc_offset);
}

} // namespace guiyi::assignment
