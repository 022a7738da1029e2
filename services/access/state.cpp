#include "services/access/state.hpp"

#include "services/access/rows.hpp"

namespace guiyi::access {

namespace {

using store::key;

key account_key(const account_id& which) { return key('a').text(which); }
key invitation_key(const std::string& hash) { return key('i').text(hash); }
key session_key(const std::string& hash) { return key('s').text(hash); }
key held_key(const account_id& whose, const std::string& hash) { return key('u').text(whose).text(hash); }
key token_key(const std::string& hash) { return key('t').text(hash); }
key named_key(const std::string& token) { return key('n').text(token); }
key views_key(const account_id& whose) { return key('v').text(whose); }
key failure_key(const std::string& address) { return key('f').text(address); }
const key checkpoint_key('c');

template <class T>
std::optional<T> load(const store::view& from, const key& at) {
    const auto bytes = from.get(at);
    if (!bytes) return std::nullopt;
    return from_row<T>(*bytes);
}

} // namespace

std::optional<account_row> load_account(const store::view& from, const account_id& which) {
    return load<account_row>(from, account_key(which));
}

void save_account(store::writer& to, const account_id& which, const account_row& row) {
    to.put(account_key(which), to_row(row));
}

std::vector<std::pair<account_id, account_row>> accounts(const store::view& from) {
    std::vector<std::pair<account_id, account_row>> out;
    for (auto at = from.scan(store::range::prefix("a")); at->valid(); at->next()) {
        store::key_reader parts(at->key());
        out.emplace_back(account_id(std::string(parts.text())), from_row<account_row>(at->value()));
    }
    return out;
}

std::optional<account_id> invited(const store::view& from, const std::string& code_hash) {
    const auto whose = from.get(invitation_key(code_hash));
    if (!whose) return std::nullopt;
    return account_id(*whose);
}
void put_invitation(store::writer& to, const std::string& code_hash, const account_id& whose) {
    to.put(invitation_key(code_hash), whose.str());
}
void erase_invitation(store::writer& to, const std::string& code_hash) { to.erase(invitation_key(code_hash)); }

std::optional<session_row> load_session(const store::view& from, const std::string& hash) {
    return load<session_row>(from, session_key(hash));
}
void save_session(store::writer& to, const std::string& hash, const session_row& row) {
    to.put(session_key(hash), to_row(row));
    to.put(held_key(row.account, hash), "");
}
void erase_session(store::writer& to, const std::string& hash, const account_id& whose) {
    to.erase(session_key(hash));
    to.erase(held_key(whose, hash));
}
std::vector<std::pair<std::string, session_row>> sessions_of(const store::view& from, const account_id& whose) {
    std::vector<std::pair<std::string, session_row>> out;
    for (auto at = from.scan(store::range::prefix(key('u').text(whose))); at->valid(); at->next()) {
        store::key_reader parts(at->key());
        parts.text();
        const std::string hash(parts.text());
        if (auto row = load_session(from, hash)) out.emplace_back(hash, std::move(*row));
    }
    return out;
}

std::optional<token_row> load_token(const store::view& from, const std::string& hash) {
    return load<token_row>(from, token_key(hash));
}
void save_token(store::writer& to, const std::string& hash, const token_row& row) {
    to.put(token_key(hash), to_row(row));
    to.put(named_key(row.token), hash);
}
std::optional<std::string> hash_of_token(const store::view& from, const std::string& token) {
    return from.get(named_key(token));
}
std::vector<token_row> tokens(const store::view& from) {
    std::vector<token_row> out;
    for (auto at = from.scan(store::range::prefix("n")); at->valid(); at->next())
        if (auto row = load_token(from, std::string(at->value()))) out.push_back(std::move(*row));
    return out;
}
bool holds(const token_row& row, instant now) {
    return !row.revoked && (row.expires_at == instant() || now < row.expires_at);
}

failure_row load_failures(const store::view& from, const std::string& address) {
    return load<failure_row>(from, failure_key(address)).value_or(failure_row{});
}
void save_failures(store::writer& to, const std::string& address, const failure_row& row) {
    to.put(failure_key(address), to_row(row));
}
void erase_failures(store::writer& to, const std::string& address) { to.erase(failure_key(address)); }

std::vector<events::saved_view> views_of(const store::view& from, const account_id& whose) {
    const auto kept = load<events::views_kept>(from, views_key(whose));
    return kept ? kept->views : std::vector<events::saved_view>();
}
void save_views(store::writer& to, const events::views_kept& fact) { to.put(views_key(fact.account), to_row(fact)); }

bool has_checkpoints(const store::view& from) { return from.has(checkpoint_key); }
void note_checkpoints(store::writer& to) { to.put(checkpoint_key, ""); }

} // namespace guiyi::access
