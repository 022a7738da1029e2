// What access keeps: accounts with what secures them, sessions, tokens, failures by address, and the auditor's list.
// Folded from the own stream by evolve; read by decide and the API. Passwords and seeds stay sealed here.
#pragma once

#include "common/events/access.hpp"
#include "common/store/view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace guiyi::access {

struct account_row {
    std::string name;
    std::vector<std::string> roles;
    desk_id desk;
    std::string organisation;
    bool closed = false;
    std::string sealed_password; ///< base64; empty: none was set yet
    instant password_at{};
    std::string sealed_secret;         ///< base64; empty: no second factor
    std::vector<std::string> recovery; ///< hashes of the codes left
    std::int64_t step = 0;             ///< one-time codes up to this step are used up
    std::string invitation;            ///< hash of the code that is open; empty: none
    instant invited_until{};
    std::int64_t failures = 0; ///< in a row
    instant failed_at{};
    instant opened_at{};
    instant signed_in_at{}; ///< last; the epoch: never
};
BOOST_DESCRIBE_STRUCT(account_row, (),
                      (name, roles, desk, organisation, closed, sealed_password, password_at, sealed_secret, recovery,
                       step, invitation, invited_until, failures, failed_at, opened_at, signed_in_at))

std::optional<account_row> load_account(const store::view& from, const account_id& which);
void save_account(store::writer& to, const account_id& which, const account_row& row);
/// By id.
std::vector<std::pair<account_id, account_row>> accounts(const store::view& from);
/// Whose invitation a code's hash is.
std::optional<account_id> invited(const store::view& from, const std::string& code_hash);
void put_invitation(store::writer& to, const std::string& code_hash, const account_id& whose);
void erase_invitation(store::writer& to, const std::string& code_hash);

struct session_row {
    account_id account;
    instant since{};
    instant expires_at{}; ///< whatever happens
    instant used_at{};    ///< last use that is recorded
    std::string address;
    std::string method;
    std::string token; ///< id of the token it was opened with; it ends with that
};
BOOST_DESCRIBE_STRUCT(session_row, (), (account, since, expires_at, used_at, address, method, token))

/// @param hash keyed hash of what the cookie holds
std::optional<session_row> load_session(const store::view& from, const std::string& hash);
void save_session(store::writer& to, const std::string& hash, const session_row& row);
void erase_session(store::writer& to, const std::string& hash, const account_id& whose);
std::vector<std::pair<std::string, session_row>> sessions_of(const store::view& from, const account_id& whose);

struct token_row {
    std::string token; ///< its id
    account_id principal;
    bool machine = false;
    std::vector<std::string> roles;
    std::vector<std::string> scopes;
    instant expires_at{}; ///< the epoch: never
    std::string note;
    account_id by;
    instant issued_at{};
    bool revoked = false;
};
BOOST_DESCRIBE_STRUCT(token_row, (),
                      (token, principal, machine, roles, scopes, expires_at, note, by, issued_at, revoked))

/// @param hash keyed hash of the token
std::optional<token_row> load_token(const store::view& from, const std::string& hash);
void save_token(store::writer& to, const std::string& hash, const token_row& row);
std::optional<std::string> hash_of_token(const store::view& from, const std::string& token);
/// Every token that was issued, by id.
std::vector<token_row> tokens(const store::view& from);
/// Whether it opens anything at a moment.
bool holds(const token_row& row, instant now);

/// Failures that came from one address.
struct failure_row {
    std::int64_t failures = 0;
    instant failed_at{};
};
BOOST_DESCRIBE_STRUCT(failure_row, (), (failures, failed_at))
failure_row load_failures(const store::view& from, const std::string& address);
void save_failures(store::writer& to, const std::string& address, const failure_row& row);
void erase_failures(store::writer& to, const std::string& address);

/// In their order.
std::vector<events::saved_view> views_of(const store::view& from, const account_id& whose);
void save_views(store::writer& to, const events::views_kept& fact);

/// Whether the next checkpoint is on its way already.
bool has_checkpoints(const store::view& from);
void note_checkpoints(store::writer& to);

} // namespace guiyi::access
