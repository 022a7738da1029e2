// What administrators decide about accounts, and what holders do with their own. Pure: (request, state, now) -> facts.
#pragma once

#include "common/access/role.hpp"
#include "common/events/event.hpp"
#include "services/access/state.hpp"

namespace guiyi::access {

/// Who an account is for.
struct account_details {
    account_id account;
    std::string name;
    role_set roles;
    desk_id desk;
    std::string organisation;
};

/// A one-time link: what it opens is known by its hash alone.
struct invitation {
    std::string code_hash;
    instant expires_at{};
};

/// Letters, digits and . _ - , 2 to 64 of them: it stands in addresses, facts and forms.
bool is_account_id(std::string_view text);

/// Opens an account with an invitation. @errors errc::conflict when there is one
result<events::facts> open_account(const account_details& what, const invitation& link, const account_id& by,
                                   const store::view& state);

/// @errors errc::not_found; errc::conflict when nobody could administer any more
result<events::facts> change_account(const account_details& what, const std::string& reason, const account_id& by,
                                     const store::view& state);

/// @errors errc::not_found; errc::conflict when it is closed, or the last administrator's
result<events::facts> close_account(const account_id& which, const std::string& reason, const account_id& by,
                                    const store::view& state);

/// @errors errc::not_found; errc::conflict when it is open
result<events::facts> reopen_account(const account_id& which, const std::string& reason, const account_id& by,
                                     const store::view& state);

/// Ends a lock. @errors errc::not_found
result<events::facts> unlock_account(const account_id& which, const account_id& by, const store::view& state);

/// A new link, for who has none or forgot the password; the password stays until another is set.
/// @errors errc::not_found; errc::conflict when the account is closed
result<events::facts> invite(const account_id& which, const invitation& link, const account_id& by,
                             const store::view& state);

/// The first start: an administrator and a link, as long as no administrator can sign in. Nothing otherwise.
/// @param named the account's id
result<events::facts> first_administrator(const account_id& named, const invitation& link, const store::view& state);

/// Ends every session of an account. @param keep the hash of one that stays, or empty
/// @errors errc::not_found
result<events::facts> end_sessions(const account_id& which, const std::string& keep, const std::string& cause,
                                   const account_id& by, const store::view& state);

/// @errors errc::not_found; errc::conflict when there is none
result<events::facts> remove_second_factor(const account_id& which, const std::string& reason, const account_id& by,
                                           const store::view& state);

} // namespace guiyi::access
