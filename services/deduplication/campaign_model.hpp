// What makes two call scripts one campaign, a number a campaign's, and a campaign's growth a burst.
// Used by the campaign decision; part of the matching model (table [campaign] of config/matching/model-N.toml).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace guiyi::config {
class table;
}

namespace guiyi::deduplication {

/// The defaults are what ships: a model file without the table has them.
struct campaign_rule {
    std::int64_t link_permille = 470;      ///< containment by weight of the smaller script in the larger that links
    std::int64_t review_permille = 250;    ///< from here on a person is asked whether it is the same
    std::size_t shared_min = 8;            ///< shingles that two scripts must share at least
    std::int64_t bits_min_centi = 2500;    ///< rarity of what they share, summed, in 1/100 bit
    std::int64_t novel_permille = 200;     ///< share of a linked script that no exemplar has, to become one
    std::int64_t covered_permille = 950;   ///< an exemplar of which a new one holds so much is dropped for it
    std::size_t exemplars_max = 16;        ///< at most exemplars_kept_max of campaign_state.hpp
    std::size_t candidates_max = 32;       ///< exemplars compared in full
    std::size_t script_chars_max = 3000;   ///< of a transcript that are looked at
    std::int64_t number_link_centi = 700;  ///< score of a calling number that links by itself, in 1/100
    std::size_t number_scripts_max = 2;    ///< a number with more scripts on it is everybody's and links nothing
    std::int64_t burst_cases = 20;         ///< new cases in 24 hours
    std::int64_t burst_factor_centi = 300; ///< and so many times the daily mean of the 7 days before, in 1/100
    std::vector<std::string> generic{};    ///< phrases of every machine; they never make the rarity
};

/// Reads the table; findings go to the file they came from.
campaign_rule read_campaign_rule(const config::table& from);

} // namespace guiyi::deduplication
