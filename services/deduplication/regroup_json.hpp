// Verdicts, moves and batches as JSON for officers; and a review as a pair, side by side.
// Used by the review API. Receipts, case numbers, levels and bits only, never a value that was compared.
#pragma once

#include "services/deduplication/regroup.hpp"

#include <boost/json/object.hpp>

namespace guiyi::deduplication {

/// What was done, or with `preview` what would be done.
boost::json::object regrouping_json(const regrouping& what, bool preview);

/// One batch of the list.
boost::json::object batch_json(const store::view& state, std::uint64_t number, const batch_row& row);

/// An item of the review queue: the decision, and who was unsure if somebody was.
/// @returns nothing when there is no such record
std::optional<boost::json::object> review_json(const store::view& state, record_no record);

/// The complaint beside the case that the model named: receipts of both, what agrees, what differs, what was said.
/// @returns nothing when there is no such record
std::optional<boost::json::object> pair_json(const store::view& state, record_no record);

} // namespace guiyi::deduplication
