#include "services/deduplication/api_campaigns.hpp"

#include "common/http/problem.hpp"
#include "services/deduplication/campaign_state.hpp"
#include "services/deduplication/query.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace guiyi::deduplication {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::size_t limit_default = 50;
constexpr std::size_t limit_max = 200;
constexpr std::size_t alerts_shown = 30;

/// "value-campaign", the last one that was shown.
std::optional<std::pair<std::uint64_t, campaign_id>> place_of(const http::request& from) {
    const auto text = from.query_value("cursor");
    if (!text) return std::pair<std::uint64_t, campaign_id>{0, 0};
    const auto dash = text->find('-');
    if (dash == text->npos) return std::nullopt;
    const auto value = whole_number(text->substr(0, dash), 0, UINT64_MAX);
    const auto id = whole_number(text->substr(dash + 1), 1, UINT64_MAX);
    return value && id ? std::optional(std::pair(*value, *id)) : std::nullopt;
}

std::string date_of(std::int64_t day) { return format_date(local_date(std::chrono::sys_days(std::chrono::days(day)))); }

json::object head_json(campaign_id id, const campaign_head& row) {
    json::object out{{"campaign_no", campaign_number(id).str()},
                     {"cases", row.cases},
                     {"complaints", row.complaints},
                     {"first_seen", format_rfc3339(row.first_seen)},
                     {"last_seen", format_rfc3339(row.last_seen)},
                     {"last_burst_on", nullptr},
                     {"resembles", nullptr}};
    if (row.burst_day > 0) out["last_burst_on"] = date_of(row.burst_day);
    if (row.resembles > 0)
        out["resembles"] = {{"campaign_no", campaign_number(row.resembles).str()},
                            {"containment_permille", row.resembles_permille}};
    return out;
}

json::array texts_json(const std::vector<std::string>& from) {
    json::array out;
    for (const auto& one : from) out.emplace_back(one);
    return out;
}

json::array growth_json(const campaign_head& row) {
    json::array out;
    for (const auto& [day, cases] : row.days) out.push_back({{"date", date_of(day)}, {"cases", cases}});
    return out;
}

json::array alerts_json(campaign_id id, const campaign_reader& state) {
    json::array out;
    for (const auto& [day, alert] : state.alerts(id, alerts_shown))
        out.push_back({{"date", date_of(day)},
                       {"cases", alert.cases},
                       {"since", format_rfc3339(alert.since)},
                       {"daily_mean_centi", alert.daily_mean_centi},
                       {"receipt_no", alert.receipt.str()}});
    return out;
}

json::array exemplars_json(campaign_id id, const campaign_head& row, const campaign_reader& state) {
    json::array out;
    for (std::size_t slot = 0; slot < exemplars_kept_max; ++slot) {
        if ((row.slots >> slot & 1U) == 0) continue;
        if (const auto one = state.exemplar(id, slot))
            out.push_back({{"receipt_no", one->receipt.str()}, {"shingles", one->shingles.size()}});
    }
    return out;
}

json::object member_json(const campaign_member& one) {
    json::object out{{"receipt_no", one.receipt.str()},
                     {"case_no", one.of_case.str()},
                     {"received_at", format_rfc3339(one.received_at)},
                     {"by", one.by},
                     {"containment_permille", nullptr},
                     {"exemplar", nullptr}};
    if (!one.exemplar.empty()) {
        out["containment_permille"] = one.permille;
        out["exemplar"] = one.exemplar.str();
    }
    return out;
}

asio::awaitable<http::response> list(const store::view& rows, http::request& from) {
    const auto sort = from.query_value("sort").value_or("activity");
    if (sort != "activity" && sort != "size")
        co_return refuse_parameter(from, "sort", "unknown_order", "sort 只能是 activity 或 size",
                                   "sort is activity or size");
    const auto limit = limit_of(from, "limit", limit_default, limit_max);
    if (!limit) co_return refuse_limit(from, "limit", limit_max);
    const auto place = place_of(from);
    if (!place) co_return refuse_cursor(from);
    const campaign_reader state(rows);
    const auto found = state.listed(sort == "size", *place, *limit + 1);
    json::array items;
    for (std::size_t i = 0; i < std::min(found.size(), *limit); ++i)
        if (const auto row = state.head(found[i].second)) {
            json::object item = head_json(found[i].second, *row);
            item["numbers"] = texts_json(state.details(found[i].second).numbers_masked);
            item["growth"] = growth_json(*row);
            items.push_back(std::move(item));
        }
    json::object out{{"items", std::move(items)}, {"next", nullptr}};
    if (found.size() > *limit) {
        const auto& last = found[*limit - 1];
        out["next"] = std::to_string(last.first) + "-" + std::to_string(last.second);
    }
    co_return http::json_response(200, out);
}

asio::awaitable<http::response> one(const store::view& rows, http::request& from) {
    const auto limit = limit_of(from, "limit", limit_default, limit_max);
    if (!limit) co_return refuse_limit(from, "limit", limit_max);
    const auto after = whole_number(from.query_value("cursor").value_or("0"), 0, UINT64_MAX);
    if (!after) co_return refuse_cursor(from);
    const campaign_reader state(rows);
    const auto id = parse_campaign_number(from.param("campaign_no"));
    const auto row = id ? state.head(*id) : std::nullopt;
    if (!row) co_return http::to_response(fail(errc::not_found, "no such campaign"), http::language_of(from));

    json::object out = head_json(*id, *row);
    const auto details = state.details(*id);
    out["numbers"] = texts_json(details.numbers_masked);
    out["respondents"] = texts_json(details.respondents);
    out["growth"] = growth_json(*row);
    out["alerts"] = alerts_json(*id, state);
    out["exemplars"] = exemplars_json(*id, *row, state);
    const auto found = state.members(*id, *after, *limit + 1);
    json::array items;
    for (std::size_t i = 0; i < std::min(found.size(), *limit); ++i) items.push_back(member_json(found[i].second));
    out["items"] = std::move(items);
    out["next"] = nullptr;
    if (found.size() > *limit) out["next"] = std::to_string(found[*limit - 1].first);
    co_return http::json_response(200, out);
}

} // namespace

void add_campaign_routes(http::router& to, const store::view& state) {
    to.add(http::method::get, "/api/v1/campaigns", [&state](http::request& from) { return list(state, from); });
    to.add(http::method::get, "/api/v1/campaigns/{campaign_no}",
           [&state](http::request& from) { return one(state, from); });
}

} // namespace guiyi::deduplication
