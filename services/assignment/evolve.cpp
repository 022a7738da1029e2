#include "services/assignment/evolve.hpp"

#include "common/runtime/timers.hpp"
#include "services/assignment/state.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

namespace guiyi::assignment {

namespace {

class folder {
  public:
    folder(store::writer& state, std::chrono::minutes utc_offset) : state_(state), utc_offset_(utc_offset) {}

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
        row.clocks.push_back({fact.clock, fact.started_on, fact.due_on, false});
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
    void end_clock(const case_no& which, const std::string& clock) {
        const auto before = load_case(state_, which);
        if (!before || !before->find(clock)) return;
        auto row = *before;
        std::erase_if(row.clocks, [&](const running_clock& one) { return one.clock == clock; });
        save(which, before, row);
    }

    /// Clocks that can still breach: those of a case that does not rest, until they have.
    static std::vector<running_clock> ticking(const std::optional<case_row>& row) {
        std::vector<running_clock> out;
        if (!row || !row->merged_into.empty()) return out;
        std::ranges::copy_if(row->clocks, std::back_inserter(out), std::not_fn(&running_clock::breached));
        return out;
    }

    /// Writes the row; timers and loads follow from what it was and what it is.
    void save(const case_no& which, const std::optional<case_row>& before, const case_row& row) {
        const auto then = ticking(before), now = ticking(row);
        const auto due = [&](const running_clock& one) { return end_of(one.due_on, utc_offset_).value(); };
        for (const auto& one : then)
            if (std::ranges::find(now, one) == now.end())
                runtime::unset_timer(state_, timer_id(which, one.clock), due(one));
        for (const auto& one : now)
            if (std::ranges::find(then, one) == then.end())
                runtime::set_timer(state_, timer_id(which, one.clock), due(one));
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
};

} // namespace

void evolve(store::writer& state, const events::event& fact, std::chrono::minutes utc_offset) {
    std::visit(folder(state, utc_offset), fact.data);
}

} // namespace guiyi::assignment
