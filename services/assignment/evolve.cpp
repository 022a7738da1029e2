#include "services/assignment/evolve.hpp"

#include "common/runtime/timers.hpp"
#include "services/assignment/state.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

class folder {
  public:
    folder(store::writer& state, std::chrono::minutes utc_offset) : state_(state), utc_offset_(utc_offset) {}

    void operator()(const events::case_assigned& fact) {
        auto row = load_case(state_, fact.assigned).value_or(case_row{});
        add_load(state_, row.officer, -1);
        add_load(state_, fact.officer, 1);
        row.desk = fact.desk;
        row.officer = fact.officer;
        save_case(state_, fact.assigned, row);
    }

    void operator()(const events::clock_started& fact) {
        auto row = load_case(state_, fact.of_case).value_or(case_row{});
        if (row.first_clock.empty()) {
            row.first_clock = fact.clock;
            row.received_on = fact.started_on;
        }
        row.clocks.push_back({fact.clock, fact.due_on, false});
        runtime::set_timer(state_, timer_id(fact.of_case, fact.clock), end_of(fact.due_on, utc_offset_).value());
        save_case(state_, fact.of_case, row);
    }

    void operator()(const events::clock_stopped& fact) {
        auto row = load_case(state_, fact.of_case).value_or(case_row{});
        const auto found = std::ranges::find(row.clocks, fact.clock, &running_clock::clock);
        if (found == row.clocks.end()) return;
        if (!found->breached)
            runtime::unset_timer(state_, timer_id(fact.of_case, fact.clock),
                                 end_of(found->due_on, utc_offset_).value());
        row.clocks.erase(found);
        save_case(state_, fact.of_case, row);
    }

    void operator()(const events::clock_breached& fact) {
        auto row = load_case(state_, fact.of_case).value_or(case_row{});
        for (auto& one : row.clocks)
            if (one.clock == fact.clock) one.breached = true;
        save_case(state_, fact.of_case, row);
    }

    void operator()(const events::case_released& fact) {
        auto row = load_case(state_, fact.released).value_or(case_row{});
        if (!row.released) add_load(state_, row.officer, -1);
        row.released = true;
        save_case(state_, fact.released, row);
    }

    /// Facts of other streams never stand on this one.
    template <class Other>
    void operator()(const Other&) {}

  private:
    store::writer& state_;
    std::chrono::minutes utc_offset_;
};

} // namespace

void evolve(store::writer& state, const events::event& fact, std::chrono::minutes utc_offset) {
    std::visit(folder(state, utc_offset), fact.data);
}

} // namespace guiyi::assignment
