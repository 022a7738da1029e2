// Names of Chinese regions that stand before company names. Internal to identity.
#pragma once

#include <string_view>

namespace guiyi::identity {

/// Bytes that region names (省, 市, then a district) take at the beginning of simplified text; 0 when there are none.
std::size_t region_prefix(std::string_view simplified);

/// Whether a lower-case Latin word is a region's name ("shenzhen", "china").
bool is_region_word(std::string_view word);

} // namespace guiyi::identity
