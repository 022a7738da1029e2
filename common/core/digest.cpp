#include "common/core/digest.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <stdexcept>

namespace guiyi {

namespace {

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

unsigned char* writable(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

} // namespace

digest256 blake2b(std::string_view first, std::string_view second) {
    digest256 out{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, out.size());
    crypto_generichash_update(&state, raw(first), first.size());
    crypto_generichash_update(&state, raw(second), second.size());
    crypto_generichash_final(&state, out.data(), out.size());
    return out;
}

std::string keyed_blake2b(std::string_view key, std::string_view message, std::size_t size_bytes) {
    std::string out(size_bytes, '\0');
    if (crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(), raw(message), message.size(),
                           raw(key), key.size()) != 0)
        throw std::invalid_argument("keyed_blake2b: key and size must be 16 to 64 bytes");
    return out;
}

struct sha256_stream::state {
    crypto_hash_sha256_state inner;
};

sha256_stream::sha256_stream() : state_(std::make_unique<state>()) { crypto_hash_sha256_init(&state_->inner); }
sha256_stream::~sha256_stream() = default;
sha256_stream::sha256_stream(sha256_stream&&) noexcept = default;
sha256_stream& sha256_stream::operator=(sha256_stream&&) noexcept = default;

void sha256_stream::update(std::string_view bytes) {
    crypto_hash_sha256_update(&state_->inner, raw(bytes), bytes.size());
}

digest256 sha256_stream::finish() {
    digest256 out{};
    crypto_hash_sha256_final(&state_->inner, out.data());
    return out;
}

digest256 hmac_sha256(std::string_view key, std::string_view message) {
    digest256 out{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, raw(key), key.size());
    crypto_auth_hmacsha256_update(&state, raw(message), message.size());
    crypto_auth_hmacsha256_final(&state, out.data());
    return out;
}

std::string to_hex(std::string_view bytes) {
    std::string out(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), raw(bytes), bytes.size());
    out.pop_back();
    return out;
}

std::string to_hex(const digest256& digest) { return to_hex(bytes_of(digest)); }

result<std::string> from_hex(std::string_view hex) {
    std::string out(hex.size() / 2, '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const bool whole = sodium_hex2bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), hex.data(), hex.size(),
                                      nullptr, &size, &end) == 0;
    if (!whole || end != hex.data() + hex.size() || hex.size() % 2 != 0)
        return fail(errc::invalid, "not an even number of hexadecimal digits");
    return out;
}

std::string to_base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0'); // EVP_EncodeBlock ends with a zero byte
    EVP_EncodeBlock(writable(out), raw(bytes), static_cast<int>(bytes.size()));
    out.pop_back();
    return out;
}

result<std::string> from_base64(std::string_view text) {
    const error broken = fail(errc::invalid, "not padded base64");
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    // EVP_DecodeBlock lets spaces around the text and padding within it pass.
    const auto digits = text.substr(0, text.size() - padding);
    const bool spaced = !text.empty() && (is_space(text.front()) || is_space(text.back()));
    if (text.size() % 4 != 0 || spaced || digits.find('=') != std::string_view::npos) return broken;
    std::string out(text.size() / 4 * 3, '\0');
    if (EVP_DecodeBlock(writable(out), raw(text), static_cast<int>(text.size())) < 0) return broken;
    out.resize(out.size() - padding);
    // One text for one value: bits behind the last byte must be zero.
    if (padding > 0 && !text.ends_with(to_base64(std::string_view(out).substr(out.size() / 3 * 3)))) return broken;
    return out;
}

} // namespace guiyi
