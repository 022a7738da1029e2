// Passwords as Argon2id hashes (RFC 9106) in the PHC text form. Slow and memory-hungry on purpose: call it off the
// threads that serve requests. Used by services/access.
#pragma once

#include "common/core/random.hpp"
#include "common/core/result.hpp"

#include <string>
#include <string_view>

namespace guiyi::privacy {

/// What one hash costs; figures of RFC 9106 §4, second recommended option.
struct password_cost {
    unsigned passes = 3;
    std::size_t memory_bytes = 64u << 20;
};

/// "$argon2id$v=19$m=65536,t=3,p=1$salt$hash". @errors errc::unavailable when the memory cannot be had
result<std::string> hash_password(std::string_view password, const password_cost& cost, random_source& random);

/// False for another password and for what is no such hash.
bool password_matches(std::string_view phc, std::string_view password);

/// Whether a hash was made at another cost than today's.
bool is_outdated(std::string_view phc, const password_cost& cost);

} // namespace guiyi::privacy
