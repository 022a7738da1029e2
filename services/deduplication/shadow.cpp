#include "services/deduplication/shadow.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

std::size_t place_of(std::string_view band) {
    const auto& names = shadow::verdicts::names;
    return static_cast<std::size_t>(std::ranges::find(names, band) - names.begin());
}

} // namespace

void shadow::watch(const profile& record, const candidates& among, const events::match_explanation& decided) const {
    const auto said = judge(record, among.cases, among.common, by_, among.compared, {});
    const bool elsewhere = said.band == "tie" && decided.band == "tie" && said.best != decided.best;
    const auto row = place_of(decided.band);
    const auto column = elsewhere ? place_of("other_case") : place_of(said.band);
    if (row < counted_.size() && column < verdicts::names.size()) ++counted_[row][column];
}

shadow::verdicts shadow::so_far() const noexcept {
    verdicts out;
    for (std::size_t i = 0; i < counted_.size(); ++i)
        for (std::size_t j = 0; j < counted_[i].size(); ++j) out.counted[i][j] = counted_[i][j];
    return out;
}

std::uint64_t shadow::verdicts::disagreements() const noexcept {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < counted.size(); ++i)
        for (std::size_t j = 0; j < counted[i].size(); ++j) out += i == j ? 0 : counted[i][j];
    return out;
}

} // namespace guiyi::deduplication
