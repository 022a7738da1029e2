// A second model that watches: it judges every complaint beside the one that decides, and how often it would have said
// otherwise is counted. Nothing is ever done upon it.
// Used by decide; read by the program's metrics.
#pragma once

#include "services/deduplication/candidates.hpp"

#include <array>
#include <atomic>

namespace guiyi::deduplication {

class shadow {
  public:
    explicit shadow(model by) : by_(std::move(by)) {}

    /// Judges the same candidates as the deciding model did, and counts. Safe from any thread.
    void watch(const profile& record, const candidates& among, const events::match_explanation& decided) const;

    /// How often, since start: [decided][would have said]; tie, review, new, and a tie to another case.
    struct verdicts {
        static constexpr std::array<std::string_view, 4> names{"tie", "review", "new", "other_case"};
        std::array<std::array<std::uint64_t, 4>, 3> counted{};

        std::uint64_t disagreements() const noexcept;
    };
    verdicts so_far() const noexcept;

    const model& watching() const noexcept { return by_; }

  private:
    model by_;
    mutable std::array<std::array<std::atomic<std::uint64_t>, 4>, 3> counted_{};
};

} // namespace guiyi::deduplication
