// The masked summary of a complaint: what travels in facts, is shown, searched and logged on the staff side.
// Used by reception. Pure. No clear phone, card, identity number or mail address gets through from any field.
// @law PIPL §51 (de-identification)
#pragma once

#include "common/events/parts.hpp"
#include "services/intake/read_complaint.hpp"

namespace guiyi::intake {

/// @param of a reading without refused values
events::complaint_summary summarise(const reading& of);

} // namespace guiyi::intake
