// The TOML files of a folder, for calendars and rulebooks.
#pragma once

#include <filesystem>
#include <vector>

namespace guiyi::config {

/// Every *.toml directly in the folder, by name; none when the folder cannot be read.
std::vector<std::filesystem::path> toml_files(const std::filesystem::path& folder);

} // namespace guiyi::config
