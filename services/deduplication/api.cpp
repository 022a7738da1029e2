#include "services/deduplication/api.hpp"

#include "common/http/problem.hpp"
#include "common/runtime/reached.hpp"
#include "services/deduplication/api_campaigns.hpp"
#include "services/deduplication/export_ties.hpp"
#include "services/deduplication/match_json.hpp"
#include "services/deduplication/query.hpp"
#include "services/deduplication/state.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace guiyi::deduplication {

namespace {

namespace asio = boost::asio;

asio::awaitable<std::optional<std::string>> next_page(std::shared_ptr<tie_pages> of) { co_return of->next(); }

} // namespace

void api::add_staff_routes(http::router& to) const {
    to.add(http::method::get, "/api/v1/export/ties", [this](http::request& from) { return export_ties(from); });
    to.add(http::method::get, "/api/v1/complaints/{receipt_no}/match",
           [this](http::request& from) { return match(from); });
    to.add(http::method::get, "/api/v1/matching/model", [this](http::request&) { return rule(); });
    reviews_.add_staff_routes(to);
    add_campaign_routes(to, state_);
}

asio::awaitable<http::response> api::export_ties(http::request& from) const {
    const auto format = ties_format_named(from.query_value("format").value_or("csv"));
    if (!format)
        co_return refuse_parameter(from, "format", "unknown_format", "format 只能是 csv 或 ndjson",
                                   "format is csv or ndjson");
    if (!bus_.has_turn(events::stream::deduplication)) {
        const auto elsewhere = fail(errc::unavailable,
                                    "this copy of deduplication does not decide at the moment and may "
                                    "lag: ask the one whose /readyz says that it decides");
        co_return http::to_response(elsewhere, http::language_of(from));
    }
    const auto tail = bus_.tail(events::stream::intake);
    if (!tail) co_return http::to_response(tail.error(), http::language_of(from));
    const bool complete = co_await runtime::reached(runs_, events::stream::intake, tail->seq, options_.export_wait_max,
                                                    options_.export_poll);
    if (!complete) {
        const auto late = fail(errc::unavailable, "complaints received before are still being decided; retry");
        co_return http::to_response(late, http::language_of(from));
    }
    const bool compared = from.query_value("compared").value_or("no") == "yes";
    auto pages = std::make_shared<tie_pages>(state_, *format, compared);
    http::response out;
    out.content_type = media_type_of(*format);
    out.headers.emplace_back("Content-Disposition", *format == ties_format::csv
                                                        ? "attachment; filename=\"ties.csv\""
                                                        : "attachment; filename=\"ties.ndjson\"");
    out.stream = [pages] { return next_page(pages); };
    co_return out;
}

asio::awaitable<http::response> api::rule() const {
    co_return http::json_response(200, {{"model", by_.version},
                                        {"tie_bits", in_bits(by_.rule.tie)},
                                        {"margin_bits", in_bits(by_.rule.margin)},
                                        {"review_bits", in_bits(by_.rule.review)}});
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

} // namespace guiyi::deduplication
