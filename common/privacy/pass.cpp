#include "common/privacy/pass.hpp"

#include "common/core/digest.hpp"

#include <algorithm>
#include <array>

namespace guiyi::privacy {

namespace {

constexpr std::size_t time_bytes = 8;
constexpr std::size_t nonce_bytes = 16;
constexpr std::size_t text_max = 64 * 1024;

std::string bytes_of_time(instant at) {
    auto left = static_cast<std::uint64_t>(at.time_since_epoch().count());
    std::string out(time_bytes, '\0');
    for (auto& byte : out) {
        byte = static_cast<char>(left & 0xff);
        left >>= 8;
    }
    return out;
}

instant time_of_bytes(std::string_view bytes) {
    std::uint64_t out = 0;
    for (std::size_t i = time_bytes; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[i]);
    return instant(std::chrono::milliseconds(static_cast<std::int64_t>(out)));
}

/// RFC 4648 §5 without padding: a pass stands in JSON and in forms.
std::string to_url_text(std::string_view bytes) {
    std::string out = to_base64(bytes);
    out.erase(std::min(out.find('='), out.size()));
    std::ranges::replace(out, '+', '-');
    std::ranges::replace(out, '/', '_');
    return out;
}

result<std::string> from_url_text(std::string_view text) {
    std::string plain(text);
    std::ranges::replace(plain, '-', '+');
    std::ranges::replace(plain, '_', '/');
    plain.append((4 - plain.size() % 4) % 4, '=');
    return from_base64(plain);
}

} // namespace

passes::passes(std::string_view deployment_key) {
    const std::string derived = keyed_blake2b(deployment_key, "short-lived passes", key_.bytes.size());
    std::ranges::copy(derived, reinterpret_cast<char*>(key_.bytes.data()));
}

std::string passes::make(std::string_view purpose, std::string_view payload, instant expires_at,
                         random_source& random) const {
    std::array<unsigned char, nonce_bytes> drawn{};
    random.fill(drawn);
    std::string inside = bytes_of_time(expires_at);
    inside.append(drawn.begin(), drawn.end());
    inside += payload;
    return to_url_text(vault::seal(key_, purpose, {}, inside));
}

result<std::string> passes::open(std::string_view purpose, std::string_view pass, instant now) const {
    const auto wrong = [] { return fail(errc::invalid, "the pass is not valid, or not any more"); };
    if (pass.size() > text_max) return wrong();
    const auto sealed = from_url_text(pass);
    if (!sealed) return wrong();
    const auto inside = vault::open(key_, purpose, {}, *sealed);
    if (!inside || inside->size() < time_bytes + nonce_bytes || time_of_bytes(*inside) <= now) return wrong();
    return inside->substr(time_bytes + nonce_bytes);
}

} // namespace guiyi::privacy
