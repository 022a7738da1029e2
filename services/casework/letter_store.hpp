// The folder of issued letters: each file sealed under the data key of the complaint it answers, and found by the
// SHA-256 of its clear bytes. Written whole and synced before anybody is told; read back only when the hash still fits.
// Erasing the complaint's key erases its letters in every copy. Used by the letters API.
// @law PIPL §47, §51; O121 §24 (kept for inspection)
#pragma once

#include "common/core/result.hpp"
#include "common/privacy/vault.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace guiyi::casework {

/// Calls block on the disk: run them on a pool. Safe from any thread.
class letter_store {
  public:
    explicit letter_store(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Keeps a file. @param letter what it is sealed to. @returns its SHA-256 in hex
    /// @errors errc::unavailable when the disk is full; errc::io
    result<std::string> keep(const privacy::vault::data_key& key, std::string_view letter,
                             std::string_view bytes) const;

    /// The bytes that were kept.
    /// @errors errc::not_found; errc::corrupt when the file, the key or the letter is another; errc::io
    result<std::string> open(const privacy::vault::data_key& key, std::string_view letter,
                             const std::string& sha256) const;

    /// Takes back what was kept for a letter that was not issued after all.
    void drop(const std::string& sha256) const;

    /// FOLDER/ab/cdef…; empty for what is no SHA-256.
    std::filesystem::path path_of(const std::string& sha256) const;

  private:
    std::filesystem::path folder_;
};

std::string sha256_hex(std::string_view bytes);

} // namespace guiyi::casework
