// Reads the business calendars that are shipped and updated as files, one holiday notice a file.
#pragma once

#include "common/time/calendar.hpp"

#include <filesystem>

namespace guiyi::config {

/// Every <year>.toml of a folder, joined.
/// @errors errc::calendar_missing when there is none or a year between others lacks; errc::invalid naming file, line
///     and key; errc::conflict when two rows name one day
result<calendar> load_calendars(const std::filesystem::path& folder);

} // namespace guiyi::config
