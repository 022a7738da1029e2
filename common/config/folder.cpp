#include "common/config/folder.hpp"

#include <algorithm>

namespace guiyi::config {

std::vector<std::filesystem::path> toml_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> out;
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator(folder, unreadable))
        if (entry.path().extension() == ".toml") out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

} // namespace guiyi::config
