// The rows of one family in files of their own, apart from any data folder, to be taken into another.
// RocksDB's tables, each block with a checksum. Used by common/runtime for snapshots of states.
#pragma once

#include "common/store/database.hpp"

#include <stop_token>
#include <string>
#include <vector>

namespace guiyi::store {

/// Writes all rows of a view into synced files "rows-1", "rows-2", ... of a folder that exists.
/// @param like, which whose settings the tables take @returns their names
/// @errors errc::io; errc::unavailable it was told to stop
result<std::vector<std::string>> write_row_files(const database& like, family which, const view& rows,
                                                 const std::filesystem::path& into, const std::stop_token& stop = {});

/// Puts the rows of such files over those of a family, all of them or none, power loss safe. Not beside a write.
/// @errors errc::corrupt a block is not what was written; errc::io
result<void> take_row_files(database& to, family which, const std::vector<std::filesystem::path>& files);

} // namespace guiyi::store
