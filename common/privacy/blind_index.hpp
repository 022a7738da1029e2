// Keyed hashes by which sealed values can be looked up without being known: index keys hold these, never the value.
// Used by deduplication (blocking keys) and casework (search by phone). A plain hash of an ID number is reversible.
#pragma once

#include <string>
#include <string_view>

namespace guiyi::privacy {

/// An independent keyed hash function per type, all under one deployment key. Safe to use from any thread.
class blind_index {
  public:
    static constexpr std::size_t size_bytes = 16;
    static constexpr std::size_t type_bytes_max = 32;

    /// @param key  deployment_keys::index_key, 32 bytes
    /// @throws std::invalid_argument on another length
    explicit blind_index(std::string key);

    /// 16 bytes of keyed BLAKE2b; the type goes into its salt and personal parameters.
    /// @param type             names the key kind, such as "phone"; at most 32 bytes and no NUL in it
    /// @param canonical_value  normalised first: this is compared byte for byte
    /// @throws std::invalid_argument when the type is too long or holds a NUL
    std::string of(std::string_view type, std::string_view canonical_value) const;

  private:
    std::string key_;
};

} // namespace guiyi::privacy
