// The body of POST .../actions/{action}, validated into a typed action. Used by the API only.
#pragma once

#include "common/config/taxonomy.hpp"
#include "common/http/problem.hpp"
#include "services/casework/actions.hpp"

namespace guiyi::casework {

/// An action, or a problem naming every fault by pointer.
using parsed_action = boost::system::result<action_body, http::problem>;

/// @param name  as in the path
/// @param from  a request with a JSON object as its body; no body at all counts as {}
/// @param row   the case; its rulebook says what its steps ask for and which grounds there are
parsed_action read_action(std::string_view name, const http::request& from, const law& under, const case_row& row,
                          const config::taxonomy& topics);
/// Whether the path names anything that a case of that track could ever take.
bool is_action(std::string_view name, const law& under, const case_row& row);

/// The revision of `If-Match: "7"`. @returns a 422 problem pointing at /If-Match when it is missing or something else
boost::system::result<std::uint64_t, http::problem> read_revision(const http::request& from);

} // namespace guiyi::casework
