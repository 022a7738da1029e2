// Facts of the access stream: accounts and what secures them, sign-ins, tokens of machines, who looked at what, and who
// did what on the other streams. Produced by access alone; nobody else decides on them. Together with the chain of the
// casework stream, the chain of this one is the audit trail. Secrets are sealed under the deployment's key or hashed
// under it; nothing here lets anybody sign in.
#pragma once

#include "common/events/parts.hpp"

#include <variant>

namespace guiyi::events {

/// A person may have an account. It opens nothing until its holder set a password through an invitation.
struct account_opened {
    static constexpr std::string_view type = "account_opened";
    account_id account; ///< the officer's id where it is one
    std::string name;
    std::vector<std::string> roles; ///< of common/access
    desk_id desk;                   ///< may be empty
    std::string organisation;       ///< of who works at no desk; may be empty
    account_id by;                  ///< empty: the first start
};
BOOST_DESCRIBE_STRUCT(account_opened, (), (account, name, roles, desk, organisation, by))

/// What an account may do is another now, whole.
struct account_changed {
    static constexpr std::string_view type = "account_changed";
    account_id account;
    std::string name;
    std::vector<std::string> roles;
    desk_id desk;
    std::string organisation;
    std::string reason; ///< may be empty
    account_id by;
};
BOOST_DESCRIBE_STRUCT(account_changed, (), (account, name, roles, desk, organisation, reason, by))

/// Nobody can sign in with it any more; its sessions and tokens end.
struct account_closed {
    static constexpr std::string_view type = "account_closed";
    account_id account;
    std::string reason;
    account_id by;
};
BOOST_DESCRIBE_STRUCT(account_closed, (), (account, reason, by))

struct account_reopened {
    static constexpr std::string_view type = "account_reopened";
    account_id account;
    std::string reason;
    account_id by;
};
BOOST_DESCRIBE_STRUCT(account_reopened, (), (account, reason, by))

/// A one-time link by which the holder sets a password. A newer one takes its place.
struct invitation_issued {
    static constexpr std::string_view type = "invitation_issued";
    account_id account;
    std::string code_hash; ///< keyed hash
    instant expires_at{};
    account_id by; ///< empty: the program, at its first start
};
BOOST_DESCRIBE_STRUCT(invitation_issued, (), (account, code_hash, expires_at, by))

/// The holder set a password; every session but the one that follows ends.
struct password_set {
    static constexpr std::string_view type = "password_set";
    account_id account;
    std::string sealed; ///< base64: Argon2id hash, sealed
    std::string cause;  ///< invitation | change | rehash (the same password at today's cost)
};
BOOST_DESCRIBE_STRUCT(password_set, (), (account, sealed, cause))

/// The holder's authenticator app is known, and its recovery codes.
struct second_factor_set {
    static constexpr std::string_view type = "second_factor_set";
    account_id account;
    std::string sealed;                ///< base64: the seed, sealed
    std::vector<std::string> recovery; ///< keyed hashes of the codes
    std::int64_t step = 0;             ///< the step of the code that proved it: used up
};
BOOST_DESCRIBE_STRUCT(second_factor_set, (), (account, sealed, recovery, step))

struct second_factor_removed {
    static constexpr std::string_view type = "second_factor_removed";
    account_id account;
    std::string reason;
    account_id by;
};
BOOST_DESCRIBE_STRUCT(second_factor_removed, (), (account, reason, by))

/// A session began.
struct signed_in {
    static constexpr std::string_view type = "signed_in";
    account_id account;
    std::string session; ///< keyed hash of what the cookie holds
    std::string method;  ///< password | password+code | password+recovery | invitation | token | oidc
    std::string address; ///< of the caller, as the server sees it
    instant expires_at{};
    std::int64_t step = 0; ///< of the one-time code, which is used up
    std::string recovery;  ///< keyed hash of the recovery code, which is used up
    std::string token;     ///< id of the token
};
BOOST_DESCRIBE_STRUCT(signed_in, (), (account, session, method, address, expires_at, step, recovery, token))

/// Somebody could not sign in.
struct sign_in_refused {
    static constexpr std::string_view type = "sign_in_refused";
    account_id account;  ///< empty: there is none of the name that was given
    std::string address; ///< of the caller; an IPv6 one by its /64
    std::string why;     ///< unknown | password | code | closed | token | oidc
};
BOOST_DESCRIBE_STRUCT(sign_in_refused, (), (account, address, why))

/// An administrator ended a lock before its time.
struct account_unlocked {
    static constexpr std::string_view type = "account_unlocked";
    account_id account;
    account_id by;
};
BOOST_DESCRIBE_STRUCT(account_unlocked, (), (account, by))

struct session_ended {
    static constexpr std::string_view type = "session_ended";
    account_id account;
    std::string session;
    std::string cause; ///< signed_out | replaced (by a new sign-in) | administrator | other_end (the holder, elsewhere)
    account_id by;
};
BOOST_DESCRIBE_STRUCT(session_ended, (), (account, session, cause, by))

/// When sessions were last used: coarse, so that an idle one ends at its time after a restart too.
struct session_use {
    std::string session;
    instant at{};
};
BOOST_DESCRIBE_STRUCT(session_use, (), (session, at))
struct sessions_used {
    static constexpr std::string_view type = "sessions_used";
    std::vector<session_use> used;
};
BOOST_DESCRIBE_STRUCT(sessions_used, (), (used))

/// A list of cases by its filters, under a name of its own.
struct saved_view {
    std::string name;
    std::vector<named_text> query;

    friend bool operator==(const saved_view&, const saved_view&) = default;
};
BOOST_DESCRIBE_STRUCT(saved_view, (), (name, query))
/// Somebody's views from here on, in their order.
struct views_kept {
    static constexpr std::string_view type = "views_kept";
    account_id account;
    std::vector<saved_view> views;
};
BOOST_DESCRIBE_STRUCT(views_kept, (), (account, views))

/// A bearer token, for a machine, or for a person's programs.
struct token_issued {
    static constexpr std::string_view type = "token_issued";
    std::string token;    ///< its id, no secret
    account_id principal; ///< whom it stands for
    bool machine = false;
    std::vector<std::string> roles;  ///< of a machine; a person's token has those of the person, at each use
    std::vector<std::string> scopes; ///< empty: all that the roles may do
    std::string hash;                ///< keyed hash of the token
    instant expires_at{};            ///< the epoch: never
    std::string note;                ///< what for
    account_id by;
};
BOOST_DESCRIBE_STRUCT(token_issued, (), (token, principal, machine, roles, scopes, hash, expires_at, note, by))

struct token_revoked {
    static constexpr std::string_view type = "token_revoked";
    std::string token;
    std::string reason;
    account_id by;
};
BOOST_DESCRIBE_STRUCT(token_revoked, (), (token, reason, by))

/// One look: who was shown what, or was not allowed to see or do it.
struct look {
    account_id by;
    instant at{};
    std::string route;   ///< "GET /api/v1/cases/{case_no}"
    std::string subject; ///< case, receipt or whatever the route names; empty: all of it
    case_no in_case;     ///< of a receipt, where it is known
    std::string refused; ///< empty, or why: role | scope | reach
    std::string session; ///< the first digits of the session's hash, or the token's id
};
BOOST_DESCRIBE_STRUCT(look, (), (by, at, route, subject, in_case, refused, session))
struct looks_noted {
    static constexpr std::string_view type = "looks_noted";
    std::vector<look> looks;
};
BOOST_DESCRIBE_STRUCT(looks_noted, (), (looks))

/// Somebody recorded something on another stream: where, so that the auditor's list has it.
struct deed_noted {
    static constexpr std::string_view type = "deed_noted";
    account_id by;
    instant at{};
    std::string what;    ///< type of the fact: "case_accepted"
    std::string subject; ///< case or receipt it is about
    std::string from;    ///< stream
    sequence seq = 0;
    std::int64_t index = 0; ///< which fact of that commit
};
BOOST_DESCRIBE_STRUCT(deed_noted, (), (by, at, what, subject, from, seq, index))

/// The heads of all chains are to be signed now; the next time follows.
struct checkpoint_due {
    static constexpr std::string_view type = "checkpoint_due";
    instant next{};
};
BOOST_DESCRIBE_STRUCT(checkpoint_due, (), (next))

using access_facts =
    std::variant<account_opened, account_changed, account_closed, account_reopened, invitation_issued, password_set,
                 second_factor_set, second_factor_removed, signed_in, sign_in_refused, account_unlocked, session_ended,
                 sessions_used, token_issued, token_revoked, looks_noted, deed_noted, checkpoint_due,
                 views_kept>;

} // namespace guiyi::events
