#include "services/assignment/decide.hpp"

#include "services/assignment/choice.hpp"

#include <algorithm>
#include <iterator>

namespace guiyi::assignment {

namespace {

/// The clocks a submission of that nature begins with, under the rulebook of that date; none for some natures.
std::vector<std::string> first_clocks(const config::rulebook& book, std::string_view nature) {
    const auto* on = book.track_for(nature);
    const auto* begins = on ? on->receive() : nullptr;
    return begins ? begins->starts : std::vector<std::string>();
}

/// Desk, officer and first clocks of a case that begins with a complaint.
result<events::facts> begin(const choosing& with, const case_no& which, const events::routing& route,
                            const std::vector<std::string>& keys) {
    const auto& by = with.by;
    events::facts out{assign(with, which, route, keys)};
    const auto received_on = by.law.date_of(route.received_at);
    const auto* book = rulebook_for(by.law, route.nature, received_on);
    if (!book) return out;
    for (const auto& clock : first_clocks(*book, route.nature)) {
        auto started = start_clock(by.law, which, *book, clock, received_on, route.received_at);
        if (!started) return started.error();
        out.emplace_back(std::move(*started));
    }
    return out;
}

/// The clock in which a repeat of that nature has to be answered by itself; empty: it need not be (O121 §35(2)).
std::string own_answer(const rules& by, std::string_view nature, local_date received_on) {
    const auto* book = rulebook_for(by.law, nature, received_on);
    if (!book) return {};
    const auto* rule = book->find_repeat(nature == "report"           ? "repeat_report"
                                         : nature == "telecom_appeal" ? "repeat_appeal"
                                                                      : "repeat_complaint");
    const auto clocks = first_clocks(*book, nature);
    const auto* on = book->track_for(nature);
    const bool answers = on && std::ranges::any_of(on->transitions, [](const config::transition& one) {
                             return one.grounds == "refusal";
                         });
    return rule && rule->clock == "own" && answers && !clocks.empty() ? clocks.front() : std::string();
}

/// The clocks in which somebody who complained has to be answered by himself once his case is another's: the first one,
/// and those that acceptance starts.
std::vector<std::string> owed_clocks(const rules& by, const case_row& row) {
    const auto received_on = parse_date(row.received_on);
    if (!received_on) return {};
    const auto own = own_answer(by, row.profile.nature, *received_on);
    if (own.empty()) return {};
    std::vector<std::string> out{own};
    const auto* on = rulebook_for(by.law, row.profile.nature, *received_on)->track_for(row.profile.nature);
    for (const auto& step : on->transitions)
        if (step.action == "accept" || step.as == "accept")
            out.insert(out.end(), step.starts.begin(), step.starts.end());
    return out;
}

void stop_all(const rules& by, const case_no& which, const case_row& row, std::string_view cause, instant at,
              events::facts& to) {
    // What is owed to a single complaint ends with its own answer.
    for (const auto& one : row.clocks)
        if (events::clock_receipt(one.clock).empty()) to.emplace_back(stopped(by.law, which, one, cause, at));
}

/// Whether a complaint that begins with a clock cannot share the case's answer, which was given before it came.
bool waits_alone(const case_row& row, std::string_view clock) {
    return !clock.empty() && (row.released || (row.first_clock == clock && !row.find(clock)));
}

/// A clock for one complaint of a decided case.
result<void> owe(const rules& by, const case_no& which, std::string_view clock, const receipt_no& to,
                 const std::string& started_on, const std::string& received_on, events::facts& out) {
    const auto from = parse_date(started_on), book = parse_date(received_on.empty() ? started_on : received_on);
    if (!from || !book) return from ? book.error() : from.error();
    auto started = start_clock(by.law, which, clock, *from, *book);
    if (!started) return started.error();
    started->clock = events::clock_for(started->clock, to);
    out.emplace_back(std::move(*started));
    return {};
}

/// What the case owed to single complaints that have left it. Whose case has nothing else to do has room again in the
/// same breath.
template <class Gone>
void drop_clocks(choosing& with, const case_no& which, case_row& row, Gone gone, events::facts& out) {
    const bool busy = row.busy();
    std::erase_if(row.clocks, [&](const running_clock& one) {
        const auto receipt = events::clock_receipt(one.clock);
        if (receipt.empty() || !gone(receipt)) return false;
        out.emplace_back(events::clock_dropped{which, one.clock});
        return true;
    });
    if (busy && !row.busy()) with.planned[row.officer] -= row.weight();
}

bool contains(const std::vector<receipt_no>& all, const receipt_no& one) {
    return std::ranges::find(all, one) != all.end();
}

events::facts end_case(const rules& by, const case_no& which, std::string_view cause, instant at,
                       const store::view& state) {
    events::facts out;
    const auto row = load_case(state, which);
    if (!row || row->released) return out;
    stop_all(by, which, *row, cause, at, out);
    out.emplace_back(events::case_released{which, row->officer});
    return out;
}

} // namespace

events::case_assigned assign(const choosing& with, const case_no& which, const events::routing& route,
                             const std::vector<std::string>& keys) {
    const auto& law = with.by.law;
    const auto* book = rulebook_for(law, route.nature, law.date_of(route.received_at));
    auto [desk, trace] = choose_desk(route, with.by.desks, with.by.topics, book);
    auto profile = profile_of(with.by, route, keys);
    auto [officer, why] = choose_officer(with, desk->id, profile);
    std::ranges::move(why, std::back_inserter(trace));
    auto out = hand_over(with, which, desk->id, std::move(officer), profile, std::move(trace));
    out.profile = std::move(profile);
    return out;
}

result<events::facts> on_case_opened(const rules& by, const events::case_opened& what, instant at,
                                     const store::view& state) {
    if (load_case(state, what.opened)) return events::facts{};
    return begin(choosing(by, state, at), what.opened, what.record.route, what.record.keys);
}

result<events::facts> on_case_accepted(const rules& by, const events::case_accepted& what, instant at,
                                       const store::view& state) {
    events::facts out;
    const auto row = load_case(state, what.accepted);
    // Only complaints are mediated; accepting a report or a nuisance call moves no clock.
    if (!row || row->released || row->first_clock != "K1" || row->find("K2")) return out;
    const auto today = by.law.date_of(at);
    stop_all(by, what.accepted, *row, events::case_accepted::type, at, out);
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
    events::facts out{assign(choosing(by, state, at), what.report, route, {})};
    const auto today = by.law.date_of(at);
    auto started = start_clock(by.law, what.report, "K5", today, today);
    if (!started) return started.error();
    out.emplace_back(std::move(*started));
    return out;
}

result<events::facts> on_complaint_tied(const rules& by, const events::complaint_tied& what, instant at,
                                        const store::view& state) {
    events::facts out;
    const auto row = load_case(state, what.to);
    const auto& route = what.record.route;
    const auto clock = own_answer(by, route.nature, by.law.date_of(route.received_at));
    if (!row || !waits_alone(*row, clock) || row->find(events::clock_for(clock, what.record.receipt))) return out;
    std::ranges::move(call_back(choosing(by, state, at), what.to, *row, "repeat"), std::back_inserter(out));
    const auto received_on = format_date(by.law.date_of(route.received_at));
    if (auto owed = owe(by, what.to, clock, what.record.receipt, received_on, {}, out); !owed) return owed.error();
    return out;
}

events::facts on_repeat_refused(const rules& by, const events::repeat_refused& what, instant at,
                                const store::view& state) {
    events::facts out;
    const auto row = load_case(state, what.of_case);
    if (!row) return out;
    for (const auto& one : row->clocks)
        if (contains(what.receipts, events::clock_receipt(one.clock)))
            out.emplace_back(stopped(by.law, what.of_case, one, events::repeat_refused::type, at));
    return out;
}

result<events::facts> on_repeat_decided(const rules& by, const events::repeat_decided& what, instant at,
                                        const store::view& state) {
    events::facts out;
    const auto row = load_case(state, what.of_case);
    const auto received_on = parse_date(what.received_on);
    if (!row || !received_on) return out;
    const auto mine = std::ranges::find(row->clocks, what.receipt,
                                        [](const running_clock& one) { return events::clock_receipt(one.clock); });
    if (what.clock == "unchanged" || what.clock == "none") {
        if (mine != row->clocks.end()) out.emplace_back(events::clock_dropped{what.of_case, mine->clock});
        return out;
    }
    const auto clock = own_answer(by, what.nature, *received_on);
    if (what.clock != "own" || mine != row->clocks.end() || !waits_alone(*row, clock)) return out;
    std::ranges::move(call_back(choosing(by, state, at), what.of_case, *row, "repeat"), std::back_inserter(out));
    if (auto owed = owe(by, what.of_case, clock, what.receipt, what.received_on, {}, out); !owed) return owed.error();
    return out;
}

result<events::facts> on_cases_merged(const rules& by, const events::cases_merged& what, instant at,
                                      const store::view& state) {
    events::facts out;
    const auto row = load_case(state, what.merged);
    if (!row || !row->merged_into.empty()) return out;
    out.emplace_back(events::case_suspended{what.merged, what.into});
    const auto into = load_case(state, what.into);
    if (!into) return out;
    // The clocks of an open case cover those who join it; but nobody who waits for a decision has had it yet where that
    // was taken before they came.
    const auto covered = [&](std::string_view clock) {
        return !into->released && (clock != row->first_clock || into->first_clock != clock || into->find(clock));
    };
    const auto codes = owed_clocks(by, *row);
    events::facts owed;
    for (const auto& receipt : what.moved)
        for (const auto& clock : row->clocks) {
            const auto code = events::clock_code(clock.clock);
            const auto whose = events::clock_receipt(clock.clock);
            if (std::ranges::find(codes, code) == codes.end() || (!whose.empty() && whose != receipt) || covered(code))
                continue;
            if (into->find(events::clock_for(code, receipt))) continue;
            if (auto done = owe(by, what.into, code, receipt, clock.started_on, row->received_on, owed); !done)
                return done.error();
        }
    choosing with(by, state, at);
    if (row->busy()) with.planned[row->officer] -= row->weight(); // has room again in the same breath
    if (!owed.empty()) std::ranges::move(call_back(with, what.into, *into, "repeat"), std::back_inserter(out));
    std::ranges::move(owed, std::back_inserter(out));
    return out;
}

events::facts on_merge_undone(const rules& by, const events::merge_undone& what, instant at, const store::view& state) {
    events::facts out;
    choosing with(by, state, at);
    if (auto left = load_case(state, what.out_of))
        drop_clocks(with, what.out_of, *left, [&](const receipt_no& one) { return contains(what.moved, one); }, out);
    auto row = load_case(state, what.restored);
    if (!row || row->merged_into.empty()) return out;
    // Complaints that went on to yet another case are not owed anything here.
    drop_clocks(with, what.restored, *row, [&](const receipt_no& one) { return !contains(what.moved, one); }, out);
    out.emplace_back(events::case_resumed{what.restored, what.out_of});
    auto resumed = *row;
    resumed.merged_into = case_no();
    if (resumed.busy()) std::ranges::move(call_back(with, what.restored, *row, "resumed"), std::back_inserter(out));
    return out;
}

result<events::facts> on_complaints_split(const rules& by, const events::complaints_split& what, instant at,
                                          const store::view& state) {
    if (load_case(state, what.opened)) return events::facts{};
    events::facts dropped;
    choosing with(by, state, at);
    if (auto left = load_case(state, what.out_of))
        drop_clocks(
            with, what.out_of, *left, [&](const receipt_no& one) { return contains(what.moved, one); }, dropped);
    auto out = begin(with, what.opened, what.route, {});
    if (out) std::ranges::move(dropped, std::back_inserter(*out));
    return out;
}

events::facts on_campaign_linked(const events::campaign_linked& what, const store::view& state) {
    const auto row = load_case(state, what.of_case);
    if (!row || !row->profile.campaign.empty()) return {}; // the first that was found stays
    return {events::case_in_campaign{what.of_case, what.campaign}};
}

namespace {

events::clock_breached breach(const rules& by, const timer_subject& of, const running_clock& clock, instant now) {
    events::clock_breached out{of.of_case, clock.clock, clock.due_on};
    const auto due = parse_date(clock.due_on);
    const auto from = due ? *due : by.law.date_of(now);
    for (const auto& one : by.desks.staffing.escalations)
        out.escalate_on.push_back(format_date(working_days_after(by.law.days, from, one.after_days)));
    return out;
}

} // namespace

events::facts on_clock_due(const rules& by, const store::view& state, std::string_view timer, instant now) {
    const auto subject = read_timer_id(timer);
    if (!subject) return {};
    const auto row = load_case(state, subject->of_case);
    const auto* clock = row ? row->find(subject->clock) : nullptr;
    if (!clock || clock->breached || clock->paused() || !row->merged_into.empty()) return {};
    if (subject->warn_on.empty()) return {breach(by, *subject, *clock, now)};
    if (std::ranges::find(clock->warn_on, subject->warn_on) == clock->warn_on.end()) return {};
    const auto due = parse_date(clock->due_on);
    const auto left = due ? (std::chrono::sys_days(*due) - std::chrono::sys_days(by.law.date_of(now))).count() : 0;
    return {events::clock_warned{subject->of_case, clock->clock, clock->due_on, subject->warn_on,
                                 std::max<std::int64_t>(0, left), row->desk, row->officer,
                                 stand_ins(choosing(by, state, now), row->officer, row->desk, row->profile)}};
}

} // namespace guiyi::assignment
