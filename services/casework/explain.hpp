// A clock of a case, day by day: what counted, what did not, why, and by which article. Pure reads of committed rows.
// Used by the API and `guiyi rulebook explain`.
// @law SAMR-121 §45; PROC §80; each clock's own article for what it leaves out
#pragma once

#include "services/casework/steps.hpp"

#include <boost/json/object.hpp>

namespace guiyi::casework {

/// One clock:
/// {"clock","title_zh","title_en","state","started_on","due_on","provisional","basis","left","days":[{"date",
/// "counted","n","reason","name","article"}],"other":{...},"text_zh","text_en"}.
/// @param today for what is left: working or natural days until the due date, 0 when it is over
boost::json::object explain_clock(const law& under, const calendar& days, const case_row& row,
                                  const events::clock_noted& clock, local_date today);

/// Every clock of a case, by id. @param only one clock's id, or empty for all
boost::json::array explain_clocks(const law& under, const calendar& days, const store::view& from, const case_no& which,
                                  const case_row& row, local_date today, std::string_view only = {});

} // namespace guiyi::casework
