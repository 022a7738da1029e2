// Folds verdicts, merges, splits and undos into the rows.
// Used by evolve. What a row holds of a case is derived from its members, so that taking a step back gives back the
// very rows of before.
#pragma once

#include "common/events/event.hpp"
#include "common/store/view.hpp"

namespace guiyi::deduplication {

/// Facts that regroup nothing pass by.
void fold_regrouping(store::writer& rows, const events::event& fact);

} // namespace guiyi::deduplication
