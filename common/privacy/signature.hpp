// Ed25519 signatures (RFC 8032), for the checkpoints of the audit chains: whoever has the public key can check them
// away from the system.
#pragma once

#include <string>
#include <string_view>

namespace guiyi::privacy {

/// A key pair derived from a secret, so that it needs no file of its own.
class signing_key {
  public:
    /// @param deployment_key 32 bytes; @param purpose keeps keys of different uses apart
    signing_key(std::string_view deployment_key, std::string_view purpose);
    ~signing_key();
    signing_key(const signing_key&) = delete;
    signing_key& operator=(const signing_key&) = delete;

    /// 32 bytes.
    const std::string& public_key() const noexcept { return public_; }
    /// 64 bytes.
    std::string sign(std::string_view message) const;

  private:
    std::string public_;
    std::string secret_;
};

/// False for anything that key did not sign, and for keys and signatures of another length.
bool is_signed_by(std::string_view public_key, std::string_view message, std::string_view signature);

} // namespace guiyi::privacy
