// Cases as the staff side shows them, as JSON. Masked throughout; empty fields of complaints and clocks are left out.
// Used by the API only. Pure reads of committed rows.
#pragma once

#include "common/config/desks.hpp"
#include "common/time/clock.hpp"
#include "services/casework/queue.hpp"
#include "services/casework/steps.hpp"

#include <boost/json/value.hpp>

namespace guiyi::casework {

/// What names and articles are shown from. Everything referred to must outlive it.
struct reference {
    const config::taxonomy& topics;
    const config::desk_book& desks;
    casework::law law;
    const calendar& days;
    const clock& time; ///< only for what is left of a clock
};

/// One row of the queue.
boost::json::object queue_row(const law& under, const case_no& which, const case_row& row);

/// The page of a case: parties, complaints, every clock with its arithmetic, notices, and what may be done now.
/// @param viewer whose roles say which of the actions are open to them
boost::json::object case_page(const reference& by, const store::view& from, const case_no& which, const case_row& row,
                              const officer_id& viewer);

/// Desks, officers, categories, grounds and instruments, for filters, forms and the words of codes; of several
/// rulebooks the latest in force comes first.
boost::json::object reference_page(const reference& by);

} // namespace guiyi::casework
