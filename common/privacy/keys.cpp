#include "common/privacy/keys.hpp"

#include "common/core/digest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>

namespace guiyi::privacy {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view version_line = "guiyi-keys 1";
constexpr std::size_t key_size = 32;
constexpr std::size_t file_size_max = 4096;

struct named_key {
    std::string_view name;
    std::string deployment_keys::* member;
};
constexpr std::array<named_key, 4> named_keys{{{"seal_key", &deployment_keys::seal_key},
                                               {"index_key", &deployment_keys::index_key},
                                               {"code_key", &deployment_keys::code_key},
                                               {"token_key", &deployment_keys::token_key}}};

error refused(const fs::path& file, std::string_view doing) {
    return fail(errc::io, "key file " + file.string() + ": " + std::string(doing) + ": " + std::strerror(errno));
}

error malformed(const fs::path& file, std::string_view what) {
    return fail(errc::corrupt, "key file " + file.string() + ": " + std::string(what) +
                                   "; restore it from its backup (a new one cannot open what is already sealed)");
}

class descriptor {
  public:
    explicit descriptor(int fd) : fd_(fd) {}
    ~descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    int get() const { return fd_; }
    bool ok() const { return fd_ >= 0; }

  private:
    int fd_;
};

std::string text_of(const deployment_keys& keys) {
    std::string text(version_line);
    text += '\n';
    for (const auto& [name, member] : named_keys) text += std::string(name) + " " + to_hex(keys.*member) + "\n";
    return text;
}

result<deployment_keys> parse(const fs::path& file, const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    if (!std::getline(lines, line) || line != version_line)
        return malformed(file, "the first line is not 'guiyi-keys 1'");
    deployment_keys keys;
    for (const auto& [name, member] : named_keys) {
        const bool named = std::getline(lines, line) && line.starts_with(std::string(name) + " ");
        auto bytes = from_hex(named ? std::string_view(line).substr(name.size() + 1) : std::string_view());
        if (!bytes || bytes->size() != key_size)
            return malformed(file, std::string(name) + " is not 64 hexadecimal digits");
        keys.*member = std::move(*bytes);
    }
    if (std::getline(lines, line)) return malformed(file, "there is something after the last key");
    return keys;
}

// Checks what was opened, not the name: a name can be swapped in between.
result<deployment_keys> load(const fs::path& file, const descriptor& opened) {
    struct stat status{};
    if (::fstat(opened.get(), &status) != 0) return refused(file, "fstat");
    if (!S_ISREG(status.st_mode)) return fail(errc::forbidden, "key file " + file.string() + ": not a regular file");
    if (status.st_uid != ::geteuid())
        return fail(errc::forbidden,
                    "key file " + file.string() + ": belongs to another user; chown it to the one that runs guiyi");
    if ((status.st_mode & 077) != 0)
        return fail(errc::forbidden, "key file " + file.string() + ": others can read it; run chmod 600 on it");
    if (status.st_size > static_cast<off_t>(file_size_max)) return malformed(file, "too long");
    std::string text(file_size_max, '\0');
    const auto size = ::read(opened.get(), text.data(), text.size());
    if (size < 0) return refused(file, "read");
    text.resize(static_cast<std::size_t>(size));
    return parse(file, text);
}

result<void> write_synced(const fs::path& file, std::string_view text) {
    const descriptor out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!out.ok()) return refused(file, "create");
    while (!text.empty()) {
        const auto written = ::write(out.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR) return refused(file, "write");
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(out.get()) != 0) return refused(file, "fsync");
    return {};
}

result<void> create(const fs::path& file, random_source& random) {
    deployment_keys keys;
    std::array<unsigned char, key_size> bytes{};
    for (const auto& [name, member] : named_keys) {
        random.fill(bytes);
        keys.*member = std::string(bytes.begin(), bytes.end());
    }
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) return fail(errc::io, "key file " + file.string() + ": cannot create its folder: " + failed.message());
    random.fill(std::span(bytes).first(8));
    const fs::path aside = file.string() + "." + to_hex(std::string(bytes.begin(), bytes.begin() + 8)) + ".new";
    if (auto written = write_synced(aside, text_of(keys)); !written) {
        ::unlink(aside.c_str());
        return written;
    }
    // link() never replaces: of two first starts one names its file and the other reads that one.
    const bool named = ::link(aside.c_str(), file.c_str()) == 0 || errno == EEXIST;
    const int why = errno;
    ::unlink(aside.c_str());
    errno = why;
    if (!named) return refused(file, "link");
    const descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!parent.ok() || ::fsync(parent.get()) != 0) return refused(file, "fsync of its folder");
    return {};
}

} // namespace

result<deployment_keys> load_or_create_keys(const fs::path& file, random_source& random) {
    for (int attempt = 0;; ++attempt) {
        const descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        if (opened.ok()) return load(file, opened);
        if (errno != ENOENT || attempt > 0) return refused(file, "open");
        if (auto created = create(file, random); !created) return created.error();
    }
}

} // namespace guiyi::privacy
