#include "common/config/rulebook_paths.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace guiyi::config {

namespace {

bool names(const std::vector<std::string>& list, std::string_view clock) {
    return std::ranges::any_of(list, [&](const std::string& one) { return one == clock || one == "*"; });
}

/// Where a case is, and whether the clock runs (or is paused, which is no end of it) there.
using place = std::pair<std::string, bool>;

/// What a step does to a clock, in the order in which its orders are carried out.
bool runs_after(const transition& step, std::string_view clock, bool runs) {
    if (names(step.drops, clock) || names(step.stops, clock)) runs = false;
    return runs || std::ranges::find(step.starts, clock) != step.starts.end();
}

class walk {
  public:
    walk(const track& on, std::string_view clock) : on_(on), clock_(clock) {}

    std::vector<path_fault> from(place start) {
        came_by_[start] = {};
        todo_.push_back(std::move(start));
        while (!todo_.empty()) {
            const auto at = std::move(todo_.front());
            todo_.erase(todo_.begin());
            for (const auto* step : on_.steps_from(at.first)) take(*step, at);
        }
        return std::move(out_);
    }

  private:
    void take(const transition& step, const place& at) {
        const bool runs = runs_after(step, clock_, at.second);
        if (!step.moves.empty()) {
            if (runs) fault(step, at, "takes the case to another track with " + std::string(clock_) + " still running");
            return;
        }
        const auto to = step.to.empty() ? at.first : step.to;
        const auto* state = on_.find_state(to);
        if (runs && state && state->end)
            return fault(step, at, "ends in " + to + " with " + std::string(clock_) + " still running");
        if (came_by_.emplace(place{to, runs}, std::pair(&step, at)).second) todo_.emplace_back(to, runs);
    }

    void fault(const transition& step, const place& at, const std::string& what) {
        if (!told_.insert(&step).second) return;
        out_.push_back({step.line, on_.id + " " + step.action + ": " + what + "; nothing stops it on the way " +
                                       way(at) + step.action});
    }

    /// "receive, accept, ": the shortest way to a place.
    std::string way(place at) const {
        std::vector<std::string> actions;
        for (auto found = came_by_.find(at); found != came_by_.end() && found->second.first;) {
            actions.push_back(found->second.first->action);
            found = came_by_.find(found->second.second);
        }
        std::string out = "receive, ";
        for (auto one = actions.rbegin(); one != actions.rend(); ++one) out += *one + ", ";
        return out;
    }

    const track& on_;
    std::string_view clock_;
    std::vector<place> todo_;
    std::map<place, std::pair<const transition*, place>> came_by_;
    std::set<const transition*> told_;
    std::vector<path_fault> out_;
};

bool leaves(const track& on, const std::string& state) {
    return std::ranges::any_of(on.steps_from(state), [&](const transition* one) {
        return (!one->to.empty() && one->to != state) || !one->moves.empty();
    });
}

/// Where a way may stop: an end, another track; a dead end is a fault of its own.
bool is_exit(const track& on, const case_state& state) {
    return state.end || !leaves(on, state.id) ||
           std::ranges::any_of(on.steps_from(state.id), [](const transition* one) { return !one->moves.empty(); });
}

} // namespace

std::set<std::string> reach(const track& on, const std::string& from) {
    std::set<std::string> seen{from};
    std::vector<std::string> todo{from};
    while (!todo.empty()) {
        const auto at = std::move(todo.back());
        todo.pop_back();
        for (const auto* one : on.steps_from(at))
            if (!one->to.empty() && seen.insert(one->to).second) todo.push_back(one->to);
    }
    return seen;
}

std::vector<path_fault> endless_circles(const track& on) {
    std::vector<path_fault> out;
    const auto reached = reach(on, on.initial);
    for (const auto& state : on.states) {
        if (!reached.contains(state.id)) continue;
        const auto onward = reach(on, state.id);
        const bool ends = std::ranges::any_of(
            on.states, [&](const case_state& one) { return onward.contains(one.id) && is_exit(on, one); });
        if (!ends)
            out.push_back(
                {state.line, "state " + state.id + ": leads only in a circle; no end can be reached from it"});
    }
    return out;
}

std::vector<path_fault> never_stopped(const track& on, std::string_view clock, bool runs_from_the_start) {
    const auto* begins = on.receive();
    if (!begins) return {};
    const bool runs = runs_from_the_start || runs_after(*begins, clock, false);
    return walk(on, clock).from({on.initial, runs});
}

} // namespace guiyi::config
