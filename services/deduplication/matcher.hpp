// The verdict on a complaint: tie, review or new, against the best of its candidate cases, and why.
// Used by decide. Pure, and independent of the order in which candidates are given.
#pragma once

#include "common/events/deduplication.hpp"
#include "services/deduplication/compare.hpp"

#include <span>
#include <vector>

namespace guiyi::deduplication {

/// A case that shares a blocking key with the complaint.
struct candidate_case {
    case_no number;
    case_no beside;               ///< the case it was opened beside for review, or empty
    std::vector<profile> members; ///< those found and some others, at least one
    bool quoted = false;          ///< the complaint quotes its number, or a receipt of it
};

/// The verdict. `why.band` is "tie", "review" or "new"; `why.best` is the case to tie to or to look at.
/// Log-odds of "same person and same dispute" are sigma(person - prior) x sigma(dispute + base rate), as log2 odds.
/// @param compared records behind the candidates, for the explanation
/// @param capped   key kinds that found too many
events::match_explanation judge(const profile& record, std::span<const candidate_case> cases, const frequencies& common,
                                const model& by, std::size_t compared, std::vector<std::string> capped);

/// A case that is one with `why.best`, as the new record shows: it would be tied to either alone, and the two fit each
/// other. Empty when there is none. Whether they may be joined is for the caller to ask.
case_no bridged_with(const profile& record, std::span<const candidate_case> cases, const frequencies& common,
                     const model& by, const events::match_explanation& why);

/// log2 odds of two independent conditions both holding, each given as log-odds in centibits.
centibits both_hold(centibits person, centibits dispute);

} // namespace guiyi::deduplication
