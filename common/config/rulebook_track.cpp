#include "common/config/rulebook_track.hpp"

#include <algorithm>

namespace guiyi::config {

namespace {

bool contains(const std::vector<std::string>& in, std::string_view what) {
    return std::ranges::find(in, what) != in.end();
}

} // namespace

const case_state* track::find_state(std::string_view which) const {
    const auto found = std::ranges::find(states, which, &case_state::id);
    return found != states.end() ? &*found : nullptr;
}

const transition* track::receive() const {
    const auto found = std::ranges::find(transitions, "receive", &transition::action);
    return found != transitions.end() ? &*found : nullptr;
}

const case_state* track::first_of(std::string_view stage) const {
    const auto found = std::ranges::find(states, stage, &case_state::stage);
    return found != states.end() ? &*found : nullptr;
}

std::vector<const transition*> track::steps_from(std::string_view state) const {
    std::vector<const transition*> out;
    const auto* at = find_state(state);
    if (!at) return out;
    for (const auto& one : transitions)
        if (contains(one.from, state) || (contains(one.from, "*") && !at->end)) out.push_back(&one);
    return out;
}

const transition* track::step(std::string_view state, std::string_view action) const {
    const auto all = steps_from(state);
    for (const auto* one : all)
        if (one->action == action) return one;
    for (const auto* one : all)
        if (!one->as.empty() && one->as == action) return one;
    return nullptr;
}

const transition* track::step_to(std::string_view state, std::string_view outcome) const {
    for (const auto* one : steps_from(state))
        if (!outcome.empty() && one->outcome == outcome) return one;
    return nullptr;
}

} // namespace guiyi::config
