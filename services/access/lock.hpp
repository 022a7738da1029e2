// How long an account or an address must wait after failures: longer with each, never for ever. Pure.
#pragma once

#include "common/time/instant.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace guiyi::access {

/// Failures older than this are forgotten.
inline constexpr std::chrono::hours failures_forgotten_after{24};

struct lock_rule {
    std::int64_t failures_free = 5; ///< in a row, without any wait
    std::chrono::seconds first{30}; ///< after the next one, doubled with each further
    std::chrono::seconds max{900};
};

/// When the next attempt may be made; the epoch: now.
instant locked_until(std::int64_t failures, instant failed_at, const lock_rule& rule);

/// What failures of an address are counted under: an IPv4 address, or the /64 of an IPv6 one.
std::string address_key(std::string_view address);

} // namespace guiyi::access
