// Uploads: the body goes to a file of a spool folder while it arrives; the handler sees it only when it is whole.
// Used by intake (evidence) and by imports of files.
#pragma once

#include "common/http/message.hpp"

#include <filesystem>

namespace guiyi::http {

/// Runs before the body is read (sign-in, rate limits): an answer refuses the request, nothing lets it pass.
using guard = std::function<boost::asio::awaitable<std::optional<response>>(request&)>;

struct upload_settings {
    std::filesystem::path spool_folder;             ///< must exist; on the disk the file is to stay on
    std::uint64_t size_limit_bytes = 200ULL << 20;  ///< more is answered 413
    std::uint64_t disk_reserve_bytes = 64ULL << 20; ///< what must stay free on that disk, else 503
    std::uint64_t rate_min_bytes_per_s = 1024;      ///< slower over a whole window is cut with 408
    int rate_window_ms = 15'000;
    int timeout_ms = 900'000; ///< for the whole body, 408
    guard before = {};
};

/// A whole upload, synced to disk. The file is removed when the handler has ended, unless it was renamed away.
struct upload_result {
    std::filesystem::path file;
    std::uint64_t size_bytes = 0;
    std::string sha256;     ///< 64 hex digits, computed while it arrived
    std::string media_type; ///< what the sender claims; check it
};

using upload_handler = std::function<boost::asio::awaitable<response>(request&, upload_result&)>;

/// Removes what uploads that were cut by a crash left in a spool folder. Call once at start, before serving.
/// @return how many files were removed
std::size_t clear_spool(const std::filesystem::path& spool_folder);

} // namespace guiyi::http
