#include "services/casework/respondent_report.hpp"

#include "common/text/spreadsheet.hpp"

namespace guiyi::casework {

namespace {

constexpr std::size_t respondents_max = 10'000;

constexpr reports::period any_time{0, 100'000};

reports::answer by_respondent(const store::view& from, reports::measure what, const reports::desks_in_reach& within) {
    return reports::ask(from, {what,
                               any_time,
                               any_time.to,
                               true,
                               {reports::grouping::by_dimension, reports::dimension::respondent},
                               {},
                               within});
}

using days_counted = std::map<std::int64_t, std::int64_t>;

days_counted days_of(const reports::histogram& of) {
    days_counted out;
    for (const auto& one : of.cells()) out[one.n] += one.count;
    return out;
}

/// The lower median.
std::int64_t median(const days_counted& days, std::int64_t many) {
    std::int64_t left = (many + 1) / 2;
    for (const auto& [n, count] : days) {
        left -= count;
        if (left <= 0) return n;
    }
    return 0;
}

} // namespace

std::vector<respondent_line> respondent_lines(const store::view& from, const reports::desks_in_reach& within) {
    std::map<std::string, respondent_line> found;
    for (const auto& [name, asked] : by_respondent(from, reports::measure::contacted, within).groups)
        for (const auto& one : asked.cells()) found[name].contacts += one.count;
    for (const auto& [name, answers] : by_respondent(from, reports::measure::replied, within).groups) {
        auto& line = found[name];
        const auto days = days_of(answers);
        for (const auto& [n, count] : days) line.replies += count;
        line.p50_days = median(days, line.replies);
        line.max_days = days.empty() ? 0 : days.rbegin()->first;
    }
    std::vector<respondent_line> out;
    for (auto& [name, line] : found) {
        if (out.size() == respondents_max) break;
        line.respondent = name;
        out.push_back(std::move(line));
    }
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
        out += text::csv_cell(one.respondent) + "," + std::to_string(one.contacts) + "," + std::to_string(one.replies) +
               "," + std::to_string(one.p50_days) + "," + std::to_string(one.max_days) + "\r\n";
    return out;
}

} // namespace guiyi::casework
