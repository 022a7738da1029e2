// `guiyi import`: complaints from NDJSON or a known CSV into a running system, or into the data folder when none runs.
#pragma once

#include "services/guiyi/command.hpp"

#include <functional>
#include <vector>

namespace guiyi::program {

struct import_options {
    std::vector<std::string> files; ///< "-" is standard input
    std::string format;             ///< empty: NDJSON; else a name of csv_formats.hpp
};

/// Takes lines of complaint JSON in order and answers one line of JSON each, in order:
/// {"line":n,"status":201,"receipt_no":...} or {"line":n,"status":422,"errors":[...]}, n counted from 1 in the batch.
using line_batch_sink = std::function<result<std::vector<std::string>>(const std::vector<std::string>& lines)>;

/// Reads everything, reports each refused row with its file, line and reason on standard error, and goes on.
/// Exit 0 all taken, 3 some refused, 1 the system went away (run it again: what was taken is recognised).
int import_into(const import_options& options, const line_batch_sink& sink);

/// The whole command: to the running system, or into the data folder when none runs.
int import_command(const common_options& common, const import_options& options);

/// A sink that posts to a running system.
line_batch_sink sink_to(const running_system& system);

} // namespace guiyi::program
