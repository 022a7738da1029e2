// One RocksDB folder: families, batches that read their own writes, checkpoints.
// Used by the embedded bus (writes) and by services' read routes. One process writes a folder at a time.
#pragma once

#include "common/store/view.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace rocksdb {
class DB;
class ColumnFamilyHandle;
class WriteBatch;
class Env;
} // namespace rocksdb

namespace guiyi::store {

struct database_options {
    std::uint64_t block_cache_bytes = 0; ///< shared by all families; 0: an eighth of the memory, at most 512 MiB
    std::uint64_t write_buffer_bytes = 64ull << 20; ///< memtables of all families together
    std::uint64_t min_free_bytes = 0; ///< writes are refused below this; 0: a tenth of the disk, at most 128 MiB
    bool read_only = false;
    rocksdb::Env* env = nullptr; ///< fault injection in tests; null: the real file system
};

class database;

/// Writes to any family, gathered to be committed as one. Not safe for use from two threads at once.
class batch {
  public:
    explicit batch(const database& over);
    ~batch();
    batch(batch&&) noexcept;
    batch& operator=(batch&&) noexcept;

    /// Reads and writes one family; lives as long as the batch.
    writer& on(family which);
    bool empty() const;
    /// Approximate size of what is to be written.
    std::size_t size_bytes() const;
    /// The lowest key with this prefix that is to be put (not erased); nothing when there is none.
    std::optional<std::string> least_put(family in, std::string_view prefix) const;
    /// Every row to be put (not erased) into a family, in the order it was first touched.
    std::vector<std::pair<std::string, std::string>> puts(family in) const;
    /// Adds what is to be written behind other operations, for the committer; each row once.
    void append_to(rocksdb::WriteBatch& all) const;

  private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// The open folder. Reads are safe from any thread; write() is for one committer at a time.
class database {
  public:
    /// Opens or creates. @errors errc::io (lock held by another process, damaged files, full disk), with what to do
    static result<std::unique_ptr<database>> open(const std::filesystem::path& folder, const database_options& options);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    /// Committed rows of a family.
    const view& read(family which) const;

    /// One atomic write, synced (power loss safe) when `sync`.
    /// @errors errc::unavailable when the disk is (nearly) full or the store stopped after a failed write
    result<void> write(rocksdb::WriteBatch& all, bool sync);
    /// The same for one batch alone.
    result<void> write(const batch& one, bool sync);

    /// errc::ok as a value, or why nothing can be written now: full disk, earlier failed write.
    result<void> writable() const;

    /// A write failed: nothing is written any more until the folder is opened again.
    bool failed() const noexcept;

    /// Drops every row of a family at once.
    result<void> clear(family which);

    /// A consistent copy (hard links where possible) into a folder that does not exist yet.
    result<void> checkpoint(const std::filesystem::path& into) const;

    /// Bytes of memtables, block cache and table readers.
    std::uint64_t memory_bytes() const;

    rocksdb::DB& raw() const;
    rocksdb::ColumnFamilyHandle* handle(family which) const;

  private:
    struct impl;
    explicit database(std::unique_ptr<impl> inner);
    std::unique_ptr<impl> impl_;
    friend class batch;
};

} // namespace guiyi::store
