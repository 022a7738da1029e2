// Time-based one-time codes of authenticator apps: six digits, half a minute each, HMAC-SHA-1 (RFC 6238), which every
// app knows. Used by services/access. Pure.
#pragma once

#include "common/time/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guiyi::privacy {

inline constexpr std::chrono::seconds one_time_step{30};
inline constexpr std::size_t one_time_secret_bytes = 20;

/// Number of half minutes since 1970.
std::int64_t one_time_step_at(instant when);

/// The code of a step, with its leading zeros.
std::string one_time_code(std::string_view secret, std::int64_t step);

/// The step whose code this is: that of `now`, or of one step before or after (clocks differ).
/// @param after steps up to this one are used up: a code opens once
std::optional<std::int64_t> matching_step(std::string_view secret, std::string_view code, instant now,
                                          std::int64_t after);

/// RFC 4648 §6 without padding, as apps take it.
std::string to_base32(std::string_view bytes);

/// What a QR code for an app holds: "otpauth://totp/...".
std::string provisioning_uri(std::string_view issuer, std::string_view account, std::string_view secret);

} // namespace guiyi::privacy
