#include "services/casework/letter_store.hpp"

#include "common/core/digest.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace guiyi::casework {

namespace {

constexpr std::string_view purpose = "letter";
constexpr std::size_t hex_digits = 64;

error failed(std::string_view what, int number) {
    const bool full = number == ENOSPC || number == EDQUOT;
    return fail(full ? errc::unavailable : errc::io,
                "letters folder: " + std::string(what) + ": " + std::generic_category().message(number));
}

/// A new name is durable only when the folder that holds it is.
result<void> sync(const std::filesystem::path& what, int flags) {
    const int descriptor = ::open(what.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) return failed("open", errno);
    const int said = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (said != 0) return failed("sync", said);
    return {};
}

result<void> write_whole(const std::filesystem::path& file, std::string_view bytes) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return failed("create", errno);
    int said = 0;
    while (!bytes.empty() && said == 0) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            said = errno;
    }
    if (said == 0 && ::fsync(descriptor) != 0) said = errno;
    ::close(descriptor);
    if (said != 0) return failed("write", said);
    return {};
}

} // namespace

std::string sha256_hex(std::string_view bytes) {
    sha256_stream stream;
    stream.update(bytes);
    return to_hex(stream.finish());
}

std::filesystem::path letter_store::path_of(const std::string& sha256) const {
    if (sha256.size() != hex_digits || !from_hex(sha256)) return {};
    return folder_ / sha256.substr(0, 2) / sha256.substr(2);
}

result<std::string> letter_store::keep(const privacy::vault::data_key& key, std::string_view letter,
                                       std::string_view bytes) const {
    const auto digest = sha256_hex(bytes);
    const auto path = path_of(digest);
    std::error_code ec;
    std::filesystem::create_directories(path.parent_path(), ec);
    if (ec) return failed("create", ec.value());
    auto aside = path;
    aside += ".new";
    if (auto written = write_whole(aside, privacy::vault::seal(key, purpose, letter, bytes)); !written)
        return written.error();
    std::filesystem::rename(aside, path, ec);
    if (ec) return failed("rename", ec.value());
    // The file's own folder, and the names above it that may be new as well.
    for (const auto& folder : {path.parent_path(), folder_, folder_.parent_path()})
        if (auto synced = sync(folder.empty() ? std::filesystem::path(".") : folder, O_RDONLY | O_DIRECTORY); !synced)
            return synced.error();
    return digest;
}

result<std::string> letter_store::open(const privacy::vault::data_key& key, std::string_view letter,
                                       const std::string& sha256) const {
    const auto path = path_of(sha256);
    std::ifstream in(path, std::ios::binary);
    if (path.empty() || !in) return fail(errc::not_found, "the letter's file is not in the letters folder");
    const std::string sealed(std::istreambuf_iterator<char>(in), {});
    auto bytes = privacy::vault::open(key, purpose, letter, sealed);
    if (!bytes) return bytes.error();
    if (sha256_hex(*bytes) != sha256) return fail(errc::corrupt, "the letter's file is not what was issued");
    return bytes;
}

void letter_store::drop(const std::string& sha256) const {
    std::error_code ec;
    if (const auto path = path_of(sha256); !path.empty()) std::filesystem::remove(path, ec);
}

} // namespace guiyi::casework
