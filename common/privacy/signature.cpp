#include "common/privacy/signature.hpp"

#include "common/core/digest.hpp"

#include <sodium.h>

namespace guiyi::privacy {

namespace {
const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
} // namespace

signing_key::signing_key(std::string_view deployment_key, std::string_view purpose)
    : public_(crypto_sign_PUBLICKEYBYTES, '\0'), secret_(crypto_sign_SECRETKEYBYTES, '\0') {
    std::string seed = keyed_blake2b(deployment_key, purpose, crypto_sign_SEEDBYTES);
    crypto_sign_seed_keypair(raw(public_), raw(secret_), raw(seed));
    sodium_memzero(seed.data(), seed.size());
}

signing_key::~signing_key() { sodium_memzero(secret_.data(), secret_.size()); }

std::string signing_key::sign(std::string_view message) const {
    std::string out(crypto_sign_BYTES, '\0');
    crypto_sign_detached(raw(out), nullptr, raw(message), message.size(), raw(secret_));
    return out;
}

bool is_signed_by(std::string_view public_key, std::string_view message, std::string_view signature) {
    return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(raw(signature), raw(message), message.size(), raw(public_key)) == 0;
}

} // namespace guiyi::privacy
