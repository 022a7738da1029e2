// Where an address is, as a GB/T 2260 prefix: two digits for a province, four for a city. For routing only.
// A modest table of provinces and large cities, in Chinese and English; what it does not know has no region.
#pragma once

#include <string_view>

namespace guiyi::intake {

/// "33" or "3303"; empty when no place is recognised. Street names ("南京路", "Nanjing Road") are no places.
std::string_view region_of(std::string_view address);

} // namespace guiyi::intake
