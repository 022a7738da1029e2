// Text as it stands in addresses. Used by privacy (one-time codes) and the program (sign-in elsewhere). Pure.
#pragma once

#include <string>
#include <string_view>

namespace guiyi::text {

/// For forms, queries and paths: all but unreserved characters as %XX (RFC 3986 §2.1, §2.3).
std::string percent_encoded(std::string_view text);

} // namespace guiyi::text
