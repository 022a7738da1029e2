// A file that exists only as long as its upload: removed on destruction. Private to this room. Calls block.
#pragma once

#include "common/core/digest.hpp"
#include "common/core/result.hpp"

#include <cstdint>
#include <filesystem>

namespace guiyi::http {

class spool_file {
  public:
    /// A new file of a name nobody else has. @errors errc::unavailable when the disk is full, errc::io
    static result<spool_file> create(const std::filesystem::path& folder);
    spool_file(spool_file&& other) noexcept;
    spool_file& operator=(spool_file&&) = delete;
    ~spool_file();

    /// @errors errc::unavailable when the disk, a quota or a file limit is full, errc::io
    result<void> append(std::string_view bytes);
    /// Makes it durable; call once, nothing may be appended after. @errors as append()
    result<void> finish();

    const std::filesystem::path& path() const noexcept { return path_; }
    std::uint64_t size_bytes() const noexcept { return size_bytes_; }
    /// Hex digest of the whole, after finish().
    const std::string& sha256() const noexcept { return sha256_; }

  private:
    spool_file(int descriptor, std::filesystem::path path);

    int descriptor_;
    std::filesystem::path path_;
    std::uint64_t size_bytes_ = 0;
    sha256_stream hash_;
    std::string sha256_;
};

} // namespace guiyi::http
