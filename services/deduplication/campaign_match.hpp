// Which campaign a script belongs to: exact containment against exemplars, found through the inverted index.
// Used by the campaign decision. Reads the state, writes nothing. No transitive closure: the best exemplar decides.
#pragma once

#include "services/deduplication/campaign_model.hpp"
#include "services/deduplication/campaign_state.hpp"

namespace guiyi::deduplication {

/// Rarity of a shingle that is in so many campaigns, in 1/100 bit: log2 of shared_campaigns_max over them.
std::int64_t rarity_centibits(std::size_t campaigns);

/// A script with what the index knows of it.
struct script_query {
    std::vector<script_shingle> shingles;
    std::int64_t weight_centibits = 0; ///< rarity of its shingles, summed
    /// An exemplar that shares something.
    struct sharing {
        std::uint64_t exemplar = 0; ///< campaign * 16 + slot
        std::size_t shared = 0;
        std::int64_t centibits = 0;          ///< rarity of what is shared
        std::int64_t specific_centibits = 0; ///< the same without phrases of every machine
    };
    std::vector<sharing> found; ///< in no order
};

/// @param generic shingles of campaign_rule::generic, ascending
script_query look_up(std::vector<script_shingle> script, const campaign_reader& state,
                     const std::vector<script_shingle>& generic);

/// How a script stands to one exemplar.
struct script_match {
    campaign_id campaign = 0;
    receipt_no exemplar;
    std::int64_t permille = 0; ///< containment of the smaller in the larger, by weight
    std::size_t shared = 0;
    std::int64_t specific_centibits = 0;
};

struct script_verdict {
    bool links = false;  ///< `best` reaches the threshold
    bool review = false; ///< `best` does not, but a person should look
    std::optional<script_match> best;
    std::optional<script_match> runner_up; ///< of another campaign, above the threshold too
};

script_verdict judge_script(const script_query& script, const campaign_reader& state, const campaign_rule& by);

/// What becomes of the exemplars of a campaign that a script has linked to.
struct exemplar_choice {
    bool keep = false;             ///< the script becomes one
    std::vector<receipt_no> drops; ///< in its place
};

/// Farthest-first: a script becomes an exemplar when enough of it is in none, takes the place of those it covers, and,
/// where all places are taken, of the one that has least of its own, if that is less than the script's.
exemplar_choice choose_exemplars(const script_query& script, campaign_id campaign, const campaign_reader& state,
                                 const campaign_rule& by);

} // namespace guiyi::deduplication
