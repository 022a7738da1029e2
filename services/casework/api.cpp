#include "services/casework/api.hpp"

#include "common/http/json.hpp"
#include "common/runtime/execute.hpp"
#include "services/casework/body_reader.hpp"
#include "services/casework/explain.hpp"
#include "services/casework/hints.hpp"
#include "services/casework/list_query.hpp"
#include "services/casework/read_action.hpp"
#include "services/casework/respondent_report.hpp"
#include "services/casework/respondents.hpp"
#include "services/casework/reveal.hpp"

#include <charconv>

namespace guiyi::casework {

namespace {

namespace json = boost::json;
using http::language;

constexpr std::size_t reason_chars_max = 500;
constexpr std::size_t entries_max = 200;

http::response not_found(language in) {
    const std::string detail = in == language::zh ? "没有这个案件" : "there is no such case";
    return http::to_response(fail(errc::not_found, detail), in);
}

http::response unauthenticated(language in) { return http::to_response(http::status_problem(401, in)); }

std::string etag(std::uint64_t revision) { return '"' + std::to_string(revision) + '"'; }

/// A case by its own number or by a receipt in it.
std::optional<case_no> look_up(const store::view& from, const std::string& number) {
    case_no direct(number);
    if (load_case(from, direct)) return direct;
    return case_of(from, receipt_no(number));
}

json::object to_json(const law& under, const queue_page& page) {
    json::array rows;
    for (const auto& [which, row] : page.rows) rows.push_back(queue_row(under, which, row));
    return {{"cases", std::move(rows)}, {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)}};
}

http::handler plain(std::function<http::response(const http::request&)> how) {
    return
        [how = std::move(how)](http::request& from) -> boost::asio::awaitable<http::response> { co_return how(from); };
}

} // namespace

api::api(runtime::runner& runs, const store::view& committed, bus::bus& over, const privacy::keyring& keys,
         reference by)
    : runner_(runs), state_(committed), keys_(keys), by_(by), feed_(over, committed) {}

void api::add_staff_routes(http::router& to) {
    using enum http::method;
    to.add(get, "/api/v1/cases", plain([this](const auto& from) { return list(from); }));
    to.add(get, "/api/v1/cases/{case_no}", plain([this](const auto& from) { return page(from); }));
    to.add(get, "/api/v1/cases/{case_no}/timeline", plain([this](const auto& from) { return timeline(from); }));
    to.add(get, "/api/v1/cases/{case_no}/clocks", plain([this](const auto& from) { return clocks(from); }));
    to.add(get, "/api/v1/cases/{case_no}/clocks/{clock}", plain([this](const auto& from) { return clocks(from); }));
    to.add(get, "/api/v1/reports/respondent-days", plain([this](const auto& from) { return report(from); }));
    to.add(get, "/api/v1/reference",
           plain([this](const auto&) { return http::json_response(200, reference_page(by_)); }));
    to.add(post, "/api/v1/cases/{case_no}/actions/{action}", [this](http::request& from) { return act(from); });
    to.add(post, "/api/v1/complaints/{receipt_no}/reveal", [this](http::request& from) { return reveal(from); });
    to.add_events("/api/v1/events",
                  [this](http::request& from, http::event_stream& stream) { return feed_.serve(from, stream); });
}

http::response api::list(const http::request& from) const {
    const auto in = http::language_of(from);
    const auto query = read_list_query(from);
    if (!query) return http::to_response(query.error());
    auto filter = query->filter;
    // The gate of the staff side says who asks; without it (tests) nothing is out of reach.
    if (from.who && from.who->rows != access::row_scope::all) filter.within = from.who->desks;
    if (!query->number.empty()) {
        queue_page found;
        if (auto which = look_up(state_, query->number)) {
            auto row = load_case(state_, *which);
            if (row && filter.matches(*row)) found.rows.emplace_back(std::move(*which), std::move(*row));
        }
        return http::json_response(200, to_json(by_.law, found));
    }
    const auto page = list_cases(state_, filter, query->sort, query->limit, query->cursor);
    if (!page)
        return http::to_response(http::invalid_problem({{"/cursor", "invalid_cursor", page.error().detail}}, in));
    return http::json_response(200, to_json(by_.law, *page));
}

http::response api::page(const http::request& from) const {
    const case_no which{std::string(from.param("case_no"))};
    const auto row = load_case(state_, which);
    if (!row) return not_found(http::language_of(from));
    auto shown = case_page(by_, state_, which, *row, officer_id(from.principal));
    shown["hints"] = hints_page(by_.topics, state_, which);
    shown["letters"] = "/api/v1/cases/" + which.str() + "/letters";
    shown["respondents"] = respondents_of_case(state_, which);
    auto out = http::json_response(200, shown);
    out.headers.emplace_back("ETag", etag(row->revision));
    return out;
}

http::response api::timeline(const http::request& from) const {
    const auto in = http::language_of(from);
    const case_no which{std::string(from.param("case_no"))};
    const auto row = load_case(state_, which);
    if (!row) return not_found(in);
    std::uint64_t after = 0;
    if (const auto text = from.query_value("after"); text && !text->empty()) {
        const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), after);
        if (ec != std::errc() || end != text->data() + text->size())
            return http::to_response(http::invalid_problem(
                {{"/after", "invalid_number", in == language::zh ? "应为条目编号" : "must be the number of an entry"}},
                in));
    }
    // The rows are JSON already.
    std::string body = R"({"entries":[)";
    std::uint64_t last = after;
    for (const auto& entry : entries_of(state_, which, after, entries_max)) {
        if (last++ > after) body += ',';
        body += entry;
    }
    body += R"(],"next":)" + (last < row->entries && last > after ? std::to_string(last) : "null") + "}";
    http::response out;
    out.body = std::move(body);
    return out;
}

http::response api::clocks(const http::request& from) const {
    const case_no which{std::string(from.param("case_no"))};
    const auto row = load_case(state_, which);
    if (!row) return not_found(http::language_of(from));
    const auto only = from.param("clock");
    const auto today = date_at(by_.time.now(), by_.law.utc_offset);
    auto all = explain_clocks(by_.law, by_.days, state_, which, *row, today, only);
    if (!only.empty() && all.empty()) return not_found(http::language_of(from));
    if (!only.empty()) return http::json_response(200, std::move(all.front().as_object()));
    return http::json_response(200, json::object{{"case_no", which.str()}, {"clocks", std::move(all)}});
}

http::response api::report(const http::request& from) const {
    const auto in = http::language_of(from);
    const auto format = from.query_value("format").value_or("json");
    // As in the list of cases: without a gate nothing is out of reach.
    const auto within = from.who ? reports::reach_of(from.who.get()) : std::nullopt;
    if (format == "json")
        return http::json_response(200, json::object{{"rows", casework::to_json(respondent_lines(state_, within))}});
    if (format == "csv") {
        http::response out;
        out.content_type = "text/csv; charset=utf-8";
        out.body = to_csv(respondent_lines(state_, within));
        out.headers.emplace_back("Content-Disposition", "attachment; filename=\"respondent-days.csv\"");
        return out;
    }
    return http::to_response(http::invalid_problem(
        {{"/format", "not_in_list", in == language::zh ? "只能是：json csv" : "must be one of: json csv"}}, in));
}

http::response api::refused(const error& why, http::language in) const {
    if (why.code == errc::not_found) return not_found(in);
    if (why.code == errc::invalid) {
        const auto colon = why.detail.find(':');
        const std::string field = colon == std::string::npos ? "" : "/" + why.detail.substr(0, colon);
        // The pointer names the field; a Chinese sentence does not begin with its English name.
        const bool named = in == language::zh && colon != std::string::npos;
        return http::to_response(
            http::invalid_problem({{field, "invalid", named ? why.detail.substr(colon + 2) : why.detail}}, in));
    }
    return http::to_response(why, in);
}

api::answer api::act(http::request& from) {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return unauthenticated(in);
    const auto name = from.param("action");
    action_request what{officer_id(from.principal), case_no(std::string(from.param("case_no"))), 0, {}, {}};
    const auto row = load_case(state_, what.on);
    if (!row && !action_named(name)) co_return http::to_response(http::status_problem(404, in));
    if (!row) co_return not_found(in);
    if (!is_action(name, by_.law, *row)) co_return http::to_response(http::status_problem(404, in));
    const auto revision = read_revision(from);
    if (!revision) co_return http::to_response(revision.error());
    what.revision = *revision;
    // Of a signed-in person what their account says; a machine decides nothing that the law leaves to a named person.
    what.roles = from.who ? (from.who->machine ? std::vector<std::string>() : from.who->roles.names())
                          : by_.law.roles_of(what.who);
    what.in = deciding_in(in);
    auto body = read_action(name, from, by_.law, *row, by_.topics);
    if (!body) co_return http::to_response(body.error());
    what.what = std::move(*body);

    runtime::decide_with_reply<action_reply> decide = [this, what](const store::view& state, instant now,
                                                                   action_reply& reply) {
        return decide_action(by_.law, what, state, now, reply);
    };
    const auto said = co_await runtime::execute<action_reply>(runner_, from.traceparent, std::move(decide));
    if (!said) co_return refused(said.error(), in);
    json::object out{{"case_no", said->on.str()}, {"state", said->state}, {"revision", said->revision}};
    if (!said->step.empty()) out["step"] = said->step;
    if (!said->report.empty()) out["report"] = said->report.str();
    if (!said->child.empty()) out["child"] = said->child.str();
    auto reply = http::json_response(200, out);
    reply.headers.emplace_back("ETag", etag(said->revision));
    co_return reply;
}

api::answer api::reveal(http::request& from) {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return unauthenticated(in);
    const auto body = http::parse_body(from);
    if (!body) co_return http::to_response(body.error());
    const json::object none;
    const auto* object = body->if_object();
    body_reader reader(object ? *object : none, in);
    const std::string reason = reader.text("reason", need::required, reason_chars_max);
    reader.finish();
    if (!reader.good()) co_return http::to_response(http::invalid_problem(reader.take(), in));

    const receipt_no which{std::string(from.param("receipt_no"))};
    const officer_id who(from.principal);
    struct nothing {};
    runtime::decide_with_reply<nothing> decide = [which, who, reason, in](const store::view& state, instant, nothing&) {
        return decide_reveal(which, who, reason, state, deciding_in(in));
    };
    // First the record that it was looked at, then the look.
    const auto said = co_await runtime::execute<nothing>(runner_, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), in);
    const auto clear = unseal_contact(state_, keys_, which);
    if (!clear) co_return http::to_response(no_contact(clear.error(), deciding_in(in)), in);
    co_return http::json_response(200, *clear);
}

} // namespace guiyi::casework
