#include "common/access/role.hpp"

#include <algorithm>

namespace guiyi::access {

namespace {

constexpr std::array<std::string_view, role_count> role_names{
    "intake", "dispatch", "officer", "mediator", "lead",    "head",          "chief",
    "arch",   "sup",      "triage",  "manager",  "auditor", "administrator", "integrator"};
constexpr std::array<std::string_view, 4> scope_names{"none", "own_desk", "own_organisation", "all"};

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

} // namespace

std::string_view name_of(role which) noexcept { return role_names[static_cast<std::size_t>(which)]; }
std::optional<role> role_named(std::string_view name) noexcept { return named<role>(role_names, name); }

std::string_view name_of(row_scope which) noexcept { return scope_names[static_cast<std::size_t>(which)]; }
std::optional<row_scope> row_scope_named(std::string_view name) noexcept { return named<row_scope>(scope_names, name); }

std::vector<std::string> role_set::names() const {
    std::vector<std::string> out;
    for (const role one : all_roles)
        if (has(one)) out.emplace_back(name_of(one));
    return out;
}

std::optional<role_set> role_set::parse(const std::vector<std::string>& names, std::string* unknown) {
    role_set out;
    for (const auto& name : names) {
        const auto one = role_named(name);
        if (!one) {
            if (unknown) *unknown = name;
            return std::nullopt;
        }
        out.add(*one);
    }
    return out;
}

} // namespace guiyi::access
