// Estimates the matcher's weights from complaints, without labels or with them.
// Used by `guiyi model fit`. Pure: the same complaints, start and source of chance give the same model.
// Two passes, as the decision asks two questions: what tells one person from another, against random pairs; then,
// within pairs that are one person, what tells one dispute from another.
#pragma once

#include "common/core/random.hpp"
#include "services/deduplication/model.hpp"
#include "services/deduplication/profile.hpp"

#include <span>
#include <string>
#include <vector>

namespace guiyi::deduplication {

/// A complaint to learn from.
struct fit_record {
    profile what;
    std::string dispute, person; ///< labels; all empty to learn without
};

/// A weight before and after.
struct fitted_weight {
    field of;
    level reached;
    centibits before = 0, after = 0;
    double pairs = 0; ///< expected number of pairs of the sought kind that reached the level
};

struct fit_result {
    model fitted; ///< the start with its weights and base rate changed; the version is left
    std::vector<fitted_weight> weights;
    std::size_t pairs = 0; ///< candidate pairs looked at
    double one_person = 0; ///< of them, expected
    double one_dispute = 0;
};

/// Bounds of what an estimate may say, in centibits; a level too rare to judge keeps more of its old weight.
inline constexpr centibits fitted_max = 1200;
/// The most that a field may say of the dispute: robots call one person again, so none of them is proof alone.
inline constexpr centibits fitted_dispute_max = 800;
inline constexpr centibits fitted_min = -900;

/// Expectation-maximisation from the weights of `start`. Weights fall, or stay, from a better level to a worse; levels
/// that are set by rule are kept: a value shared by many, a masked number, another language, numbers that decide, and a
/// surname alone, whose rarity is not known.
/// @errors errc::invalid with fewer than 100 complaints, or when none of them seem to be repeats
result<fit_result> fit(std::span<const fit_record> records, const model& start, random_source& chance);

/// The text of a model file with the weights, the base rate and the version of another model; comments stay.
std::string with_weights_of(const model& fitted, std::string_view version, std::string_view toml);

} // namespace guiyi::deduplication
