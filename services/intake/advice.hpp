// What a complainant is told with the receipt: what to keep, what is missing, whom to call. Plain words, zh and en.
// @law O121 §10 (what is missing), ATFL §6 (fraud goes to the police first)
#pragma once

#include "common/config/taxonomy.hpp"
#include "services/intake/decide.hpp"

#include <boost/json/array.hpp>

namespace guiyi::intake {

/// [{"code","text"}]; codes: call_110, fraud_96110, refund_lure, keep_evidence, incomplete, unreadable,
/// anonymous_report, content_differs.
boost::json::array advice_for(const events::complaint_summary& complaint, const submit_reply& said,
                              const config::taxonomy& topics, http::language in);

} // namespace guiyi::intake
