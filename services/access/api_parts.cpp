#include "services/access/api_parts.hpp"

namespace guiyi::access {

namespace {
constexpr std::size_t token_id_digits = 12;
struct nothing {};
} // namespace

sign_in_rules rules_of(const config::access_settings& with) {
    sign_in_rules out;
    out.account = {with.account_failures_free, with.lock_first_s, with.lock_max_s};
    out.address = {with.address_failures_free, with.lock_first_s, with.lock_max_s};
    out.absolute = with.session_absolute_h;
    return out;
}

fresh_link draw_link(const secrets& keys, random_source& random, instant expires_at) {
    fresh_link out;
    out.code = secrets::draw(random);
    out.recorded = {keys.hash("invitation", {}, out.code), expires_at};
    return out;
}

fresh_link draw_link(const api_parts& by) {
    return draw_link(by.keys, by.random, by.time.now() + by.settings.invitation_h);
}

fresh_token draw_token(const secrets& keys, random_source& random, token_details what) {
    fresh_token out{secrets::draw_token(random), std::move(what)};
    out.recorded.hash = keys.hash_of_token(out.text);
    out.recorded.token = "t" + out.recorded.hash.substr(0, token_id_digits);
    return out;
}

http::response refusal(int status, std::string_view code, http::language in, std::string zh, std::string en) {
    auto out = http::status_problem(status, in);
    out.type = "urn:guiyi:problem:" + std::string(code);
    out.detail = in == http::language::zh ? std::move(zh) : std::move(en);
    return http::to_response(out);
}

boost::asio::awaitable<result<void>> record(const api_parts& by, std::string traceparent, decide_plain how) {
    runtime::decide_with_reply<nothing> decide = [how = std::move(how)](const store::view& state, instant now,
                                                                        nothing&) { return how(state, now); };
    const auto said = co_await runtime::execute<nothing>(by.runs, std::move(traceparent), std::move(decide));
    if (!said) co_return said.error();
    co_return result<void>();
}

} // namespace guiyi::access
