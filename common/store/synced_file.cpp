#include "common/store/synced_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace guiyi::store {

namespace fs = std::filesystem;

result<void> write_synced(const fs::path& file, std::string_view text) {
    const auto aside = file.string() + ".new";
    const int fd = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool written = fd >= 0;
    while (written && !text.empty()) {
        const auto size = ::write(fd, text.data(), text.size());
        written = size > 0;
        if (written) text.remove_prefix(static_cast<std::size_t>(size));
    }
    written = written && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    std::error_code ec;
    if (written) fs::rename(aside, file, ec);
    if (!written || ec) return fail(errc::io, "cannot write " + file.string());
    return {};
}

result<void> sync_folder(const fs::path& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    return synced ? result<void>() : fail(errc::io, "cannot sync " + folder.string());
}

std::string file_text(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace guiyi::store
