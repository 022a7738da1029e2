#include "common/privacy/one_time_code.hpp"

#include "common/core/hmac_sha1.hpp"
#include "common/text/percent.hpp"

#include <sodium.h>

#include <array>

namespace guiyi::privacy {

std::int64_t one_time_step_at(instant when) {
    return std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()) / one_time_step;
}

std::string one_time_code(std::string_view secret, std::int64_t step) {
    std::string counter(8, '\0');
    for (std::size_t i = 0; i < counter.size(); ++i)
        counter[counter.size() - 1 - i] = static_cast<char>(static_cast<std::uint64_t>(step) >> 8 * i & 0xff);
    const auto mac = hmac_sha1(secret, counter);
    const std::size_t at = mac.back() & 15u;
    const std::uint32_t bits = (mac[at] & 0x7fu) << 24 | static_cast<std::uint32_t>(mac[at + 1] << 16) |
                               static_cast<std::uint32_t>(mac[at + 2] << 8) | mac[at + 3];
    std::string digits = std::to_string(bits % 1'000'000);
    return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> matching_step(std::string_view secret, std::string_view code, instant now,
                                          std::int64_t after) {
    if (code.size() != 6) return std::nullopt;
    const std::int64_t at = one_time_step_at(now);
    std::optional<std::int64_t> found;
    for (const std::int64_t step : {at, at - 1, at + 1}) {
        const auto expected = one_time_code(secret, step);
        if (step > after && sodium_memcmp(expected.data(), code.data(), code.size()) == 0 && !found) found = step;
    }
    return found;
}

std::string to_base32(std::string_view bytes) {
    static constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) out += letters[held >> (bits - 5) & 31];
        held &= (1u << bits) - 1;
    }
    if (bits > 0) out += letters[held << (5 - bits) & 31];
    return out;
}

std::string provisioning_uri(std::string_view issuer, std::string_view account, std::string_view secret) {
    const std::string from = text::percent_encoded(issuer);
    return "otpauth://totp/" + from + ":" + text::percent_encoded(account) + "?secret=" + to_base32(secret) +
           "&issuer=" + from + "&algorithm=SHA1&digits=6&period=30";
}

} // namespace guiyi::privacy
