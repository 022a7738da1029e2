#include "common/privacy/password.hpp"

#include "common/core/digest.hpp"

#include <sodium.h>

#include <array>

namespace guiyi::privacy {

namespace {

std::string unpadded(std::string_view bytes) {
    std::string out = to_base64(bytes);
    out.erase(std::min(out.find('='), out.size()));
    return out;
}

std::string prefix_of(const password_cost& cost) {
    return "$argon2id$v=19$m=" + std::to_string(cost.memory_bytes / 1024) + ",t=" + std::to_string(cost.passes) +
           ",p=1$";
}

} // namespace

result<std::string> hash_password(std::string_view password, const password_cost& cost, random_source& random) {
    std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
    random.fill(salt);
    std::array<unsigned char, 32> hash{};
    if (crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(), salt.data(), cost.passes,
                      cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(errc::unavailable, "not enough memory to hash a password; lower access.password_memory_bytes");
    const auto text = [](const auto& bytes) {
        return unpadded({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    };
    return prefix_of(cost) + text(salt) + "$" + text(hash);
}

bool password_matches(std::string_view phc, std::string_view password) {
    if (phc.size() >= crypto_pwhash_STRBYTES) return false;
    const std::string text(phc);
    return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

bool is_outdated(std::string_view phc, const password_cost& cost) { return !phc.starts_with(prefix_of(cost)); }

} // namespace guiyi::privacy
