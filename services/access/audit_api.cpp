#include "services/access/audit_api.hpp"

#include "services/access/audit_list.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <charconv>

namespace guiyi::access {

namespace {

namespace json = boost::json;

constexpr std::size_t page_default = 50;
constexpr std::size_t page_max = 500;

/// A day of the office (its beginning), or a moment.
std::optional<instant> time_of(std::string_view text, std::chrono::minutes utc_offset) {
    if (const auto day = parse_date(text)) return start_of(*day, utc_offset);
    if (const auto moment = parse_rfc3339(text)) return *moment;
    return std::nullopt;
}

struct asked {
    audit_query what;
    std::size_t limit = page_default;
    std::string cursor;
};

boost::system::result<asked, http::problem> read(const http::request& from, std::chrono::minutes utc_offset) {
    const auto in = http::language_of(from);
    asked out;
    std::vector<http::field_error> errors;
    const auto refuse = [&](const std::string& name, std::string code, std::string zh, std::string en) {
        errors.push_back({"/" + name, std::move(code), in == http::language::zh ? std::move(zh) : std::move(en)});
    };
    for (const auto& [name, value] : from.query) {
        if (value.empty()) continue; // an empty field of a form filters nothing
        if (name == "by")
            out.what.by = account_id(value);
        else if (name == "subject")
            out.what.subject = value;
        else if (name == "cursor")
            out.cursor = value;
        else if (name == "kind") {
            const auto& kinds = audit_kinds();
            if (std::ranges::find(kinds, value) == kinds.end()) {
                std::string all;
                for (const auto& one : kinds) all += " " + one;
                refuse(name, "not_in_list", "只能是：" + all, "must be one of:" + all);
            }
            out.what.kind = value;
        } else if (name == "from" || name == "to") {
            auto at = time_of(value, utc_offset);
            if (!at) refuse(name, "invalid_time", "应为日期或带时区的时间", "must be a date, or a time with its zone");
            // Both days belong to the period.
            if (at && name == "to" && value.size() == 10) *at += std::chrono::days(1);
            (name == "from" ? out.what.from : out.what.to) = at;
        } else if (name == "limit") {
            const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), out.limit);
            if (ec != std::errc() || end != value.data() + value.size() || out.limit < 1 || out.limit > page_max)
                refuse(name, "out_of_range", "应为1到500的整数", "must be a whole number from 1 to 500");
        } else
            refuse(name, "unknown_parameter", "没有这个参数", "there is no such parameter");
    }
    if (out.what.from && out.what.to && *out.what.from >= *out.what.to)
        refuse("to", "before_from", "结束时间应晚于开始时间", "must be after 'from'");
    if (!errors.empty()) return http::invalid_problem(std::move(errors), in);
    return out;
}

json::object to_json(const audit_entry& one) {
    json::object out{{"at", format_rfc3339(one.at)}, {"kind", one.kind}, {"by", one.by.str()}, {"what", one.what}};
    if (!one.subject.empty()) out["subject"] = one.subject;
    if (!one.in_case.empty()) out["case_no"] = one.in_case.str();
    if (!one.detail.empty()) out["detail"] = one.detail;
    return out;
}

} // namespace

void audit_api::add_staff_routes(http::router& to) const {
    to.add(http::method::get, "/api/v1/audit", [this](http::request& from) -> answer { co_return list(from); });
    to.add(http::method::get, "/api/v1/audit/checkpoint", [this](http::request& from) -> answer {
        const auto made = checkpoint_();
        if (!made) co_return http::to_response(made.error(), http::language_of(from));
        co_return http::text(200, *made);
    });
}

http::response audit_api::list(const http::request& from) const {
    const auto in = http::language_of(from);
    const auto query = read(from, by_.utc_offset);
    if (!query) return http::to_response(query.error());
    const auto page = list_entries(by_.state, query->what, query->limit, query->cursor);
    if (!page)
        return http::to_response(http::invalid_problem(
            {{"/cursor", "invalid_cursor", in == http::language::zh ? "cursor 无效" : page.error().detail}}, in));
    json::array entries;
    for (const auto& one : page->entries) entries.push_back(to_json(one));
    return http::json_response(200, {{"entries", std::move(entries)},
                                     {"next", page->next.empty() ? json::value(nullptr) : json::value(page->next)}});
}

} // namespace guiyi::access
