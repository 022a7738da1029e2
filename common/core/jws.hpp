// Signatures of JSON web tokens (RFC 7515, 7518): RS256 and ES256, by the key's parameters as a JWK has them.
// Used by services/access for sign-in through an OpenID provider.
#pragma once

#include <string_view>

namespace guiyi {

/// RSASSA-PKCS1-v1_5 with SHA-256. @param n, e modulus and exponent, big-endian bytes; below 2048 bits nothing holds
bool rs256_holds(std::string_view n, std::string_view e, std::string_view message, std::string_view signature);

/// ECDSA on P-256 with SHA-256. @param x, y 32 bytes each; @param signature r and s, 32 bytes each
bool es256_holds(std::string_view x, std::string_view y, std::string_view message, std::string_view signature);

} // namespace guiyi
