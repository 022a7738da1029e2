// Who is behind a request: a named person or a machine, with roles and the rows they see. Made by the guard of the
// staff side and carried by the request; read by every service that shows or changes something. Pure.
#pragma once

#include "common/access/role.hpp"
#include "common/core/ids.hpp"

namespace guiyi::access {

/// One authenticated caller.
struct principal {
    std::string id;   ///< account: an officer's id of config/desks.toml, another person's, or a machine's name
    std::string name; ///< as colleagues know it; may be empty
    role_set roles;
    row_scope rows = row_scope::none;
    desk_id desk;               ///< where a person works; may be empty
    std::vector<desk_id> desks; ///< desks whose rows are in reach (own, or all of the own organisation)
    bool machine = false;       ///< no named person: takes no decision that the law leaves to one
    std::string session = {};   ///< which sign-in or token, for the audit; not secret

    bool has(role one) const { return roles.has(one); }
    bool has_any(role_set of) const { return roles.has_any(of); }
    /// Whether rows of that desk are in reach. What no desk has yet (empty) is for those who see all rows.
    bool sees(const desk_id& of) const;
};

} // namespace guiyi::access
