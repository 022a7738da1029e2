#include "services/casework/reports/present.hpp"

#include <algorithm>

namespace guiyi::casework::reports {

namespace {

namespace json = boost::json;
using http::language;

const std::string& pick(language in, const std::string& zh, const std::string& en) {
    return in == language::zh ? zh : en;
}
std::string pick(language in, const char* zh, const char* en) { return in == language::zh ? zh : en; }

std::string nothing(language in) { return pick(in, "（无）", "(none)"); }

struct dimension_word {
    const char* zh;
    const char* en;
};
constexpr std::array<dimension_word, dimension_count> dimension_words{{{"部门", "Desk"},
                                                                       {"承办人", "Officer"},
                                                                       {"被投诉方", "Respondent"},
                                                                       {"类别", "Category"},
                                                                       {"渠道", "Channel"},
                                                                       {"地区", "Region"},
                                                                       {"同一话术", "Campaign"},
                                                                       {"类型", "Track"},
                                                                       {"被投诉方档案", "Firm"}}};

std::string word_of(const grouping& by, language in) {
    switch (by.what) {
        case grouping::by_dimension: {
            const auto& word = dimension_words[static_cast<std::size_t>(by.which)];
            return pick(in, word.zh, word.en);
        }
        case grouping::by_label: return pick(in, "原因", "Cause");
        case grouping::by_month: return pick(in, "月份", "Month");
        case grouping::all: break;
    }
    return pick(in, "范围", "Scope");
}

/// Divided figures keep both their numbers, so that who adds up rows can.
json::value value_json(const value& what, column::kind kind) {
    switch (kind) {
        case column::count:
        case column::sum: return what.number;
        case column::percentile:
        case column::maximum: return what.whole == 0 ? json::value() : json::value(what.number);
        case column::mean:
            return json::object{{"sum", what.number}, {"of", what.whole}, {"hundredths", hundredths(what, 1)}};
        case column::share:
            return json::object{{"part", what.number}, {"of", what.whole}, {"hundredths", hundredths(what, 100)}};
    }
    return {};
}

json::array values_json(const definition& of, const table_row& row) {
    json::array out;
    for (std::size_t i = 0; i < row.values.size(); ++i) out.push_back(value_json(row.values[i], of.columns[i].how));
    return out;
}

std::vector<std::pair<std::string, std::string>> about_of(const definition& of, const request& asked, const names& by,
                                                          language in) {
    std::vector<std::pair<std::string, std::string>> out;
    out.emplace_back(pick(in, "报表", "Report"), pick(in, of.name_zh, of.name_en));
    out.emplace_back(pick(in, "说明", "How to read it"), pick(in, of.says_zh, of.says_en));
    if (!of.instrument.empty())
        out.emplace_back(pick(in, "依据", "Basis"), of.instrument + " " + of.article +
                                                        (of.verified ? "" : pick(in, "（待核实）", " (unverified)")));
    out.emplace_back(pick(in, "期间", "Period"), date_text(asked.of.from) + " – " + date_text(asked.of.to));
    out.emplace_back(pick(in, "截至", "As known on"), date_text(asked.as_of));
    if (asked.within) {
        std::string desks;
        for (const auto& one : *asked.within)
            desks += (desks.empty() ? "" : pick(in, "、", ", ")) + by.of(dimension::desk, one, in);
        out.emplace_back(pick(in, "范围", "Scope"), desks.empty() ? nothing(in) : desks);
    }
    for (const auto& one : asked.where)
        out.emplace_back(word_of({grouping::by_dimension, one.which}, in), by.of(one.which, one.value, in));
    return out;
}

const std::string* channel_word(const std::string& code, language in) {
    static const std::map<std::string, std::pair<std::string, std::string>> words{
        {"portal", {"网上", "Portal"}},           {"hotline", {"热线", "Hotline"}},
        {"email", {"电子邮件", "E-mail"}},        {"letter", {"来信", "Letter"}},
        {"walk_in", {"来访", "Walk-in"}},         {"enterprise", {"企业", "Enterprise"}},
        {"association", {"消协", "Association"}}, {"platform", {"平台", "Platform"}},
        {"social", {"社交媒体", "Social media"}}, {"api", {"接口", "API"}}};
    const auto found = words.find(code);
    if (found == words.end()) return nullptr;
    return in == language::zh ? &found->second.first : &found->second.second;
}

const std::string* track_word(const std::string& code, language in) {
    static const std::map<std::string, std::pair<std::string, std::string>> words{
        {"C", {"投诉", "Complaint"}},          {"R", {"举报", "Report"}},          {"N", {"骚扰电话", "Nuisance call"}},
        {"T", {"电信申诉", "Telecom appeal"}}, {"P", {"公安线索", "Police lead"}}, {"Q", {"咨询", "Enquiry"}},
        {"A", {"消协投诉", "Association"}}};
    const auto found = words.find(code);
    if (found == words.end()) return nullptr;
    return in == language::zh ? &found->second.first : &found->second.second;
}

} // namespace

std::string date_text(day_number day) { return format_date(date_of(day)); }

json::object period_json(const period& of) { return {{"from", date_text(of.from)}, {"to", date_text(of.to)}}; }

std::string names::of(dimension which, const std::string& code, language in) const {
    if (code.empty()) return nothing(in);
    if (which == dimension::desk) {
        const auto* desk = desks.find(desk_id(code));
        return desk ? pick(in, desk->name_zh, desk->name_en) : code;
    }
    if (which == dimension::officer) {
        const auto* officer = desks.find(officer_id(code));
        return officer ? officer->name : code;
    }
    if (which == dimension::category) {
        const auto* topic = topics.find(code);
        return topic ? code + " " + pick(in, topic->name_zh, topic->name_en) : code;
    }
    if (which == dimension::firm) {
        const auto name = firm ? firm(code) : std::string();
        return name.empty() ? code : name;
    }
    const auto* word = which == dimension::channel ? channel_word(code, in)
                       : which == dimension::track ? track_word(code, in)
                                                   : nullptr;
    return word ? *word : code;
}

std::string names::of(const definition& report, const grouping& by, const std::string& code, language in) const {
    if (by.what == grouping::all) return pick(in, "全部", "All");
    if (by.what == grouping::by_dimension) return of(by.which, code, in);
    if (code.empty()) return nothing(in);
    const auto found = std::ranges::find(report.words, code, &definition::word::code);
    return found != report.words.end() ? pick(in, found->zh, found->en) : code;
}

listed list_entry(const store::view& from, line what, day_number as_of) {
    listed out{std::move(what), {}, {}};
    case_no which(out.what.unit);
    auto row = load_case_unit(from, which);
    if (!row) {
        const auto receipt = load_receipt_unit(from, receipt_no(out.what.unit));
        if (!receipt) return out;
        which = receipt->in_case;
        out.in_case = which;
        return out;
    }
    out.in_case = which;
    const auto until = std::min(out.what.what.day, as_of);
    for (std::size_t i = 0; i < row->holds.size(); ++i) {
        const auto& one = row->holds[i];
        if (one.from > until) break;
        const auto end = i + 1 < row->holds.size() ? std::min(row->holds[i + 1].from, until) : until;
        out.by.push_back({one.desk, one.officer, end - one.from});
    }
    return out;
}

json::object definition_json(const definition& of) {
    json::array columns, by;
    for (const auto& one : of.columns)
        columns.push_back(json::object{
            {"id", one.id}, {"name_zh", one.name_zh}, {"name_en", one.name_en}, {"kind", name_of(one.how)}});
    for (const auto& one : of.by) by.emplace_back(name_of(one));
    json::object out{{"report", of.id},
                     {"name_zh", of.name_zh},
                     {"name_en", of.name_en},
                     {"says_zh", of.says_zh},
                     {"says_en", of.says_en},
                     {"is_list", !of.list.empty()},
                     {"as_of_a_day", of.of_stocks()},
                     {"groupings", std::move(by)},
                     {"columns", std::move(columns)}};
    out["basis"] = of.instrument.empty()
                       ? json::value()
                       : json::value(json::object{
                             {"instrument", of.instrument}, {"article", of.article}, {"verified", of.verified}});
    return out;
}

json::object table_json(const definition& of, const request& asked, const report_table& table, std::size_t rows,
                        const names& by, language in) {
    json::array out;
    for (std::size_t i = 0; i < std::min(rows, table.rows.size()); ++i) {
        const auto& row = table.rows[i];
        out.push_back(json::object{
            {"group", row.group}, {"name", by.of(of, asked.by, row.group, in)}, {"values", values_json(of, row)}});
    }
    return {{"rows", std::move(out)}, {"groups", table.rows.size()}, {"total", values_json(of, table.total)}};
}

json::array lines_json(const std::vector<listed>& lines, const names& by, language in) {
    json::array out;
    for (const auto& one : lines) {
        json::object row{
            {"case_no", one.in_case.str()},
            {"receipt_no", one.what.unit == one.in_case.str() ? json::value() : json::value(one.what.unit)},
            {"on", date_text(one.what.what.day)},
            {"label", one.what.what.label},
            {"n", one.what.what.n},
            {"clock", one.what.about}};
        for (const auto which : all_dimensions) {
            const auto& code = one.what.what.at[which];
            row[name_of(which)] = code;
            if (which == dimension::desk || which == dimension::officer)
                row[std::string(name_of(which)) + "_name"] = by.of(which, code, in);
        }
        json::array holders;
        for (const auto& hold : one.by)
            holders.push_back(json::object{{"desk", hold.desk}, {"officer", hold.officer}, {"days", hold.days}});
        row["held"] = std::move(holders);
        out.push_back(std::move(row));
    }
    return out;
}

sheet table_sheet(const definition& of, const request& asked, const report_table& table, const names& by, language in) {
    sheet out;
    out.about = about_of(of, asked, by, in);
    out.header.push_back(word_of(asked.by, in));
    for (const auto& one : of.columns) out.header.push_back(pick(in, one.name_zh, one.name_en));
    const auto add = [&](std::string head, const table_row& row) {
        std::vector<cell> cells{cell::of(std::move(head))};
        for (std::size_t i = 0; i < row.values.size(); ++i) cells.push_back(cell_of(row.values[i], of.columns[i].how));
        out.rows.push_back(std::move(cells));
    };
    for (const auto& row : table.rows) add(by.of(of, asked.by, row.group, in), row);
    add(pick(in, "合计", "Total"), table.total);
    return out;
}

sheet lines_sheet(const definition& of, const request& asked, const std::vector<listed>& lines, const names& by,
                  language in) {
    sheet out;
    out.about = about_of(of, asked, by, in);
    out.header = {pick(in, "案件号", "Case"),
                  pick(in, "日期", "On"),
                  pick(in, "期限", "Clock"),
                  pick(in, "内容", "What"),
                  pick(in, "天数或次数", "Days or times"),
                  pick(in, "部门", "Desk"),
                  pick(in, "承办人", "Officer"),
                  pick(in, "被投诉方", "Respondent"),
                  pick(in, "类别", "Category"),
                  pick(in, "渠道", "Channel"),
                  pick(in, "此前持有", "Held until then")};
    for (const auto& one : lines) {
        const auto& at = one.what.what.at;
        std::string holders;
        for (const auto& hold : one.by)
            holders += (holders.empty() ? "" : "; ") +
                       by.of(hold.officer.empty() ? dimension::desk : dimension::officer,
                             hold.officer.empty() ? hold.desk : hold.officer, in) +
                       " " + std::to_string(hold.days);
        out.rows.push_back({cell::of(one.in_case.str()), cell::of_date(one.what.what.day), cell::of(one.what.about),
                            cell::of(one.what.what.label), cell::of(one.what.what.n),
                            cell::of(by.of(dimension::desk, at[dimension::desk], in)),
                            cell::of(by.of(dimension::officer, at[dimension::officer], in)),
                            cell::of(at[dimension::respondent]), cell::of(at[dimension::category]),
                            cell::of(at[dimension::channel]), cell::of(holders)});
    }
    return out;
}

} // namespace guiyi::casework::reports
