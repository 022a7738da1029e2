#include "services/guiyi/tie_scores.hpp"

#include <cstdio>
#include <map>
#include <set>

namespace guiyi::program {

namespace {

double share(double part, double whole) { return whole > 0 ? part / whole : 1; }

double pairs(std::size_t members) {
    const auto n = static_cast<double>(members);
    return n * (n - 1) / 2;
}

template <class Key>
double pairs(const std::map<Key, std::size_t>& groups) {
    double sum = 0;
    for (const auto& [key, members] : groups) sum += pairs(members);
    return sum;
}

/// The complaint that opened each case.
std::map<std::string, const labelled_tie*> openers(std::span<const labelled_tie> rows) {
    std::map<std::string, const labelled_tie*> out;
    for (const auto& row : rows) out.try_emplace(row.case_no, &row);
    return out;
}

struct line {
    std::string_view name;
    std::string (*value)(const tie_scores&);
};

std::string number(const char* format, double value) {
    char text[48];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string four(double value) { return number("%.4f", value); }
std::string count(std::size_t value) { return std::to_string(value); }

constexpr line lines[] = {
    {"pairwise precision", [](const tie_scores& s) { return four(s.pairwise.precision); }},
    {"pairwise recall", [](const tie_scores& s) { return four(s.pairwise.recall); }},
    {"pairwise F1", [](const tie_scores& s) { return four(s.pairwise.f1()); }},
    {"B-cubed precision", [](const tie_scores& s) { return four(s.b_cubed.precision); }},
    {"B-cubed recall", [](const tie_scores& s) { return four(s.b_cubed.recall); }},
    {"B-cubed F1", [](const tie_scores& s) { return four(s.b_cubed.f1()); }},
    {"largest case", [](const tie_scores& s) { return count(s.largest_case); }},
    {"wrong ties per 1,000", [](const tie_scores& s) { return number("%.2f", s.wrong_per_thousand()); }},
    {"share sent to review", [](const tie_scores& s) { return four(s.review_share()); }},
    {"cases that mix persons", [](const tie_scores& s) { return count(s.mixed_cases); }},
};

} // namespace

double agreement::f1() const noexcept {
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

double tie_scores::wrong_per_thousand() const noexcept {
    return complaints == 0 ? 0 : 1000 * static_cast<double>(wrong_ties) / static_cast<double>(complaints);
}

double tie_scores::review_share() const noexcept {
    return complaints == 0 ? 0 : static_cast<double>(reviews) / static_cast<double>(complaints);
}

tie_scores score(std::span<const labelled_tie> rows) {
    std::map<std::string, std::size_t> cases, disputes;
    std::map<std::pair<std::string, std::string>, std::size_t> both;
    std::map<std::string, std::set<std::string>> persons;
    const auto opened_by = openers(rows);
    tie_scores out;
    out.complaints = rows.size();
    for (const auto& row : rows) {
        ++cases[row.case_no];
        ++disputes[row.dispute];
        ++both[{row.case_no, row.dispute}];
        persons[row.case_no].insert(row.person);
        out.reviews += row.verdict == "review";
        out.wrong_ties += row.verdict == "tie" && opened_by.at(row.case_no)->dispute != row.dispute;
    }
    out.pairwise = {share(pairs(both), pairs(cases)), share(pairs(both), pairs(disputes))};
    double right_of_case = 0, right_of_dispute = 0;
    for (const auto& [key, members] : both) {
        const auto square = static_cast<double>(members * members);
        right_of_case += square / static_cast<double>(cases[key.first]);
        right_of_dispute += square / static_cast<double>(disputes[key.second]);
    }
    const auto all = static_cast<double>(rows.size());
    out.b_cubed = {share(right_of_case, all), share(right_of_dispute, all)};
    for (const auto& [number, members] : cases) out.largest_case = std::max(out.largest_case, members);
    for (const auto& [number, who] : persons) out.mixed_cases += who.size() > 1;
    return out;
}

std::vector<labelled_tie> with_reviews_answered(std::vector<labelled_tie> rows) {
    const auto opened_by = openers(rows);
    std::map<std::string, std::string> into; // a case that went over to another
    const auto now = [&](std::string number) {
        for (auto at = into.find(number); at != into.end(); at = into.find(number)) number = at->second;
        return number;
    };
    for (const auto& row : rows) {
        if (row.verdict != "review" || row.compared_with.empty()) continue;
        const auto other = opened_by.find(row.compared_with);
        if (other == opened_by.end() || other->second->dispute != row.dispute) continue;
        const auto from = now(row.case_no), to = now(row.compared_with);
        if (from != to) into[from] = to;
    }
    for (auto& row : rows) {
        row.case_no = now(row.case_no);
        if (row.verdict == "review") row.verdict = "new";
    }
    return rows;
}

std::string table_of(const tie_scores& automatic, const std::optional<tie_scores>& answered) {
    char text[96];
    std::snprintf(text, sizeof text, "%-24s %14s %16s\n", "", "automatic ties", "reviews answered");
    std::string out = answered ? text : "";
    for (const auto& [name, value] : lines) {
        std::snprintf(text, sizeof text, "%-24s %14s", std::string(name).c_str(), value(automatic).c_str());
        out += text;
        if (answered) {
            std::snprintf(text, sizeof text, " %16s", value(*answered).c_str());
            out += text;
        }
        out += '\n';
    }
    return out;
}

} // namespace guiyi::program
