// A report's figures: its columns over the groups of one request. What CSV, XLSX and JSON show is this table.
// Used by the API and by benchmarks. Pure reads.
#pragma once

#include "services/casework/reports/definition.hpp"

namespace guiyi::casework::reports {

/// One figure of a table. What it means is its column's kind.
struct value {
    std::int64_t number = 0; ///< count, sum, percentile, maximum; of a mean: the sum; of a share: the part
    std::int64_t whole = 0;  ///< of a mean or share: what it is divided by; of a percentile or maximum: how many
    friend bool operator==(const value&, const value&) = default;
};

struct table_row {
    std::string group;
    std::vector<value> values; ///< one a column
};

struct report_table {
    std::vector<table_row> rows; ///< by group; months in their order
    table_row total;             ///< all groups together: percentiles of everything, not of groups
};

struct request {
    period of;
    day_number as_of = 0;
    bool is_now = true;
    grouping by;
    std::vector<filter> where;
    desks_in_reach within = {}; ///< of whose desks
};

report_table figures_of(const store::view& from, const definition& report, const request& asked);

/// By a column, the largest first; those equal stay by group. A share is compared as a share.
void sort_rows(report_table& what, const definition& report, std::size_t column);

} // namespace guiyi::casework::reports
