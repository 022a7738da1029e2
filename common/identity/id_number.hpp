// Chinese resident identity numbers: structure, birth date and check digit.
// Used by privacy (finding them in text) and by the matcher's edge. Pure; keeps nothing.
// GB 11643-1999: six digits of region, eight of birth date, three of order, one check character (MOD 11-2).
#pragma once

#include <string_view>

namespace guiyi::identity {

/// Whether this is an 18-character ID number: known province, plausible birth date (1900-2099), right check character.
/// @param text  ASCII; the check character may be 'X' or 'x'
bool valid_id_number(std::string_view text);

/// Whether this could be a first-generation 15-digit ID number (two-digit year, no check character).
/// Weak by nature: province and date are all there is to check.
bool plausible_old_id_number(std::string_view digits);

} // namespace guiyi::identity
