// Bearer tokens: issued to machines, and to people for their programs; revoked. Pure.
#pragma once

#include "common/access/role.hpp"
#include "common/events/event.hpp"
#include "services/access/state.hpp"

namespace guiyi::access {

struct token_details {
    std::string token; ///< id
    account_id principal;
    bool machine = false;
    role_set roles; ///< of a machine
    std::vector<std::string> scopes;
    std::string hash;
    instant expires_at{};
    std::string note;
};

/// @errors errc::conflict when the id or the hash is taken
result<events::facts> issue_token(const token_details& what, const account_id& by, const store::view& state);

/// @errors errc::not_found; errc::conflict when it is revoked already
result<events::facts> revoke_token(const std::string& token, const std::string& reason, const account_id& by,
                                   const store::view& state);

} // namespace guiyi::access
