// Digests and their spellings: BLAKE2b-256 for our own chains, SHA-256 for evidence, hex and base64.
#pragma once

#include "common/core/result.hpp"

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace guiyi {

using digest256 = std::array<unsigned char, 32>;

/// BLAKE2b-256 (RFC 7693) of `first` followed by `second`; one pass, no copy.
digest256 blake2b(std::string_view first, std::string_view second = {});

/// Keyed BLAKE2b of any size from 16 to 64 bytes: a MAC and a pseudo-random function (RFC 7693 §2.9).
/// @param key 16 to 64 bytes
std::string keyed_blake2b(std::string_view key, std::string_view message, std::size_t size_bytes);

/// SHA-256 (FIPS 180-4) of what is fed in pieces.
class sha256_stream {
  public:
    sha256_stream();
    ~sha256_stream();
    sha256_stream(sha256_stream&&) noexcept;
    sha256_stream& operator=(sha256_stream&&) noexcept;
    void update(std::string_view bytes);
    /// Ends the stream; call once.
    digest256 finish();

  private:
    struct state;
    std::unique_ptr<state> state_;
};

/// HMAC-SHA-256 (RFC 2104) with a key of any length, for signed webhooks.
digest256 hmac_sha256(std::string_view key, std::string_view message);

std::string to_hex(std::string_view bytes);
std::string to_hex(const digest256& digest);
/// @errors errc::invalid on odd length or another character
result<std::string> from_hex(std::string_view hex);

std::string to_base64(std::string_view bytes);
/// @errors errc::invalid when it is not padded base64 (RFC 4648 §4)
result<std::string> from_base64(std::string_view text);

/// The bytes of a digest as a view, for concatenation and keys.
inline std::string_view bytes_of(const digest256& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

} // namespace guiyi
