// What a complainant is told with the receipt: what to keep, what is missing, whom to call. Plain words, zh and en.
// @law O121 §10 (what is missing), ATFL §6 (fraud goes to the police first)
#pragma once

#include "services/intake/decide.hpp"

#include <boost/json/array.hpp>

namespace guiyi::intake {

/// [{"code","text"}]; codes: call_110, keep_evidence, incomplete, unreadable, anonymous_report, content_differs.
boost::json::array advice_for(const events::complaint_summary& complaint, const submit_reply& said, http::language in);

} // namespace guiyi::intake
