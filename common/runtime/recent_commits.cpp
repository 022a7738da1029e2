#include "common/runtime/recent_commits.hpp"

namespace guiyi::runtime {

namespace {

std::size_t index(events::stream of) { return static_cast<std::size_t>(of) - 1; }

} // namespace

void recent_commits::put(events::stream of, recent_commit one) {
    const std::scoped_lock guard(mutex_);
    auto& line = lines_[index(of)];
    if (!line.commits.empty() && line.commits.back().at.seq + 1 != one.at.seq) line = {};
    line.facts += one.what->events.size();
    line.commits.push_back(std::move(one));
    while (line.facts > facts_max_) {
        line.facts -= line.commits.front().what->events.size();
        line.commits.pop_front();
    }
}

std::vector<recent_commit> recent_commits::from(events::stream of, sequence first, std::size_t limit) const {
    const std::scoped_lock guard(mutex_);
    const auto& commits = lines_[index(of)].commits;
    if (commits.empty() || first < commits.front().at.seq || first > commits.back().at.seq) return {};
    const auto begin = commits.begin() + static_cast<std::ptrdiff_t>(first - commits.front().at.seq);
    const auto count = std::min<std::size_t>(limit, static_cast<std::size_t>(commits.end() - begin));
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

} // namespace guiyi::runtime
