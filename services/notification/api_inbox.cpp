#include "services/notification/api_inbox.hpp"

#include "common/http/json.hpp"
#include "common/runtime/execute.hpp"
#include "services/notification/inbox.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <array>
#include <charconv>

namespace guiyi::notification {

namespace {

namespace json = boost::json;

constexpr std::size_t limit_default = 100;
constexpr std::size_t limit_max = 500;

struct word {
    std::string_view kind, zh, en;
};
constexpr std::array words{
    word{"assigned", "分派给您的案件", "cases were given to you"},
    word{"urged", "当事人催办", "the complainant asked for progress"},
    word{"supplemented", "当事人补充了材料", "the complainant added material"},
    word{"withdrawn", "当事人要求撤回", "the complainant withdraws"},
    word{"mentioned", "同事在备注中提到您", "a colleague calls you in a note"},
    word{"feedback", "回访：当事人不满意、承诺未履行或者要求回电",
         "call-back: dissatisfied, a broken promise, or a call is asked for"},
    word{"clock_breached", "已超过办理期限", "a deadline has passed"},
    word{"clock_warned", "办理期限临近", "a deadline is near"},
    word{"clock_moved", "办理期限因节假日安排或者规则更正而变动",
         "a deadline moved: the calendar or a rulebook changed"},
    word{"clock_escalated", "逾期未结，已逐级上报", "a missed deadline still stands: it has come up to you"},
    word{"case_idle", "案件多日无人处理", "nothing was done about a case for days"},
    word{"leave_begun", "有人外出，请安排其在办案件", "somebody is away: see to their open cases"},
    word{"unreachable", "系统通知不到当事人，请另行告知",
         "a person cannot be reached by the system: tell them otherwise"},
    word{"undelivered", "通知没有送达", "a notice did not arrive"},
    word{"campaign_burst", "外呼活动突然增多", "a campaign grows fast"},
};

std::string_view text_of(std::string_view kind, http::language in) {
    for (const auto& one : words)
        if (one.kind == kind) return in == http::language::zh ? one.zh : one.en;
    return kind;
}

json::object to_json(const inbox_item& row, http::language in) {
    json::array cases;
    for (const auto& one : row.cases) cases.emplace_back(one.str());
    json::object out{{"item", row.item},
                     {"kind", row.kind},
                     {"text", text_of(row.kind, in)},
                     {"urgency", name_of(row.how)},
                     {"count", row.count},
                     {"cases", std::move(cases)},
                     {"reason", row.reason},
                     {"first_at", format_rfc3339(row.first_at)},
                     {"last_at", format_rfc3339(row.last_at)},
                     {"read", row.read_at.has_value()}};
    if (!row.receipt.empty()) out["receipt_no"] = row.receipt.str();
    if (!row.detail.empty()) out["detail"] = row.detail;
    return out;
}

http::response wrong(std::string_view pointer, std::string_view code, std::string detail, http::language in) {
    return http::to_response(http::invalid_problem({{std::string(pointer), std::string(code), std::move(detail)}}, in));
}

/// The items of a request; an absent list is an empty one. False when it is no list of texts.
bool read_list(const json::value& body, std::vector<std::string>& into) {
    const auto* object = body.if_object();
    if (!object || object->size() > (object->contains("items") ? 1u : 0u)) return false;
    const auto* list = object->if_contains("items");
    if (!list) return true;
    if (!list->is_array() || list->get_array().size() > limit_max) return false;
    for (const auto& one : list->get_array()) {
        if (!one.is_string()) return false;
        into.emplace_back(one.get_string());
    }
    return true;
}

} // namespace

void api_inbox::add_staff_routes(http::router& to) const {
    to.add(http::method::get, "/api/v1/inbox",
           [self = *this](http::request& from) -> answer { co_return self.list(from); });
    to.add(http::method::post, "/api/v1/inbox:read", [self = *this](http::request& from) { return self.read(from); });
}

http::response api_inbox::list(const http::request& from) const {
    const auto in = http::language_of(from);
    std::size_t limit = limit_default;
    if (const auto text = from.query_value("limit")) {
        const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), limit);
        if (ec != std::errc() || end != text->data() + text->size() || limit < 1 || limit > limit_max)
            return wrong("/limit", "out_of_range",
                         in == http::language::en ? "a whole number from 1 to 500" : "应为 1 到 500 的整数", in);
    }
    const officer_id me(from.principal);
    json::array items;
    for (const auto& row : items_of(state_, me, limit)) items.push_back(to_json(row, in));
    return http::json_response(200, {{"unread", unread_count(state_, me)}, {"items", std::move(items)}});
}

api_inbox::answer api_inbox::read(http::request& from) const {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    const auto body = http::parse_body(from);
    if (!body) co_return http::to_response(body.error());
    std::vector<std::string> items;
    if (!read_list(*body, items))
        co_return wrong(
            "/items", "wrong_type",
            in == http::language::en ? "a list of item ids, at most 500" : "应为条目编号的列表，最多 500 个", in);
    struct nothing {};
    const officer_id me(from.principal);
    runtime::decide_with_reply<nothing> decide = [me, items](const store::view& state, instant, nothing&) {
        return read_items(state, me, items);
    };
    const auto said = co_await runtime::execute<nothing>(runner_, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), in);
    co_return http::no_content();
}

} // namespace guiyi::notification
