// Table files of one family, read where they lie in the page cache: no copy, and no cache of our own to look through.
// Used by the database for the family whose reads are many, small, spread over all of it, and of nothing compressed.
//
// What is mapped is the kernel's to take back at any time; it counts as shared memory of the process, not as its own.
// A page that the disk cannot give ends the process with SIGBUS, where a read would have returned an error.
#pragma once

#include <rocksdb/file_system.h>
#include <rocksdb/listener.h>

#include <functional>
#include <memory>
#include <string>

namespace guiyi::store {

/// For one database, which must be told to allow mapped reads: else it takes what lies in a mapping for copied.
struct mapped_family {
    std::shared_ptr<rocksdb::FileSystem> files;      ///< to read and write with; other families' files are read as ever
    std::shared_ptr<rocksdb::EventListener> watches; ///< sees which files are the family's as they are made
    /// Tells that a file that was there already is the family's, by its path. From any thread.
    std::function<void(const std::string& path)> choose;
};

/// @param below the file system that holds the files, under the same paths as the machine's own
mapped_family map_family(std::string family, std::shared_ptr<rocksdb::FileSystem> below);

} // namespace guiyi::store
