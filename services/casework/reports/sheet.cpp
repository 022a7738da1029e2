#include "services/casework/reports/sheet.hpp"

#include "common/text/spreadsheet.hpp"

#include <cstdio>

namespace guiyi::casework::reports {

namespace {

std::string with_point(std::int64_t hundredths) {
    char text[32];
    std::snprintf(text, sizeof text, "%lld.%02lld", static_cast<long long>(hundredths / 100),
                  static_cast<long long>(hundredths % 100));
    return text;
}

std::string as_text(const cell& what) {
    switch (what.what) {
        case cell::empty: return {};
        case cell::text: return text::csv_cell(what.words);
        case cell::integer: return std::to_string(what.number);
        case cell::decimal: return with_point(what.number);
        case cell::percent: return with_point(what.number) + '%';
        case cell::date: return format_date(date_of(static_cast<day_number>(what.number)));
    }
    return {};
}

} // namespace

std::int64_t hundredths(const value& what, int scale) {
    if (what.whole == 0) return 0;
    return (what.number * 100 * scale * 2 + what.whole) / (what.whole * 2);
}

cell cell_of(const value& what, column::kind kind) {
    switch (kind) {
        case column::count:
        case column::sum: return cell::of(what.number);
        case column::percentile:
        case column::maximum: return what.whole == 0 ? cell() : cell::of(what.number);
        case column::mean: return what.whole == 0 ? cell() : cell{cell::decimal, {}, hundredths(what, 1)};
        case column::share: return what.whole == 0 ? cell() : cell{cell::percent, {}, hundredths(what, 100)};
    }
    return {};
}

std::string to_csv(const sheet& what) {
    std::string out = "\xEF\xBB\xBF";
    for (std::size_t i = 0; i < what.header.size(); ++i)
        out.append(i ? "," : "").append(text::csv_cell(what.header[i]));
    out += "\r\n";
    for (const auto& row : what.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) out.append(i ? "," : "").append(as_text(row[i]));
        out += "\r\n";
    }
    return out;
}

} // namespace guiyi::casework::reports
