#include "services/access/token_decide.hpp"

namespace guiyi::access {

result<events::facts> issue_token(const token_details& what, const account_id& by, const store::view& state) {
    if (hash_of_token(state, what.token) || load_token(state, what.hash))
        return fail(errc::conflict, "there is such a token already");
    return events::facts{events::token_issued{what.token, what.principal, what.machine, what.roles.names(), what.scopes,
                                              what.hash, what.expires_at, what.note, by}};
}

result<events::facts> revoke_token(const std::string& token, const std::string& reason, const account_id& by,
                                   const store::view& state) {
    const auto hash = hash_of_token(state, token);
    const auto row = hash ? load_token(state, *hash) : std::nullopt;
    if (!row) return fail(errc::not_found, "no token '" + token + "'");
    if (row->revoked) return fail(errc::conflict, "the token is revoked already");
    return events::facts{events::token_revoked{token, reason, by}};
}

} // namespace guiyi::access
