#include "services/deduplication/api_check.hpp"

#include "common/http/json_form.hpp"
#include "common/observe/log.hpp"
#include "common/runtime/execute.hpp"
#include "services/deduplication/normalise.hpp"

#include <boost/json/array.hpp>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;

constexpr std::string_view check_purpose = "pass.check";
constexpr std::size_t check_id_chars_max = 16 * 1024;
constexpr std::size_t typed_chars_max = 200;

std::string in_words(http::language in, std::string_view zh, std::string_view en) {
    return std::string(in == http::language::zh ? zh : en);
}

http::response too_often(std::chrono::seconds wait, http::language in) {
    auto problem = http::status_problem(429, in);
    problem.detail = in_words(in, "请求过于频繁，请稍后再试", "too many requests; try again a little later");
    problem.retry_after_s = static_cast<int>(wait.count());
    return http::to_response(problem);
}

http::response check_is_over(http::language in) {
    return http::to_response(http::invalid_problem(
        {{"/check_id", "expired",
          in_words(in, "核对已过期，请重新核对", "this check has expired; check the complaint again")}},
        in));
}

/// For a wrong code, one that expired or was used, too many tries, and a check that found nobody: one answer.
http::response wrong_code(http::language in) {
    return http::to_response(
        http::invalid_problem({{"/code", "wrong_or_expired",
                                in_words(in, "验证码不正确或已失效", "the code is not right, or not valid any more")}},
                              in));
}

http::response not_opened(http::language in) {
    auto problem = http::status_problem(404, in);
    problem.type = "urn:guiyi:problem:not_found";
    problem.detail = in_words(in, "回执编号或查询码不正确", "the receipt number or the query code is not right");
    return http::to_response(problem);
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::array advice(http::language in) {
    return {in_words(in, "如果同一件事您已经投诉过，可以把这次的内容补充到原投诉：不用再排队，期限也不重新计算。",
                     "If you have complained about this matter before, you can add this to that complaint: you keep "
                     "your place, and no date starts again."),
            in_words(in, "如果是另一件事，或者您不确定，请直接提交。",
                     "If it is another matter, or you are not sure, just file this one.")};
}

std::string drawn_code(random_source& random) {
    std::uint64_t bound = 1;
    for (std::size_t i = 0; i < code_digits; ++i) bound *= 10;
    std::string out = std::to_string(random.below(bound));
    return out.insert(0, code_digits - out.size(), '0');
}

/// As people copy it out of a mail.
std::string digits_of(std::string_view typed) {
    std::string out;
    for (const char c : typed)
        if (c != ' ' && c != '-') out += c;
    return out;
}

/// Looks for the case and issues a code; nobody waits for it.
class issue_command final : public runtime::command {
  public:
    issue_command(std::string trace, const decision_parts& with, code_wish wish)
        : command(std::move(trace)), with_(with), wish_(std::move(wish)) {}
    result<events::facts> decide(const store::view& state, instant now) override {
        return issue_code(wish_, state, now, with_);
    }
    void done(result<void> said) noexcept override {
        if (!said) observe::log_warning("ownership_code_lost", {{"why", name_of(said.error().code)}});
    }

  private:
    const decision_parts& with_;
    code_wish wish_;
};

} // namespace

void check_api::add_public_routes(http::router& to) {
    using http::method;
    const auto answered = [](auto now) { return [now](http::request& from) -> answer { co_return now(from); }; };
    const std::string path = "/api/v1/complaints:check";
    const http::route_settings small{.body_limit_bytes = 2 * check_id_chars_max};
    to.add(method::post, path, answered([this](http::request& from) { return check(from); }),
           {.body_limit_bytes = body_max_bytes});
    to.add(method::post, path + "/prove", answered([this](http::request& from) { return prove(from); }), small);
    to.add(method::post, path + "/send", answered([this](http::request& from) { return send(from); }), small);
    to.add(
        method::post, path + "/confirm", [this](http::request& from) { return confirm(from); }, small);
}

/// The id is the draft itself, sealed: nothing is looked up and nothing is kept, so the answer can tell nothing.
http::response check_api::check(const http::request& from) {
    const auto in = http::language_of(from);
    const instant now = parts_.time.now();
    const auto client = client_of(from.remote_address);
    if (const auto wait = checks_.take(client, now)) return too_often(*wait, in);
    const auto complaint = parts_.ports.read(from);
    if (!complaint) return http::to_response(complaint.error());
    const auto draft = normalise(*complaint, now, parts_.matching.utc_offset);
    if (!draft) return http::to_response(draft.error(), in);
    // Counted for each client: a count that all share would tell one that others ask, and let one shut others out.
    for (const auto& phone : draft->phones)
        if (const auto wait = phones_.take(client + '\n' + parts_.matching.index.of("check_phone", phone), now))
            return too_often(*wait, in);
    const instant until = now + check_life;
    const json::object body{{"check_id", parts_.passes.make(check_purpose, encode(*draft), until, parts_.random)},
                            {"expires_at", format_local(until, parts_.matching.utc_offset)},
                            {"next", {{{"proof", "query_code"}}, {{"proof", "sent_code"}}}},
                            {"advice", advice(in)}};
    return http::json_response(200, body);
}

http::response check_api::prove(const http::request& from) {
    const auto in = http::language_of(from);
    const instant now = parts_.time.now();
    if (const auto wait = proofs_.take(client_of(from.remote_address), now)) return too_often(*wait, in);
    http::json_form body(from);
    const auto id = body.text("check_id", true, check_id_chars_max);
    const auto typed_receipt = body.text("receipt_no", true, typed_chars_max);
    const auto typed_code = body.text("query_code", true, typed_chars_max);
    if (auto refused = body.refused()) return std::move(*refused);
    const auto draft = draft_in(id);
    if (!draft) return check_is_over(in);
    const auto receipt = parts_.ports.opens(typed_receipt, typed_code);
    if (!receipt) return not_opened(in);
    const auto own = compare_with_own(*draft, *receipt, parts_.state, parts_.matching);
    json::object out{
        {"receipt_no", receipt->str()}, {"case_no", text_or_null(own.in_case.str())}, {"same_matter", own.same}};
    add_pass(out, *receipt, now);
    return http::json_response(200, out);
}

/// Answered before anything is looked up, so that the time taken cannot tell either.
http::response check_api::send(const http::request& from) {
    const auto in = http::language_of(from);
    const instant now = parts_.time.now();
    if (const auto wait = sends_.take(client_of(from.remote_address), now)) return too_often(*wait, in);
    http::json_form body(from);
    const auto id = body.text("check_id", true, check_id_chars_max);
    if (auto refused = body.refused()) return std::move(*refused);
    auto draft = draft_in(id);
    if (!draft) return check_is_over(in);
    const auto name = check_name(id);
    if (const auto wait = sends_of_check_.take(name, now)) return too_often(*wait, in);
    parts_.runs.submit(
        std::make_unique<issue_command>(from.traceparent, parts_.matching,
                                        code_wish{name, std::move(*draft), drawn_code(parts_.random), parts_.texts}));
    return http::json_response(
        202, {{"message",
               parts_.texts
                   ? in_words(in, "如果我们这里有您就同一件事的投诉，验证码会在几分钟内发到其中留下的电子邮箱或手机。",
                              "If we have a complaint of yours about this matter, a code is on its way to the e-mail "
                              "address or the mobile phone given in it.")
                   : in_words(in, "如果我们这里有您就同一件事的投诉，并留有电子邮箱，验证码会在几分钟内发到那个邮箱。",
                              "If we have a complaint of yours about this matter with an e-mail address, a code is on "
                              "its way to that address.")}});
}

check_api::answer check_api::confirm(http::request& from) {
    const auto in = http::language_of(from);
    const instant now = parts_.time.now();
    if (const auto wait = proofs_.take(client_of(from.remote_address), now)) co_return too_often(*wait, in);
    http::json_form body(from);
    const auto id = body.text("check_id", true, check_id_chars_max);
    const auto typed = digits_of(body.text("code", true, typed_chars_max));
    if (auto refused = body.refused()) co_return std::move(*refused);
    if (!draft_in(id)) co_return wrong_code(in);
    runtime::decide_with_reply<code_reply> decide = [check = check_name(id), typed, &keys = parts_.matching.data_keys](
                                                        const store::view& state, instant at, code_reply& reply) {
        return try_code(check, typed, state, at, keys, reply);
    };
    const auto said = co_await runtime::execute<code_reply>(parts_.runs, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), in);
    if (!said->right) co_return wrong_code(in);
    json::object out{{"receipt_no", said->receipt.str()}, {"case_no", text_or_null(said->in_case.str())}};
    add_pass(out, said->receipt, now);
    co_return http::json_response(200, out);
}

result<profile> check_api::draft_in(const std::string& check_id) const {
    const auto bytes = parts_.passes.open(check_purpose, check_id, parts_.time.now());
    if (!bytes) return bytes.error();
    return decode_profile(*bytes);
}

void check_api::add_pass(json::object& to, const receipt_no& receipt, instant now) const {
    const instant until = now + pass_life;
    to.emplace("pass", parts_.passes.make(privacy::pass_to_add, receipt.str(), until, parts_.random));
    to.emplace("expires_at", format_local(until, parts_.matching.utc_offset));
}

} // namespace guiyi::deduplication
