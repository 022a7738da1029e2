#include "services/assignment/evolve.hpp"

#include "common/runtime/timers.hpp"
#include "services/assignment/staff.hpp"
#include "services/assignment/state.hpp"
#include "services/assignment/watch.hpp"

#include <algorithm>
#include <utility>

namespace guiyi::assignment {

namespace {

class folder {
  public:
    folder(store::writer& state, std::chrono::minutes utc_offset, instant at)
        : state_(state), utc_offset_(utc_offset), at_(at) {}

    void operator()(const events::case_assigned& fact) {
        const auto before = load_case(state_, fact.assigned);
        auto row = before.value_or(case_row{});
        if (!before) count_arrival(state_, fact.desk, today());
        // Whoever gave it back, had it taken away or let it lie does not get it again by itself.
        if (before && fact.officer.empty() && taken_from_somebody(fact) && !before->officer.empty() &&
            std::ranges::find(row.returned_by, before->officer) == row.returned_by.end())
            row.returned_by.push_back(before->officer);
        row.desk = fact.desk;
        row.officer = fact.officer;
        if (fact.profile.weight > 0) row.profile = fact.profile;
        row.touched_on = today();
        row.idle_on = fact.idle_on;
        save(fact.assigned, before, row);
    }

    void operator()(const events::case_touched& fact) {
        change(fact.of_case, [&](case_row& row) {
            row.touched_on = fact.on;
            row.idle_on = fact.idle_on;
        });
    }

    void operator()(const events::case_in_campaign& fact) {
        change(fact.of_case, [&](case_row& row) { row.profile.campaign = fact.campaign; });
    }

    void operator()(const events::case_idle& fact) {
        change(fact.of_case, [&](case_row& row) {
            for (auto& date : row.idle_on)
                if (!date.empty() && date <= fact.due_on) date.clear();
        });
    }

    void operator()(const events::clock_escalated& fact) {
        change(fact.of_case, fact.clock, [&](running_clock& one) {
            if (!one.escalate_on.empty()) one.escalate_on.erase(one.escalate_on.begin());
        });
    }

    void operator()(const events::staff_changed& fact) {
        save_change(state_, fact);
        look_for_room(fact.desk);
    }

    void operator()(const events::leave_planned& fact) {
        note_number(state_, fact.leave);
        save_leave(state_, {fact.leave, fact.officer, fact.from, fact.until, fact.deputy, fact.reason, false});
        runtime::set_timer(state_, leave_timer(fact.officer, fact.leave), start(fact.from));
    }

    void operator()(const events::leave_begun& fact) {
        auto row = load_leave(state_, fact.officer, fact.leave);
        if (!row) return;
        row->begun = true;
        save_leave(state_, *row);
        runtime::set_timer(state_, room_timer(fact.desk), end_of(row->until, utc_offset_).value());
    }

    void operator()(const events::leave_cancelled& fact) {
        if (const auto row = load_leave(state_, fact.officer, fact.leave))
            runtime::unset_timer(state_, leave_timer(fact.officer, fact.leave), start(row->from));
        erase_leave(state_, fact.officer, fact.leave);
        look_for_room(fact.desk);
    }

    void operator()(const events::interest_declared& fact) {
        note_number(state_, fact.interest);
        save_interest(state_, fact.officer, row_of(fact));
    }

    void operator()(const events::interest_withdrawn& fact) {
        erase_interest(state_, fact.officer, fact.interest);
        look_everywhere(); // what waited since nobody else could have it may go to them now
    }

    void operator()(const events::cases_rebalanced& fact) {
        note_number(state_, fact.batch);
        save_batch(state_, fact);
    }

    void operator()(const events::rebalance_undone& fact) { erase_batch(state_, fact.batch); }

    void operator()(const events::clock_started& fact) {
        const auto before = load_case(state_, fact.of_case);
        auto row = before.value_or(case_row{});
        if (row.first_clock.empty() && events::clock_receipt(fact.clock).empty()) {
            row.first_clock = fact.clock;
            if (row.received_on.empty()) row.received_on = fact.started_on;
        }
        running_clock now;
        now.clock = fact.clock;
        now.started_on = fact.started_on;
        now.due_on = fact.due_on;
        now.book = fact.book;
        now.due_at = fact.due_at;
        if (!fact.due_at.empty()) now.started_at = at_;
        now.provisional = fact.provisional;
        now.warn_on = fact.warn_on;
        pass_over(now);
        row.clocks.push_back(std::move(now));
        save(fact.of_case, before, row);
    }

    void operator()(const events::clock_paused& fact) {
        change(fact.of_case, fact.clock, [&](running_clock& one) {
            one.paused_on = fact.paused_on;
            one.pause_reason = fact.reason;
        });
    }

    void operator()(const events::clock_resumed& fact) {
        change(fact.of_case, fact.clock, [&](running_clock& one) {
            if (auto days = days_left_out(fact.paused_on, fact.resumed_on, fact.reason, one.due_on))
                one.pauses.push_back(std::move(*days));
            one.paused_on.clear();
            one.pause_reason.clear();
            moved(one, fact);
        });
    }

    void operator()(const events::clock_extended& fact) {
        change(fact.of_case, fact.clock, [&](running_clock& one) {
            one.extended = fact.total;
            moved(one, fact);
        });
    }

    void operator()(const events::clock_moved& fact) {
        change(fact.of_case, fact.clock, [&](running_clock& one) { moved(one, fact); });
    }

    void operator()(const events::clock_warned& fact) {
        change(fact.of_case, fact.clock, [&](running_clock& one) { std::erase(one.warn_on, fact.warned_on); });
    }

    void operator()(const events::calendar_adopted& fact) {
        save_calendar(state_, fact);
        look_everywhere(); // the desk book may have more room too
    }

    void operator()(const events::case_recalled& fact) {
        const auto before = load_case(state_, fact.of_case);
        if (!before) return;
        auto row = *before;
        row.released = false;
        save(fact.of_case, before, row);
    }

    void operator()(const events::clock_stopped& fact) { end_clock(fact.of_case, fact.clock); }

    /// As if it had never run here: a matter that went over to another procedure is not one whose first clock was met.
    void operator()(const events::clock_dropped& fact) {
        end_clock(fact.of_case, fact.clock);
        const auto before = load_case(state_, fact.of_case);
        if (!before || before->first_clock != fact.clock) return;
        auto row = *before;
        row.first_clock.clear();
        save(fact.of_case, before, row);
    }

    void operator()(const events::clock_breached& fact) {
        const auto before = load_case(state_, fact.of_case);
        auto row = before.value_or(case_row{});
        for (auto& one : row.clocks)
            if (one.clock == fact.clock) {
                one.breached = true;
                one.escalate_on = fact.escalate_on;
            }
        save(fact.of_case, before, row);
    }

    void operator()(const events::case_released& fact) {
        const auto before = load_case(state_, fact.released);
        auto row = before.value_or(case_row{});
        row.released = true;
        if (!owes_answers(row)) row.idle_on.clear();
        count_end(state_, row.desk, today());
        save(fact.released, before, row);
    }

    void operator()(const events::case_suspended& fact) {
        const auto before = load_case(state_, fact.of_case);
        if (!before) return;
        auto row = *before;
        row.merged_into = fact.into;
        save(fact.of_case, before, row);
    }

    void operator()(const events::case_resumed& fact) {
        const auto before = load_case(state_, fact.of_case);
        if (!before) return;
        auto row = *before;
        row.merged_into = case_no();
        save(fact.of_case, before, row);
    }

  private:
    /// By a person, or because it lay idle; not because a desk was full or somebody was away. Who must not act in it is
    /// kept from it by the interest itself, for as long as that stands.
    static bool taken_from_somebody(const events::case_assigned& fact) {
        const std::string_view why = fact.trace.empty() ? std::string_view() : fact.trace.front();
        return why.starts_with("idle:") || (!fact.by.empty() && !why.starts_with("conflict:"));
    }

    /// Of another date the warnings that are still ahead are given; who was told that it was missed is told again only
    /// when it is missed once more. Where only the calendar became certain nothing is new.
    template <class Fact>
    void moved(running_clock& one, const Fact& fact) {
        one.provisional = fact.provisional;
        if (one.due_on == fact.due_on) return;
        one.due_on = fact.due_on;
        one.warn_on = fact.warn_on;
        std::erase_if(one.warn_on, [this](const std::string& day) { return day <= today(); });
        if (one.due_on < today()) return;
        one.breached = false;
        one.escalate_on.clear();
    }

    /// Of a clock that began before it was known here, as of a complaint that is brought in late, only the nearest of
    /// the days that are past is told of; none once the date itself is past, for that is told at once.
    void pass_over(running_clock& one) const {
        auto past = std::ranges::upper_bound(one.warn_on, today());
        const bool over = !one.due_on.empty() && end_of(one, utc_offset_) <= at_;
        if (!over && past != one.warn_on.begin()) --past;
        one.warn_on.erase(one.warn_on.begin(), past);
    }

    std::string today() const { return format_date(date_at(at_, utc_offset_)); }
    instant start(const std::string& date) const {
        return start_of(std::chrono::sys_days(parse_date(date).value()), utc_offset_);
    }
    /// Somebody of the desk may have room now for what waits there.
    void look_for_room(const desk_id& at) {
        if (!waiting_at(state_, at, 1).empty()) runtime::set_timer(state_, room_timer(at), at_);
    }

    void look_everywhere() {
        for (const auto& desk : waiting_desks(state_)) look_for_room(desk);
    }

    template <class Change>
    void change(const case_no& which, Change how) {
        const auto before = load_case(state_, which);
        if (!before) return;
        auto row = *before;
        how(row);
        save(which, before, row);
    }

    template <class Change>
    void change(const case_no& which, const std::string& clock, Change how) {
        const auto before = load_case(state_, which);
        if (!before || !before->find(clock)) return;
        auto row = *before;
        how(*std::ranges::find(row.clocks, clock, &running_clock::clock));
        save(which, before, row);
    }

    void end_clock(const case_no& which, const std::string& clock) {
        const auto before = load_case(state_, which);
        if (!before || !before->find(clock)) return;
        auto row = *before;
        std::erase_if(row.clocks, [&](const running_clock& one) { return one.clock == clock; });
        if (row.released && !owes_answers(row)) row.idle_on.clear();
        save(which, before, row);
    }

    /// Whether a repeat still waits for its own answer.
    static bool owes_answers(const case_row& row) {
        return std::ranges::any_of(row.clocks,
                                   [](const running_clock& one) { return !events::clock_receipt(one.clock).empty(); });
    }

    using timer = std::pair<std::string, instant>;

    /// Of clocks that can still breach: those of a case that does not rest, that are not paused, until they have.
    std::vector<timer> timers(const case_no& which, const std::optional<case_row>& row) const {
        std::vector<timer> out;
        if (!row || !row->merged_into.empty()) return out;
        for (const auto& date : row->idle_on)
            if (!date.empty() && row->busy()) out.emplace_back(idle_timer(which, date), start(date));
        for (const auto& one : row->clocks) {
            if (one.paused()) continue;
            for (const auto& date : one.escalate_on)
                out.emplace_back(escalation_timer(which, one.clock, date), start(date));
            if (one.breached || one.due_on.empty()) continue;
            out.emplace_back(timer_id(which, one.clock), end_of(one, utc_offset_));
            for (const auto& day : one.warn_on)
                out.emplace_back(timer_id(which, one.clock, day),
                                 start_of(std::chrono::sys_days(parse_date(day).value()), utc_offset_));
        }
        return out;
    }

    /// Writes the row; timers and loads follow from what it was and what it is.
    void save(const case_no& which, const std::optional<case_row>& before, const case_row& row) {
        const auto then = timers(which, before), now = timers(which, row);
        for (const auto& one : then)
            if (std::ranges::find(now, one) == now.end()) runtime::unset_timer(state_, one.first, one.second);
        for (const auto& one : now)
            if (std::ranges::find(then, one) == then.end()) runtime::set_timer(state_, one.first, one.second);
        // A case without a row was nobody's load yet.
        const officer_id had = before && before->busy() ? before->officer : officer_id();
        const officer_id has = row.busy() ? row.officer : officer_id();
        if (had != has || (before && before->weight() != row.weight())) {
            add_load(state_, had, before ? -before->weight() : 0);
            add_load(state_, has, row.weight());
        }
        save_case(state_, which, row);
        save_index(which, before, row);
        // Of the case's desk, where it was: its officers have room, or it waits and somebody else may have.
        if (before && !had.empty() && had != has)
            look_for_room(before->desk);
        else if (before && had.empty() && !has.empty())
            look_for_room(row.desk);
    }

    void save_index(const case_no& which, const std::optional<case_row>& before, const case_row& row) {
        const auto then = before ? index_rows(which, *before) : decltype(index_rows(which, row))();
        const auto now = index_rows(which, row);
        for (const auto& one : then)
            if (std::ranges::find(now, one.first, &std::pair<std::string, std::string>::first) == now.end())
                state_.erase(one.first);
        for (const auto& one : now)
            if (std::ranges::find(then, one) == then.end()) state_.put(one.first, one.second);
    }

    store::writer& state_;
    std::chrono::minutes utc_offset_;
    instant at_;
};

} // namespace

void evolve(store::writer& state, const events::event& fact, std::chrono::minutes utc_offset) {
    events::hand_to(folder(state, utc_offset, fact.time), fact.data);
}

} // namespace guiyi::assignment
