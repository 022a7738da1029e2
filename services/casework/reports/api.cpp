#include "services/casework/reports/api.hpp"

#include "common/core/digest.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace guiyi::casework::reports {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::size_t page_max = 500;
constexpr std::string_view scorecard_report = "respondents"; // its file in config/reports

json::object frame(const definition& of, const request& asked) {
    auto out = definition_json(of);
    out["by"] = name_of(asked.by);
    out["period"] = period_json(asked.of);
    out["as_of"] = date_text(asked.as_of);
    json::object where;
    for (const auto& one : asked.where) where[name_of(one.which)] = one.value;
    out["where"] = std::move(where);
    out["within"] = asked.within ? json::value_from(*asked.within) : json::value();
    return out;
}

http::response as_file(const definition& of, format as, const sheet& what, http::language in) {
    http::response out;
    const bool csv = as == format::csv;
    if (csv) {
        out.content_type = "text/csv; charset=utf-8";
        out.body = to_csv(what);
    } else {
        auto book = to_xlsx(what);
        if (!book) return http::to_response(book.error(), in);
        out.content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        out.body = std::move(*book);
    }
    out.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + of.id + (csv ? ".csv\"" : ".xlsx\""));
    return out;
}

std::vector<measure> measures_of(const std::vector<selection>& which) {
    std::vector<measure> out;
    for (const auto& one : which)
        if (std::ranges::find(out, one.what) == out.end()) out.push_back(one.what);
    return out;
}

/// What a row stands for, as a narrower question.
struct narrowed {
    request asked;
    std::optional<std::string> label;
};

narrowed narrow(const report_request& what) {
    narrowed out{what.asked, {}};
    if (!what.group) return out;
    if (what.asked.by.what == grouping::by_dimension) out.asked.where.push_back({what.asked.by.which, *what.group});
    if (what.asked.by.what == grouping::by_label) out.label = what.group;
    return out;
}

class listing {
  public:
    listing(const store::view& from, const std::vector<selection>& which, const report_request& what)
        : from_(from), which_(which), what_(what), narrow_(narrow(what)) {}

    /// False for a cursor that is none of this list's.
    bool read(std::size_t limit) {
        const auto measures = measures_of(which_);
        std::size_t place = 0;
        std::string after;
        if (!what_.cursor.empty()) {
            const auto bytes = from_hex(what_.cursor);
            if (!bytes || bytes->size() < 2 || static_cast<std::size_t>(bytes->front()) >= measures.size())
                return false;
            place = static_cast<std::size_t>(bytes->front());
            after = bytes->substr(1);
        }
        for (; place < measures.size(); ++place, after.clear()) {
            const auto& asked = narrow_.asked;
            const question about{measures[place], asked.of, asked.as_of, asked.is_now, {}, asked.where, asked.within};
            auto page =
                list_lines(from_, about, [&](const line& one) { return wanted(one); }, limit - lines.size(), after);
            for (auto& one : page.lines) lines.push_back(list_entry(from_, std::move(one), asked.as_of));
            if (page.next.empty()) continue;
            next = to_hex(static_cast<char>(place) + page.next);
            return true;
        }
        return true;
    }

    std::vector<listed> lines;
    std::string next;

  private:
    bool wanted(const line& one) const {
        const auto n = is_stock(one.what.what) ? what_.asked.as_of - one.what.day : one.what.n;
        if (narrow_.label && *narrow_.label != one.what.label) return false;
        if (what_.group && what_.asked.by.what == grouping::by_month &&
            month_name(month_of(one.what.day)) != *what_.group)
            return false;
        return std::ranges::any_of(
            which_, [&](const selection& of) { return of.what == one.what.what && of.takes(one.what.label, n); });
    }

    const store::view& from_;
    const std::vector<selection>& which_;
    const report_request& what_;
    narrowed narrow_;
};

http::response wrong_cursor(http::language in) {
    const std::string detail = in == http::language::zh ? "不是这张清单的" : "is not one of this list's";
    return http::to_response(http::invalid_problem({{"/cursor", "invalid_cursor", detail}}, in));
}

json::value next_json(const std::string& next) { return next.empty() ? json::value() : json::value(next); }

} // namespace

void api::add_staff_routes(http::router& to) {
    const auto get = http::method::get;
    to.add(get, "/api/v1/reports", [this](http::request&) -> answer { co_return catalogue(); });
    to.add(get, "/api/v1/reports/mailings", [this](http::request&) -> answer { co_return mailings(); });
    to.add(get, "/api/v1/reports/{name}", [this](http::request& from) {
        return make(from, from.param("name"),
                    [this](const auto& request, const auto& of) { return figures(request, of); });
    });
    to.add(get, "/api/v1/reports/{name}/cases", [this](http::request& from) {
        return make(from, from.param("name"),
                    [this](const auto& request, const auto& of) { return cases(request, of); });
    });
    to.add(get, "/api/v1/respondents/{respondent}/scorecard", [this](http::request& from) {
        return make(from, scorecard_report,
                    [this](const auto& request, const auto& of) { return scorecard(request, of); });
    });
}

day_number api::today() const { return number_of(date_at(with_.time.now(), with_.utc_offset)); }

http::response api::catalogue() const {
    json::array all;
    for (const auto& one : with_.reports) all.push_back(definition_json(one));
    return http::json_response(200, json::object{{"reports", std::move(all)}});
}

http::response api::mailings() const {
    return http::json_response(200, json::object{{"mailings", mailings_json(with_.mailings, *with_.snapshot())}});
}

api::answer api::make(http::request& from, std::string_view report, making how) const {
    const auto in = http::language_of(from);
    const auto of = std::ranges::find(with_.reports, report, &definition::id);
    if (of == with_.reports.end())
        co_return http::to_response(
            fail(errc::not_found, in == http::language::zh ? "没有这张报表" : "there is no such report"), in);
    // Reading a long period takes its time, and the connection's thread serves others meanwhile.
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(with_.blocking, asio::use_awaitable));
    auto out = how(from, *of);
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    co_return out;
}

http::response api::figures(const http::request& from, const definition& of) const {
    const auto what = read_request(from, of, today(), false);
    if (!what) return http::to_response(what.error());
    if (!of.list.empty()) return list(of, *what);
    const auto rows = with_.snapshot();
    auto table = figures_of(*rows, of, what->asked);
    if (!what->sort.empty()) sort_rows(table, of, static_cast<std::size_t>(of.find(what->sort) - of.columns.data()));
    if (what->as != format::json)
        return as_file(of, what->as, table_sheet(of, what->asked, table, with_.names, what->in), what->in);
    return http::json_response(200, shown(of, *what, table));
}

json::object api::shown(const definition& of, const report_request& what, const report_table& table) const {
    auto out = frame(of, what.asked);
    for (auto& [name, value] : table_json(of, what.asked, table, what.limit, with_.names, what.in))
        out[name] = std::move(value);
    return out;
}

http::response api::scorecard(const http::request& from, const definition& of) const {
    auto what = read_request(from, of, today(), false);
    if (!what) return http::to_response(what.error());
    const std::string firm(from.param("respondent"));
    const auto name = with_.names.firm ? with_.names.firm(firm) : std::string();
    if (name.empty()) {
        const auto* said = what->in == http::language::zh ? "没有这个被投诉方" : "there is no such respondent";
        return http::to_response(fail(errc::not_found, said), what->in);
    }
    what->asked.by = {grouping::by_month, {}};
    what->asked.where.push_back({dimension::firm, firm});
    const auto rows = with_.snapshot();
    const auto table = figures_of(*rows, of, what->asked);
    if (what->as != format::json)
        return as_file(of, what->as, table_sheet(of, what->asked, table, with_.names, what->in), what->in);
    auto out = shown(of, *what, table);
    out["respondent"] = firm;
    out["name"] = name;
    return http::json_response(200, out);
}

http::response api::list(const definition& of, const report_request& what) const {
    const auto rows = with_.snapshot();
    listing found(*rows, of.list, what);
    if (!found.read(what.as == format::json ? std::min(what.limit, page_max) : rows_max)) return wrong_cursor(what.in);
    if (what.as != format::json)
        return as_file(of, what.as, lines_sheet(of, what.asked, found.lines, with_.names, what.in), what.in);
    auto out = frame(of, what.asked);
    out["rows"] = lines_json(found.lines, with_.names, what.in);
    out["next"] = next_json(found.next);
    return http::json_response(200, out);
}

http::response api::cases(const http::request& from, const definition& of) const {
    const auto what = read_request(from, of, today(), true);
    if (!what) return http::to_response(what.error());
    const auto& column = *of.find(what->column);
    const auto rows = with_.snapshot();
    listing found(*rows, what->whole ? column.whole : column.of, *what);
    if (!found.read(std::min(what->limit, page_max))) return wrong_cursor(what->in);
    auto out = frame(of, what->asked);
    out["column"] = column.id;
    out["group"] = what->group ? json::value(*what->group) : json::value();
    out["rows"] = lines_json(found.lines, with_.names, what->in);
    out["next"] = next_json(found.next);
    return http::json_response(200, out);
}

} // namespace guiyi::casework::reports
