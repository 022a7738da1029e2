// `guiyi model fit`: estimates the weights of the matching model from a folder of complaints.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>

namespace guiyi::program {

struct model_fit_options {
    std::string folder;  ///< holds complaints.ndjson, in the contract's shape
    bool labels = false; ///< learn from its labels.csv instead of without
    std::string out;     ///< file to write; empty: the next model-N.toml beside the current one
};

/// Writes a new model file and prints each weight that changed. The current one stays in force: name the new file in
/// the settings as matching_shadow to watch it, as matching_model to use it. @returns exit_done or exit_failed
int model_fit_command(const common_options& common, const model_fit_options& options, std::ostream& out);

} // namespace guiyi::program
