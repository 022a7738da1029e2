#include "services/notification/api.hpp"

#include "common/http/problem.hpp"
#include "services/notification/state.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <charconv>

namespace guiyi::notification {

namespace {

namespace json = boost::json;

constexpr std::size_t limit_default = 100;
constexpr std::size_t limit_max = 500;

json::object to_json(const store::view& state, const message_id& id, const message_row& row) {
    const auto delivery = load_delivery(state, id, row);
    json::object out;
    out["message"] = id.str();
    out["case_no"] = row.about.str();
    if (!row.receipt.empty()) out["receipt_no"] = row.receipt.str();
    out["channel"] = row.channel;
    if (!row.endpoint.empty()) out["endpoint"] = row.endpoint;
    out["template"] = row.template_id;
    if (!row.language.empty()) out["language"] = row.language;
    out["reason"] = row.reason;
    out["state"] = name_of(delivery.state);
    out["attempts"] = delivery.attempts;
    out["unknown_attempts"] = delivery.unknown_attempts;
    out["queued_at"] = format_rfc3339(row.queued_at);
    if (delivery.attempts > 0) out["last_at"] = format_rfc3339(delivery.last_at);
    if (delivery.state == message_state::waiting) out["next_at"] = format_rfc3339(delivery.next_at);
    if (!delivery.outcome.empty()) out["outcome"] = delivery.outcome;
    if (!delivery.answer.empty()) out["answer"] = delivery.answer;
    return out;
}

json::array messages_json(const store::view& state, const std::vector<message_id>& ids) {
    json::array out;
    for (const auto& id : ids)
        if (const auto row = load_message(state, id)) out.push_back(to_json(state, id, *row));
    return out;
}

http::response deliveries(const store::view& state, const http::request& asked) {
    const case_no which{std::string(asked.param("case_no"))};
    const auto ids = ledger_of(state, which);
    const auto unreachable = unreachable_of(state, which);
    if (ids.empty() && unreachable.empty() && !knows_case(state, which))
        return http::to_response(fail(errc::not_found, "there is no such case"), http::language_of(asked));
    json::array nobody;
    for (const auto& row : unreachable)
        nobody.push_back(json::object{{"receipt_no", row.receipt.str()},
                                      {"template", row.template_id},
                                      {"reason", row.reason},
                                      {"at", format_rfc3339(row.at)}});
    json::object out;
    out["messages"] = messages_json(state, ids);
    out["unreachable"] = std::move(nobody);
    return http::json_response(200, out);
}

http::response messages(const store::view& state, const http::request& asked) {
    const auto in = http::language_of(asked);
    if (asked.query_value("state").value_or("failed") != "failed") {
        const std::string detail =
            in == http::language::en ? "only state=failed can be listed" : "只能列出 state=failed";
        return http::to_response(http::invalid_problem({{"/state", "unknown_state", detail}}, in));
    }
    std::size_t limit = limit_default;
    if (const auto text = asked.query_value("limit")) {
        const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), limit);
        if (ec != std::errc() || end != text->data() + text->size() || limit < 1 || limit > limit_max) {
            const std::string detail =
                in == http::language::en ? "a whole number from 1 to 500" : "应为 1 到 500 的整数";
            return http::to_response(http::invalid_problem({{"/limit", "out_of_range", detail}}, in));
        }
    }
    json::object out;
    out["messages"] = messages_json(state, failed_messages(state, limit));
    return http::json_response(200, out);
}

} // namespace

void api::add_staff_routes(http::router& to) const {
    using boost::asio::awaitable;
    to.add(
        http::method::get, "/api/v1/cases/{case_no}/deliveries",
        [&state = state_](http::request& asked) -> awaitable<http::response> { co_return deliveries(state, asked); });
    to.add(http::method::get, "/api/v1/messages",
           [&state = state_](http::request& asked) -> awaitable<http::response> { co_return messages(state, asked); });
}

} // namespace guiyi::notification
