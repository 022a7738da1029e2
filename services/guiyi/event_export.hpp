// GET /api/v1/export/events?stream=NAME: the facts of a stream, or of all, as CloudEvents in NDJSON. What is sealed in
// them stays sealed.
#pragma once

#include "services/guiyi/node.hpp"

namespace guiyi::program {

/// @param of outlives the routes
void add_event_export(http::router& to, node& of);

} // namespace guiyi::program
