#include "services/access/session_api.hpp"

#include "common/core/digest.hpp"
#include "common/privacy/one_time_code.hpp"
#include "common/http/json_form.hpp"
#include "services/access/gate.hpp"
#include "services/access/password_rules.hpp"

#include <boost/json/array.hpp>

namespace guiyi::access {

namespace {

namespace json = boost::json;
using http::language;

constexpr std::string_view issuer = "Guiyi";
constexpr std::string_view pass_purpose = "second factor";
constexpr std::chrono::minutes seed_good_for{15};

json::array texts(const std::vector<std::string>& of) { return json::array(of.begin(), of.end()); }

http::response cross_site(language in) {
    return refusal(403, "cross_site", in, "请求并非来自本系统页面", "the request does not come from our own pages");
}

http::response wrong(language in) {
    return refusal(401, "sign_in_refused", in, "账号、密码或验证码不正确", "account, password or code is not right");
}

http::response locked(language in, instant until, instant now) {
    auto out = http::status_problem(429, in);
    out.type = "urn:guiyi:problem:locked";
    const auto left = std::chrono::ceil<std::chrono::seconds>(until - now);
    out.retry_after_s = static_cast<int>(left.count());
    const std::string seconds = std::to_string(left.count());
    out.detail = in == language::zh ? "失败次数过多，请" + seconds + "秒后再试"
                                    : "too many failures; try again in " + seconds + " seconds";
    return http::to_response(out);
}

http::response code_needed(language in) {
    return refusal(401, "code_needed", in, "请输入动态口令或恢复码", "enter the code of your app, or a recovery code");
}

} // namespace

json::array sessions_json(const store::view& state, const account_id& whose, const std::string& mine) {
    json::array out;
    for (const auto& [hash, row] : sessions_of(state, whose))
        out.push_back(json::object{{"session", hash.substr(0, 12)},
                                   {"since", format_rfc3339(row.since)},
                                   {"used_at", format_rfc3339(row.used_at)},
                                   {"expires_at", format_rfc3339(row.expires_at)},
                                   {"address", row.address},
                                   {"method", row.method},
                                   {"this", hash == mine}});
    return out;
}

json::object session_json(const principal& who, const account_row* account, std::string_view csrf,
                          std::string_view method, instant expires_at, bool must_enrol) {
    json::object out{{"account", who.id},
                     {"officer", who.id},
                     {"name", who.name},
                     {"roles", texts(who.roles.names())},
                     {"rows", std::string(name_of(who.rows))},
                     {"desk", who.desk.str()},
                     {"machine", who.machine},
                     {"method", std::string(method)},
                     {"csrf", std::string(csrf)},
                     {"has_account", account != nullptr},
                     {"second_factor", account && !account->sealed_secret.empty()},
                     {"second_factor_missing", must_enrol},
                     {"recovery_codes_left", account ? account->recovery.size() : 0}};
    if (expires_at != instant()) out["expires_at"] = format_rfc3339(expires_at);
    return out;
}

/// A session that may begin: what the cookie will hold, and what is asked of the decision.
struct session_api::fresh_session {
    std::string value;
    sign_in_request asked;
};

session_api::fresh_session session_api::draw_session(const http::request& from, account_id whose) const {
    fresh_session out;
    out.value = secrets::draw(by_.random);
    out.asked = {std::move(whose), from.remote_address, by_.keys.hash("session", {}, out.value),
                 by_.ids.session_in(from)};
    return out;
}

/// The answer to an attempt, with the cookie of the session that began.
http::response session_api::ended(const http::request& from, const fresh_session& with, const sign_in_reply& how,
                                  json::object more) const {
    const auto in = http::language_of(from);
    if (how.how == sign_in_end::locked) return locked(in, how.locked_until, by_.time.now());
    if (how.how == sign_in_end::code_needed) return code_needed(in);
    if (how.how == sign_in_end::refused) return wrong(in);
    const auto row = load_session(by_.state, with.asked.session);
    const auto who = row ? by_.ids.person(row->account) : nullptr;
    const auto account = row ? load_account(by_.state, row->account) : std::nullopt;
    json::object body = std::move(more);
    body["csrf"] = by_.keys.hash("csrf", {}, with.value);
    if (who)
        for (const auto& [name, value] :
             session_json(*who, account ? &*account : nullptr, by_.keys.hash("csrf", {}, with.value), row->method,
                          how.expires_at, false))
            body[name] = value;
    auto out = http::json_response(200, body);
    const auto lasts = std::chrono::ceil<std::chrono::seconds>(how.expires_at - by_.time.now());
    out.headers.emplace_back("Set-Cookie", identification::cookie(from, with.value, lasts));
    return out;
}

void session_api::add_staff_routes(http::router& to) const {
    using enum http::method;
    to.add(post, "/api/v1/session", [this](http::request& from) { return sign_in(from); });
    to.add(get, "/api/v1/session", [this](http::request& from) { return show(from); });
    to.add(delete_, "/api/v1/session", [this](http::request& from) { return sign_out(from); });
    to.add(post, "/api/v1/invitation", [this](http::request& from) { return accept(from); });
    const std::string own = "/api/v1/account";
    to.add(post, own + "/password", [this](http::request& from) { return change_password(from); });
    to.add(post, own + "/second-factor", [this](http::request& from) { return begin_second_factor(from); });
    to.add(post, own + "/second-factor/confirm", [this](http::request& from) { return confirm_second_factor(from); });
    to.add(get, own + "/sessions", [this](http::request& from) { return own_sessions(from); });
    to.add(post, own + "/sessions/end", [this](http::request& from) { return end_own_sessions(from); });
}

answer session_api::sign_in(http::request& from) const {
    const auto in = http::language_of(from);
    if (!gate::from_our_pages(from)) co_return cross_site(in);
    http::json_form body(from);
    std::string token = body.text("token", false, 200);
    std::string account = body.text("account", token.empty(), 64);
    std::string password = body.text("password", token.empty(), password_chars_max);
    std::string code = body.text("code", false, 20);
    if (auto refused = body.refused()) co_return std::move(*refused);
    if (!token.empty()) {
        auto said = co_await sign_in_with_token(from, std::move(token));
        co_return said;
    }
    auto said =
        co_await sign_in_with_password(from, account_id(std::move(account)), std::move(password), std::move(code));
    co_return said;
}

answer session_api::sign_in_with_token(http::request& from, std::string token) const {
    const auto with = draw_session(from, {});
    const auto hash = by_.keys.hash_of_token(token);
    runtime::decide_with_reply<sign_in_reply> decide =
        [asked = with.asked, hash, rules = rules_](const store::view& state, instant now, sign_in_reply& reply) {
            return sign_in_by_token(asked, hash, rules, state, now, reply);
        };
    const auto said = co_await runtime::execute<sign_in_reply>(by_.runs, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), http::language_of(from));
    co_return ended(from, with, *said);
}

answer session_api::sign_in_with_password(http::request& from, account_id account, std::string password,
                                          std::string code) const {
    const auto in = http::language_of(from);
    // Whoever must wait costs no hash.
    if (const auto until = may_try_at(account, from.remote_address, rules_, by_.state); until > by_.time.now())
        co_return locked(in, until, by_.time.now());
    const auto row = load_account(by_.state, account);
    sign_in_proof proof;
    std::string phc;
    if (row && !row->sealed_password.empty()) {
        const auto opened = by_.keys.open("password", account, row->sealed_password);
        if (!opened) co_return http::to_response(opened.error(), in);
        phc = *opened;
        proof.against = row->sealed_password;
    }
    const auto same = co_await by_.passwords.matches(phc, password);
    if (!same) co_return http::to_response(same.error(), in);
    proof.password = *same;
    if (proof.password && privacy::is_outdated(phc, by_.passwords.cost())) {
        const auto again = co_await by_.passwords.hash(password);
        if (again) proof.rehashed = by_.keys.seal("password", account, *again);
    }
    if (proof.password && !row->sealed_secret.empty() && !code.empty()) {
        const auto secret = by_.keys.open("second_factor", account, row->sealed_secret);
        if (!secret) co_return http::to_response(secret.error(), in);
        proof.second_given = true;
        proof.step = privacy::matching_step(*secret, code, by_.time.now(), row->step).value_or(0);
        proof.recovery = by_.keys.hash_of_recovery(account, code);
    }
    const auto with = draw_session(from, account);
    runtime::decide_with_reply<sign_in_reply> decide =
        [asked = with.asked, proof, rules = rules_](const store::view& state, instant now, sign_in_reply& reply) {
            return access::sign_in(asked, proof, rules, state, now, reply);
        };
    const auto said = co_await runtime::execute<sign_in_reply>(by_.runs, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), in);
    co_return ended(from, with, *said);
}

answer session_api::show(http::request& from) const {
    const auto by = by_.ids.who(from);
    if (!by) co_return http::to_response(http::status_problem(401, http::language_of(from)));
    const auto account = by->who->machine ? std::nullopt : load_account(by_.state, account_id(by->who->id));
    co_return http::json_response(200, session_json(*by->who, account ? &*account : nullptr, by->csrf, by->method,
                                                    by->expires_at, by->must_enrol));
}

answer session_api::sign_out(http::request& from) const {
    const auto hash = by_.ids.session_in(from);
    const auto said = co_await record(by_, from.traceparent, [hash](const store::view& state, instant) {
        events::facts out;
        if (const auto row = load_session(state, hash))
            out.emplace_back(events::session_ended{row->account, hash, "signed_out", row->account});
        return result<events::facts>(std::move(out));
    });
    if (!said) co_return http::to_response(said.error(), http::language_of(from));
    auto out = http::no_content();
    out.headers.emplace_back("Set-Cookie", identification::cookie(from, {}, {}));
    out.headers.emplace_back("Clear-Site-Data", "\"cache\"");
    co_return out;
}

answer session_api::accept(http::request& from) const {
    const auto in = http::language_of(from);
    if (!gate::from_our_pages(from)) co_return cross_site(in);
    http::json_form body(from);
    const auto code_hash = by_.keys.hash("invitation", {}, body.text("code", true, 100));
    std::string password = body.text("password", true, password_chars_max);
    const auto whose = invited(by_.state, code_hash);
    const auto row = whose ? load_account(by_.state, *whose) : std::nullopt;
    if (row && !password.empty())
        if (const auto weak = weakness_of(password, *whose, row->name, by_.settings.password_min_chars))
            body.refuse("password", weak->code, weak->zh, weak->en);
    if (auto refused = body.refused()) co_return std::move(*refused);
    if (const auto until = may_try_at({}, from.remote_address, rules_, by_.state); until > by_.time.now())
        co_return locked(in, until, by_.time.now());

    std::string sealed;
    if (row) { // a wrong link costs no hash
        const auto hashed = co_await by_.passwords.hash(std::move(password));
        if (!hashed) co_return http::to_response(hashed.error(), in);
        sealed = by_.keys.seal("password", *whose, *hashed);
    }
    const auto with = draw_session(from, whose.value_or(account_id()));
    runtime::decide_with_reply<sign_in_reply> decide = [asked = with.asked, code_hash, sealed, rules = rules_](
                                                           const store::view& state, instant now,
                                                           sign_in_reply& reply) {
        return accept_invitation(asked, code_hash, sealed, rules, state, now, reply);
    };
    const auto said = co_await runtime::execute<sign_in_reply>(by_.runs, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), in);
    if (said->how == sign_in_end::refused)
        co_return refusal(401, "invitation_over", in, "链接无效、已使用或已过期，请向管理员索取新链接",
                          "the link is not known, used or over; ask an administrator for a new one");
    co_return ended(from, with, *said);
}

answer session_api::change_password(http::request& from) const {
    const auto in = http::language_of(from);
    const account_id account(from.principal);
    const auto row = load_account(by_.state, account);
    http::json_form body(from);
    std::string old = body.text("old", true, password_chars_max);
    std::string fresh = body.text("new", true, password_chars_max);
    if (!fresh.empty() && row)
        if (const auto weak = weakness_of(fresh, account, row->name, by_.settings.password_min_chars))
            body.refuse("new", weak->code, weak->zh, weak->en);
    if (auto refused = body.refused()) co_return std::move(*refused);
    if (!row || row->sealed_password.empty())
        co_return http::to_response(fail(errc::not_found, "you have no account here, only a token"), in);
    if (const auto until = may_try_at(account, from.remote_address, rules_, by_.state); until > by_.time.now())
        co_return locked(in, until, by_.time.now());
    const auto phc = by_.keys.open("password", account, row->sealed_password);
    if (!phc) co_return http::to_response(phc.error(), in);
    const auto same = co_await by_.passwords.matches(*phc, std::move(old));
    if (!same) co_return http::to_response(same.error(), in);
    if (!*same) {
        const auto noted = co_await record(
            by_, from.traceparent, [account, at = address_key(from.remote_address)](const store::view&, instant) {
                return result<events::facts>(events::facts{events::sign_in_refused{account, at, "password"}});
            });
        co_return noted ? wrong(in) : http::to_response(noted.error(), in);
    }
    const auto hashed = co_await by_.passwords.hash(std::move(fresh));
    if (!hashed) co_return http::to_response(hashed.error(), in);
    const auto with = draw_session(from, account);
    runtime::decide_with_reply<sign_in_reply> decide =
        [asked = with.asked, against = row->sealed_password, sealed = by_.keys.seal("password", account, *hashed),
         rules = rules_](const store::view& state, instant now, sign_in_reply& reply) {
            return access::change_password(asked, against, sealed, rules, state, now, reply);
        };
    const auto said = co_await runtime::execute<sign_in_reply>(by_.runs, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), in);
    co_return ended(from, with, *said);
}

answer session_api::begin_second_factor(http::request& from) const {
    const auto in = http::language_of(from);
    http::json_form body(from);
    if (auto refused = body.refused()) co_return std::move(*refused);
    const account_id account(from.principal);
    const auto row = load_account(by_.state, account);
    if (!row) co_return http::to_response(fail(errc::not_found, "you have no account here, only a token"), in);
    if (!row->sealed_secret.empty())
        co_return http::to_response(
            fail(errc::conflict, "there is a second factor already; an administrator can remove it"), in);
    std::string seed(privacy::one_time_secret_bytes, '\0');
    by_.random.fill({reinterpret_cast<unsigned char*>(seed.data()), seed.size()});
    const auto pass =
        by_.passes.make(pass_purpose, account.str() + "|" + to_hex(seed), by_.time.now() + seed_good_for, by_.random);
    co_return http::json_response(200, {{"secret", privacy::to_base32(seed)},
                                        {"uri", privacy::provisioning_uri(issuer, account.str(), seed)},
                                        {"pass", pass}});
}

answer session_api::confirm_second_factor(http::request& from) const {
    const auto in = http::language_of(from);
    http::json_form body(from);
    const auto pass = body.text("pass", true, 1000);
    const auto code = body.text("code", true, 10);
    if (auto refused = body.refused()) co_return std::move(*refused);
    const account_id account(from.principal);
    const auto opened = by_.passes.open(pass_purpose, pass, by_.time.now());
    const std::string owner = account.str() + "|";
    const auto seed = opened && opened->starts_with(owner) ? from_hex(std::string_view(*opened).substr(owner.size()))
                                                           : result<std::string>(fail(errc::invalid, ""));
    const auto step = seed ? privacy::matching_step(*seed, code, by_.time.now(), 0) : std::nullopt;
    if (!step) {
        body.refuse(seed ? "code" : "pass", "invalid", seed ? "验证码不正确" : "已过期，请重新开始",
                    seed ? "this is not the code of that seed now" : "over, begin again");
        co_return *body.refused();
    }
    const auto codes = secrets::draw_recovery_codes(by_.random);
    std::vector<std::string> hashes;
    for (const auto& one : codes) hashes.push_back(by_.keys.hash_of_recovery(account, one));
    const auto with = draw_session(from, account);
    runtime::decide_with_reply<sign_in_reply> decide =
        [asked = with.asked, sealed = by_.keys.seal("second_factor", account, *seed), hashes, at = *step,
         rules = rules_](const store::view& state, instant now, sign_in_reply& reply) {
            return set_second_factor(asked, sealed, hashes, at, rules, state, now, reply);
        };
    const auto said = co_await runtime::execute<sign_in_reply>(by_.runs, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), in);
    co_return ended(from, with, *said, {{"recovery_codes", texts(codes)}});
}

answer session_api::own_sessions(http::request& from) const {
    co_return http::json_response(
        200, {{"sessions", sessions_json(by_.state, account_id(from.principal), by_.ids.session_in(from))}});
}

answer session_api::end_own_sessions(http::request& from) const {
    http::json_form body(from);
    if (auto refused = body.refused()) co_return std::move(*refused);
    const account_id account(from.principal);
    const auto mine = by_.ids.session_in(from);
    const auto said = co_await record(by_, from.traceparent, [account, mine](const store::view& state, instant) {
        auto facts = end_sessions(account, mine, "other_end", account, state);
        return facts ? facts : result<events::facts>(events::facts{});
    });
    if (!said) co_return http::to_response(said.error(), http::language_of(from));
    co_return http::no_content();
}

} // namespace guiyi::access
