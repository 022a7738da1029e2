// Files for the tests of this room: those that are shipped, and short ones written into a folder of their own.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace guiyi::config {

inline std::filesystem::path shipped(const std::string& name) {
    return std::filesystem::path(GUIYI_SHIPPED_CONFIG) / name;
}

/// A folder that is gone with the test.
class scratch_folder {
  public:
    scratch_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "guiyi-config-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~scratch_folder() { std::filesystem::remove_all(path_); }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path write(const std::string& name, std::string_view text) const {
        std::ofstream(path_ / name) << text;
        return path_ / name;
    }
    /// An error's text without the folder's random name.
    std::string plain(std::string detail) const {
        const std::string prefix = path_.string() + "/";
        for (std::size_t at; (at = detail.find(prefix)) != std::string::npos;) detail.erase(at, prefix.size());
        return detail;
    }

  private:
    std::filesystem::path path_;
};

/// The text with its first `from` replaced; fails the test when there is none.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

} // namespace guiyi::config
