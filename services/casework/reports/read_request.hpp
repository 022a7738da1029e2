// What a request asks of a report, read strictly: what is unknown or impossible is named by its parameter.
// Used by the API only.
#pragma once

#include "common/http/problem.hpp"
#include "services/casework/reports/figures.hpp"

#include <boost/system/result.hpp>

namespace guiyi::casework::reports {

enum class format { json, csv, xlsx };

struct report_request {
    request asked;
    format as = format::json;
    http::language in = http::language::zh;
    std::string sort;                 ///< a column; empty: by group
    std::size_t limit = 200;          ///< rows of JSON
    std::string cursor;               ///< of lists
    std::string column;               ///< of a drill-down: what is behind which figure
    bool whole = false;               ///< of a share: what it is divided by
    std::optional<std::string> group; ///< of which row; nothing: of all
};

inline constexpr std::size_t rows_max = 10'000;

/// Figures and lists keep to the desks in reach of who asks.
/// @param today the office's date: the default of `as_of` and the end of the default period, a year
/// @param drilling whether it asks for the cases behind a figure
boost::system::result<report_request, http::problem> read_request(const http::request& from, const definition& report,
                                                                  day_number today, bool drilling);

} // namespace guiyi::casework::reports
