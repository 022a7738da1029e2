// Which role may use which route of the staff side, and whose cases each role sees: config/roles.toml, the one source
// of the gate, of the table in this folder's README and of the test that walks both. What has no entry is for nobody.
#pragma once

#include "common/access/role.hpp"
#include "common/core/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace guiyi::access {

struct role_text {
    role which = role::officer;
    std::string name_zh;
    std::string name_en;
    row_scope rows = row_scope::none;
};

struct route_rule {
    enum class audience { roles, signed_in, anybody };
    audience may = audience::roles;
    role_set roles;
    std::string scope;                      ///< a token that is limited to scopes must have it; empty: none opens it
    std::string look;                       ///< path parameter it shows ("case_no"), "all", or empty: not a look
    row_scope least_rows = row_scope::none; ///< who sees fewer rows may not use it
};

class route_rules {
  public:
    /// @errors errc::not_found, errc::invalid naming file, line and key
    static result<route_rules> load(const std::filesystem::path& file);

    /// @param route "GET /api/v1/cases/{case_no}"; null: nobody may
    const route_rule* find(const std::string& route) const;
    const std::map<std::string, route_rule>& routes() const noexcept { return routes_; }
    const std::vector<role_text>& roles() const noexcept { return roles_; }
    /// The widest of the roles'.
    row_scope rows_of(role_set roles) const;
    /// Every scope that a route names, sorted.
    std::vector<std::string> scopes() const;

    /// The table of the README: routes by rows, roles by columns, as Markdown.
    std::string to_markdown() const;

  private:
    std::vector<role_text> roles_;
    std::map<std::string, route_rule> routes_;
};

} // namespace guiyi::access
