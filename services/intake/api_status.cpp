// The status routes of api: reading a complaint's progress, and what its complainant does about it.
#include "common/core/digest.hpp"
#include "common/privacy/mask.hpp"
#include "common/runtime/execute.hpp"
#include "services/intake/api.hpp"
#include "services/intake/status.hpp"
#include "services/intake/status_request.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace guiyi::intake {

namespace json = boost::json;

namespace {

http::response too_many_today(std::chrono::seconds retry_after, http::language in) {
    auto problem = http::status_problem(429, in);
    problem.detail = in == http::language::zh ? "今天的催办已达上限，我们已收到您的催办"
                                              : "this is enough for today: your requests for progress were noted";
    problem.retry_after_s = static_cast<int>(retry_after.count());
    return http::to_response(problem);
}

http::response refusal(const error& why, std::string_view conflict_zh, http::language in) {
    if (why.code == errc::not_found) return http::to_response(no_such_complaint(in));
    auto problem = http::problem_of(why, in);
    if (why.code == errc::conflict && in == http::language::zh) problem.detail = conflict_zh;
    return http::to_response(problem);
}

/// 202, or why not. An unknown receipt looks like a wrong code.
http::response answer_to(const receipt_no& receipt, const result<act_reply>& said, std::chrono::minutes utc_offset,
                         std::string_view conflict_zh, http::language in) {
    if (!said) return refusal(said.error(), conflict_zh, in);
    if (said->retry_after) return too_many_today(*said->retry_after, in);
    if (!said->unknown_evidence.empty()) {
        std::vector<http::field_error> unknown;
        for (const auto& pointer : said->unknown_evidence)
            unknown.push_back(in_words(fault{pointer, "unknown_evidence"}, in));
        return http::to_response(http::invalid_problem(std::move(unknown), in));
    }
    const auto& in_case = said->in_case;
    return http::json_response(
        202, json::object{{"receipt_no", receipt.str()},
                          {"case_no", in_case.empty() ? json::value(nullptr) : json::value(in_case.str())},
                          {"recorded_at", format_local(said->at, utc_offset)}});
}

} // namespace

api::answer api::status(http::request& from) {
    const auto language = http::language_of(from);
    const auto& receipts = parts_.door.receipts();
    const status_shape shape{.passes = parts_.passes, .now = parts_.time.now()};
    const auto asked = read_status_request(from, shape, receipts, parts_.rules.limits);
    if (!asked) co_return http::to_response(asked.error());
    const auto found =
        status_of(asked->receipt, parts_.rows, shape.now, receipts.utc_offset(), parts_.words, language);
    if (!found) co_return http::to_response(no_such_complaint(language));
    co_return http::json_response(200, *found);
}

api::answer api::urge(http::request& from) {
    const auto language = http::language_of(from);
    const auto utc_offset = parts_.door.receipts().utc_offset();
    const status_shape shape{.text = true};
    const auto asked = read_status_request(from, shape, parts_.door.receipts(), parts_.rules.limits);
    if (!asked) co_return http::to_response(asked.error());
    const events::complaint_urged fact{asked->receipt, privacy::mask(asked->text)};
    runtime::decide_with_reply<act_reply> decide = [fact, utc_offset](const store::view& state, instant now,
                                                                      act_reply& reply) {
        return intake::urge(fact, state, now, utc_offset, reply);
    };
    const auto said = co_await runtime::execute<act_reply>(parts_.runner, from.traceparent, std::move(decide));
    co_return answer_to(asked->receipt, said, utc_offset, "投诉已撤回，不能再催办", language);
}

api::answer api::supplement(http::request& from) {
    const auto language = http::language_of(from);
    const auto utc_offset = parts_.door.receipts().utc_offset();
    const status_shape shape{.text = true, .evidence = true, .passes = parts_.passes, .now = parts_.time.now()};
    const auto asked = read_status_request(from, shape, parts_.door.receipts(), parts_.rules.limits);
    if (!asked) co_return http::to_response(asked.error());
    events::complaint_supplemented fact{asked->receipt, privacy::mask(asked->text), {}, asked->evidence};
    const std::string& receipt = asked->receipt.str();
    const auto key = parts_.keys.find(receipt);
    if (!key) co_return refusal(key.error(), "", language);
    if (!asked->text.empty()) fact.sealed = to_base64(privacy::vault::seal(*key, "supplement", receipt, asked->text));
    const std::size_t limit = parts_.rules.limits.supplements_max;
    runtime::decide_with_reply<act_reply> decide = [fact, limit](const store::view& state, instant now,
                                                                 act_reply& reply) {
        return intake::supplement(fact, state, now, limit, reply);
    };
    const auto said = co_await runtime::execute<act_reply>(parts_.runner, from.traceparent, std::move(decide));
    co_return answer_to(asked->receipt, said, utc_offset, "补充材料的次数已满", language);
}

api::answer api::withdraw(http::request& from) {
    const auto language = http::language_of(from);
    const auto utc_offset = parts_.door.receipts().utc_offset();
    const status_shape shape{.text = true};
    const auto asked = read_status_request(from, shape, parts_.door.receipts(), parts_.rules.limits);
    if (!asked) co_return http::to_response(asked.error());
    const events::complaint_withdrawn fact{asked->receipt, privacy::mask(asked->text)};
    runtime::decide_with_reply<act_reply> decide = [fact](const store::view& state, instant now, act_reply& reply) {
        return intake::withdraw(fact, state, now, reply);
    };
    const auto said = co_await runtime::execute<act_reply>(parts_.runner, from.traceparent, std::move(decide));
    co_return answer_to(asked->receipt, said, utc_offset, "投诉此前已撤回", language);
}

api::answer api::prefer(http::request& from) {
    const auto language = http::language_of(from);
    const status_shape shape{.wishes = true};
    const auto asked = read_status_request(from, shape, parts_.door.receipts(), parts_.rules.limits);
    if (!asked) co_return http::to_response(asked.error());
    const events::contact_preferred fact{asked->receipt, asked->wish.channel, asked->wish.language,
                                         asked->wish.frequency};
    runtime::decide_with_reply<act_reply> decide = [fact](const store::view& state, instant now, act_reply& reply) {
        return intake::prefer(fact, state, now, reply);
    };
    const auto said = co_await runtime::execute<act_reply>(parts_.runner, from.traceparent, std::move(decide));
    co_return answer_to(asked->receipt, said, parts_.door.receipts().utc_offset(), "", language);
}

api::answer api::feedback(http::request& from) {
    const auto language = http::language_of(from);
    const status_shape shape{.text = true, .feedback = true};
    const auto asked = read_status_request(from, shape, parts_.door.receipts(), parts_.rules.limits);
    if (!asked) co_return http::to_response(asked.error());
    const events::feedback_given fact{
        asked->receipt, {}, asked->satisfaction, asked->promise, asked->call_back, privacy::mask(asked->text)};
    runtime::decide_with_reply<act_reply> decide = [fact](const store::view& state, instant now, act_reply& reply) {
        return intake::give_feedback(fact, state, now, reply);
    };
    const auto said = co_await runtime::execute<act_reply>(parts_.runner, from.traceparent, std::move(decide));
    co_return answer_to(asked->receipt, said, parts_.door.receipts().utc_offset(), "案件尚未办结，办结后再评价",
                        language);
}

http::response api::feedback_of(const http::request& from) const {
    const case_no which{std::string(from.param("case_no"))};
    const state_reader state(parts_.rows);
    if (!state.has(which))
        return http::to_response(fail(errc::not_found, "there is no such case"), http::language_of(from));
    json::array out;
    for (const auto& [receipt, row] : state.feedback(which))
        out.push_back(json::object{{"receipt_no", receipt.str()},
                                   {"at", format_local(row.at, parts_.door.receipts().utc_offset())},
                                   {"satisfaction", row.satisfaction},
                                   {"promise", row.promise},
                                   {"call_back", row.call_back},
                                   {"text", row.text}});
    return http::json_response(200, {{"feedback", std::move(out)}});
}

} // namespace guiyi::intake
