#include "services/access/evolve.hpp"

#include "common/runtime/timers.hpp"
#include "services/access/audit_list.hpp"
#include "services/access/lock.hpp"
#include "services/access/service.hpp"
#include "services/access/state.hpp"

#include <algorithm>

namespace guiyi::access {

namespace {

class folder {
  public:
    folder(store::writer& state, instant at) : state_(state), at_(at) {}

    void operator()(const events::account_opened& fact) {
        account_row row = load_account(state_, fact.account).value_or(account_row{});
        describe(row, fact);
        row.opened_at = at_;
        save_account(state_, fact.account, row);
        note("account", fact.by, "account_opened", fact.account.str(), joined(fact.roles));
    }
    void operator()(const events::account_changed& fact) {
        change(fact.account, [&](account_row& row) { describe(row, fact); });
        note("account", fact.by, "account_changed", fact.account.str(), joined(fact.roles));
    }
    void operator()(const events::account_closed& fact) {
        change(fact.account, [&](account_row& row) {
            row.closed = true;
            forget_invitation(row);
        });
        end_sessions(fact.account);
        note("account", fact.by, "account_closed", fact.account.str(), fact.reason);
    }
    void operator()(const events::account_reopened& fact) {
        change(fact.account, [&](account_row& row) {
            row.closed = false;
            row.failures = 0;
        });
        note("account", fact.by, "account_reopened", fact.account.str(), fact.reason);
    }
    void operator()(const events::account_unlocked& fact) {
        change(fact.account, [](account_row& row) { row.failures = 0; });
        note("account", fact.by, "account_unlocked", fact.account.str(), {});
    }
    void operator()(const events::invitation_issued& fact) {
        change(fact.account, [&](account_row& row) {
            forget_invitation(row);
            row.invitation = fact.code_hash;
            row.invited_until = fact.expires_at;
            put_invitation(state_, fact.code_hash, fact.account);
        });
        note("account", fact.by, "invitation_issued", fact.account.str(), format_rfc3339(fact.expires_at));
    }
    void operator()(const events::password_set& fact) {
        change(fact.account, [&](account_row& row) {
            row.sealed_password = fact.sealed;
            if (fact.cause == "rehash") return;
            row.password_at = at_;
            row.failures = 0;
            forget_invitation(row);
        });
        if (fact.cause == "rehash") return;
        end_sessions(fact.account);
        note("account", fact.account, "password_set", fact.account.str(), fact.cause);
    }
    void operator()(const events::second_factor_set& fact) {
        change(fact.account, [&](account_row& row) {
            row.sealed_secret = fact.sealed;
            row.recovery = fact.recovery;
            row.step = fact.step;
        });
        end_sessions(fact.account);
        note("account", fact.account, "second_factor_set", fact.account.str(), {});
    }
    void operator()(const events::second_factor_removed& fact) {
        change(fact.account, [](account_row& row) {
            row.sealed_secret.clear();
            row.recovery.clear();
        });
        note("account", fact.by, "second_factor_removed", fact.account.str(), fact.reason);
    }

    void operator()(const events::signed_in& fact) {
        change(fact.account, [&](account_row& row) {
            row.failures = 0;
            row.signed_in_at = at_;
            if (fact.step > row.step) row.step = fact.step;
            std::erase(row.recovery, fact.recovery);
        });
        erase_failures(state_, address_key(fact.address));
        save_session(state_, fact.session,
                     {fact.account, at_, fact.expires_at, at_, fact.address, fact.method, fact.token});
        note("sign_in", fact.account, fact.method, fact.account.str(), fact.address);
    }
    void operator()(const events::sign_in_refused& fact) {
        if (!fact.account.empty()) change(fact.account, [&](account_row& row) { count(row.failures, row.failed_at); });
        auto from_there = load_failures(state_, fact.address);
        count(from_there.failures, from_there.failed_at);
        save_failures(state_, fact.address, from_there);
        note("sign_in", {}, "refused: " + fact.why, fact.account.str(), fact.address);
    }
    void operator()(const events::session_ended& fact) {
        erase_session(state_, fact.session, fact.account);
        note("sign_in", fact.by, "ended: " + fact.cause, fact.account.str(), {});
    }
    void operator()(const events::sessions_used& fact) {
        for (const auto& [hash, at] : fact.used) {
            auto row = load_session(state_, hash);
            if (!row || at <= row->used_at) continue;
            row->used_at = at;
            save_session(state_, hash, *row);
        }
    }

    void operator()(const events::views_kept& fact) { save_views(state_, fact); }

    void operator()(const events::token_issued& fact) {
        save_token(state_, fact.hash,
                   {fact.token, fact.principal, fact.machine, fact.roles, fact.scopes, fact.expires_at, fact.note,
                    fact.by, at_, false});
        note("token", fact.by, "token_issued", fact.principal.str(), fact.token);
    }
    void operator()(const events::token_revoked& fact) {
        const auto hash = hash_of_token(state_, fact.token);
        auto row = hash ? load_token(state_, *hash) : std::nullopt;
        if (!row) return;
        row->revoked = true;
        save_token(state_, *hash, *row);
        note("token", fact.by, "token_revoked", row->principal.str(), fact.token);
    }

    void operator()(const events::looks_noted& fact) {
        for (const auto& one : fact.looks)
            add_entry(state_, {one.at, one.refused.empty() ? "look" : "refused", one.by, one.route, one.subject,
                               one.in_case, one.refused});
    }
    void operator()(const events::deed_noted& fact) {
        add_entry(state_, {fact.at,
                           "deed",
                           fact.by,
                           fact.what,
                           fact.subject,
                           {},
                           fact.from + "/" + std::to_string(fact.seq) + "/" + std::to_string(fact.index)});
    }
    void operator()(const events::checkpoint_due& fact) {
        note_checkpoints(state_);
        runtime::set_timer(state_, checkpoint_timer, fact.next);
    }

  private:
    template <class Fact>
    static void describe(account_row& row, const Fact& fact) {
        row.name = fact.name;
        row.roles = fact.roles;
        row.desk = fact.desk;
        row.organisation = fact.organisation;
    }

    template <class How>
    void change(const account_id& which, How how) {
        auto row = load_account(state_, which);
        if (!row) return; // a person's token may stand for an officer without an account
        how(*row);
        save_account(state_, which, *row);
    }

    void forget_invitation(account_row& row) {
        if (!row.invitation.empty()) erase_invitation(state_, row.invitation);
        row.invitation.clear();
    }

    void end_sessions(const account_id& whose) {
        for (const auto& [hash, row] : sessions_of(state_, whose)) erase_session(state_, hash, whose);
    }

    /// Failures in a row; those of long ago are not held against anybody.
    void count(std::int64_t& failures, instant& failed_at) const {
        failures = at_ - failed_at > failures_forgotten_after ? 1 : failures + 1;
        failed_at = at_;
    }

    void note(std::string kind, const account_id& by, std::string what, std::string subject, std::string detail) {
        add_entry(state_, {at_, std::move(kind), by, std::move(what), std::move(subject), {}, std::move(detail)});
    }

    static std::string joined(const std::vector<std::string>& names) {
        std::string out;
        for (const auto& one : names) out += (out.empty() ? "" : " ") + one;
        return out;
    }

    store::writer& state_;
    instant at_;
};

} // namespace

void evolve(store::writer& state, const events::event& fact) { events::hand_to(folder(state, fact.time), fact.data); }

} // namespace guiyi::access
