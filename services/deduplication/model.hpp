// Weights, thresholds and caps of the matcher: the versioned file config/matching/model-N.toml.
// Used by the comparison and the matcher; there is no weight in the code. Read once at start.
#pragma once

#include "common/core/result.hpp"
#include "services/deduplication/campaign_model.hpp"
#include "services/deduplication/compare_name.hpp"
#include "services/deduplication/levels.hpp"

#include <array>
#include <filesystem>
#include <string>

namespace guiyi::deduplication {

/// Evidence in 1/100 bit.
using centibits = std::int64_t;

/// Where one level of a field ends and the next begins.
struct thresholds {
    name_thresholds name;
    double company_near = 0;   ///< Jaro-Winkler of the pinyin forms
    double amount_near = 0;    ///< relative difference
    double narrative_high = 0; ///< containment of shingles, 0 to 1
    double narrative_some = 0;
    double narrative_low = 0;
    std::int32_t call_close_days = 0;
    std::int32_t filing_week_days = 0;
    std::int32_t filing_month_days = 0;
    std::int32_t filing_quarter_days = 0;
};

/// What bounds the work of one decision, and what is too common to mean anything.
struct limits {
    std::size_t postings_max = 0;   ///< a key shared by more records finds nobody
    std::size_t loose_max = 0;      ///< the same for keys that strangers share by chance
    std::size_t alone_max = 0;      ///< shared by more, such a key finds only whom another key finds too
    std::size_t candidates_max = 0; ///< records compared
    std::size_t members_max = 0;    ///< members of a candidate case compared beside those found
    std::size_t shared_persons = 0; ///< a value that more persons may have given weighs as `shared`
    std::size_t crowd_persons = 0;  ///< of one that more may have given a name must tell whose complaint it is
};

/// Prior, base rate and the bands, in centibits.
struct decision_rule {
    centibits base_rate = 0; ///< log-odds of "same dispute" given one person
    centibits prior_min = 0; ///< of "same person", by how many records share a caller number
    centibits prior_max = 0;
    centibits name_floor = 0;         ///< the least an exact name weighs, however common
    std::uint64_t name_records = 0;   ///< records assumed beside those seen when a name's rarity is told
    bool name_must_agree = true;      ///< names that differ are for a person to judge, whatever else agrees
    std::size_t name_outvoted_by = 2; ///< unless so many of the person's own identifiers agree
    centibits tie = 0;                ///< at least this is a tie,
    centibits margin = 0;             ///< when the runner-up is this much lower
    centibits bridge = 0;             ///< two cases that a record fits both at least so well are one,
    centibits bridge_between = 0;     ///< when they fit each other at least so well
    std::size_t bridge_members = 0;   ///< and the case they make has no more members
    centibits review = 0;             ///< at least this goes to review
};

/// A loaded model. Immutable; safe to share between threads.
struct model {
    std::string version;
    thresholds at;
    limits most;
    decision_rule rule;
    std::array<std::array<centibits, level_count>, field_count> weights{};
    campaign_rule campaigns; ///< table [campaign]; as in the code when the file has none

    centibits weight(field of, level reached) const noexcept {
        return weights[static_cast<std::size_t>(of)][static_cast<std::size_t>(reached)];
    }
};

/// Reads a model file; every key must be there. @errors errc::not_found; errc::invalid naming every wrong or missing
/// key
result<model> load_model(const std::filesystem::path& file);
/// The same from text. @param origin the name used in errors
result<model> parse_model(std::string_view toml, std::string origin);

} // namespace guiyi::deduplication
