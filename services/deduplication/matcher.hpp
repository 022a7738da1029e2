// The verdict on a complaint: tie, review or new, against the best of its candidate cases, and why.
// Used by decide. Pure, and independent of the order in which candidates are given.
#pragma once

#include "common/events/deduplication.hpp"
#include "services/deduplication/compare.hpp"

#include <functional>
#include <span>
#include <vector>

namespace guiyi::deduplication {

/// A case that shares a blocking key with the complaint.
struct candidate_case {
    case_no number;
    case_no beside;                 ///< the case it was opened beside for review, or empty
    std::vector<profile> members;   ///< those found and some others, at least one
    bool quoted = false;            ///< the complaint quotes its number, or a receipt of it
    std::vector<std::string> ids{}; ///< blind keys of valid ID numbers of all its complaints, at most two of them
    bool other_id = false;          ///< one of those is another one than the complaint's own
};

/// The verdict. `why.band` is "tie", "review" or "new"; `why.best` is the case to tie to or to look at.
/// Log-odds of "same person and same dispute" are sigma(person - prior) x sigma(dispute + base rate), as log2 odds.
/// @param compared records behind the candidates, for the explanation
/// @param capped   key kinds that found too many
events::match_explanation judge(const profile& record, std::span<const candidate_case> cases, const frequencies& common,
                                const model& by, std::size_t compared, std::vector<std::string> capped);

/// Whether people said of two cases that they are different matters.
using held_apart = std::function<bool(const case_no&, const case_no&)>;

/// A case that is one with `why.best`, as the new record shows: it would be tied to either alone, and the two fit each
/// other. Empty when there is none, and when any two of all the cases it would be tied to are held apart: then nobody
/// knows which of those it speaks for. Asked only where there is such a case.
case_no bridged_with(const profile& record, std::span<const candidate_case> cases, const frequencies& common,
                     const model& by, const events::match_explanation& why, const held_apart& apart = {});

/// log2 of how many records could as well be meant: those that share this much of the dispute, not everybody.
centibits prior_of(const comparison& found, const decision_rule& rule);

/// log2 odds of two independent conditions both holding, each given as log-odds in centibits.
centibits both_hold(centibits person, centibits dispute);

} // namespace guiyi::deduplication
