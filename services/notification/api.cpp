#include "services/notification/api.hpp"

#include "common/http/problem.hpp"
#include "common/runtime/execute.hpp"
#include "services/notification/attempts.hpp"
#include "services/notification/outbox.hpp"
#include "services/notification/returned.hpp"
#include "services/notification/state.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <charconv>

namespace guiyi::notification {

namespace {

namespace json = boost::json;

constexpr std::size_t limit_default = 100;
constexpr std::size_t limit_max = 500;

json::object to_json(const store::view& state, const message_id& id, const message_row& row) {
    const auto delivery = load_delivery(state, id, row);
    json::object out;
    const auto add = [&out](std::string_view name, const std::string& value) {
        if (!value.empty()) out[name] = value;
    };
    out["message"] = id.str();
    add("case_no", row.about.str());
    add("receipt_no", row.receipt.str());
    out["channel"] = row.channel;
    add("endpoint", row.endpoint);
    out["template"] = row.template_id;
    out["version"] = std::max<std::int64_t>(row.version, 1);
    add("language", row.language);
    out["reason"] = row.reason;
    add("cause", row.cause);
    add("by", row.by.str());
    add("officer", row.officer.str());
    out["urgency"] = name_of(row.how);
    out["state"] = name_of(delivery.state);
    out["attempts"] = delivery.attempts;
    out["unknown_attempts"] = delivery.unknown_attempts;
    out["queued_at"] = format_rfc3339(row.queued_at);
    if (delivery.attempts > 0) out["last_at"] = format_rfc3339(delivery.last_at);
    if (delivery.state == message_state::waiting || delivery.state == message_state::held)
        out["next_at"] = format_rfc3339(delivery.next_at);
    add("outcome", delivery.outcome);
    add("answer", delivery.answer);
    add("in_message", delivery.in_message.str());
    add("returned", delivery.returned);
    add("returned_status", delivery.returned_status);
    if (!row.members.empty()) {
        json::array members;
        for (const auto& one : row.members) members.emplace_back(one.str());
        out["members"] = std::move(members);
    }
    if (!row.files.empty()) {
        json::array files;
        for (const auto& one : row.files) files.emplace_back(one.name);
        out["files"] = std::move(files);
    }
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

http::response person(const store::view& state, const http::request& asked) {
    const receipt_no receipt{std::string(asked.param("receipt_no"))};
    const auto row = load_recipient(state, receipt);
    if (!row) return http::to_response(fail(errc::not_found, "there is no such complaint"), http::language_of(asked));
    json::object out;
    out["messages"] = messages_json(state, ledger_of_person(state, who(*row, receipt), limit_max));
    return http::json_response(200, out);
}

/// Reports that were mailed to one of the staff.
http::response of_staff(const store::view& state, const http::request& asked) {
    const officer_id officer{std::string(asked.param("officer"))};
    json::object out;
    out["messages"] = messages_json(state, ledger_of_person(state, staff_key(officer), limit_max));
    return http::json_response(200, out);
}

http::response message(const store::view& state, const http::request& asked) {
    const message_id id{std::string(asked.param("message"))};
    const auto row = load_message(state, id);
    if (!row) return http::to_response(fail(errc::not_found, "there is no such message"), http::language_of(asked));
    auto out = to_json(state, id, *row);
    json::array tries;
    for (const auto& one : attempts_of(state, id)) {
        json::object each{{"attempt", tries.size() + 1}, {"started_at", format_rfc3339(one.started_at)}};
        if (!one.outcome.empty()) {
            each["ended_at"] = format_rfc3339(one.ended_at);
            each["outcome"] = one.outcome;
            each["answer"] = one.answer;
        }
        tries.push_back(std::move(each));
    }
    out["tries"] = std::move(tries);
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
    using enum http::method;
    const auto reads = [&state = parts_.state](auto how) {
        return [&state, how](http::request& asked) -> answer { co_return how(state, asked); };
    };
    to.add(get, "/api/v1/cases/{case_no}/deliveries", reads(&deliveries));
    to.add(get, "/api/v1/complaints/{receipt_no}/deliveries", reads(&person));
    to.add(get, "/api/v1/staff/{officer}/deliveries", reads(&of_staff));
    to.add(get, "/api/v1/messages", reads(&messages));
    to.add(get, "/api/v1/messages/{message}", reads(&message));
    to.add(post, "/api/v1/messages:returned", [self = *this](http::request& from) { return self.take_returned(from); });
}

/// Any answer we gave would be one to a machine: there is none, only what it was.
api::answer api::take_returned(http::request& from) const {
    const auto in = http::language_of(from);
    if (from.principal.empty()) co_return http::to_response(http::status_problem(401, in));
    const auto mail = read_returned(from.body);
    const bool ours = !mail.message.empty() && has_message(parts_.state, mail.message);
    if (ours && mail.kind != "person" && mail.kind != "delivered") {
        struct nothing {};
        runtime::decide_with_reply<nothing> decide = [mail, told = parts_.told, desks = parts_.desks](
                                                         const store::view& state, instant now, nothing&) {
            return came_back(state, mail.message, mail.kind, mail.status, now, told, desks);
        };
        const auto said = co_await runtime::execute<nothing>(*parts_.runs, from.traceparent, std::move(decide));
        if (!said) co_return http::to_response(said.error(), in);
    }
    json::object out{{"kind", mail.kind}, {"why", mail.why}};
    out["message"] = ours ? json::value(mail.message.str()) : json::value(nullptr);
    co_return http::json_response(200, out);
}

} // namespace guiyi::notification
