#include "common/store/mapped_files.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <utility>

namespace guiyi::store {

namespace {

constexpr std::string_view table_ending = ".sst";

/// Shared by a file that is open and by whoever finds out later that it is to be mapped.
using choice = std::shared_ptr<std::atomic<bool>>;

/// Read only, from the first byte to the last that the file had.
class mapping {
  public:
    explicit mapping(const std::string& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) return;
        struct stat is{};
        if (::fstat(file, &is) == 0 && is.st_size > 0) {
            void* at = ::mmap(nullptr, static_cast<std::size_t>(is.st_size), PROT_READ, MAP_SHARED, file, 0);
            if (at != MAP_FAILED) bytes_ = {static_cast<const char*>(at), static_cast<std::size_t>(is.st_size)};
        }
        ::close(file);
    }
    ~mapping() {
        if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
    }
    mapping(const mapping&) = delete;
    mapping& operator=(const mapping&) = delete;

    /// Empty when it could not be mapped.
    std::string_view bytes() const noexcept { return bytes_; }

  private:
    std::string_view bytes_;
};

class table_file final : public rocksdb::FSRandomAccessFileOwnerWrapper {
  public:
    table_file(std::unique_ptr<rocksdb::FSRandomAccessFile> below, std::string path, choice chosen)
        : FSRandomAccessFileOwnerWrapper(std::move(below)), path_(std::move(path)), chosen_(std::move(chosen)) {}

    rocksdb::IOStatus Read(std::uint64_t offset, std::size_t n, const rocksdb::IOOptions& options,
                           rocksdb::Slice* result, char* scratch, rocksdb::IODebugContext* debug) const override {
        if (chosen_->load(std::memory_order_relaxed)) {
            const auto bytes = mapped();
            if (offset <= bytes.size() && n <= bytes.size() - offset) {
                *result = {bytes.data() + offset, n};
                return rocksdb::IOStatus::OK();
            }
        }
        return FSRandomAccessFileOwnerWrapper::Read(offset, n, options, result, scratch, debug);
    }

  private:
    std::string_view mapped() const {
        std::call_once(once_, [this] { mapping_ = std::make_unique<mapping>(path_); });
        return mapping_->bytes();
    }

    std::string path_;
    choice chosen_;
    mutable std::once_flag once_;
    mutable std::unique_ptr<mapping> mapping_;
};

/// Of every table file, by its path as the database writes it, whether it is to be mapped.
class choices {
  public:
    choice of(const std::string& path) {
        const std::scoped_lock guard(mutex_);
        auto& one = known_[path];
        if (!one) one = std::make_shared<std::atomic<bool>>(false);
        return one;
    }
    void forget(const std::string& path) {
        const std::scoped_lock guard(mutex_);
        known_.erase(path);
    }

  private:
    std::mutex mutex_;
    std::map<std::string, choice> known_;
};

class mapping_file_system final : public rocksdb::FileSystemWrapper {
  public:
    mapping_file_system(const std::shared_ptr<rocksdb::FileSystem>& below, std::shared_ptr<choices> chosen)
        : FileSystemWrapper(below), chosen_(std::move(chosen)) {}

    const char* Name() const override { return "mapped_files"; }

    rocksdb::IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSRandomAccessFile>* made,
                                          rocksdb::IODebugContext* debug) override {
        rocksdb::FileOptions as = options;
        as.use_mmap_reads = false; // what is mapped is chosen here
        auto said = FileSystemWrapper::NewRandomAccessFile(path, as, made, debug);
        if (said.ok() && path.ends_with(table_ending))
            *made = std::make_unique<table_file>(std::move(*made), path, chosen_->of(path));
        return said;
    }

    rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* debug) override {
        chosen_->forget(path);
        return FileSystemWrapper::DeleteFile(path, options, debug);
    }

  private:
    std::shared_ptr<choices> chosen_;
};

class new_files final : public rocksdb::EventListener {
  public:
    new_files(std::string family, std::shared_ptr<choices> chosen)
        : family_(std::move(family)), chosen_(std::move(chosen)) {}

    void OnTableFileCreationStarted(const rocksdb::TableFileCreationBriefInfo& info) override {
        if (info.cf_name == family_) *chosen_->of(info.file_path) = true;
    }

  private:
    std::string family_;
    std::shared_ptr<choices> chosen_;
};

} // namespace

mapped_family map_family(std::string family, std::shared_ptr<rocksdb::FileSystem> below) {
    const auto chosen = std::make_shared<choices>();
    return {std::make_shared<mapping_file_system>(below, chosen),
            std::make_shared<new_files>(std::move(family), chosen),
            [chosen](const std::string& path) { *chosen->of(path) = true; }};
}

} // namespace guiyi::store
