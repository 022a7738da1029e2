// Masks personal data: what the console shows by default, what is searched and what is logged.
// Used by intake (masked narrative), casework, notification and observe. Masking twice changes nothing.
// @law PIPL §51 (de-identification)
#pragma once

#include "common/privacy/find.hpp"

#include <string>
#include <string_view>

namespace guiyi::privacy {

/// The text with every finding masked, the rest byte for byte as it was. Masked numbers come out in ASCII digits:
/// phones "138****8000" (country code 86 dropped), IDs "110**************X", cards "************1234",
/// mail "l***@example.com".
std::string mask(std::string_view utf8, const find_options& options = {});

/// "王小明" -> "王**", "James King" -> "J*** K***". Empty stays empty.
std::string mask_name(std::string_view name);

/// The value of a phone field, also one that find() would not recognise: at most 3 leading and 4 last digits stay.
/// What has no digit ("未知号码") is returned as it is; what is masked already too.
std::string mask_phone(std::string_view raw);

/// First character of the local part and the domain stay; "***" when there is no '@'.
std::string mask_email(std::string_view raw);

/// Chinese: up to the road, else the district, then "***". Otherwise every word that has a digit becomes "***".
std::string mask_address(std::string_view raw);

} // namespace guiyi::privacy
