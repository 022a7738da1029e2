#include "common/core/hmac_sha1.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace guiyi {

std::array<unsigned char, 20> hmac_sha1(std::string_view key, std::string_view message) {
    std::array<unsigned char, 20> out{};
    unsigned size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    if (!HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes, message.size(), out.data(), &size) ||
        size != out.size())
        throw std::runtime_error("OpenSSL has no HMAC-SHA-1");
    return out;
}

} // namespace guiyi
