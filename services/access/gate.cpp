#include "services/access/gate.hpp"

#include <algorithm>

namespace guiyi::access {

namespace {

using http::language;

bool changes_something(http::method verb) {
    return verb == http::method::post || verb == http::method::put || verb == http::method::delete_;
}

http::problem problem(int status, std::string_view code, language in, std::string zh, std::string en) {
    auto out = http::status_problem(status, in);
    out.type = "urn:guiyi:problem:" + std::string(code);
    out.detail = in == language::zh ? std::move(zh) : std::move(en);
    return out;
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& one : names) out += (out.empty() ? "" : " ") + one;
    return out;
}

/// What a request names that somebody may look at.
std::string subject_of(const http::request& from, const std::string& look) {
    if (look == "all" || look.empty()) {
        for (const auto name : {"case_no", "receipt_no"})
            if (const auto value = from.param(name); !value.empty()) return std::string(value);
        return {};
    }
    return std::string(from.param(look));
}

} // namespace

bool gate::from_our_pages(const http::request& from) {
    const auto origin = from.header("Origin");
    if (origin.empty()) {
        // A browser that sends no Origin says where it comes from otherwise; what is no browser sends neither.
        const auto site = from.header("Sec-Fetch-Site");
        return site.empty() || site == "same-origin" || site == "none";
    }
    const auto host = origin.find("://");
    return host != origin.npos && origin.substr(host + 3) == from.header("Host");
}

bool gate::is_ours(const http::request& from, std::string_view csrf) {
    return from_our_pages(from) && equal_in_constant_time(from.header("X-CSRF-Token"), csrf);
}

http::guard gate::guard_for(http::method verb, const std::string& pattern) const {
    const std::string route = std::string(http::name_of(verb)) + " " + pattern;
    const auto* rule = rules_.find(route);
    if (rule && rule->may == route_rule::audience::anybody)
        return [](http::request&) -> boost::asio::awaitable<std::optional<http::response>> { co_return std::nullopt; };
    return [this, route, rule](http::request& from) -> boost::asio::awaitable<std::optional<http::response>> {
        co_return pass(route, rule, from);
    };
}

http::response gate::refuse(const std::string& route, const http::request& from, const caller& by, std::string why,
                            http::problem said) const {
    trail_.look(
        {account_id(by.who->id), time_.now(), route, subject_of(from, {}), {}, std::move(why), by.who->session});
    return http::to_response(said);
}

/// A case or receipt in the path must be in reach.
std::optional<http::response> gate::check_rows(const std::string& route, const http::request& from, const caller& by,
                                               place& found) const {
    const auto in = http::language_of(from);
    std::optional<place> at;
    if (const auto which = from.param("case_no"); !which.empty())
        at = rows_.find(case_no(std::string(which)));
    else if (const auto receipt = from.param("receipt_no"); !receipt.empty())
        at = rows_.find(receipt_no(std::string(receipt)));
    else
        return std::nullopt;
    if (at) found = *at;
    if (by.who->rows == row_scope::all) return std::nullopt;
    if (!at)
        return http::to_response(
            problem(404, "not_found", in, "没有这个案件或投诉", "there is no such case or complaint"));
    if (by.who->sees(at->desk)) return std::nullopt;
    return refuse(
        route, from, by, "reach",
        problem(403, "out_of_reach", in, "该案件不在您的经办范围内", "this case is with a desk outside of your reach"));
}

std::optional<http::response> gate::pass(const std::string& route, const route_rule* rule, http::request& from) const {
    const auto in = http::language_of(from);
    const auto by = ids_.who(from);
    if (!by) return http::to_response(problem(401, "unauthenticated", in, "请先登录", "sign in first"));
    if (!by->session.empty() && changes_something(from.verb) && !is_ours(from, by->csrf))
        return http::to_response(problem(403, "cross_site", in, "请求并非来自本系统页面，请刷新后重试",
                                         "the request does not come from our own pages; reload and try again"));
    if (!rule)
        return refuse(route, from, *by, "role",
                      problem(403, "no_rule", in, "权限表未列出此功能", "no role has this route: roles.toml lacks it"));
    if (rule->may == route_rule::audience::roles) {
        if (by->must_enrol)
            return refuse(route, from, *by, "second_factor",
                          problem(403, "second_factor_missing", in, "请先绑定动态口令",
                                  "set up a second factor for your account first"));
        if (!by->who->has_any(rule->roles) || by->who->rows < rule->least_rows)
            return refuse(route, from, *by, "role",
                          problem(403, "role", in, "您的角色不能使用此功能，可用角色：" + joined(rule->roles.names()),
                                  "none of your roles may do this; these may: " + joined(rule->roles.names())));
        if (!by->scopes.empty() && std::ranges::find(by->scopes, rule->scope) == by->scopes.end())
            return refuse(route, from, *by, "scope",
                          problem(403, "scope", in, "该令牌的使用范围不包括此功能",
                                  "the token is not good for this; it needs the scope '" + rule->scope + "'"));
    }
    place found;
    if (auto refused = check_rows(route, from, *by, found)) return refused;
    if (!rule->look.empty() && !trail_.look({account_id(by->who->id),
                                             time_.now(),
                                             route,
                                             subject_of(from, rule->look),
                                             found.of_case,
                                             {},
                                             by->who->session}))
        return http::to_response(fail(errc::unavailable, "who looks at what cannot be recorded now; retry"), in);
    from.principal = by->who->id;
    from.who = by->who;
    return std::nullopt;
}

} // namespace guiyi::access
