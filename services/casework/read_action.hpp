// The body of POST .../actions/{action}, validated into a typed action. Used by the API only.
#pragma once

#include "common/config/taxonomy.hpp"
#include "common/http/problem.hpp"
#include "services/casework/actions.hpp"

namespace guiyi::casework {

/// An action, or a problem naming every fault by pointer.
using parsed_action = boost::system::result<action_body, http::problem>;

/// @param from a request with a JSON object as its body; no body at all counts as {}
/// @param book the rulebook the case is under; its grounds are the only ones taken
parsed_action read_action(action which, const http::request& from, const config::rulebook& book,
                          const config::taxonomy& topics);

/// The revision of `If-Match: "7"`. @returns a 422 problem pointing at /If-Match when it is missing or something else
boost::system::result<std::uint64_t, http::problem> read_revision(const http::request& from);

} // namespace guiyi::casework
