#include "services/deduplication/api.hpp"

#include "common/http/problem.hpp"
#include "common/runtime/reached.hpp"
#include "services/deduplication/export_ties.hpp"
#include "services/deduplication/match_json.hpp"
#include "services/deduplication/state.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>

#include <charconv>

namespace guiyi::deduplication {

namespace {

namespace asio = boost::asio;

constexpr std::size_t reviews_default = 50;
constexpr std::size_t reviews_max = 200;

http::response refuse(std::string_view parameter, std::string_view code, std::string_view zh, std::string_view en,
                      const http::request& from) {
    const auto in = http::language_of(from);
    const std::string detail(in == http::language::zh ? zh : en);
    return http::to_response(http::invalid_problem({{"/" + std::string(parameter), std::string(code), detail}}, in));
}

/// A decimal query parameter within bounds; nothing when it is malformed.
std::optional<std::uint64_t> number_in(const http::request& from, std::string_view name, std::uint64_t fallback,
                                       std::uint64_t min, std::uint64_t max) {
    const auto text = from.query_value(name);
    if (!text) return fallback;
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (ec != std::errc{} || end != text->data() + text->size() || value < min || value > max) return std::nullopt;
    return value;
}

asio::awaitable<std::optional<std::string>> next_page(std::shared_ptr<tie_pages> of) { co_return of->next(); }

} // namespace

void api::add_staff_routes(http::router& to) const {
    to.add(http::method::get, "/api/v1/export/ties", [this](http::request& from) { return export_ties(from); });
    to.add(http::method::get, "/api/v1/complaints/{receipt_no}/match",
           [this](http::request& from) { return match(from); });
    to.add(http::method::get, "/api/v1/reviews", [this](http::request& from) { return reviews(from); });
}

asio::awaitable<http::response> api::export_ties(http::request& from) const {
    const auto format = ties_format_named(from.query_value("format").value_or("csv"));
    if (!format)
        co_return refuse("format", "unknown_format", "format 只能是 csv 或 ndjson", "format is csv or ndjson", from);
    const auto tail = bus_.tail(events::stream::intake);
    if (!tail) co_return http::to_response(tail.error(), http::language_of(from));
    const bool complete = co_await runtime::reached(runs_, events::stream::intake, tail->seq, options_.export_wait_max,
                                                    options_.export_poll);
    if (!complete) {
        const auto late = fail(errc::unavailable, "complaints received before are still being decided; retry");
        co_return http::to_response(late, http::language_of(from));
    }
    auto pages = std::make_shared<tie_pages>(state_, *format);
    http::response out;
    out.content_type = media_type_of(*format);
    out.headers.emplace_back("Content-Disposition", *format == ties_format::csv
                                                        ? "attachment; filename=\"ties.csv\""
                                                        : "attachment; filename=\"ties.ndjson\"");
    out.stream = [pages] { return next_page(pages); };
    co_return out;
}

asio::awaitable<http::response> api::match(http::request& from) const {
    const state_reader state(state_);
    const auto record = state.record_of(receipt_no(std::string(from.param("receipt_no"))));
    const auto row = record ? state.tie_of(*record) : std::nullopt;
    const auto why = record ? state.explanation_of(*record) : std::nullopt;
    if (!row || !why) {
        const auto missing = fail(errc::not_found, "no such complaint has been compared");
        co_return http::to_response(missing, http::language_of(from));
    }
    co_return http::json_response(200, match_json(*row, *why));
}

asio::awaitable<http::response> api::reviews(http::request& from) const {
    const auto limit = number_in(from, "limit", reviews_default, 1, reviews_max);
    if (!limit) co_return refuse("limit", "out_of_range", "limit 须为 1 到 200", "limit is from 1 to 200", from);
    const auto before = number_in(from, "cursor", 0, 1, UINT64_MAX);
    if (!before) co_return refuse("cursor", "invalid_cursor", "cursor 无效", "not a cursor of this list", from);
    const state_reader state(state_);
    const auto found = state.reviews(*before, static_cast<std::size_t>(*limit) + 1);
    boost::json::array items;
    for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), *limit); ++i) {
        const auto row = state.tie_of(found[i]);
        const auto why = state.explanation_of(found[i]);
        if (row && why) items.push_back(match_json(*row, *why));
    }
    boost::json::object out{{"items", std::move(items)}, {"next", nullptr}};
    if (found.size() > *limit) out["next"] = std::to_string(found[*limit - 1]);
    co_return http::json_response(200, out);
}

} // namespace guiyi::deduplication
