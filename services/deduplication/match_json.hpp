// A decision as JSON for officers: what was compared, what it weighed, in both languages.
// Used by the API. No compared value appears, only fields, levels and bits.
#pragma once

#include "services/deduplication/state.hpp"

#include <boost/json/object.hpp>

namespace guiyi::deduplication {

/// The waterfall: fields with level, stage, bits and labels; the sums of both stages; prior, base rate, total,
/// runner-up.
boost::json::object match_json(const tie_row& row, const events::match_explanation& why);

} // namespace guiyi::deduplication
