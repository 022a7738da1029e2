#include "services/intake/api.hpp"

#include "common/http/json.hpp"
#include "services/intake/advice.hpp"

#include "common/privacy/mask.hpp"
#include "common/runtime/execute.hpp"
#include "services/intake/object_reader.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/object.hpp>

namespace guiyi::intake {

namespace asio = boost::asio;
namespace json = boost::json;

void api::add_public_routes(http::router& to) {
    using http::method;
    to.add(method::post, "/api/v1/complaints", [this](http::request& from) { return submit(from); });
    to.add(method::post, "/api/v1/complaints:mask",
           [this](http::request& from) -> answer { co_return mask(from); });
    to.add(method::post, "/api/v1/status", [this](http::request& from) { return status(from); });
    to.add(method::post, "/api/v1/status/urge", [this](http::request& from) { return urge(from); });
    to.add(method::post, "/api/v1/status/supplement", [this](http::request& from) { return supplement(from); });
    to.add(method::post, "/api/v1/status/withdraw", [this](http::request& from) { return withdraw(from); });
    to.add(method::post, "/api/v1/status/preferences", [this](http::request& from) { return prefer(from); });
    to.add(method::post, "/api/v1/status/feedback", [this](http::request& from) { return feedback(from); });
    http::upload_settings upload = parts_.upload;
    upload.spool_folder = parts_.evidence.spool_folder();
    to.add_upload(
        method::post, "/api/v1/evidence",
        [this](http::request& from, http::upload_result& file) { return keep(from, file); }, std::move(upload));
}

void api::add_staff_routes(http::router& to) {
    to.add(http::method::get, "/api/v1/cases/{case_no}/feedback",
           [this](http::request& from) -> answer { co_return feedback_of(from); });
    to.add_line_stream(http::method::post, "/api/v1/complaints:import",
                       [this](http::request& from, http::line_stream& lines) { return import(from, lines); });
}

api::answer api::submit(http::request& from) {
    const auto language = http::language_of(from);
    const std::string idempotency_key(from.header("idempotency-key"));
    const auto parsed = http::parse_body(from);
    if (!parsed) co_return http::to_response(parsed.error());
    const instant now = parts_.time.now();
    reading read = read_complaint(*parsed, public_door(*parsed), parts_.rules, now);
    if (idempotency_key.size() > idempotency_key_max)
        read.refused.push_back({"", "invalid_idempotency_key", std::to_string(idempotency_key_max)});
    if (!read.refused.empty())
        co_return http::to_response(http::invalid_problem(in_words(read.refused, language), language));

    const auto what = std::make_shared<const submission>(parts_.door.prepare(read, idempotency_key, now));
    const auto said = co_await desk_.submit(what, from.traceparent);
    if (!said) co_return http::to_response(said.error(), language);
    std::vector<http::field_error> unknown;
    for (const auto& pointer : said->unknown_evidence)
        unknown.push_back(in_words(fault{pointer, "unknown_evidence"}, language));
    if (!unknown.empty()) co_return http::to_response(http::invalid_problem(std::move(unknown), language));

    const auto& receipts = parts_.door.receipts();
    json::object body{{"receipt_no", said->receipt.str()}};
    // Whoever guesses a reference must not get another's complaint opened by it.
    if (said->same_content) body.emplace("query_code", receipts.query_code(said->receipt));
    body.emplace("received_at", format_local(said->received_at, receipts.utc_offset()));
    body.emplace("advice", advice_for(what->summary, *said, parts_.rules.categories, language));
    co_return http::json_response(201, body);
}

/// So that people see what will be masked while they write. Nothing of it is kept.
http::response api::mask(const http::request& from) const {
    const auto language = http::language_of(from);
    const auto parsed = http::parse_body(from);
    if (!parsed) return http::to_response(parsed.error());
    fault_list faults(true);
    std::string text;
    if (parsed->is_object()) {
        object_reader root(parsed->get_object(), "", faults);
        text = root.long_text("text", parts_.rules.limits.narrative_max_chars);
        root.finish();
    } else {
        faults.refuse("", "wrong_type", "an object");
    }
    if (!faults.refused.empty())
        return http::to_response(http::invalid_problem(in_words(faults.refused, language), language));
    return http::json_response(200, {{"masked", privacy::mask(text)}});
}

api::answer api::keep(http::request& from, http::upload_result& file) {
    const auto language = http::language_of(from);
    if (file.size_bytes == 0) {
        const fault empty{"", "empty_file"};
        co_return http::to_response(http::invalid_problem({in_words(empty, language)}, language));
    }
    auto on_disk = [&file, &store = parts_.evidence]() -> asio::awaitable<result<kept_file>> {
        co_return store.keep(file);
    };
    const auto kept = co_await asio::co_spawn(parts_.blocking, std::move(on_disk), asio::use_awaitable);
    if (!kept && kept.error().code == errc::invalid) {
        auto problem = http::status_problem(415, language);
        problem.detail = kept.error().detail;
        co_return http::to_response(problem);
    }
    if (!kept) co_return http::to_response(kept.error(), language);

    const events::evidence_stored fact{kept->id, kept->media_type, static_cast<std::int64_t>(kept->size_bytes)};
    runtime::decide_with_reply<int> decide = [fact](const store::view& state, instant, int&) -> result<events::facts> {
        return keep_evidence(fact, state);
    };
    const auto said = co_await runtime::execute<int>(parts_.runner, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), language);
    const json::object body{{"id", kept->id.str()}, {"media_type", kept->media_type}, {"size", kept->size_bytes}};
    co_return http::json_response(201, body);
}

asio::awaitable<void> api::import(http::request& from, http::line_stream& lines) {
    bulk_options options = parts_.bulk;
    options.language = http::language_of(from);
    const auto strand = co_await asio::this_coro::executor;
    bulk_importer importer(strand, desk_, parts_.rules, parts_.time, options);
    const auto written = [](const std::vector<line_result>& answers) {
        std::string out;
        for (const auto& one : answers) out += one.to_ndjson();
        return out;
    };
    for (;;) {
        auto next = co_await lines.next_line();
        if (!next) break;
        const auto number = lines.line_number();
        if (!*next && next->error().code != errc::too_large) break; // the body was cut; what came is still answered
        std::vector<line_result> ready;
        if (*next)
            ready = co_await importer.submit_line(number, std::move(**next), from.traceparent);
        else
            ready = co_await importer.refuse_line(number, next->error());
        if (ready.empty()) continue;
        std::string text = written(ready);
        const bool open = co_await lines.write(std::move(text));
        if (!open) co_return;
    }
    const auto rest = co_await importer.finish();
    std::string text = written(rest);
    if (!text.empty()) co_await lines.write(std::move(text));
}

} // namespace guiyi::intake
