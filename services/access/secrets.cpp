#include "services/access/secrets.hpp"

#include "common/core/digest.hpp"
#include "common/privacy/one_time_code.hpp"

#include <algorithm>
#include <array>

namespace guiyi::access {

namespace {

constexpr std::size_t recovery_codes = 10;

template <std::size_t N>
std::string drawn(random_source& random) {
    std::array<unsigned char, N> bytes{};
    random.fill(bytes);
    return {bytes.begin(), bytes.end()};
}

} // namespace

secrets::secrets(const privacy::deployment_keys& of) : key_(of.token_key) {
    const std::string derived = keyed_blake2b(of.seal_key, "secrets of accounts", seal_.bytes.size());
    std::ranges::copy(derived, reinterpret_cast<char*>(seal_.bytes.data()));
}

std::string secrets::draw(random_source& random) { return privacy::to_base32(drawn<32>(random)); }

std::string secrets::draw_token(random_source& random) { return "gy_" + to_hex(drawn<24>(random)); }

std::vector<std::string> secrets::draw_recovery_codes(random_source& random) {
    std::vector<std::string> out;
    while (out.size() < recovery_codes) {
        auto code = privacy::to_base32(drawn<7>(random)).substr(0, 10);
        out.push_back(code.substr(0, 5) + "-" + code.substr(5));
    }
    return out;
}

std::string secrets::hash(std::string_view purpose, std::string_view owner, std::string_view secret) const {
    std::string message(purpose);
    message.append(1, '|').append(owner).append(1, '|').append(secret);
    return to_hex(keyed_blake2b(key_, message, 32));
}

std::string secrets::hash_of_token(std::string_view token) const { return to_hex(keyed_blake2b(key_, token, 32)); }

std::string secrets::hash_of_recovery(const account_id& whose, std::string_view typed) const {
    std::string plain;
    for (const char c : typed) {
        if (c == '-' || c == ' ') continue;
        plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    }
    return hash("recovery", whose.str(), plain);
}

std::string secrets::seal(std::string_view purpose, const account_id& whose, std::string_view clear) const {
    return to_base64(privacy::vault::seal(seal_, "account." + std::string(purpose), whose.str(), clear));
}

result<std::string> secrets::open(std::string_view purpose, const account_id& whose, std::string_view sealed) const {
    const auto bytes = from_base64(sealed);
    if (!bytes) return fail(errc::corrupt, "a sealed secret of an account is not base64");
    return privacy::vault::open(seal_, "account." + std::string(purpose), whose.str(), *bytes);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned char differs = 0;
    for (std::size_t i = 0; i < a.size(); ++i) differs |= static_cast<unsigned char>(a[i] ^ b[i]);
    return differs == 0;
}

} // namespace guiyi::access
