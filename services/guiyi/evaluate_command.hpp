// `guiyi evaluate`: how well the ties of a running system, or of an export, agree with labels.
#pragma once

#include "services/guiyi/command.hpp"
#include "services/guiyi/tie_scores.hpp"

#include <iosfwd>

namespace guiyi::program {

struct evaluate_options {
    std::string labels; ///< CSV with the columns external_ref, dispute_id and person_id
    std::string ties;   ///< an export as CSV; empty: asked of the running system, or of the data folder
};

/// Prints the table of tie scores; reviews are answered by the labels where the export tells what was compared
/// (`guiyi export ties --compared`). @returns exit_done, or exit_failed with a line on standard error
int evaluate_command(const common_options& common, const evaluate_options& options, std::ostream& out);

/// Rows of an export joined with their labels by external_ref, in the order of the export.
struct labelled_export {
    std::vector<labelled_tie> rows;
    std::size_t without_label = 0; ///< complaints left out
    std::size_t without_tie = 0;   ///< labels whose complaint is not in the export
    bool tells_compared = false;   ///< the export has the column compared_with
};

/// @errors errc::invalid naming the file and line of a broken row or the missing column
result<labelled_export> join_labels(std::istream& ties, std::istream& labels);

} // namespace guiyi::program
