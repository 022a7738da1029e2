#include "services/assignment/evolve.hpp"

#include "common/runtime/timers.hpp"
#include "services/assignment/state.hpp"

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
        row.desk = fact.desk;
        row.officer = fact.officer;
        save(fact.assigned, before, row);
    }

    void operator()(const events::clock_started& fact) {
        const auto before = load_case(state_, fact.of_case);
        auto row = before.value_or(case_row{});
        if (row.first_clock.empty() && events::clock_receipt(fact.clock).empty()) {
            row.first_clock = fact.clock;
            row.received_on = fact.started_on;
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
            if (fact.resumed_on > fact.paused_on)
                one.pauses.push_back({day_after(fact.paused_on), fact.resumed_on, fact.reason});
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

    void operator()(const events::calendar_adopted& fact) { save_calendar(state_, fact); }

    void operator()(const events::case_recalled& fact) {
        const auto before = load_case(state_, fact.of_case);
        if (!before) return;
        auto row = *before;
        row.released = false;
        save(fact.of_case, before, row);
    }

    void operator()(const events::clock_stopped& fact) { end_clock(fact.of_case, fact.clock); }

    void operator()(const events::clock_dropped& fact) { end_clock(fact.of_case, fact.clock); }

    void operator()(const events::clock_breached& fact) {
        const auto before = load_case(state_, fact.of_case);
        auto row = before.value_or(case_row{});
        for (auto& one : row.clocks)
            if (one.clock == fact.clock) one.breached = true;
        save(fact.of_case, before, row);
    }

    void operator()(const events::case_released& fact) {
        const auto before = load_case(state_, fact.released);
        auto row = before.value_or(case_row{});
        row.released = true;
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

    /// Facts of other streams never stand on this one.
    template <class Other>
    void operator()(const Other&) {}

  private:
    static std::string day_after(const std::string& date) {
        return format_date(std::chrono::sys_days(parse_date(date).value()) + std::chrono::days(1));
    }

    /// A new date is ahead again, so its warnings are; whether it is past shows by its timer.
    template <class Fact>
    static void moved(running_clock& one, const Fact& fact) {
        one.due_on = fact.due_on;
        one.provisional = fact.provisional;
        one.warn_on = fact.warn_on;
        one.breached = false;
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
        save(which, before, row);
    }

    using timer = std::pair<std::string, instant>;

    /// Of clocks that can still breach: those of a case that does not rest, that are not paused, until they have.
    std::vector<timer> timers(const case_no& which, const std::optional<case_row>& row) const {
        std::vector<timer> out;
        if (!row || !row->merged_into.empty()) return out;
        for (const auto& one : row->clocks) {
            if (one.breached || one.paused() || one.due_on.empty()) continue;
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
        if (had != has) {
            add_load(state_, had, -1);
            add_load(state_, has, 1);
        }
        save_case(state_, which, row);
    }

    store::writer& state_;
    std::chrono::minutes utc_offset_;
    instant at_;
};

} // namespace

void evolve(store::writer& state, const events::event& fact, std::chrono::minutes utc_offset) {
    std::visit(folder(state, utc_offset, fact.time), fact.data);
}

} // namespace guiyi::assignment
