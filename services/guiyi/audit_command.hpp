// `guiyi audit`: checks the chain over the casework stream, in the data folder or in exported files.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>
#include <vector>

namespace guiyi::program {

/// One line a commit: sequence, hash (hex), body; enough to check the chain anywhere.
int audit_export(const common_options& common, std::ostream& out);

/// Exit 0 intact, 1 broken (says where). Without files the data folder itself is checked, also beside a running system.
int audit_verify(const common_options& common, const std::vector<std::string>& files, std::ostream& out);

} // namespace guiyi::program
