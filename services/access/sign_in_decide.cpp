#include "services/access/sign_in_decide.hpp"

#include <algorithm>

namespace guiyi::access {

namespace {

/// The session that begins; one that the caller had ends with it, so that none is carried over a sign-in.
void begin(events::facts& to, const sign_in_request& who, std::string method, const sign_in_rules& rules,
           const store::view& state, instant now, sign_in_reply& reply, events::signed_in more = {}) {
    if (!who.replaces.empty())
        if (const auto old = load_session(state, who.replaces))
            to.emplace_back(events::session_ended{old->account, who.replaces, "replaced", who.account});
    more.account = who.account;
    more.session = who.session;
    more.method = std::move(method);
    more.address = who.address;
    more.expires_at = now + rules.absolute;
    reply = {sign_in_end::in, {}, more.expires_at};
    to.emplace_back(std::move(more));
}

events::facts refuse(const sign_in_request& who, bool known, std::string why, sign_in_reply& reply) {
    reply.how = sign_in_end::refused;
    return {events::sign_in_refused{known ? who.account : account_id(), address_key(who.address), std::move(why)}};
}

bool is_locked(const sign_in_request& who, const sign_in_rules& rules, const store::view& state, instant now,
               sign_in_reply& reply) {
    const auto until = may_try_at(who.account, who.address, rules, state);
    if (until <= now) return false;
    reply = {sign_in_end::locked, until, {}};
    return true;
}

} // namespace

instant may_try_at(const account_id& account, const std::string& address, const sign_in_rules& rules,
                   const store::view& state) {
    const auto there = load_failures(state, address_key(address));
    auto until = locked_until(there.failures, there.failed_at, rules.address);
    if (const auto row = load_account(state, account))
        until = std::max(until, locked_until(row->failures, row->failed_at, rules.account));
    return until;
}

result<events::facts> sign_in(const sign_in_request& who, const sign_in_proof& proof, const sign_in_rules& rules,
                              const store::view& state, instant now, sign_in_reply& reply) {
    if (is_locked(who, rules, state, now, reply)) return events::facts{};
    const auto row = load_account(state, who.account);
    if (!row) return refuse(who, false, "unknown", reply);
    if (!proof.password || row->sealed_password.empty() || proof.against != row->sealed_password)
        return refuse(who, true, "password", reply);
    if (row->closed) return refuse(who, true, "closed", reply);

    events::facts out;
    if (!proof.rehashed.empty()) out.emplace_back(events::password_set{who.account, proof.rehashed, "rehash"});
    if (row->sealed_secret.empty()) {
        begin(out, who, "password", rules, state, now, reply);
        return out;
    }
    if (!proof.second_given) {
        reply.how = sign_in_end::code_needed;
        return events::facts{};
    }
    events::signed_in with;
    with.step = proof.step;
    const bool code = proof.step > row->step;
    const bool recovery =
        !proof.recovery.empty() && std::ranges::find(row->recovery, proof.recovery) != row->recovery.end();
    if (!code && !recovery) return refuse(who, true, "code", reply);
    if (recovery && !code) with.recovery = proof.recovery;
    begin(out, who, code ? "password+code" : "password+recovery", rules, state, now, reply, std::move(with));
    return out;
}

result<events::facts> sign_in_by_token(const sign_in_request& who, const std::string& token, const sign_in_rules& rules,
                                       const store::view& state, instant now, sign_in_reply& reply) {
    if (is_locked({.account = {}, .address = who.address, .session = {}, .replaces = {}}, rules, state, now, reply))
        return events::facts{};
    const auto row = load_token(state, token);
    if (!row || !holds(*row, now)) return refuse(who, false, "token", reply);
    if (const auto account = load_account(state, row->principal); account && account->closed)
        return refuse({row->principal, who.address, {}, {}}, true, "closed", reply);
    events::facts out;
    events::signed_in with;
    with.token = row->token;
    sign_in_rules within = rules;
    if (row->expires_at != instant())
        within.absolute = std::min(rules.absolute, std::chrono::floor<std::chrono::minutes>(row->expires_at - now));
    begin(out, {row->principal, who.address, who.session, who.replaces}, "token", within, state, now, reply,
          std::move(with));
    return out;
}

result<events::facts> sign_in_by_provider(const sign_in_request& who, const sign_in_rules& rules,
                                          const store::view& state, instant now, sign_in_reply& reply) {
    const auto row = load_account(state, who.account);
    if (!row) return refuse(who, false, "oidc", reply);
    if (row->closed) return refuse(who, true, "closed", reply);
    events::facts out;
    begin(out, who, "oidc", rules, state, now, reply);
    return out;
}

result<events::facts> accept_invitation(const sign_in_request& who, const std::string& code_hash,
                                        const std::string& sealed_password, const sign_in_rules& rules,
                                        const store::view& state, instant now, sign_in_reply& reply) {
    if (is_locked({.account = {}, .address = who.address, .session = {}, .replaces = {}}, rules, state, now, reply))
        return events::facts{};
    const auto whose = invited(state, code_hash);
    const auto row = whose ? load_account(state, *whose) : std::nullopt;
    if (!row || row->closed || row->invitation != code_hash || row->invited_until <= now)
        return refuse(who, false, "invitation", reply);
    events::facts out;
    out.emplace_back(events::password_set{*whose, sealed_password, "invitation"});
    // A link alone is one factor: who has a second one signs in with both.
    if (!row->sealed_secret.empty()) {
        reply.how = sign_in_end::code_needed;
        return out;
    }
    begin(out, {*whose, who.address, who.session, who.replaces}, "invitation", rules, state, now, reply);
    return out;
}

result<events::facts> change_password(const sign_in_request& who, const std::string& against,
                                      const std::string& sealed_password, const sign_in_rules& rules,
                                      const store::view& state, instant now, sign_in_reply& reply) {
    const auto row = load_account(state, who.account);
    if (!row) return fail(errc::not_found, "you have no account here, only a token");
    if (row->sealed_password != against) return fail(errc::stale, "the password was changed meanwhile");
    events::facts out;
    out.emplace_back(events::password_set{who.account, sealed_password, "change"});
    begin(out, who, "password", rules, state, now, reply);
    return out;
}

result<events::facts> set_second_factor(const sign_in_request& who, const std::string& sealed_secret,
                                        const std::vector<std::string>& recovery, std::int64_t step,
                                        const sign_in_rules& rules, const store::view& state, instant now,
                                        sign_in_reply& reply) {
    const auto row = load_account(state, who.account);
    if (!row) return fail(errc::not_found, "you have no account here, only a token");
    if (!row->sealed_secret.empty())
        return fail(errc::conflict, "there is a second factor already; an administrator can remove it");
    events::facts out;
    out.emplace_back(events::second_factor_set{who.account, sealed_secret, recovery, step});
    events::signed_in with;
    with.step = step;
    begin(out, who, "password+code", rules, state, now, reply, std::move(with));
    return out;
}

} // namespace guiyi::access
