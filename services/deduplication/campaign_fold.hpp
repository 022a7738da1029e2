// Folds what the deduplication stream says of campaigns into their rows.
// Used by evolve. Depends on no setting, so that a state folded anew is the same.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

namespace guiyi::deduplication {

/// A complaint was placed: its calling numbers are counted. Called after its own rows are written.
/// @param number its record number
void fold_sighting(store::writer& rows, const events::matched_record& record, std::uint64_t number);

/// campaign_linked and campaign_burst; other facts pass by.
void fold_campaign(store::writer& rows, const events::event& fact);

} // namespace guiyi::deduplication
