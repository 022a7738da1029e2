#include "services/access/identification.hpp"

namespace guiyi::access {

namespace {

constexpr std::string_view bearer = "Bearer ";
constexpr std::string_view plain_name = "guiyi_session";
constexpr std::string_view tls_name = "__Host-guiyi_session";
constexpr std::size_t shown_digits = 12;

std::string_view cookie_value(const http::request& from, std::string_view name) {
    std::string_view rest = from.header("Cookie");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) return one.substr(name.size() + 1);
    }
    return {};
}

std::string_view session_cookie(const http::request& from) {
    return cookie_value(from, from.secure ? tls_name : plain_name);
}

} // namespace

std::string identification::cookie(const http::request& from, std::string_view value, std::chrono::seconds lasts) {
    std::string out(from.secure ? tls_name : plain_name);
    out.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=");
    out += std::to_string(value.empty() ? 0 : lasts.count());
    if (from.secure) out += "; Secure";
    return out;
}

std::string identification::session_in(const http::request& from) const {
    const auto value = session_cookie(from);
    return value.empty() ? std::string() : by_.keys.hash("session", {}, value);
}

std::optional<caller> identification::who(const http::request& from) const {
    const auto authorization = from.header("Authorization");
    if (authorization.starts_with(bearer)) return by_token(authorization.substr(bearer.size()));
    const auto value = session_cookie(from);
    return value.empty() ? std::nullopt : by_cookie(value);
}

std::optional<caller> identification::by_token(std::string_view token) const {
    const auto row = load_token(by_.state, by_.keys.hash_of_token(token));
    if (!row || !holds(*row, by_.time.now())) return std::nullopt;
    auto who = of_token(*row);
    if (!who) return std::nullopt;
    caller out;
    out.who = std::move(who);
    out.scopes = row->scopes;
    out.method = "bearer";
    return out;
}

std::optional<caller> identification::by_cookie(std::string_view value) const {
    const auto hash = by_.keys.hash("session", {}, value);
    const auto row = load_session(by_.state, hash);
    const auto now = by_.time.now();
    if (!row || row->expires_at <= now) return std::nullopt;
    caller out;
    if (!row->token.empty()) {
        const auto token_hash = hash_of_token(by_.state, row->token);
        const auto token = token_hash ? load_token(by_.state, *token_hash) : std::nullopt;
        if (!token || !holds(*token, now)) return std::nullopt;
        out.who = of_token(*token);
        out.scopes = token->scopes;
    } else {
        out.who = person(row->account);
        const auto account = load_account(by_.state, row->account);
        const bool asked =
            by_.second_factor == second_factor_policy::all ||
            (by_.second_factor == second_factor_policy::administrators && out.who && out.who->has(role::administrator));
        // Who came through a provider proved there what it asks for.
        out.must_enrol = asked && account && account->sealed_secret.empty() && row->method != "oidc";
    }
    if (!out.who || now - by_.uses.use(hash, row->used_at, now) >= by_.idle) return std::nullopt;
    auto known = std::make_shared<principal>(*out.who);
    known->session = hash.substr(0, shown_digits);
    out.who = std::move(known);
    out.session = hash;
    out.csrf = by_.keys.hash("csrf", {}, value);
    out.method = row->method;
    out.expires_at = row->expires_at;
    return out;
}

void identification::place(principal& who, const desk_id& desk, const std::string& organisation) const {
    who.rows = by_.rules.rows_of(who.roles);
    who.desk = desk;
    if (!desk.empty() && who.rows != row_scope::none) who.desks = {desk};
    if (who.rows != row_scope::own_organisation) return;
    const auto* own = by_.desks.find(desk);
    const auto& whole = own ? own->organisation : organisation;
    for (const auto& one : by_.desks.desks)
        if (one.organisation == whole && one.id != desk) who.desks.push_back(one.id);
}

std::shared_ptr<const principal> identification::person(const account_id& which) const {
    auto out = std::make_shared<principal>();
    out->id = which.str();
    if (const auto row = load_account(by_.state, which)) {
        if (row->closed) return nullptr;
        out->name = row->name;
        out->roles = role_set::parse(row->roles).value_or(role_set());
        place(*out, row->desk, row->organisation);
        return out;
    }
    const auto* officer = by_.desks.find(officer_id(which.str()));
    if (!officer) return nullptr;
    out->name = officer->name;
    out->roles = officer->roles;
    place(*out, officer->desk, {});
    return out;
}

std::shared_ptr<const principal> identification::of_token(const token_row& row) const {
    std::shared_ptr<principal> out;
    if (row.machine) {
        out = std::make_shared<principal>();
        out->id = row.principal.str();
        out->machine = true;
        out->roles = role_set::parse(row.roles).value_or(role_set());
        place(*out, desk_id(), {});
    } else if (const auto holder = person(row.principal)) {
        out = std::make_shared<principal>(*holder);
    } else {
        return nullptr;
    }
    out->session = row.token;
    return out;
}

} // namespace guiyi::access
