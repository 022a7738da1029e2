// Check digits by published rules: Luhn (ISO/IEC 7812-1) for cards, MOD 11,10 (ISO 7064) for our own numbers.
// Used by identity (IDs, credit codes), privacy (finding cards) and intake (receipt numbers). Pure, ASCII digits only.
#pragma once

#include <string_view>

namespace guiyi::identity {

/// Whether the digits, last one included, pass the Luhn check.
/// @param digits  ASCII digits; anything else, or fewer than 2, is false
bool luhn(std::string_view digits);

/// The ISO 7064 MOD 11,10 check digit of some digits, '0'..'9'.
/// @param digits  ASCII digits without the check digit; '\0' comes back when there is another character or none at all
char mod11_10(std::string_view digits);

/// Whether the last digit is the MOD 11,10 check digit of those before it. At least 2 digits.
bool valid_mod11_10(std::string_view digits_with_check);

} // namespace guiyi::identity
