// Reports in words: names for what heads a row, and a table or a list as JSON and as a sheet.
// Used by the API only.
#pragma once

#include "common/config/desks.hpp"
#include "common/http/problem.hpp"
#include "services/casework/reports/sheet.hpp"
#include "services/casework/reports/units.hpp"

#include <boost/json/value.hpp>

#include <functional>

namespace guiyi::casework::reports {

/// Where names come from. Everything referred to must outlive it.
struct names {
    const config::taxonomy& topics;
    const config::desk_book& desks;
    std::function<std::string(const std::string& firm)> firm = {}; ///< what a respondent's record is called

    /// Of a group's code in words; the code itself where there are none; "(none)" for an empty one.
    std::string of(const definition& report, const grouping& by, const std::string& code, http::language in) const;
    std::string of(dimension which, const std::string& code, http::language in) const;
};

/// A line of a list, and who had held the case for how many days until its day.
struct held {
    std::string desk;
    std::string officer;
    std::int64_t days = 0;
};
struct listed {
    line what;
    case_no in_case; ///< a complaint's case now; of a case itself
    std::vector<held> by;
};
/// @param as_of holders known after it are left out
listed list_entry(const store::view& from, line what, day_number as_of);

/// What a report is: names, columns, groupings, basis.
boost::json::object definition_json(const definition& of);

/// @param rows how many rows are given; all count in the total
boost::json::object table_json(const definition& of, const request& asked, const report_table& table, std::size_t rows,
                               const names& by, http::language in);
boost::json::array lines_json(const std::vector<listed>& lines, const names& by, http::language in);

sheet table_sheet(const definition& of, const request& asked, const report_table& table, const names& by,
                  http::language in);
sheet lines_sheet(const definition& of, const request& asked, const std::vector<listed>& lines, const names& by,
                  http::language in);

/// {"from","to"}, dates
boost::json::object period_json(const period& of);
std::string date_text(day_number day);

} // namespace guiyi::casework::reports
