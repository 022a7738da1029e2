// What the law makes of a complaint that repeats or resembles another: its kind, why, and who has to say so. A
// proposal: nothing is refused, merged or closed by it, and an officer confirms or changes it.
// Used by decide (proposes) and actions (kinds an officer may name). Pure.
// @law SAMR-121 §9, §12, §14, §15, §16(2)(5)(6), §17, §35(2); domain 8.1
#pragma once

#include "common/events/deduplication.hpp"
#include "services/casework/steps.hpp"

#include <optional>
#include <string>
#include <vector>

namespace guiyi::casework {

/// What deduplication made of the complaint.
enum class relation {
    tied,    ///< it joined the case
    review,  ///< it has a case of its own; a person compares it with the other
    related, ///< a case of its own: surely the same person, another dispute
};

/// A complaint and the case it is held against.
struct repeat_subject {
    relation how = relation::tied;
    std::string channel;
    std::string nature;
    instant received_at{};
    std::vector<std::string> evidence; ///< ids of what it brings
    const events::match_explanation& why;
    const case_row& against;
    std::string first_channel;               ///< of the complaint that opened that case
    std::vector<std::string> first_evidence; ///< what that complaint brought
};

struct repeat_finding {
    std::string kind;                 ///< one of config::repeat_kinds()
    std::vector<std::string> reasons; ///< codes in the order they decided, some with a value: "case_refused:NA5"
};

/// @param book its counts say from how many complaints on §17 is hinted at
/// @returns nothing for an enquiry: the Order does not apply to it (§44)
std::optional<repeat_finding> classify(const repeat_subject& what, const config::rulebook& book);

/// Kinds an officer may name for a complaint of that nature, held against a case with that outcome: one that was
/// refused for papers or identity only was never accepted or handled, so nothing repeats it.
std::vector<std::string_view> possible_kinds(std::string_view nature, const case_row* against);

/// Counts as a repeat in figures; urges and supplements never do (domain 8.2).
bool counts_as_repeat(std::string_view kind) noexcept;
/// Refused for missing papers or identity alone: NA5, NA6.
bool refused_for_papers(const case_row& row) noexcept;

/// The fact of a finding, with article and who decides as the rulebook says.
events::repeat_classified classified(const config::rulebook& book, const case_no& of_case, const receipt_no& receipt,
                                     repeat_finding found, const case_no& related);
/// The article a kind rests on; empty when the book has none.
events::legal_basis basis_of_repeat(const config::rulebook& book, std::string_view kind);

} // namespace guiyi::casework
