// `guiyi export ties`: one row per complaint, from a running system or from the data folder.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>

namespace guiyi::program {

/// Waits until everything acknowledged is decided, then writes.
/// @param format csv | ndjson  @param compared adds the column compared_with: the best candidate case
int export_ties_command(const common_options& common, const std::string& format, bool compared, std::ostream& out);

} // namespace guiyi::program
