// Reads a complaint from JSON and says everything that is wrong with it at once (the contract, "A complaint").
// Used by the public route and by imports. Pure: `now` is given.
// @law O121 §10 (what a complaint must contain: what is missing is listed; refusing for it is an officer's act, §16(5))
#pragma once

#include "common/config/settings.hpp"
#include "common/config/taxonomy.hpp"
#include "services/intake/complaint.hpp"
#include "services/intake/faults.hpp"

#include <boost/json/value.hpp>

namespace guiyi::intake {

/// Which way a complaint came in.
enum class door {
    portal_form,  ///< the public form: what is missing or unreadable is refused, so that the person can mend it
    public_other, ///< another channel over the public side: kept as given, listed as incomplete or flagged
    bulk,         ///< imports and signed-in machines: as public_other, whatever the channel, and received_at is taken
};

/// portal_form when the document names the channel "portal", else public_other.
door public_door(const boost::json::value& from);

/// What complaints are checked against. The taxonomy must outlive it.
struct reading_rules {
    const config::taxonomy& categories;
    config::intake_settings limits;
};

/// A complaint that was read. With anything refused the rest must not be used.
struct reading {
    complaint what;
    std::vector<fault> refused;
    std::vector<std::string> incomplete; ///< pointers
    std::vector<std::string> flags;      ///< "pointer code"
};

/// Always refused: unknown names, wrong types, no channel or narrative, values outside their list, too much of
/// anything, dates and amounts that cannot exist, NUL, malformed evidence ids, a received_at that is not allowed or in
/// the future.
/// An anonymous portal complaint becomes a report. Whether evidence is stored is decided later, with the state.
reading read_complaint(const boost::json::value& from, door through, const reading_rules& rules, instant now);

} // namespace guiyi::intake
