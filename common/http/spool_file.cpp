#include "common/http/spool_file.hpp"

#include "common/http/upload.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

namespace guiyi::http {

namespace {

constexpr std::string_view prefix = "upload-";
constexpr std::string_view suffix = ".part";

error failed(int number) {
    const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    return fail(full ? errc::unavailable : errc::io,
                "spool file: " + std::error_code(number, std::generic_category()).message());
}

std::string next_name() {
    static std::atomic<std::uint64_t> counter{0};
    return std::string(prefix) + std::to_string(::getpid()) + '-' + std::to_string(++counter) + std::string(suffix);
}

} // namespace

result<spool_file> spool_file::create(const std::filesystem::path& folder) {
    for (;;) {
        std::filesystem::path path = folder / next_name();
        const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor >= 0) return spool_file(descriptor, std::move(path));
        if (errno != EEXIST && errno != EINTR) return failed(errno);
    }
}

spool_file::spool_file(int descriptor, std::filesystem::path path) : descriptor_(descriptor), path_(std::move(path)) {}

spool_file::spool_file(spool_file&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      size_bytes_(other.size_bytes_),
      hash_(std::move(other.hash_)),
      sha256_(std::move(other.sha256_)) {
    other.path_.clear();
}

spool_file::~spool_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!path_.empty()) ::unlink(path_.c_str());
}

result<void> spool_file::append(std::string_view bytes) {
    hash_.update(bytes);
    while (!bytes.empty()) {
        const ssize_t n = ::write(descriptor_, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return failed(errno);
        bytes.remove_prefix(static_cast<std::size_t>(n));
        size_bytes_ += static_cast<std::uint64_t>(n);
    }
    return {};
}

result<void> spool_file::finish() {
    // A full disk may show only here, on file systems that allocate late.
    if (::fdatasync(descriptor_) != 0) return failed(errno);
    if (::close(std::exchange(descriptor_, -1)) != 0) return failed(errno);
    sha256_ = to_hex(hash_.finish());
    return {};
}

std::size_t clear_spool(const std::filesystem::path& spool_folder) {
    std::size_t removed = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(spool_folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(suffix) && std::filesystem::remove(entry.path(), ignored))
            ++removed;
    }
    return removed;
}

} // namespace guiyi::http
