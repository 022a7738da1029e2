// Seals personal data: one data key per complaint, itself sealed under the deployment's key.
// Erasing a wrapped data key erases the person from every copy of the stream (crypto-shredding).
// Used by intake (seals), casework and deduplication (open), runtime (erasure). Deterministic, so decide stays pure.
// @law PIPL §47 (deletion), §51 (encryption)
#pragma once

#include "common/core/random.hpp"
#include "common/core/result.hpp"

#include <array>
#include <string>
#include <string_view>

namespace guiyi::privacy {

/// XChaCha20-Poly1305-IETF with a synthetic nonce: keyed BLAKE2b of purpose, aad and plaintext. The same inputs give
/// the same bytes; equal sealed values under one data key, purpose and aad therefore show that the plaintexts are
/// equal. Safe to use from any thread.
class vault {
  public:
    /// The key of one complaint.
    struct data_key {
        std::array<unsigned char, 32> bytes{};
        friend bool operator==(const data_key&, const data_key&) = default;
    };

    /// @param key_encryption_key  deployment_keys::seal_key, 32 bytes
    /// @throws std::invalid_argument on another length
    explicit vault(std::string key_encryption_key);
    ~vault();
    vault(const vault&) = default;
    vault& operator=(const vault&) = default;
    vault(vault&&) noexcept = default;
    vault& operator=(vault&&) noexcept = default;

    /// 32 fresh random bytes.
    data_key new_key(random_source& random) const;

    /// The data key sealed under the deployment's key and bound to `key_id`; binary, 73 bytes.
    std::string wrap(const data_key& key, std::string_view key_id) const;

    /// @errors errc::corrupt for other bytes, another key_id or another deployment's key
    result<data_key> unwrap(std::string_view wrapped, std::string_view key_id) const;

    /// version byte ‖ 24-byte nonce ‖ ciphertext with its 16-byte tag; 41 bytes longer than the plaintext.
    /// @param purpose  what the value is, such as "complainant.phone"; a value opens only under its own purpose
    /// @param aad      what it belongs to, such as the receipt number; likewise
    static std::string seal(const data_key& key, std::string_view purpose, std::string_view aad,
                            std::string_view plaintext);

    /// @errors errc::corrupt when any byte, the key, the purpose or the aad differs from what was sealed
    static result<std::string> open(const data_key& key, std::string_view purpose, std::string_view aad,
                                    std::string_view sealed);

  private:
    std::string key_;
};

} // namespace guiyi::privacy
