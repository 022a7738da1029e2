// From a complaint as submitted to the profile that is compared: one spelling for what means the same.
// Used by decide, once per complaint. Pure.
#pragma once

#include "common/core/result.hpp"
#include "common/time/instant.hpp"
#include "services/deduplication/profile.hpp"

#include <chrono>
#include <string_view>

namespace guiyi::deduplication {

/// @param complaint   canonical JSON in the contract's shape; fields that are absent, null or cannot be read are
/// missing
/// @param received_at when it was filed
/// @param utc_offset  the office's zone: calls and filings are compared by its days
/// @errors errc::corrupt when it is no JSON object
result<profile> normalise(std::string_view complaint, instant received_at, std::chrono::minutes utc_offset);

} // namespace guiyi::deduplication
