// Canonical phone keys taken apart: national digits, small differences, hidden digits.
// Used by blocking and compare. Pure.
#pragma once

#include <string>
#include <string_view>

namespace guiyi::deduplication {

/// The digits without a Chinese or North American country code, or '+': "+8613800138000" -> "13800138000".
std::string_view national(std::string_view phone_key) noexcept;

/// Whether digits are hidden by stars.
bool is_masked(std::string_view phone_key) noexcept;

/// Whether one digit was changed, dropped, added, or swapped with its neighbour.
bool one_edit_apart(std::string_view a, std::string_view b) noexcept;

/// Whether a masked number shows enough to tell numbers apart: its first 3 and last 4 digits.
bool shows_enough(std::string_view masked) noexcept;

/// Whether what a masked number shows, enough of it, fits another number.
/// @param masked,other  national digits; `other` may be masked too, with more or fewer stars
bool fits_mask(std::string_view masked, std::string_view other) noexcept;

/// The form in which callers are counted and looked up: the first 3 and last 4 digits, all that a masked number shows.
/// Shorter numbers are taken whole.
std::string caller_shape(std::string_view phone_key);

} // namespace guiyi::deduplication
