#include "services/casework/respondent_report.hpp"

namespace guiyi::casework {

namespace {

constexpr std::size_t respondents_max = 10'000;

/// The lower median.
std::int64_t median(const respondent_row& row) {
    std::int64_t left = (row.replies + 1) / 2;
    for (const auto& one : row.days) {
        left -= one.count;
        if (left <= 0) return one.days;
    }
    return 0;
}

std::string cell(const std::string& text) {
    std::string out = "\"";
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

} // namespace

std::vector<respondent_line> respondent_lines(const store::view& from) {
    std::vector<respondent_line> out;
    for (const auto& [name, row] : respondents(from, respondents_max))
        out.push_back({name, row.contacts, row.replies, median(row), row.days.empty() ? 0 : row.days.back().days});
    return out;
}

boost::json::array to_json(const std::vector<respondent_line>& lines) {
    boost::json::array out;
    for (const auto& one : lines)
        out.push_back(boost::json::object{{"respondent", one.respondent},
                                          {"contacts", one.contacts},
                                          {"replies", one.replies},
                                          {"p50_days", one.p50_days},
                                          {"max_days", one.max_days}});
    return out;
}

std::string to_csv(const std::vector<respondent_line>& lines) {
    std::string out = "respondent,contacts,replies,p50_days,max_days\r\n";
    for (const auto& one : lines)
        out += cell(one.respondent) + "," + std::to_string(one.contacts) + "," + std::to_string(one.replies) + "," +
               std::to_string(one.p50_days) + "," + std::to_string(one.max_days) + "\r\n";
    return out;
}

} // namespace guiyi::casework
