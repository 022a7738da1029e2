#include "services/access/account_api.hpp"

#include "common/http/json_form.hpp"
#include "services/access/session_api.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace guiyi::access {

namespace {

namespace json = boost::json;

constexpr std::size_t reason_chars_max = 500;
constexpr std::int64_t token_days = 365;
constexpr std::int64_t token_days_max = 3660;

json::array texts(const std::vector<std::string>& of) { return json::array(of.begin(), of.end()); }

json::value time_or_null(instant at) {
    return at == instant() ? json::value(nullptr) : json::value(format_rfc3339(at));
}

http::response failed(const error& why, const http::request& from) {
    return http::to_response(why, http::language_of(from));
}

/// Roles by name; an unknown one is refused, and those of machines are not for people.
role_set read_roles(http::json_form& body, bool of_machine) {
    std::string unknown;
    const auto names = body.texts("roles", role_count);
    const auto out = role_set::parse(names, &unknown);
    if (!out) body.refuse("roles", "unknown_role", "没有这个角色：" + unknown, "there is no role " + unknown);
    const auto roles = out.value_or(role_set());
    if (!of_machine && roles.has(role::integrator))
        body.refuse("roles", "machine_role", "此角色仅供对接系统使用", "the role integrator is for machines");
    return roles;
}

} // namespace

void account_api::add_staff_routes(http::router& to) const {
    using enum http::method;
    const std::string all = "/api/v1/admin/accounts", tokens = "/api/v1/admin/tokens";
    to.add(get, "/api/v1/admin/roles", [this](http::request& from) { return roles(from); });
    to.add(get, all, [this](http::request& from) { return list(from); });
    to.add(post, all, [this](http::request& from) { return open(from); });
    to.add(get, all + "/{account}", [this](http::request& from) { return show(from); });
    to.add(post, all + "/{account}", [this](http::request& from) { return change(from); });
    to.add(post, all + "/{account}/{action}", [this](http::request& from) { return act(from); });
    to.add(get, tokens, [this](http::request& from) { return list_tokens(from); });
    to.add(post, tokens, [this](http::request& from) { return issue(from); });
    to.add(post, tokens + "/{token}/revoke", [this](http::request& from) { return revoke(from); });
}

answer account_api::roles(http::request&) const {
    json::array roles, desks, organisations;
    for (const auto& one : by_.rules.roles())
        roles.push_back(json::object{{"id", std::string(name_of(one.which))},
                                     {"name_zh", one.name_zh},
                                     {"name_en", one.name_en},
                                     {"rows", std::string(name_of(one.rows))}});
    for (const auto& one : by_.desks.desks)
        desks.push_back(json::object{{"id", one.id.str()},
                                     {"name_zh", one.name_zh},
                                     {"name_en", one.name_en},
                                     {"organisation", one.organisation}});
    for (const auto& one : by_.desks.organisations)
        organisations.push_back(json::object{{"id", one.id}, {"name_zh", one.name_zh}, {"name_en", one.name_en}});
    co_return http::json_response(200, {{"roles", std::move(roles)},
                                        {"scopes", texts(by_.rules.scopes())},
                                        {"desks", std::move(desks)},
                                        {"organisations", std::move(organisations)}});
}

json::object account_api::account_json(const account_id& which, const account_row& row) const {
    const auto locked = locked_until(row.failures, row.failed_at, rules_of(by_.settings).account);
    const bool invited = !row.invitation.empty() && row.invited_until > by_.time.now();
    return {{"account", which.str()},
            {"name", row.name},
            {"roles", texts(row.roles)},
            {"desk", row.desk.str()},
            {"organisation", row.organisation},
            {"closed", row.closed},
            {"has_password", !row.sealed_password.empty()},
            {"second_factor", !row.sealed_secret.empty()},
            {"invited_until", invited ? json::value(format_rfc3339(row.invited_until)) : json::value(nullptr)},
            {"locked_until", locked > by_.time.now() ? json::value(format_rfc3339(locked)) : json::value(nullptr)},
            {"opened_at", time_or_null(row.opened_at)},
            {"signed_in_at", time_or_null(row.signed_in_at)},
            {"sessions", sessions_of(by_.state, which).size()}};
}

answer account_api::list(http::request&) const {
    json::array out;
    for (const auto& [which, row] : accounts(by_.state)) out.push_back(account_json(which, row));
    co_return http::json_response(200, {{"accounts", std::move(out)}});
}

answer account_api::show(http::request& from) const {
    const account_id which{std::string(from.param("account"))};
    const auto row = load_account(by_.state, which);
    if (!row) co_return failed(fail(errc::not_found, "no such account"), from);
    auto out = account_json(which, *row);
    out["sessions"] = sessions_json(by_.state, which, {});
    co_return http::json_response(200, out);
}

/// What is said of an account; an officer of the desks file need not be described again.
account_details account_api::details(http::json_form& body, account_id which) const {
    account_details out{std::move(which), body.text("name", false, 100), read_roles(body, false),
                        desk_id(body.text("desk", false, 64)), body.text("organisation", false, 64)};
    if (const auto* officer = by_.desks.find(officer_id(out.account.str()))) {
        if (out.name.empty()) out.name = officer->name;
        if (out.roles.empty()) out.roles = officer->roles;
        if (out.desk.empty()) out.desk = officer->desk;
    }
    if (!is_account_id(out.account.str()))
        body.refuse("account", "invalid", "2至64个字母、数字或 . _ -", "2 to 64 letters, digits or . _ -");
    if (out.name.empty()) body.refuse("name", "required", "此项必须填写", "must be given");
    if (out.roles.empty()) body.refuse("roles", "required", "至少选择一个角色", "must hold at least one");
    if (!out.desk.empty() && !by_.desks.find(out.desk))
        body.refuse("desk", "unknown_desk", "没有这个科室", "there is no such desk");
    if (!out.organisation.empty() && std::ranges::find(by_.desks.organisations, out.organisation,
                                                       &config::organisation::id) == by_.desks.organisations.end())
        body.refuse("organisation", "unknown_organisation", "没有这个单位", "there is no such organisation");
    return out;
}

answer account_api::open(http::request& from) const {
    http::json_form body(from);
    const auto what = details(body, account_id(body.text("account", true, 64)));
    if (auto refused = body.refused()) co_return std::move(*refused);
    const auto link = draw_link(by_);
    const auto said =
        co_await record(by_, from.traceparent,
                        [what, recorded = link.recorded, who = account_id(from.principal)](
                            const store::view& state, instant) { return open_account(what, recorded, who, state); });
    if (!said) co_return failed(said.error(), from);
    co_return http::json_response(201, {{"account", what.account.str()},
                                        {"link", link.path()},
                                        {"link_expires_at", format_rfc3339(link.recorded.expires_at)}});
}

answer account_api::change(http::request& from) const {
    http::json_form body(from);
    const auto what = details(body, account_id(std::string(from.param("account"))));
    const auto reason = body.text("reason", false, reason_chars_max);
    if (auto refused = body.refused()) co_return std::move(*refused);
    const auto said = co_await record(
        by_, from.traceparent, [what, reason, who = account_id(from.principal)](const store::view& state, instant) {
            return change_account(what, reason, who, state);
        });
    if (!said) co_return failed(said.error(), from);
    const auto row = load_account(by_.state, what.account);
    co_return http::json_response(200, account_json(what.account, row.value_or(account_row{})));
}

answer account_api::act(http::request& from) const {
    const auto action = from.param("action");
    const account_id which{std::string(from.param("account"))};
    const account_id who(from.principal);
    http::json_form body(from);
    const auto reason = body.text("reason", false, reason_chars_max);
    if (auto refused = body.refused()) co_return std::move(*refused);
    std::optional<fresh_link> link;
    decide_plain how;
    if (action == "close")
        how = [=](const store::view& state, instant) { return close_account(which, reason, who, state); };
    else if (action == "reopen")
        how = [=](const store::view& state, instant) { return reopen_account(which, reason, who, state); };
    else if (action == "unlock")
        how = [=](const store::view& state, instant) { return unlock_account(which, who, state); };
    else if (action == "end-sessions")
        how = [=](const store::view& state, instant) { return end_sessions(which, {}, "administrator", who, state); };
    else if (action == "remove-second-factor")
        how = [=](const store::view& state, instant) { return remove_second_factor(which, reason, who, state); };
    else if (action == "invite") {
        link = draw_link(by_);
        how = [which, recorded = link->recorded, who](const store::view& state, instant) {
            return invite(which, recorded, who, state);
        };
    } else
        co_return http::to_response(http::status_problem(404, http::language_of(from)));
    const auto said = co_await record(by_, from.traceparent, std::move(how));
    if (!said) co_return failed(said.error(), from);
    const auto row = load_account(by_.state, which);
    auto out = account_json(which, row.value_or(account_row{}));
    if (link) {
        out["link"] = link->path();
        out["link_expires_at"] = format_rfc3339(link->recorded.expires_at);
    }
    co_return http::json_response(200, out);
}

answer account_api::list_tokens(http::request&) const {
    json::array out;
    for (const auto& row : tokens(by_.state))
        out.push_back(json::object{{"token", row.token},
                                   {"principal", row.principal.str()},
                                   {"machine", row.machine},
                                   {"roles", texts(row.roles)},
                                   {"scopes", texts(row.scopes)},
                                   {"issued_at", format_rfc3339(row.issued_at)},
                                   {"expires_at", time_or_null(row.expires_at)},
                                   {"by", row.by.str()},
                                   {"note", row.note},
                                   {"revoked", row.revoked},
                                   {"holds", holds(row, by_.time.now())}});
    co_return http::json_response(200, {{"tokens", std::move(out)}});
}

answer account_api::issue(http::request& from) const {
    http::json_form body(from);
    token_details what;
    what.principal = account_id(body.text("principal", true, 64));
    what.machine = body.flag("machine");
    const auto roles = read_roles(body, what.machine);
    what.scopes = body.texts("scopes", 50);
    what.note = body.text("note", false, 200);
    const auto days = body.number("days", 1, token_days_max).value_or(token_days);
    what.expires_at = by_.time.now() + std::chrono::days(days);
    const auto known = by_.rules.scopes();
    for (const auto& scope : what.scopes)
        if (std::ranges::find(known, scope) == known.end())
            body.refuse("scopes", "unknown_scope", "没有这个范围：" + scope, "there is no scope " + scope);
    if (what.machine)
        what.roles = roles.empty() ? role_set{role::integrator} : roles;
    else if (!what.principal.empty() && !by_.ids.person(what.principal))
        body.refuse("principal", "unknown_person", "没有这个账号或承办人", "there is no such account or officer");
    if (!what.machine && !roles.empty())
        body.refuse("roles", "not_for_people", "个人令牌沿用本人角色", "a person's token has the person's roles");
    if (!what.principal.empty() && !is_account_id(what.principal.str()))
        body.refuse("principal", "invalid", "2至64个字母、数字或 . _ -", "2 to 64 letters, digits or . _ -");
    if (auto refused = body.refused()) co_return std::move(*refused);
    const auto token = draw_token(by_.keys, by_.random, what);
    const auto said =
        co_await record(by_, from.traceparent,
                        [recorded = token.recorded, who = account_id(from.principal)](
                            const store::view& state, instant) { return issue_token(recorded, who, state); });
    if (!said) co_return failed(said.error(), from);
    co_return http::json_response(
        201,
        {{"token", token.recorded.token}, {"secret", token.text}, {"expires_at", format_rfc3339(what.expires_at)}});
}

answer account_api::revoke(http::request& from) const {
    http::json_form body(from);
    const auto reason = body.text("reason", false, reason_chars_max);
    if (auto refused = body.refused()) co_return std::move(*refused);
    const auto said =
        co_await record(by_, from.traceparent,
                        [token = std::string(from.param("token")), reason, who = account_id(from.principal)](
                            const store::view& state, instant) { return revoke_token(token, reason, who, state); });
    if (!said) co_return failed(said.error(), from);
    co_return http::no_content();
}

} // namespace guiyi::access
