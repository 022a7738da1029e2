// Triage hints of a case: made as each complaint comes in, kept with it, shown to officers; the most urgent of a case
// puts it at the top of the queue. A hint never decides.
// Used by service (makes and folds them) and the API (shows them).
// @law PIPL §24(3); ATFL §30(3) (fraud waits for no clock)
#pragma once

#include "common/config/taxonomy.hpp"
#include "common/events/event.hpp"
#include "common/store/view.hpp"

#include <boost/json/object.hpp>

#include <optional>

namespace guiyi::casework {

/// After each complaint among the facts, what its words suggest.
void add_hints(events::facts& to, const config::taxonomy& by);

/// Folds complaint_hinted, and keeps the urgency of a case's row when complaints come and go. Call after the register
/// folded the fact.
void evolve_hints(store::writer& state, const events::event& fact);

std::optional<events::complaint_hinted> load_hints(const store::view& from, const receipt_no& of);

/// The page of a case: {"urgency","nature","category","desk","referral","hints":[{"axis","code","zh","en","weight",
/// "because":[{"receipt_no","field","at","size","words"}]}]}, over all of its complaints.
boost::json::object hints_page(const config::taxonomy& by, const store::view& from, const case_no& of);

} // namespace guiyi::casework
