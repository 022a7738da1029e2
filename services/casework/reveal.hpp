// Shows an officer a complainant's clear data: unsealed in memory for one answer, after the looking was recorded.
// Used by the API, and by the search for what it is found by.
// @law PIPL §51, §55 (access is controlled and leaves a trace)
#pragma once

#include "common/privacy/keyring.hpp"
#include "services/casework/refuse.hpp"
#include "services/casework/state.hpp"

#include <boost/json/value.hpp>

namespace guiyi::casework {

/// What was sealed of a complaint, as intake wrote it: {"name","phone","email","address"?,"callers"?}.
/// @errors as unseal_contact
result<boost::json::object> open_contact(const store::view& from, const privacy::keyring& keys, const receipt_no& of);

/// {"receipt_no","name","phone","email"} as it was given, and "address" where it was; what is missing is null.
/// @errors errc::not_found when there is nothing sealed or its key was erased; errc::corrupt
result<boost::json::object> unseal_contact(const store::view& from, const privacy::keyring& keys, const receipt_no& of);

/// Why there is no clear data to show, for an officer. @param why as unseal_contact says it
error no_contact(error why, language in);

} // namespace guiyi::casework
