#include "services/casework/reports/read_request.hpp"

#include <algorithm>
#include <charconv>

namespace guiyi::casework::reports {

namespace {

const day_number first_day = number_of(local_date(std::chrono::year(1990), std::chrono::month(1), std::chrono::day(1)));
const day_number last_day =
    number_of(local_date(std::chrono::year(2199), std::chrono::month(12), std::chrono::day(31)));

class reader {
  public:
    reader(const definition& report, day_number today, bool drilling, http::language in)
        : report_(report), today_(today), drilling_(drilling), zh_(in == http::language::zh) {
        out_.in = in;
        out_.asked.by = report.by.front();
        out_.asked.as_of = today;
    }

    void take(const std::string& name, const std::string& value) {
        if (name == "group" && drilling_) { // an empty group is one, too
            out_.group = value;
            return;
        }
        if (const auto which = dimension_named(name)) {
            if (!value.empty()) out_.asked.where.push_back({*which, value == "-" ? std::string() : value});
        } else if (!value.empty()) {
            take_plain(name, value);
        }
    }

    boost::system::result<report_request, http::problem> finish() {
        auto& asked = out_.asked;
        if (asked.as_of > today_) refuse("as_of", "too_late", "不能晚于今天", "must not lie ahead");
        asked.is_now = asked.as_of >= today_;
        const auto to = to_.value_or(std::max(asked.as_of, from_.value_or(asked.as_of)));
        asked.of = {from_.value_or(to - 364), to};
        if (asked.of.from > asked.of.to) refuse("from", "after_end", "晚于截止日期", "lies after the end");
        if (drilling_) check_drill();
        if (!errors_.empty())
            return http::invalid_problem(std::move(errors_), zh_ ? http::language::zh : http::language::en);
        return std::move(out_);
    }

  private:
    void take_plain(const std::string& name, const std::string& value) {
        if (name == "from" || name == "to" || name == "as_of")
            take_date(name, value);
        else if (name == "by")
            take_grouping(value);
        else if (name == "format" && !drilling_)
            take_format(value);
        else if (name == "limit")
            take_limit(value);
        else if (name == "language")
            take_language(value);
        else if (name == "cursor")
            out_.cursor = value;
        else if (name == "sort" && !drilling_)
            take_column("sort", value, out_.sort);
        else if (name == "column" && drilling_)
            take_column("column", value, out_.column);
        else if (name == "of" && drilling_)
            take_part(value);
        else
            refuse(name, "unknown_parameter", "没有这个参数", "there is no such parameter");
    }

    void take_date(const std::string& name, const std::string& value) {
        const auto date = parse_date(value);
        const auto day = date ? number_of(*date) : 0;
        if (!date || day < first_day || day > last_day)
            return refuse(name, "invalid_date", "应为日期，如2026-04-30", "must be a date such as 2026-04-30");
        if (name == "as_of")
            out_.asked.as_of = day;
        else
            (name == "from" ? from_ : to_) = day;
    }

    void take_grouping(const std::string& value) {
        const auto by = grouping_named(value);
        if (by && std::ranges::find(report_.by, *by) != report_.by.end()) {
            out_.asked.by = *by;
            return;
        }
        std::string names;
        for (const auto& one : report_.by) names += (names.empty() ? "" : " ") + name_of(one);
        refuse("by", "not_in_list", "只能是：" + names, "must be one of: " + names);
    }

    void take_format(const std::string& value) {
        if (value == "json" || value == "csv" || value == "xlsx")
            out_.as = value == "json" ? format::json : value == "csv" ? format::csv : format::xlsx;
        else
            refuse("format", "not_in_list", "只能是：json csv xlsx", "must be one of: json csv xlsx");
    }

    void take_limit(const std::string& value) {
        const auto* end = value.data() + value.size();
        const auto [at, ec] = std::from_chars(value.data(), end, out_.limit);
        if (ec != std::errc() || at != end || out_.limit < 1 || out_.limit > rows_max)
            refuse("limit", "invalid_number", "应为1到10000", "must be 1 to 10000");
    }

    void take_language(const std::string& value) {
        if (value == "zh" || value == "en")
            out_.in = value == "zh" ? http::language::zh : http::language::en;
        else
            refuse("language", "not_in_list", "只能是：zh en", "must be one of: zh en");
    }

    void take_column(const std::string& name, const std::string& value, std::string& to) {
        if (report_.find(value))
            to = value;
        else
            refuse(name, "not_in_list", "此报表没有这一栏", "the report has no such column");
    }

    void take_part(const std::string& value) {
        if (value == "part" || value == "whole")
            out_.whole = value == "whole";
        else
            refuse("of", "not_in_list", "只能是：part whole", "must be one of: part whole");
    }

    void check_drill() {
        if (!report_.list.empty()) return refuse("column", "not_in_list", "此报表本身就是清单", "the report is a list");
        const auto* column = report_.find(out_.column);
        if (!column) return refuse("column", "required", "请指明哪一栏", "say which column");
        if (out_.whole && column->how != column::share)
            refuse("of", "not_in_list", "只有份额才有", "only a share has a whole");
    }

    void refuse(const std::string& name, const char* code, std::string zh, std::string en) {
        errors_.push_back({"/" + name, code, zh_ ? std::move(zh) : std::move(en)});
    }

    const definition& report_;
    day_number today_;
    bool drilling_, zh_;
    std::optional<day_number> from_, to_;
    report_request out_;
    std::vector<http::field_error> errors_;
};

} // namespace

boost::system::result<report_request, http::problem> read_request(const http::request& from, const definition& report,
                                                                  day_number today, bool drilling) {
    reader with(report, today, drilling, http::language_of(from));
    for (const auto& [name, value] : from.query) with.take(name, value);
    auto out = with.finish();
    if (out) out->asked.within = reach_of(from.who.get());
    return out;
}

} // namespace guiyi::casework::reports
