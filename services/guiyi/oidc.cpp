#include "services/guiyi/oidc.hpp"

#include "common/config/toml.hpp"
#include "common/core/digest.hpp"
#include "common/observe/log.hpp"
#include "common/text/percent.hpp"
#include "services/access/id_token.hpp"
#include "services/guiyi/fetch.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>

namespace guiyi::program {

namespace {

namespace json = boost::json;
namespace asio = boost::asio;
using http::language;

constexpr std::string_view pass_purpose = "openid sign-in";
constexpr std::string_view cookie_name = "guiyi_oidc";
constexpr std::chrono::minutes way_good_for{10};

bool is_safe(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:");
}

std::string text_of(const json::object& of, std::string_view name) {
    const auto* found = of.if_contains(name);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

result<json::object> object_at(const fetch_request& what) {
    const auto said = fetch(what);
    if (!said) return said.error();
    json::error_code ec;
    auto value = json::parse(said->body, ec);
    if (said->status != 200 || ec || !value.is_object())
        return fail(errc::unavailable, what.url + " answered " + std::to_string(said->status) + " and no JSON object");
    return std::move(value.get_object());
}

std::string random_text(random_source& random) {
    std::array<unsigned char, 32> bytes{};
    random.fill(bytes);
    return access::to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string sha256(std::string_view text) {
    sha256_stream stream;
    stream.update(text);
    return std::string(bytes_of(stream.finish()));
}

std::string way_cookie(const http::request& from, std::string_view value) {
    std::string out(cookie_name);
    out.append("=").append(value).append("; Path=/api/v1/session/oidc; HttpOnly; SameSite=Lax; Max-Age=");
    out += value.empty() ? "0" : std::to_string(std::chrono::seconds(way_good_for).count());
    if (from.secure) out += "; Secure";
    return out;
}

std::string way_in(const http::request& from) {
    const std::string_view cookies = from.header("Cookie");
    const std::string name = std::string(cookie_name) + "=";
    for (auto at = cookies.find(name); at != cookies.npos; at = cookies.find(name, at + 1))
        if (at == 0 || cookies[at - 1] == ' ' || cookies[at - 1] == ';')
            return std::string(cookies.substr(at + name.size(), cookies.find(';', at) - at - name.size()));
    return {};
}

/// A page by itself, in both languages: the console, which knows the person's choice, is a step further. The sentences
/// are ours, so nothing needs escaping. @param head what goes into the head beside the title
http::response page(int status, std::string_view head, std::string_view said, std::string_view link) {
    std::string out = R"(<!doctype html><html lang="zh-CN"><meta charset="utf-8">)"
                      R"(<meta name="viewport" content="width=device-width">)";
    out.append(head).append("<title>归一</title>").append(said);
    return http::html(status, out.append(R"(<p><a href="/">)").append(link).append("</a>"));
}

/// Whoever comes back from the provider is a person in front of a browser: they read why, and find the way on.
http::response refused(std::string_view zh, std::string_view en) {
    return page(401, {}, "<p>" + std::string(zh) + "</p><p lang=\"en\">" + std::string(en) + "</p>",
                R"(回到登录页 <span lang="en">Back to signing in</span>)");
}

} // namespace

result<std::optional<oidc_settings>> load_oidc(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return std::optional<oidc_settings>();
    const auto root = config::table::load(file);
    if (!root) return root.error();
    oidc_settings out;
    out.issuer = root->text("issuer");
    out.client_id = root->text("client_id");
    out.redirect_url = root->text("redirect_url");
    out.account_claim = root->text("account_claim", out.account_claim);
    if (!is_safe(out.issuer)) root->refuse("issuer", "must begin with https://");
    const auto secret_file = root->text("client_secret_file", "");
    if (auto done = root->finish(); !done) return done.error();
    if (!secret_file.empty()) {
        std::ifstream in(file.parent_path() / secret_file);
        if (!(in >> out.client_secret))
            return fail(errc::not_found, "cannot read " + (file.parent_path() / secret_file).string());
    }
    return std::optional(std::move(out));
}

oidc_sign_in::oidc_sign_in(std::optional<oidc_settings> with, const access::api_parts& by)
    : with_(std::move(with)), by_(by), rules_(access::rules_of(by.settings)) {}

oidc_sign_in::~oidc_sign_in() { thread_.join(); }

void oidc_sign_in::add_staff_routes(http::router& to) {
    to.add(http::method::get, "/api/v1/session/oidc", [this](http::request& from) { return begin(from); });
    to.add(http::method::get, "/api/v1/session/oidc/callback", [this](http::request& from) { return end(from); });
}

result<oidc_sign_in::provider> oidc_sign_in::discover(bool again) {
    const std::scoped_lock guard(mutex_);
    if (known_ && !again) return *known_;
    const auto said = object_at(
        {.url = with_->issuer + (with_->issuer.ends_with('/') ? "" : "/") + ".well-known/openid-configuration"});
    if (!said) return said.error();
    if (text_of(*said, "issuer") != with_->issuer)
        return fail(errc::unavailable, "the provider calls itself " + text_of(*said, "issuer"));
    provider out{text_of(*said, "authorization_endpoint"),
                 text_of(*said, "token_endpoint"),
                 text_of(*said, "jwks_uri"),
                 text_of(*said, "userinfo_endpoint"),
                 {}};
    for (const auto& url : {out.authorisation, out.token, out.keys_url})
        if (!is_safe(url)) return fail(errc::unavailable, "the provider names an address without TLS");
    const auto keys = object_at({.url = out.keys_url});
    if (!keys) return keys.error();
    out.keys = *keys;
    known_ = out;
    return out;
}

access::answer oidc_sign_in::begin(http::request& from) {
    const auto in = http::language_of(from);
    if (!with_) co_return http::to_response(http::status_problem(404, in));
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(thread_.get_executor(), asio::use_awaitable));
    const auto at = discover(false);
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    if (!at) {
        observe::log_error("openid_provider", {{"why", at.error().detail}});
        co_return http::to_response(fail(errc::unavailable, "the OpenID provider does not answer"), in);
    }
    const auto state = random_text(by_.random), nonce = random_text(by_.random), verifier = random_text(by_.random);
    const auto pass =
        by_.passes.make(pass_purpose, state + "|" + nonce + "|" + verifier, by_.time.now() + way_good_for, by_.random);
    std::string url = at->authorisation + (at->authorisation.find('?') == std::string::npos ? "?" : "&");
    url += "response_type=code&scope=openid%20profile&client_id=" + text::percent_encoded(with_->client_id) +
           "&redirect_uri=" + text::percent_encoded(with_->redirect_url) + "&state=" + state + "&nonce=" + nonce +
           "&code_challenge=" + access::to_base64url(sha256(verifier)) + "&code_challenge_method=S256";
    auto out = http::json_response(200, {{"url", url}});
    out.headers.emplace_back("Set-Cookie", way_cookie(from, pass));
    co_return out;
}

/// The code for an ID token, and the token for its claims. Keys may have been changed since they were read: once more.
result<json::object> oidc_sign_in::redeem(const std::string& code, const std::string& verifier,
                                          const std::string& nonce) {
    const auto at = discover(false);
    if (!at) return at.error();
    std::string form = "grant_type=authorization_code&code=" + text::percent_encoded(code) +
                       "&redirect_uri=" + text::percent_encoded(with_->redirect_url) + "&code_verifier=" + verifier;
    if (with_->client_secret.empty()) form += "&client_id=" + text::percent_encoded(with_->client_id);
    fetch_request asked{.url = at->token, .form = std::move(form)};
    if (!with_->client_secret.empty())
        asked.basic = text::percent_encoded(with_->client_id) + ":" + text::percent_encoded(with_->client_secret);
    const auto said = object_at(asked);
    if (!said) return said.error();
    const access::id_token_wanted wanted{.issuer = with_->issuer, .client_id = with_->client_id, .nonce = nonce};
    const auto token = text_of(*said, "id_token");
    auto claims = access::read_id_token(token, at->keys, wanted, by_.time.now());
    if (!claims) {
        const auto fresh = discover(true);
        if (!fresh) return fresh.error();
        claims = access::read_id_token(token, fresh->keys, wanted, by_.time.now());
    }
    if (!claims || claims->contains(with_->account_claim) || !is_safe(at->user_info)) return claims;
    const auto told = object_at({.url = at->user_info, .bearer = text_of(*said, "access_token")});
    if (!told) return told.error();
    if (text_of(*told, "sub") != text_of(*claims, "sub")) // OpenID Connect Core 1.0 §5.3.2
        return fail(errc::unauthenticated, "the provider told of somebody else");
    (*claims)[with_->account_claim] = text_of(*told, with_->account_claim);
    return claims;
}

access::answer oidc_sign_in::end(http::request& from) {
    const auto in = http::language_of(from);
    if (!with_) co_return http::to_response(http::status_problem(404, in));
    const auto opened = by_.passes.open(pass_purpose, way_in(from), by_.time.now());
    const std::string way = opened ? *opened : "||";
    const auto first = way.find('|'), second = way.rfind('|');
    const std::string nonce = way.substr(first + 1, second - first - 1), verifier = way.substr(second + 1);
    const auto state = from.query_value("state").value_or(""), code = from.query_value("code").value_or("");
    const auto issuer = from.query_value("iss").value_or(with_->issuer);
    if (!opened || !access::equal_in_constant_time(state, way.substr(0, first)) || code.empty() ||
        issuer != with_->issuer)
        co_return refused("登录未完成，请从登录页重新开始。", "The sign-in was not completed; begin again.");

    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(asio::bind_executor(thread_.get_executor(), asio::use_awaitable));
    const auto claims = redeem(std::string(code), verifier, nonce);
    co_await asio::post(asio::bind_executor(here, asio::use_awaitable));
    if (!claims) {
        observe::log_warning("openid_refused", {{"why", claims.error().detail}});
        co_return refused("身份提供方的回答无效。", "What the provider said does not hold.");
    }
    const std::string value = access::secrets::draw(by_.random);
    const access::sign_in_request asked{account_id(text_of(*claims, with_->account_claim)), from.remote_address,
                                        by_.keys.hash("session", {}, value), by_.ids.session_in(from)};
    runtime::decide_with_reply<access::sign_in_reply> decide =
        [asked, rules = rules_](const store::view& rows, instant now, access::sign_in_reply& reply) {
            return access::sign_in_by_provider(asked, rules, rows, now, reply);
        };
    const auto said = co_await runtime::execute<access::sign_in_reply>(by_.runs, from.traceparent, std::move(decide));
    if (!said) co_return http::to_response(said.error(), in);
    if (said->how != access::sign_in_end::in)
        co_return refused("您在本系统没有账号，请联系管理员。", "You have no account here; ask an administrator.");
    // Not a redirect: browsers send the session's cookie only on the way from a page of ours.
    auto out = page(200, R"(<meta http-equiv="refresh" content="0;url=/">)", {},
                    R"(进入工作台 <span lang="en">Continue</span>)");
    const auto lasts = std::chrono::ceil<std::chrono::seconds>(said->expires_at - by_.time.now());
    out.headers.emplace_back("Set-Cookie", access::identification::cookie(from, value, lasts));
    out.headers.emplace_back("Set-Cookie", way_cookie(from, {}));
    co_return out;
}

} // namespace guiyi::program
