// How long respondents and platforms take to answer: the part of a case's time that is theirs.
// Used by the API (GET /api/v1/reports/respondent-days).
#pragma once

#include "services/casework/reports/query.hpp"

#include <boost/json/value.hpp>

namespace guiyi::casework {

struct respondent_line {
    std::string respondent;
    std::int64_t contacts = 0;
    std::int64_t replies = 0;
    std::int64_t p50_days = 0; ///< of the replies, whole days; 0 without replies
    std::int64_t max_days = 0;
};

/// By name, at most 10,000. As in every report, what a case brought rests while the case is merged away.
/// @param within only what these desks asked and were answered
std::vector<respondent_line> respondent_lines(const store::view& from, const reports::desks_in_reach& within);

boost::json::array to_json(const std::vector<respondent_line>& lines);
/// With a header line; a cell that a spreadsheet would take for a formula is preceded by an apostrophe.
std::string to_csv(const std::vector<respondent_line>& lines);

} // namespace guiyi::casework
