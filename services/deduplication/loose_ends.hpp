// Complaints that the model had tied only through others which have left their case since. Used by regroup, when people
// take a case apart: whether these belong there still is for a person to say. Pure apart from reading state and data
// keys.
#pragma once

#include "services/deduplication/decide.hpp"
#include "services/deduplication/grouping.hpp"

#include <vector>

namespace guiyi::deduplication {

/// Complaints of one parting that are compared; what is beyond stays as it is.
inline constexpr std::size_t parting_compared_max = 200;

/// Complaints that stay together, and those they were in one case with.
struct parting {
    case_no number;              ///< of those that stay, from now on
    record_no opener = 0;        ///< of that number
    std::vector<record_no> stay; ///< ascending, the opener among them
    std::vector<record_no> gone; ///< ascending
    case_no gone_to;
    record_no since = 0; ///< whatever had arrived by then was tied without those that are gone
};

/// A complaint that may be in a wrong case, with those that fit it better than they fit the rest.
struct loose_end {
    std::vector<record_no> records; ///< ascending; it is the first
    events::match_explanation why;  ///< the first beside the rest of the case; the runner-up is where the others went
};

/// By their first complaint. None of them is one of which a person had said that it belongs there, or is asked already.
/// @param state as it is before the parting
/// Throws guiyi::failure when a stored profile cannot be read; erased ones are passed over.
std::vector<loose_end> loose_ends(const parting& of, const store::view& state, const decision_parts& with);

} // namespace guiyi::deduplication
