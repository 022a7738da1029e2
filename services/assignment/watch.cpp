#include "services/assignment/watch.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

constexpr std::size_t held_max = 5'000; // cases of one officer that a leave looks at
constexpr std::string_view idle_levels[] = {"officer", "lead", "queue"};

/// "!room/desk" gives "desk"; nothing for another kind.
std::optional<std::string_view> behind(std::string_view timer, std::string_view kind) {
    if (!timer.starts_with(kind)) return std::nullopt;
    return timer.substr(kind.size());
}

/// Who of a desk is there today, with the room they have. Read once for a whole look at its queue, so that the look may
/// pass over any number of cases that none of them can have.
class those_present {
  public:
    those_present(const choosing& with, const desk_id& at) {
        const auto today = format_date(with.today);
        for (const auto& one : with.by.desks.officers) {
            if (one.desk != at) continue;
            const auto who = member_of(with.state, one);
            if (!who.on_duty || away_on(with.state, one.id, today)) continue;
            all_.push_back({one.id, who.capacity - with.load(one.id), interests_of(with.state, one.id)});
        }
    }

    bool any_room() const {
        return std::ranges::any_of(all_, [](const taker& one) { return one.room > 0; });
    }
    bool can_take(const case_row& row) const {
        return std::ranges::any_of(all_, [&](const taker& one) {
            return one.room >= row.weight() && std::ranges::find(row.returned_by, one.id) == row.returned_by.end() &&
                   std::ranges::none_of(one.interests,
                                        [&](const interest_row& of) { return of.concerns(row.profile); });
        });
    }
    void give(const officer_id& to, std::int64_t weight) {
        for (auto& one : all_)
            if (one.id == to) one.room -= weight;
    }

  private:
    struct taker {
        officer_id id;
        std::int64_t room = 0;
        std::vector<interest_row> interests;
    };
    std::vector<taker> all_;
};

/// What waits at a desk goes to whoever has room, what is due first before the rest.
events::facts fill_room(choosing with, const desk_id& at) {
    events::facts out;
    those_present here(with, at);
    if (!here.any_room()) return out;
    each_waiting_at(with.state, at, [&](const case_no& which) {
        const auto row = load_case(with.state, which);
        if (!row || !here.can_take(*row)) return true;
        auto [officer, trace] = choose_officer(with, at, row->profile, row->returned_by);
        if (officer.empty()) return true;
        here.give(officer, row->weight());
        with.planned[officer] += row->weight();
        trace.insert(trace.begin(), "queue");
        out.emplace_back(hand_over(with, which, row->desk, std::move(officer), row->profile, std::move(trace)));
        return here.any_room() && out.size() < given_at_once_max;
    });
    return out;
}

/// What falls due while somebody is away goes to the deputy; the rest waits for them or for a rebalancing.
events::facts begin_leave(choosing with, const leave_row& leave) {
    const auto* away = with.by.desks.find(leave.officer);
    if (!away || leave.begun) return {};
    events::facts out;
    const auto held = held_by(with.state, leave.officer, held_max);
    for (const auto& one : held) {
        if (leave.deputy.empty() || one.due_on > leave.until) break; // in the order of due dates
        const auto row = load_case(with.state, one.which);
        if (!row || !why_not(with, leave.deputy, row->desk, row->profile).empty()) continue;
        if (!has_room(with, leave.deputy, row->weight())) break; // the rest is the lead's to give away
        with.planned[leave.deputy] += row->weight();
        out.emplace_back(
            hand_over(with, one.which, row->desk, leave.deputy, row->profile, {"deputy_of:" + leave.officer.str()}));
    }
    const auto given = static_cast<std::int64_t>(out.size());
    out.insert(out.begin(), events::leave_begun{leave.leave, leave.officer, away->desk,
                                                static_cast<std::int64_t>(held.size()), given});
    return out;
}

events::facts lie_idle(const choosing& with, const case_no& which) {
    const auto row = load_case(with.state, which);
    if (!row || !row->busy() || row->officer.empty()) return {};
    const auto today = format_date(with.today);
    for (std::size_t i = 0; i < row->idle_on.size(); ++i) {
        const auto& date = row->idle_on[i];
        if (date.empty() || date > today) continue;
        const auto level = idle_levels[std::min<std::size_t>(i, 2)];
        events::facts out{events::case_idle{which, row->desk, row->officer, row->touched_on, std::string(level), date}};
        if (level == "queue")
            out.emplace_back(hand_over(with, which, row->desk, {}, row->profile,
                                       {"idle:" + row->touched_on, "from:" + row->officer.str()}));
        return out;
    }
    return {};
}

events::facts escalate(const choosing& with, const case_no& which, const std::string& clock) {
    const auto row = load_case(with.state, which);
    const auto* one = row ? row->find(clock) : nullptr;
    const auto& levels = with.by.desks.staffing.escalations;
    if (!one || !one->breached || one->paused() || one->escalate_on.empty() || !row->merged_into.empty()) return {};
    if (one->escalate_on.front() > format_date(with.today) || one->escalate_on.size() > levels.size()) return {};
    const auto& level = levels[levels.size() - one->escalate_on.size()];
    return {events::clock_escalated{which, clock, one->due_on, std::string(access::name_of(level.to)), level.after_days,
                                    row->desk, row->officer}};
}

} // namespace

std::string room_timer(const desk_id& at) { return "!room/" + at.str(); }
std::string leave_timer(const officer_id& who, const std::string& leave) { return "!leave/" + who.str() + "/" + leave; }
std::string idle_timer(const case_no& which, const std::string& date) { return "!idle/" + which.str() + "/" + date; }
std::string escalation_timer(const case_no& which, const std::string& clock, const std::string& date) {
    return "!up/" + which.str() + "/" + clock + "/" + date;
}

events::facts on_watch(const rules& by, std::string_view timer, const store::view& state, instant now) {
    const choosing with(by, state, now);
    if (const auto desk = behind(timer, "!room/")) return fill_room(with, desk_id(std::string(*desk)));
    if (const auto rest = behind(timer, "!leave/")) {
        const auto cut = rest->rfind('/');
        const auto leave =
            load_leave(state, officer_id(std::string(rest->substr(0, cut))), std::string(rest->substr(cut + 1)));
        return leave ? begin_leave(with, *leave) : events::facts{};
    }
    if (const auto rest = behind(timer, "!idle/"))
        return lie_idle(with, case_no(std::string(rest->substr(0, rest->find('/')))));
    if (const auto rest = behind(timer, "!up/")) {
        const auto first = rest->find('/'), last = rest->rfind('/');
        return escalate(with, case_no(std::string(rest->substr(0, first))),
                        std::string(rest->substr(first + 1, last - first - 1)));
    }
    return {};
}

events::facts on_deed(const rules& by, const case_no& which, instant at, const store::view& state) {
    const auto row = load_case(state, which);
    if (!row || row->officer.empty() || !row->busy() || !by.desks.staffing.idle_of(row->profile.nature)) return {};
    const auto on = by.law.date_of(at);
    if (row->touched_on >= format_date(on)) return {};
    return {events::case_touched{which, format_date(on), idle_dates(by, row->profile.nature, on, row->officer)}};
}

} // namespace guiyi::assignment
