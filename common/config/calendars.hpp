// Reads the business calendars that are shipped and updated as files, one holiday notice a file.
#pragma once

#include "common/time/calendar.hpp"

#include <filesystem>

namespace guiyi::config {

/// Every <year>.toml of a folder, joined.
/// @errors errc::calendar_missing when there is none or a year between others lacks; errc::invalid for a file that is
///     no notice, a block that runs backwards or leaves its year, a make-up weekday; errc::conflict when two rows name
///     one day; each names file and line
result<calendar> load_calendars(const std::filesystem::path& folder);

} // namespace guiyi::config
