#include "services/access/account_decide.hpp"

#include <algorithm>

namespace guiyi::access {

namespace {

error no_such_account(const account_id& which) { return fail(errc::not_found, "no account '" + which.str() + "'"); }

bool administers(const account_row& row) {
    return !row.closed && std::ranges::find(row.roles, name_of(role::administrator)) != row.roles.end();
}

/// Whether somebody else can still let people in.
bool others_administer(const account_id& but, const store::view& state) {
    return std::ranges::any_of(accounts(state), [&](const auto& one) {
        return one.first != but && administers(one.second) && !one.second.sealed_password.empty();
    });
}

error last_administrator() { return fail(errc::conflict, "this is the last administrator; make another one first"); }

} // namespace

bool is_account_id(std::string_view text) {
    return text.size() >= 2 && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                      c == '_' || c == '-';
           });
}

result<events::facts> open_account(const account_details& what, const invitation& link, const account_id& by,
                                   const store::view& state) {
    if (load_account(state, what.account))
        return fail(errc::conflict, "account '" + what.account.str() + "' exists already");
    return events::facts{
        events::account_opened{what.account, what.name, what.roles.names(), what.desk, what.organisation, by},
        events::invitation_issued{what.account, link.code_hash, link.expires_at, by}};
}

result<events::facts> change_account(const account_details& what, const std::string& reason, const account_id& by,
                                     const store::view& state) {
    const auto row = load_account(state, what.account);
    if (!row) return no_such_account(what.account);
    if (administers(*row) && !what.roles.has(role::administrator) && !others_administer(what.account, state))
        return last_administrator();
    return events::facts{
        events::account_changed{what.account, what.name, what.roles.names(), what.desk, what.organisation, reason, by}};
}

result<events::facts> close_account(const account_id& which, const std::string& reason, const account_id& by,
                                    const store::view& state) {
    const auto row = load_account(state, which);
    if (!row) return no_such_account(which);
    if (row->closed) return fail(errc::conflict, "the account is closed already");
    if (administers(*row) && !others_administer(which, state)) return last_administrator();
    return events::facts{events::account_closed{which, reason, by}};
}

result<events::facts> reopen_account(const account_id& which, const std::string& reason, const account_id& by,
                                     const store::view& state) {
    const auto row = load_account(state, which);
    if (!row) return no_such_account(which);
    if (!row->closed) return fail(errc::conflict, "the account is open");
    return events::facts{events::account_reopened{which, reason, by}};
}

result<events::facts> unlock_account(const account_id& which, const account_id& by, const store::view& state) {
    if (!load_account(state, which)) return no_such_account(which);
    return events::facts{events::account_unlocked{which, by}};
}

result<events::facts> invite(const account_id& which, const invitation& link, const account_id& by,
                             const store::view& state) {
    const auto row = load_account(state, which);
    if (!row) return no_such_account(which);
    if (row->closed) return fail(errc::conflict, "the account is closed; reopen it first");
    return events::facts{events::invitation_issued{which, link.code_hash, link.expires_at, by}};
}

result<events::facts> first_administrator(const account_id& named, const invitation& link, const store::view& state) {
    if (others_administer({}, state)) return events::facts{};
    events::facts out;
    if (!load_account(state, named))
        out.emplace_back(events::account_opened{
            named, named.str(), role_set{role::administrator}.names(), desk_id(), {}, account_id()});
    out.emplace_back(events::invitation_issued{named, link.code_hash, link.expires_at, account_id()});
    return out;
}

result<events::facts> end_sessions(const account_id& which, const std::string& keep, const std::string& cause,
                                   const account_id& by, const store::view& state) {
    events::facts out;
    for (const auto& [hash, row] : sessions_of(state, which))
        if (hash != keep) out.emplace_back(events::session_ended{which, hash, cause, by});
    if (out.empty() && !load_account(state, which)) return no_such_account(which);
    return out;
}

result<events::facts> remove_second_factor(const account_id& which, const std::string& reason, const account_id& by,
                                           const store::view& state) {
    const auto row = load_account(state, which);
    if (!row) return no_such_account(which);
    if (row->sealed_secret.empty()) return fail(errc::conflict, "the account has no second factor");
    return events::facts{events::second_factor_removed{which, reason, by}};
}

} // namespace guiyi::access
