// The evidence folder: files by the SHA-256 of their content, synced before anybody is told so.
// Used by the upload route; casework serves the files by path_of. Files are immutable; the same content is one file.
#pragma once

#include "common/core/ids.hpp"
#include "common/http/upload.hpp"
#include "services/intake/media_type.hpp"

#include <bitset>
#include <mutex>

namespace guiyi::intake {

struct kept_file {
    evidence_id id;
    std::string media_type; ///< as detected
    std::uint64_t size_bytes = 0;
};

/// A file that is kept, to be read in parts.
struct evidence_file {
    std::string media_type; ///< as detected
    std::uint64_t size_bytes = 0;
    std::filesystem::path path;

    /// @param from, size within the file @errors errc::io
    result<std::string> read(std::uint64_t from, std::uint64_t size) const;
};

/// Calls block on the disk: run them on a pool. Safe from any thread.
class evidence_store {
  public:
    /// Creates the folder and its spool folder. @throws guiyi::failure (io) when it cannot
    /// @param spool on the same disk; empty: FOLDER/spool
    explicit evidence_store(std::filesystem::path folder, std::filesystem::path spool = {});

    /// Where uploads go while they arrive: on the same disk, so that a rename keeps them.
    const std::filesystem::path& spool_folder() const noexcept { return spool_; }

    /// Keeps a whole, synced upload under its digest: FOLDER/ab/cdef….
    /// @errors errc::invalid for a type that is not taken (an empty file has none); errc::unavailable when the disk is
    ///         full; errc::io
    result<kept_file> keep(const http::upload_result& upload) const;

    /// The file of an id, its type and size. @errors errc::not_found, errc::io
    result<evidence_file> open(const evidence_id& id) const;

    /// Where the content of an id lies, whether or not it is there; empty for a malformed id.
    std::filesystem::path path_of(const evidence_id& id) const;

  private:
    result<void> make_durable(const std::filesystem::path& folder, unsigned char first) const;

    std::filesystem::path folder_, spool_;
    media_detector detector_;
    mutable std::mutex mutex_;
    mutable std::bitset<256> durable_; ///< folders, by the digest's first byte, that are known to be synced
};

} // namespace guiyi::intake
