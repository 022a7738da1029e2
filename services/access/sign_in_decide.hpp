// Whether somebody gets in, and what is recorded of it. Pure: what takes time (comparing passwords) or secrets (codes)
// was worked out before and comes in as a proof; the locks are looked at again here, in the service's turn.
#pragma once

#include "common/events/event.hpp"
#include "services/access/lock.hpp"
#include "services/access/state.hpp"

namespace guiyi::access {

struct sign_in_rules {
    lock_rule account{};
    lock_rule address{.failures_free = 20, .first = std::chrono::seconds(30), .max = std::chrono::seconds(900)};
    std::chrono::minutes absolute{12 * 60}; ///< how long a session may last
};

/// Who asks, from where, and the session that would begin.
struct sign_in_request {
    account_id account;
    std::string address;
    std::string session;  ///< hash of the new session
    std::string replaces; ///< hash of the session the caller has, or empty
};

/// What was found out of what the caller gave.
struct sign_in_proof {
    bool password = false;
    std::string against;       ///< the sealed password it was compared with
    bool second_given = false; ///< a code was given
    std::int64_t step = 0;     ///< of a right one-time code
    std::string recovery{};    ///< hash of a recovery code that was given
    std::string rehashed{};    ///< the same password sealed at today's cost, when it was at another
};

enum class sign_in_end { in, refused, code_needed, locked };
struct sign_in_reply {
    sign_in_end how = sign_in_end::refused;
    instant locked_until{}; ///< when locked
    instant expires_at{};   ///< when in
};

/// When the account and the address may try again; the epoch: now.
instant may_try_at(const account_id& account, const std::string& address, const sign_in_rules& rules,
                   const store::view& state);

/// The reply says how it ended; a refusal is recorded, a lock is not recorded again.
result<events::facts> sign_in(const sign_in_request& who, const sign_in_proof& proof, const sign_in_rules& rules,
                              const store::view& state, instant now, sign_in_reply& reply);

/// With a token: a session that ends with it. @param token its hash
result<events::facts> sign_in_by_token(const sign_in_request& who, const std::string& token, const sign_in_rules& rules,
                                       const store::view& state, instant now, sign_in_reply& reply);

/// Somebody whom an OpenID provider named; only who has an account here gets in.
result<events::facts> sign_in_by_provider(const sign_in_request& who, const sign_in_rules& rules,
                                          const store::view& state, instant now, sign_in_reply& reply);

/// Through an invitation: sets the password and begins a session. @param code_hash of the link
/// @errors errc::unauthenticated when the link is unknown, used or over
result<events::facts> accept_invitation(const sign_in_request& who, const std::string& code_hash,
                                        const std::string& sealed_password, const sign_in_rules& rules,
                                        const store::view& state, instant now, sign_in_reply& reply);

/// A holder changes the password; a new session takes the place of all others.
/// @param against the sealed password that the old one was compared with
/// @errors errc::stale when it was changed meanwhile; errc::not_found
result<events::facts> change_password(const sign_in_request& who, const std::string& against,
                                      const std::string& sealed_password, const sign_in_rules& rules,
                                      const store::view& state, instant now, sign_in_reply& reply);

/// A holder proved an authenticator app; a new session takes the place of all others.
/// @errors errc::not_found; errc::conflict when there is one already
result<events::facts> set_second_factor(const sign_in_request& who, const std::string& sealed_secret,
                                        const std::vector<std::string>& recovery, std::int64_t step,
                                        const sign_in_rules& rules, const store::view& state, instant now,
                                        sign_in_reply& reply);

} // namespace guiyi::access
