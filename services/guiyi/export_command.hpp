// `guiyi export ties`, one row per complaint, and `guiyi export events`, every fact: from a running system or from the
// data folder.
#pragma once

#include "services/guiyi/command.hpp"

#include <iosfwd>

namespace guiyi::program {

/// Waits until everything acknowledged is decided, then writes.
/// @param format csv | ndjson  @param compared adds the column compared_with: the best candidate case
int export_ties_command(const common_options& common, const std::string& format, bool compared, std::ostream& out);

/// One CloudEvent a line, in the order of the stream; what is sealed stays sealed. Ends where the stream ended when it
/// was asked for.
/// @param stream a stream's name, or "all": one after the other
int export_events_command(const common_options& common, const std::string& stream, std::ostream& out);

} // namespace guiyi::program
