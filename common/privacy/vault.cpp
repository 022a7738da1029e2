#include "common/privacy/vault.hpp"

#include <sodium.h>

#include <cstring>
#include <stdexcept>

namespace guiyi::privacy {

namespace {

constexpr char version = '\x01';
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t header_size = 1 + nonce_size;
constexpr std::string_view wrap_purpose = "guiyi.data_key";
// BLAKE2b's personal parameter keeps nonces apart from any other use of the same key.
constexpr unsigned char nonce_personal[crypto_generichash_blake2b_PERSONALBYTES + 1] = "guiyi.seal.nonce";

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// Lengths first: ("ab", "c") and ("a", "bc") must not be the same context.
std::string context_of(std::string_view purpose, std::string_view aad) {
    std::string out(1, version);
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(purpose.size() >> shift & 0xff);
    return out.append(purpose).append(aad);
}

void synthesise_nonce(unsigned char* nonce, const unsigned char* key, std::string_view context,
                      std::string_view plaintext) {
    unsigned char context_size[8];
    for (std::size_t i = 0; i < sizeof context_size; ++i)
        context_size[i] = static_cast<unsigned char>(context.size() >> 8 * i & 0xff);
    crypto_generichash_blake2b_state state;
    crypto_generichash_blake2b_init_salt_personal(&state, key, 32, nonce_size, nullptr, nonce_personal);
    crypto_generichash_blake2b_update(&state, context_size, sizeof context_size);
    crypto_generichash_blake2b_update(&state, raw(context), context.size());
    crypto_generichash_blake2b_update(&state, raw(plaintext), plaintext.size());
    crypto_generichash_blake2b_final(&state, nonce, nonce_size);
}

std::string seal_with(const unsigned char* key, std::string_view purpose, std::string_view aad,
                      std::string_view plaintext) {
    const std::string context = context_of(purpose, aad);
    std::string out(header_size + plaintext.size() + tag_size, version);
    unsigned char* nonce = raw(out) + 1;
    synthesise_nonce(nonce, key, context, plaintext);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out) + header_size, nullptr, raw(plaintext), plaintext.size(),
                                               raw(context), context.size(), nullptr, nonce, key);
    return out;
}

result<std::string> open_with(const unsigned char* key, std::string_view purpose, std::string_view aad,
                              std::string_view sealed) {
    if (sealed.size() < header_size + tag_size) return fail(errc::corrupt, "sealed value: too short");
    if (sealed[0] != version) return fail(errc::corrupt, "sealed value: unknown version byte");
    const std::string context = context_of(purpose, aad);
    const auto body = sealed.substr(header_size);
    std::string out(body.size() - tag_size, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(out), nullptr, nullptr, raw(body), body.size(), raw(context),
                                                   context.size(), raw(sealed) + 1, key) != 0)
        return fail(errc::corrupt, "sealed value: it was changed, or sealed under another key, purpose or owner");
    return out;
}

} // namespace

vault::vault(std::string key_encryption_key) : key_(std::move(key_encryption_key)) {
    if (key_.size() != 32) throw std::invalid_argument("vault: the deployment's seal key must have 32 bytes");
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
}

vault::~vault() { sodium_memzero(key_.data(), key_.size()); }

vault::data_key vault::new_key(random_source& random) const {
    data_key key;
    random.fill(key.bytes);
    return key;
}

std::string vault::wrap(const data_key& key, std::string_view key_id) const {
    return seal_with(raw(std::string_view(key_)), wrap_purpose, key_id,
                     {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()});
}

result<vault::data_key> vault::unwrap(std::string_view wrapped, std::string_view key_id) const {
    auto bytes = open_with(raw(std::string_view(key_)), wrap_purpose, key_id, wrapped);
    if (!bytes) return bytes.error();
    data_key key;
    if (bytes->size() != key.bytes.size()) return fail(errc::corrupt, "wrapped data key: not 32 bytes");
    std::memcpy(key.bytes.data(), bytes->data(), key.bytes.size());
    sodium_memzero(bytes->data(), bytes->size());
    return key;
}

std::string vault::seal(const data_key& key, std::string_view purpose, std::string_view aad,
                        std::string_view plaintext) {
    return seal_with(key.bytes.data(), purpose, aad, plaintext);
}

result<std::string> vault::open(const data_key& key, std::string_view purpose, std::string_view aad,
                                std::string_view sealed) {
    return open_with(key.bytes.data(), purpose, aad, sealed);
}

} // namespace guiyi::privacy
