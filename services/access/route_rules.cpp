#include "services/access/route_rules.hpp"

#include "common/config/toml.hpp"

#include <algorithm>
#include <set>

namespace guiyi::access {

namespace {

using groups = std::map<std::string, role_set>;

role_set read_roles(const config::table& row, std::string_view key, const groups& known) {
    role_set out;
    for (const auto& name : row.texts(key)) {
        if (const auto group = known.find(name); group != known.end())
            out.add(group->second);
        else if (const auto one = role_named(name))
            out.add(*one);
        else
            row.refuse(key, "has an unknown role or group: " + name);
    }
    return out;
}

route_rule read_rule(const config::table& row, const groups& known) {
    route_rule out;
    out.roles = read_roles(row, "may", known);
    const auto who = row.choice("who", {"roles", "signed_in", "anybody"}, "roles");
    if (who == "signed_in") out.may = route_rule::audience::signed_in;
    if (who == "anybody") out.may = route_rule::audience::anybody;
    if ((out.may == route_rule::audience::roles) == out.roles.empty())
        row.refuse("may", "must name roles, unless 'who' is signed_in or anybody");
    out.scope = row.text("scope", "");
    out.look = row.text("look", "");
    out.least_rows = *row_scope_named(row.choice("rows", {"none", "own_desk", "own_organisation", "all"}, "none"));
    return out;
}

/// Columns of the table: two or three letters each, explained below it.
constexpr std::array<std::string_view, role_count> columns{"INT", "DIS", "OFF", "MED", "LEA", "HEA", "CHI",
                                                           "ARC", "SUP", "TRI", "MAN", "AUD", "ADM", "API"};

} // namespace

result<route_rules> route_rules::load(const std::filesystem::path& file) {
    const auto root = config::table::load(file);
    if (!root) return root.error();
    route_rules out;
    for (const auto& row : root->tables("role")) {
        const auto which = role_named(row.text("id"));
        if (!which) row.refuse("id", "is no role");
        out.roles_.push_back({which.value_or(role::officer), row.text("name_zh"), row.text("name_en"),
                              *row_scope_named(row.choice("rows", {"none", "own_desk", "own_organisation", "all"}))});
    }
    for (const role one : all_roles)
        if (std::ranges::count(out.roles_, one, &role_text::which) != 1)
            root->refuse("role", "must describe '" + std::string(name_of(one)) + "' once");
    groups known;
    for (const auto& row : root->tables("group")) {
        auto members = read_roles(row, "roles", known);
        known[row.text("id")] = members;
    }
    for (const auto& row : root->tables("route")) {
        const auto rule = read_rule(row, known);
        for (const auto& route : row.texts("of"))
            if (!out.routes_.emplace(route, rule).second) row.refuse("of", "names a route again: " + route);
    }
    if (auto done = root->finish(); !done) return done.error();
    return out;
}

const route_rule* route_rules::find(const std::string& route) const {
    const auto found = routes_.find(route);
    return found != routes_.end() ? &found->second : nullptr;
}

row_scope route_rules::rows_of(role_set roles) const {
    row_scope widest = row_scope::none;
    for (const auto& one : roles_)
        if (roles.has(one.which)) widest = std::max(widest, one.rows);
    return widest;
}

std::vector<std::string> route_rules::scopes() const {
    std::set<std::string> out;
    for (const auto& [route, rule] : routes_)
        if (!rule.scope.empty()) out.insert(rule.scope);
    return {out.begin(), out.end()};
}

std::string route_rules::to_markdown() const {
    std::string out = "| route |";
    std::string line = "|---|";
    for (const auto column : columns) {
        out.append(" ").append(column).append(" |");
        line += ":-:|";
    }
    out += " token scope | recorded as a look at |\n" + line + "---|---|\n";
    for (const auto& [route, rule] : routes_) {
        out += "| `" + route + "` |";
        for (const role one : all_roles) {
            const bool may = rule.may != route_rule::audience::roles || rule.roles.has(one);
            out += !may ? "  |" : rule.may == route_rule::audience::anybody ? " ○ |" : " ● |";
        }
        out += " " + rule.scope + " | " + rule.look + " |\n";
    }
    return out;
}

} // namespace guiyi::access
