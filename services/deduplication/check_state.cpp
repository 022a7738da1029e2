#include "services/deduplication/check_state.hpp"

#include "common/core/digest.hpp"
#include "services/deduplication/codec.hpp"

namespace guiyi::deduplication {

namespace {

constexpr int swept_at_once = 8; // more than one fact adds, so that nothing piles up

store::key proof_key(std::string_view check) { return store::key('P').text(check); }
store::key sent_key(const receipt_no& receipt) { return store::key('Q').text(receipt); }
store::key sweep_key(instant at, std::string_view check) { return store::key('T').at(at).text(check); }

instant read_instant(byte_reader& in) { return instant(std::chrono::milliseconds(in.integer())); }
void write(byte_writer& to, instant at) { to.integer(at.time_since_epoch().count()); }

void check_whole(const byte_reader& in) {
    if (in.bad() || !in.at_end()) throw failure(fail(errc::corrupt, "deduplication state: a broken proof row"));
}

void put(store::writer& rows, std::string_view check, const proof_row& row) {
    byte_writer out;
    out.text(row.receipt.str()).text(row.of_case.str()).text(row.sealed_code);
    write(out, row.expires_at);
    out.number(row.tries).number(row.used ? 1 : 0);
    write(out, row.kept_until);
    rows.put(proof_key(check), std::move(out).take());
}

/// The row of a check, entered to be swept when it is new.
proof_row opened(store::writer& rows, const std::string& check, instant at) {
    if (auto row = proof_of(rows, check)) return std::move(*row);
    proof_row row;
    row.kept_until = at + check_life;
    rows.put(sweep_key(row.kept_until, check), {});
    return row;
}

void sweep(store::writer& rows, instant now) {
    std::vector<std::pair<std::string, std::string>> gone;
    const auto due = store::range{store::key('T').str(), store::key('T').at(now).str()};
    for (auto at = rows.scan(due); at->valid() && gone.size() < swept_at_once; at->next()) {
        store::key_reader key(at->key());
        key.at();
        gone.emplace_back(std::string(at->key()), std::string(key.text()));
    }
    for (const auto& [entry, check] : gone) {
        rows.erase(entry);
        rows.erase(proof_key(check));
    }
}

void fold(store::writer& rows, const events::ownership_code_issued& fact, instant at) {
    auto row = opened(rows, fact.check, at);
    const auto sealed = from_base64(fact.sealed_code);
    row.receipt = fact.receipt;
    row.of_case = fact.of_case;
    row.sealed_code = sealed ? *sealed : std::string();
    row.expires_at = fact.expires_at;
    row.used = false;
    put(rows, fact.check, row);

    auto sent = codes_sent(rows, fact.receipt);
    sent.push_back(at);
    if (sent.size() > codes_a_day_max) sent.erase(sent.begin());
    byte_writer out;
    out.number(sent.size());
    for (const auto one : sent) write(out, one);
    rows.put(sent_key(fact.receipt), std::move(out).take());
}

void fold(store::writer& rows, const events::ownership_code_tried& fact, instant at) {
    auto row = opened(rows, fact.check, at);
    ++row.tries;
    row.used = row.used || fact.right;
    put(rows, fact.check, row);
}

} // namespace

std::optional<proof_row> proof_of(const store::view& rows, std::string_view check) {
    const auto bytes = rows.get(proof_key(check));
    if (!bytes) return std::nullopt;
    byte_reader in(*bytes);
    proof_row out;
    out.receipt = receipt_no(std::string(in.text()));
    out.of_case = case_no(std::string(in.text()));
    out.sealed_code = in.text();
    out.expires_at = read_instant(in);
    out.tries = in.number();
    out.used = in.number() == 1;
    out.kept_until = read_instant(in);
    check_whole(in);
    return out;
}

std::vector<instant> codes_sent(const store::view& rows, const receipt_no& receipt) {
    const auto bytes = rows.get(sent_key(receipt));
    if (!bytes) return {};
    byte_reader in(*bytes);
    std::vector<instant> out(in.count());
    for (auto& one : out) one = read_instant(in);
    check_whole(in);
    return out;
}

void fold_check(store::writer& rows, const events::event& fact) {
    if (const auto* issued = std::get_if<events::ownership_code_issued>(&fact.data))
        fold(rows, *issued, fact.time);
    else if (const auto* tried = std::get_if<events::ownership_code_tried>(&fact.data))
        fold(rows, *tried, fact.time);
    else
        return;
    sweep(rows, fact.time);
}

} // namespace guiyi::deduplication
