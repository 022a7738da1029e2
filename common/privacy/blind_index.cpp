#include "common/privacy/blind_index.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace guiyi::privacy {

blind_index::blind_index(std::string key) : key_(std::move(key)) {
    if (key_.size() != 32) throw std::invalid_argument("blind_index: the deployment's index key must have 32 bytes");
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
}

std::string blind_index::of(std::string_view type, std::string_view canonical_value) const {
    static_assert(crypto_generichash_blake2b_SALTBYTES + crypto_generichash_blake2b_PERSONALBYTES == type_bytes_max);
    if (type.size() > type_bytes_max || type.find('\0') != std::string_view::npos)
        throw std::invalid_argument("blind_index: a type has at most 32 bytes and no NUL");
    std::array<unsigned char, type_bytes_max> parameters{};
    std::copy(type.begin(), type.end(), parameters.begin());

    std::string out(size_bytes, '\0');
    crypto_generichash_blake2b_salt_personal(
        reinterpret_cast<unsigned char*>(out.data()), out.size(),
        reinterpret_cast<const unsigned char*>(canonical_value.data()), canonical_value.size(),
        reinterpret_cast<const unsigned char*>(key_.data()), key_.size(), parameters.data(),
        parameters.data() + crypto_generichash_blake2b_SALTBYTES);
    return out;
}

} // namespace guiyi::privacy
