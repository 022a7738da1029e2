// A report as people carry it away: one table with typed cells, as CSV or as an Excel workbook.
// Used by the API. A text cell is never taken for a formula: CSV sets an apostrophe before what would be one, and in a
// workbook a text is a text.
#pragma once

#include "services/casework/reports/figures.hpp"

namespace guiyi::casework::reports {

struct cell {
    enum kind { empty, text, integer, decimal, percent, date };
    kind what = empty;
    std::string words;       ///< text
    std::int64_t number = 0; ///< integer; hundredths of a decimal or of a percent; a date's day_number

    static cell of(std::string words) { return {text, std::move(words), 0}; }
    static cell of(std::int64_t number) { return {integer, {}, number}; }
    static cell of_date(day_number day) { return {date, {}, day}; }
};

struct sheet {
    std::vector<std::pair<std::string, std::string>> about; ///< what it is, its period, its basis: a second sheet
    std::vector<std::string> header;
    std::vector<std::vector<cell>> rows;
};

/// A figure as a cell; nothing to divide by, or nothing counted, is an empty one.
cell cell_of(const value& what, column::kind kind);
/// A quotient in hundredths, rounded half up. @param scale 1, or 100 for percent
std::int64_t hundredths(const value& what, int scale);

/// UTF-8 with a byte order mark, which spreadsheets need to read Chinese; lines end in CRLF (RFC 4180).
std::string to_csv(const sheet& what);
/// Numbers as numbers, dates as dates, shares as percentages. @errors errc::io
result<std::string> to_xlsx(const sheet& what);

} // namespace guiyi::casework::reports
