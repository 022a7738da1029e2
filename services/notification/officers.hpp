// Who on the staff should know of something: the officer who has the case, and where it matters the desk's lead.
// Used by decide. Pure. Reports too: this stays inside.
#pragma once

#include "services/notification/inbox.hpp"
#include "services/notification/notices.hpp"

namespace guiyi::notification {

/// A case came to an officer: all of a kind in one item, however many come.
void tell_assigned(events::facts& to, const teller& by, std::string_view cause, const events::case_assigned& fact);

/// A complainant did something about a receipt, counted by case: urges and feedback to officer and leads, the rest to
/// the officer or, where nobody has the case, to the leads.
events::facts tell_of_complainant(const teller& by, std::string_view cause, const receipt_no& receipt,
                                  std::string_view kind, std::string reason);

/// A legal date passed; to officer and lead.
events::facts tell_of_breach(const teller& by, std::string_view cause, const events::clock_breached& fact);

/// A missed clock still runs; to those of the next level up, at the desk or in its organisation.
events::facts tell_of_escalation(const teller& by, std::string_view cause, const events::clock_escalated& fact);

/// Nothing was done about a case for long; to the officer, then to the leads.
events::facts tell_of_idle(const teller& by, std::string_view cause, const events::case_idle& fact);

/// An officer with open cases is away from today; to the leads, who may give them to others.
events::facts tell_of_leave(const teller& by, std::string_view cause, const events::leave_begun& fact);

/// A legal date is near; to the officer, or where nobody has the case to the leads.
events::facts tell_of_warning(const teller& by, std::string_view cause, const events::clock_warned& fact);

/// A new calendar or a mended rulebook moved a legal date; to the officer, however many dates in one item.
events::facts tell_of_move(const teller& by, std::string_view cause, const events::clock_moved& fact);

/// A campaign grows fast; to the leads of the desk that takes what nobody else does.
events::facts tell_of_burst(const teller& by, std::string_view cause, const events::campaign_burst& fact);

/// A note calls officers by name; to each of them but whoever wrote it.
events::facts tell_of_mention(const teller& by, std::string_view cause, const events::note_added& fact);

/// For each person among the facts whom no machine can tell: the officer has to.
void tell_of_unreachable(events::facts& to, const teller& by, std::string_view cause);

/// A message came to nothing, or came back; to the officer of its case or, where nobody has it, to the leads.
/// @param desks null: no desk has a lead
void tell_of_undelivered(events::facts& to, const store::view& state, const config::desk_book* desks,
                         const message_id& failed, std::string detail);

} // namespace guiyi::notification
