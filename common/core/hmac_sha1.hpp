// HMAC-SHA-1 (RFC 2104), for one-time codes of authenticator apps alone (RFC 6238); nothing else may rest on SHA-1.
#pragma once

#include <array>
#include <string_view>

namespace guiyi {

std::array<unsigned char, 20> hmac_sha1(std::string_view key, std::string_view message);

} // namespace guiyi
