// Small files that must be there after a power cut, whole or not at all.
// Used for checkpoints of the audit chains and for snapshots of states.
#pragma once

#include "common/core/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace guiyi::store {

/// Writes a file aside, syncs it, and gives it its name. @errors errc::io
result<void> write_synced(const std::filesystem::path& file, std::string_view text);

/// Makes names durable that were given in a folder. @errors errc::io
result<void> sync_folder(const std::filesystem::path& folder);

/// A file's bytes; empty when it cannot be read.
std::string file_text(const std::filesystem::path& file);

} // namespace guiyi::store
