// Blocking keys: which earlier records are worth comparing with. Fuzziness goes into the key before it is hashed.
// Used by decide (probes with them, puts them into the facts) and evolve (files the record under them).
// Keys leave this room only as keyed hashes. Never a key on a bare name.
#pragma once

#include "common/privacy/blind_index.hpp"
#include "services/deduplication/profile.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::deduplication {

/// A kind of key. Facts hold its name, state rows its letter: never reuse one with another meaning.
struct key_kind {
    std::string_view name;
    char letter;
    bool lists_records = false; ///< finds candidates; the others only count how common a value is
    bool counts_names = false; ///< a field of that name: who gives it is counted, to tell a shared value from one's own
    bool loose = false; ///< many strangers share it by chance, so it finds nobody once it is common (model: loose_max)
    bool alone = true;  ///< enough to make a candidate; otherwise only together with another key
    /// Which part of the value says where its row lies: beside those of other keys with that part. Never a name's part.
    std::optional<unsigned> place{};
    bool ending = false; ///< the last digits of that part do
};

/// A complaint has some forty keys, and those of one call, firm or phone are mostly asked for together: their rows lie
/// in one block of the store, not in one each.
inline constexpr std::size_t place_bytes = 6;

/// By the stored name; null for one this version does not know.
const key_kind* key_kind_named(std::string_view name) noexcept;

/// A key before hashing.
struct plain_key {
    const key_kind* kind;
    std::string value;
    bool filed = true; ///< false: only looked up (the day before and after)
};

/// Every key of a profile; the same profile gives the same keys in the same order.
std::vector<plain_key> plain_keys(const profile& of);

/// The value of the key "address": its numbers; empty when there are fewer than two.
std::string address_tuple(const profile& of);

/// Values of the keys "caller", "caller_day" and "company_day" of a profile: what complaints of one dispute have in
/// common.
std::vector<std::string> dispute_parts(const profile& of);

/// A key as the state and the facts hold it.
struct blocking_key {
    const key_kind* kind;
    std::string hash; ///< 16 bytes of kind and value; where the kind has a place the first place_bytes are of that
    bool filed;

    /// "type:base64", as in the facts.
    std::string in_fact() const;
    /// Row key, as deduplication::posting_key makes it of the fact's.
    std::string in_state() const;
};

/// The row key of a kind's hash.
std::string row_of(const key_kind& kind, std::string_view hash);

/// Hashes them under one keyed function a kind, and one for places.
std::vector<blocking_key> hashed(const std::vector<plain_key>& keys, const privacy::blind_index& with);

} // namespace guiyi::deduplication
