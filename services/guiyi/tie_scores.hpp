// How well ties agree with labels: the arithmetic of `guiyi evaluate` and of tests/evaluation. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace guiyi::program {

/// One complaint: what the system decided, and what the labels say.
struct labelled_tie {
    std::string case_no;
    std::string verdict;       ///< new | tie | review
    std::string compared_with; ///< the case a review is about; empty when the export does not tell
    std::string dispute;       ///< complaints of one dispute belong in one case
    std::string person;
};

/// A share of right answers among those given, and of those given among the right ones; 1 when there was none to give.
struct agreement {
    double precision = 1;
    double recall = 1;
    double f1() const noexcept;
};

struct tie_scores {
    std::size_t complaints = 0;
    agreement pairwise; ///< over pairs of complaints in one case
    agreement b_cubed;  ///< the mean over complaints
    std::size_t largest_case = 0;
    std::size_t wrong_ties = 0;  ///< complaints tied to a case that was opened by another dispute
    std::size_t reviews = 0;     ///< complaints that wait for a person
    std::size_t mixed_cases = 0; ///< cases with complaints of two persons

    double wrong_per_thousand() const noexcept;
    double review_share() const noexcept;
};

/// @param rows in order of arrival: the first of a case opened it
tie_scores score(std::span<const labelled_tie> rows);

/// The same rows after a person who knows the labels has answered every review: the complaint's case and the one it was
/// compared with become one when both were opened by one dispute.
std::vector<labelled_tie> with_reviews_answered(std::vector<labelled_tie> rows);

/// The table as text, one line a figure, with a second column where reviews were answered.
std::string table_of(const tie_scores& automatic, const std::optional<tie_scores>& answered);

} // namespace guiyi::program
