// What other services recorded in somebody's name, as the auditor's list has it. Pure. The decisions about accounts,
// sign-ins and tokens are in files of their own: account_decide, sign_in_decide, token_decide.
#pragma once

#include "common/events/event.hpp"

namespace guiyi::access {

/// One deed for a fact that names who recorded it; nothing for facts of the program itself, and for those by which a
/// service notes what another one recorded already.
events::facts deeds_in(const events::event& what, events::stream from, sequence seq, std::size_t index);

} // namespace guiyi::access
