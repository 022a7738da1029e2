#include "services/intake/plain_pages.hpp"

#include "common/core/digest.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace guiyi::intake {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::array languages{"zh", "en"};
constexpr std::array pages{"complaint", "receipt", "status_query", "status"};
constexpr std::array actions{"urge", "supplement", "withdraw"};

http::language language_in(const http::request& from) {
    return from.param("language") == "en" ? http::language::en : http::language::zh;
}

std::string_view code_of(http::language in) { return in == http::language::en ? "en" : "zh"; }

http::html_template read_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in || text.empty()) throw failure(fail(errc::not_found, "cannot read " + file.string()));
    auto read = http::html_template::parse(text, file.string());
    if (!read) throw failure(read.error());
    return std::move(*read);
}

json::object problem_json(const http::problem& what) { return json::parse(http::to_response(what).body).get_object(); }

/// "2026-11-26T19:13:35+08:00" as people read it: the office's time, to the minute.
void make_readable(json::value& time) {
    auto text = std::string(time.as_string()).substr(0, 16);
    if (const auto t = text.find('T'); t != text.npos) text[t] = ' ';
    time = std::move(text);
}

http::response unknown_page(const http::request& from) {
    return http::to_response(http::status_problem(404, http::language_of(from)));
}

} // namespace

plain_pages::plain_pages(plain_parts parts) : parts_(std::move(parts)) {
    for (const std::string language : languages)
        for (const std::string name : pages)
            texts_.emplace(language + "/" + name, read_text(parts_.folder / language / (name + ".html")));
}

void plain_pages::add_routes(http::router& to) {
    using http::method;
    to.add(method::get, "/plain", [](http::request& from) -> answer {
        co_return http::redirect("/plain/" + std::string(code_of(http::language_of(from))) + "/complaint");
    });
    to.add(method::get, "/plain/{language}/complaint",
           [this](http::request& from) -> answer { co_return blank("complaint", from); });
    to.add(method::get, "/plain/{language}/status",
           [this](http::request& from) -> answer { co_return blank("status_query", from); });
    const auto post = [&](std::string_view pattern, answer (plain_pages::*then)(asked&)) {
        to.add_upload(
            method::post, pattern,
            [this, then](http::request& from, http::upload_result& body) { return take(from, body, then); },
            parts_.upload);
    };
    post("/plain/{language}/complaint", &plain_pages::file);
    post("/plain/{language}/status", &plain_pages::look);
    post("/plain/{language}/status/{action}", &plain_pages::act);
}

http::response plain_pages::blank(std::string_view name, const http::request& from) const {
    if (from.param("language") != code_of(language_in(from))) return unknown_page(from);
    json::object values = typed_in({}, {});
    std::array<unsigned char, 16> key{};
    parts_.random.fill(key);
    values["key"] = to_hex({reinterpret_cast<const char*>(key.data()), key.size()});
    return page(name, language_in(from), 200, std::move(values));
}

http::response plain_pages::page(std::string_view name, http::language in, int status, json::object values) const {
    const auto& text = texts_.find(std::string(code_of(in)) + "/" + std::string(name))->second;
    return http::html(status, text.fill(values, http::line_breaks::kept));
}

plain_pages::answer plain_pages::take(http::request& from, http::upload_result& body,
                                      answer (plain_pages::*then)(asked&)) {
    if (from.param("language") != code_of(language_in(from))) co_return unknown_page(from);
    const std::string type(from.header("content-type"));
    auto read = [&]() -> asio::awaitable<result<http::form>> {
        co_return http::read_form(type, body.file, parts_.upload.spool_folder);
    };
    auto form = co_await asio::co_spawn(parts_.blocking, std::move(read), asio::use_awaitable);
    if (!form) co_return http::to_response(form.error(), language_in(from));
    asked what{language_in(from), from, std::move(*form), {}, {}};
    what.files = kept_in(what.form);
    co_await keep_files(what);
    co_return co_await (this->*then)(what);
}

/// Each file becomes a piece of evidence, as if it had been uploaded by itself.
asio::awaitable<void> plain_pages::keep_files(asked& what) {
    http::request inner;
    inner.verb = http::method::post;
    inner.path = "/api/v1/evidence";
    inner.traceparent = what.from.traceparent;
    inner.headers.add("Accept-Language", code_of(what.in));
    const auto route = parts_.api->find(inner);
    const auto& keep = std::get<http::upload_action>(route.found->run).call;
    for (auto& one : what.form.files) {
        const auto reply = co_await keep(inner, one.content);
        const auto body = json::parse(reply.body).get_object();
        if (reply.status == 201) {
            what.files.push_back({std::string(body.at("id").as_string()), one.name});
            continue;
        }
        const auto* why = body.if_contains("detail");
        const auto sentence = one.name + ": " + std::string(why ? why->as_string() : body.at("title").as_string());
        what.fault = problem_json(http::invalid_problem({{"/evidence", "refused_file", sentence}}, what.in));
    }
}

asio::awaitable<plain_pages::said> plain_pages::ask(const asked& what, std::string_view path, const json::object& body,
                                                    std::string_view idempotency_key) const {
    http::request inner;
    inner.verb = http::method::post;
    inner.path = path;
    inner.traceparent = what.from.traceparent;
    inner.remote_address = what.from.remote_address;
    inner.headers.add("Accept-Language", code_of(what.in));
    inner.headers.add("Content-Type", "application/json");
    if (!idempotency_key.empty()) inner.headers.add("Idempotency-Key", idempotency_key);
    inner.body = json::serialize(body);
    const auto route = parts_.api->find(inner);
    const auto reply = co_await std::get<http::buffered_action>(route.found->run).call(inner);
    co_return said{reply.status, json::parse(reply.body).get_object()};
}

plain_pages::answer plain_pages::file(asked& what) {
    said reply{422, what.fault};
    if (what.fault.empty()) {
        const auto body = complaint_in(what.form, what.files, code_of(what.in), parts_.utc_offset);
        reply = co_await ask(what, "/api/v1/complaints", body, what.form.get("key"));
    }
    if (reply.status == 201) {
        make_readable(reply.body.at("received_at"));
        co_return page("receipt", what.in, 201, std::move(reply.body));
    }
    json::object values = typed_in(what.form, what.files);
    add_faults(values, reply.body, what.form);
    co_return page("complaint", what.in, reply.status, std::move(values));
}

plain_pages::answer plain_pages::look(asked& what) { co_return co_await show_status(what, 200, {}); }

/// The status page, or the form that asks for the codes again with what is wrong.
plain_pages::answer plain_pages::show_status(asked& what, int status, json::object more) {
    json::object codes{{"receipt_no", what.form.get("receipt_no")}, {"query_code", what.form.get("query_code")}};
    auto reply = co_await ask(what, "/api/v1/status", codes);
    if (reply.status != 200) {
        json::object values = typed_in(what.form, {});
        add_faults(values, reply.body, what.form);
        co_return page("status_query", what.in, reply.status, std::move(values));
    }
    json::object values = std::move(reply.body);
    make_readable(values.at("received_at"));
    for (auto& step : values.at("history").as_array()) make_readable(step.at("at"));
    values["query_code"] = what.form.get("query_code");
    values["stage=" + std::string(values.at("stage").as_string())] = true;
    for (auto& [name, value] : more) values[name] = std::move(value);
    co_return page("status", what.in, status, std::move(values));
}

plain_pages::answer plain_pages::act(asked& what) {
    const std::string action(what.from.param("action"));
    if (std::ranges::find(actions, action) == actions.end()) co_return unknown_page(what.from);
    said reply{422, what.fault};
    if (what.fault.empty()) {
        json::object body{{"receipt_no", what.form.get("receipt_no")}, {"query_code", what.form.get("query_code")}};
        if (const auto text = what.form.get("text"); !text.empty()) body["text"] = text;
        json::array evidence;
        for (const auto& one : what.files) evidence.emplace_back(one.id);
        if (action == "supplement") body["evidence"] = std::move(evidence);
        reply = co_await ask(what, "/api/v1/status/" + action, body);
    }
    json::object more;
    if (reply.status == 202) {
        more["done=" + action] = true;
        co_return co_await show_status(what, 200, std::move(more));
    }
    // What was typed stays in the part it was typed in.
    json::object typed = typed_in(what.form, what.files);
    add_faults(typed, reply.body, what.form);
    more["has_problems"] = true;
    more["problems"] = typed.at("problems");
    more[action] = std::move(typed);
    co_return co_await show_status(what, reply.status, std::move(more));
}

} // namespace guiyi::intake
