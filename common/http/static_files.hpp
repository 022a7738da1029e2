// Files of a web page, read into memory at start: nothing outside the folder can ever be reached.
// Used by intake (public page) and casework (console).
#pragma once

#include "common/core/result.hpp"
#include "common/http/router.hpp"

#include <filesystem>

namespace guiyi::http {

struct static_options {
    std::string immutable_prefix = "assets/"; ///< names below carry a hash of their content: cached for a year
    std::string fallback = "index.html";      ///< given for unknown names without a dot (pages of the app); empty: 404
    std::uint64_t size_limit_bytes = 64ULL << 20; ///< of the whole folder
};

/// A folder of files with their types, entity tags and gzip forms ("x.js.gz" beside "x.js" is its gzip form).
class static_files {
  public:
    /// Reads all files below `folder`. Symbolic links are not followed.
    /// @errors errc::not_found when there is no such folder, errc::too_large, errc::io
    static result<static_files> load(const std::filesystem::path& folder, static_options options = {});

    /// The answer for a decoded name below the folder ("" is index.html): 200, 304 or 404; never waits.
    response serve(const request& from, std::string_view name) const;
    std::size_t size() const noexcept { return files_->size(); }

    /// Adds GET (and HEAD) of everything below `prefix`, which begins and ends with "/".
    void mount(router& at, std::string_view prefix) const;

  private:
    struct file {
        std::string type;
        std::string cache_control;
        std::string etag;
        std::string bytes;
        std::string gzip; ///< empty when there is none
    };
    using folder_map = std::unordered_map<std::string, file>;

    std::shared_ptr<const folder_map> files_;
    std::string fallback_;
};

} // namespace guiyi::http
