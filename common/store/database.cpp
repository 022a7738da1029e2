#include "common/store/database.hpp"

#include "common/store/mapped_files.hpp"
#include "common/store/snapshot.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <rocksdb/write_buffer_manager.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <memory_resource>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

namespace guiyi::store {

namespace {

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view text(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

void check(const rocksdb::Status& status, const char* doing) {
    if (!status.ok()) throw failure(fail(errc::io, std::string(doing) + ": " + status.ToString()));
}

/// RocksDB counts every comparison of keys for its thread, in case somebody asks. Nobody does, and it is not free.
void count_nothing() {
    static thread_local const bool off = (rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable), true);
    static_cast<void>(off);
}

/// An iterator with the bounds it was opened with; RocksDB keeps only pointers to them.
class bounded_cursor final : public cursor {
  public:
    using make_iterator = std::function<rocksdb::Iterator*(const rocksdb::ReadOptions&)>;

    bounded_cursor(range of, bool backwards, const make_iterator& make) : of_(std::move(of)), backwards_(backwards) {
        lower_ = slice(of_.from);
        options_.iterate_lower_bound = &lower_;
        if (!of_.to.empty()) {
            upper_ = slice(of_.to);
            options_.iterate_upper_bound = &upper_;
        }
        iterator_.reset(make(options_));
        if (!backwards_)
            iterator_->Seek(lower_);
        else if (of_.to.empty())
            iterator_->SeekToLast();
        else
            seek_before_end();
    }

    bool valid() const override {
        if (!iterator_->Valid()) {
            check(iterator_->status(), "scan");
            return false;
        }
        const auto at = text(iterator_->key());
        return backwards_ ? at >= of_.from : of_.to.empty() || at < of_.to;
    }
    void next() override { backwards_ ? iterator_->Prev() : iterator_->Next(); }
    std::string_view key() const override { return text(iterator_->key()); }
    std::string_view value() const override { return text(iterator_->value()); }

  private:
    void seek_before_end() {
        iterator_->SeekForPrev(upper_);
        if (iterator_->Valid() && text(iterator_->key()) >= of_.to) iterator_->Prev();
    }

    range of_;
    bool backwards_;
    rocksdb::Slice lower_, upper_;
    rocksdb::ReadOptions options_;
    std::unique_ptr<rocksdb::Iterator> iterator_;
};

/// As they are when they are read, or, with a snapshot, as they were when it was taken.
class committed_view final : public view {
  public:
    committed_view(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* handle, const rocksdb::Snapshot* at = nullptr,
                   reading how = reading::often)
        : db_(db), handle_(handle), at_(at), how_(how) {}
    ~committed_view() override {
        if (at_) db_.ReleaseSnapshot(at_);
    }
    committed_view(const committed_view&) = delete;
    committed_view& operator=(const committed_view&) = delete;

    std::optional<std::string> get(std::string_view key) const override {
        count_nothing();
        std::string value;
        rocksdb::ReadOptions options;
        options.snapshot = at_;
        const auto status = db_.Get(options, handle_, slice(key), &value);
        if (status.IsNotFound()) return std::nullopt;
        check(status, "read");
        return value;
    }
    /// Tells of each key its row, or that there is none.
    template <class Tell>
    void get_all(const std::vector<rocksdb::Slice>& keys, Tell tell) const {
        count_nothing();
        std::vector<rocksdb::PinnableSlice> values(keys.size());
        std::vector<rocksdb::Status> said(keys.size());
        db_.MultiGet({}, handle_, keys.size(), keys.data(), values.data(), said.data());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (!said[i].IsNotFound()) check(said[i], "read");
            tell(keys[i], said[i].ok() ? std::optional(text(values[i])) : std::nullopt);
        }
    }
    std::unique_ptr<cursor> scan(range of) const override { return open(std::move(of), false); }
    std::unique_ptr<cursor> scan_back(range of) const override { return open(std::move(of), true); }

  private:
    std::unique_ptr<cursor> open(range of, bool backwards) const {
        return std::make_unique<bounded_cursor>(std::move(of), backwards, [this](rocksdb::ReadOptions options) {
            options.snapshot = at_;
            options.fill_cache = how_ == reading::often;
            return db_.NewIterator(options, handle_);
        });
    }

    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle* handle_;
    const rocksdb::Snapshot* at_;
    const reading how_;
};

/// Rows by key, copied into memory that is given back as a whole: a batch makes thousands of them and keeps all.
/// A decision looks into it some hundred times, mostly for what is not there: that is told without leaving the table.
class row_map {
  public:
    struct row {
        std::string_view key, value;
        bool there = false;   ///< false: erased, or not found
        bool changed = false; ///< false: as it is in the store
    };

    const row* find(std::string_view key) const {
        return slots_.empty() ? nullptr : slots_[place_of(key, hash_of(key))].of;
    }
    /// The row of a key, a new one where there was none. Rows stay where they are.
    row& at(std::string_view key) {
        if (2 * (size_ + 1) > slots_.size()) grow();
        const auto hash = hash_of(key);
        auto& found = slots_[place_of(key, hash)];
        if (!found.of) {
            found = {hash, new (memory_.allocate(sizeof(row), alignof(row))) row{kept(key), {}}};
            ++size_;
        }
        return *found.of;
    }
    void set(row& one, const std::optional<std::string_view>& to) {
        one.there = to.has_value();
        one.value = to ? kept(*to) : std::string_view();
    }

  private:
    struct slot {
        std::size_t hash = 0;
        row* of = nullptr;
    };

    static std::size_t hash_of(std::string_view key) { return std::hash<std::string_view>()(key); }

    /// Where the key is, or would be. There is always a free place: at most half of them are taken.
    std::size_t place_of(std::string_view key, std::size_t hash) const {
        const std::size_t last = slots_.size() - 1;
        std::size_t at = hash & last;
        while (slots_[at].of && (slots_[at].hash != hash || slots_[at].of->key != key)) at = (at + 1) & last;
        return at;
    }
    void grow() {
        constexpr std::size_t least = 64;
        const auto before = std::exchange(slots_, std::vector<slot>(std::max(least, 2 * slots_.size())));
        for (const auto& one : before)
            if (one.of) slots_[place_of(one.of->key, one.hash)] = one;
    }
    std::string_view kept(std::string_view bytes) {
        if (bytes.empty()) return {};
        auto* to = static_cast<char*>(memory_.allocate(bytes.size(), 1));
        std::memcpy(to, bytes.data(), bytes.size());
        return {to, bytes.size()};
    }

    std::pmr::monotonic_buffer_resource memory_{4096};
    std::vector<slot> slots_; ///< as many as a power of two
    std::size_t size_ = 0;
};

/// What a batch has read of one family and is about to do to it. The hash answers reads, ordered keys answer scans.
class overlay {
  public:
    using row = row_map::row;

    /// Changed or known.
    const row* find(std::string_view key) const { return known_.find(key); }
    void set(std::string_view key, const std::optional<std::string_view>& to) {
        size_bytes_ += key.size() + (to ? to->size() : 0);
        auto& one = known_.at(key);
        known_.set(one, to);
        if (!std::exchange(one.changed, true)) changed_.push_back(&one);
    }
    /// A row as it is in the store, of a key that find() does not know.
    void remember(std::string_view key, const std::optional<std::string_view>& as) {
        known_.set(known_.at(key), as);
        ++remembered_;
    }
    std::size_t remembered() const { return remembered_; }
    /// Those changed, as they were first changed.
    const std::vector<const row*>& rows() const { return changed_; }
    /// Most batches never scan, so keys are put in order only when somebody asks.
    const std::set<std::string_view>& order() const {
        for (; ordered_ < changed_.size(); ++ordered_) order_.insert(changed_[ordered_]->key);
        return order_;
    }
    bool empty() const { return changed_.empty(); }
    std::size_t size_bytes() const { return size_bytes_; }

  private:
    row_map known_;
    std::vector<const row*> changed_;
    mutable std::set<std::string_view> order_;
    mutable std::size_t ordered_ = 0; ///< how many of changed_ are in order_
    std::size_t remembered_ = 0;
    std::size_t size_bytes_ = 0;
};

/// Committed rows with a batch's changes over them, in key order. Changes made while it walks may or may not be seen.
class merged_cursor final : public cursor {
  public:
    merged_cursor(const overlay& over, const range& of, bool backwards, std::unique_ptr<cursor> below)
        : over_(over),
          below_(std::move(below)),
          backwards_(backwards),
          at_(over.order().lower_bound(of.from)),
          end_(of.to.empty() ? over.order().end() : over.order().lower_bound(std::max(of.from, of.to))) {
        if (backwards_) std::swap(at_, end_);
        settle();
    }

    bool valid() const override { return from_over_ || below_->valid(); }
    void next() override {
        from_over_ ? step() : below_->next();
        settle();
    }
    std::string_view key() const override { return from_over_ ? *here() : below_->key(); }
    std::string_view value() const override { return from_over_ ? over_.find(*here())->value : below_->value(); }

  private:
    using place = std::set<std::string_view>::const_iterator;

    place here() const { return backwards_ ? std::prev(at_) : at_; }
    void step() { backwards_ ? --at_ : ++at_; }

    /// Finds which side holds the next row. A changed row hides the committed one; an erased one hides both.
    void settle() {
        for (from_over_ = false; at_ != end_; step()) {
            const std::string_view mine = *here();
            if (below_->valid()) {
                const int order = below_->key().compare(mine);
                if (order != 0 && (order < 0) != backwards_) return; // the committed row comes first
                if (order == 0) below_->next();
            }
            from_over_ = over_.find(mine)->there;
            if (from_over_) return;
        }
    }

    const overlay& over_;
    std::unique_ptr<cursor> below_;
    bool backwards_;
    place at_, end_; ///< walking backwards, at_ is one behind where it stands
    bool from_over_ = false;
};

class batch_writer final : public writer {
  public:
    explicit batch_writer(const committed_view& below) : below_(below) {}

    std::optional<std::string> get(std::string_view key) const override {
        if (const auto* known = rows_.find(key))
            return known->there ? std::optional<std::string>(known->value) : std::nullopt;
        auto row = below_.get(key);
        // What a decision read its fold mostly reads again. The rows below do not change while a batch is made.
        if (rows_.remembered() < reads_max) rows_.remember(key, row);
        return row;
    }
    void expect(std::span<const std::string> keys) const override {
        if (rows_.remembered() + keys.size() > reads_max) return;
        std::vector<rocksdb::Slice> unknown;
        unknown.reserve(keys.size());
        for (const auto& key : keys)
            if (!rows_.find(key)) unknown.push_back(slice(key));
        if (unknown.size() < 2) return; // nothing to be had together
        below_.get_all(unknown, [this](const rocksdb::Slice& key, const std::optional<std::string_view>& row) {
            rows_.remember(text(key), row);
        });
    }
    std::unique_ptr<cursor> scan(range of) const override { return open(std::move(of), false); }
    std::unique_ptr<cursor> scan_back(range of) const override { return open(std::move(of), true); }
    void put(std::string_view key, std::string_view value) override { rows_.set(key, value); }
    void erase(std::string_view key) override { rows_.set(key, std::nullopt); }

    const overlay& changes() const { return rows_; }

  private:
    std::unique_ptr<cursor> open(range of, bool backwards) const {
        auto below = backwards ? below_.scan_back(of) : below_.scan(of);
        if (rows_.empty()) return below;
        return std::make_unique<merged_cursor>(rows_, of, backwards, std::move(below));
    }

    static constexpr std::size_t reads_max = 16384;

    const committed_view& below_;
    mutable overlay rows_;
};

/// A whole filter of some megabytes does not stay in a small cache of many shards; every lookup would read it.
constexpr std::size_t cache_for_whole_filters = 512 << 20;

rocksdb::ColumnFamilyOptions family_options(family which, const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::ColumnFamilyOptions options;
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.cache_index_and_filter_blocks = true; // so that the cache's bound is the bound of all of it
    table.cache_index_and_filter_blocks_with_high_priority = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    if (cache->GetCapacity() < cache_for_whole_filters) {
        table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
        table.partition_filters = true;
        table.metadata_block_size = 8 << 10;
    }
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.format_version = 5;
    table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash; // most reads are of one row
    table.block_size = which == family::log ? 32 << 10 : 8 << 10;
    options.compression = rocksdb::kLZ4Compression;
    if (which == family::deduplication) {
        // Hashes and sealed values: nothing to compress, and few rows that are read together lie side by side. A
        // complaint reads some fifteen of them all over the family: they are read where they lie (mapped_files.hpp).
        table.block_size = 4 << 10;
        options.compression = rocksdb::kNoCompression;
        table.no_block_cache = true;
        table.block_cache.reset();
        table.cache_index_and_filter_blocks = false;
        table.pin_l0_filter_and_index_blocks_in_cache = false;
        table.index_type = rocksdb::BlockBasedTableOptions::kBinarySearch;
        table.partition_filters = false;
    }
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.write_buffer_size = which == family::log ? 32 << 20 : 16 << 20;
    // The rows of a complaint lie all over the keys, so each merge rewrites the whole level below: half as often.
    if (which == family::deduplication) options.write_buffer_size = 32 << 20;
    options.max_write_buffer_number = 4;
    options.level_compaction_dynamic_level_bytes = true;
    options.memtable_prefix_bloom_size_ratio = 0.05; // most lookups of a new complaint find nothing:
    options.memtable_whole_key_filtering = true;     // say so without walking the memtable
    return options;
}

/// Those that a fresh start finds.
void choose_files(rocksdb::DB& in, family of, const mapped_family& mapped) {
    std::vector<rocksdb::LiveFileMetaData> files;
    in.GetLiveFilesMetaData(&files);
    for (const auto& one : files)
        if (one.column_family_name == name_of(of)) mapped.choose(one.directory + "/" + one.relative_filename);
}

/// An eighth of the machine's memory, and no more than 512 MiB.
std::uint64_t automatic_cache() {
    constexpr std::uint64_t least = 64ull << 20, most = 512ull << 20;
    const auto pages = ::sysconf(_SC_PHYS_PAGES), page = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || page <= 0) return least;
    return std::clamp(static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page) / 8, least, most);
}

std::uint64_t automatic_reserve(const std::filesystem::path& folder) {
    std::error_code ec;
    const auto space = std::filesystem::space(folder, ec);
    constexpr std::uint64_t most = 128ull << 20;
    return ec ? most : std::min<std::uint64_t>(most, space.capacity / 10);
}

} // namespace

std::string_view name_of(family which) noexcept {
    static constexpr std::array<std::string_view, family_count> names{
        "log", "intake", "deduplication", "assignment", "notification", "casework", "keys", "meta", "access"};
    return names[static_cast<std::size_t>(which)];
}

constexpr std::uint64_t space_checked_every = 256 << 10;

struct database::impl {
    std::filesystem::path folder;
    std::uint64_t min_free_bytes = 0;
    std::shared_ptr<rocksdb::Cache> cache;
    std::unique_ptr<rocksdb::Env> env; // outlives the database; null with one that was given
    std::unique_ptr<rocksdb::DB> db;
    std::vector<rocksdb::ColumnFamilyHandle*> handles; // indexed by family, RocksDB's unused default last
    std::vector<std::unique_ptr<committed_view>> views;
    std::atomic<bool> failed{false};
    std::uint64_t unchecked_bytes =
        space_checked_every; // written since free space was looked at; the committer's alone

    ~impl() {
        if (!db) return;
        views.clear();
        db->SyncWAL().PermitUncheckedError();
        for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
        db->Close().PermitUncheckedError();
    }
};

struct batch::impl {
    explicit impl(const database& db) : over(db) {}
    const database& over;
    std::array<std::unique_ptr<batch_writer>, family_count> writers;
};

batch::batch(const database& over) : impl_(std::make_unique<impl>(over)) {}
batch::~batch() = default;
batch::batch(batch&&) noexcept = default;
batch& batch::operator=(batch&&) noexcept = default;

writer& batch::on(family which) {
    auto& slot = impl_->writers[static_cast<std::size_t>(which)];
    if (!slot) slot = std::make_unique<batch_writer>(static_cast<const committed_view&>(impl_->over.read(which)));
    return *slot;
}

bool batch::empty() const {
    return std::ranges::all_of(impl_->writers, [](const auto& one) { return !one || one->changes().empty(); });
}

std::size_t batch::size_bytes() const {
    std::size_t bytes = 0;
    for (const auto& one : impl_->writers)
        if (one) bytes += one->changes().size_bytes();
    return bytes;
}

std::optional<std::string> batch::least_put(family in, std::string_view prefix) const {
    const auto& writer = impl_->writers[static_cast<std::size_t>(in)];
    std::optional<std::string_view> least;
    if (writer)
        for (const auto* row : writer->changes().rows())
            if (row->key.starts_with(prefix) && (!least || row->key < *least) && row->there) least = row->key;
    return least ? std::optional<std::string>(*least) : std::nullopt;
}

std::vector<std::pair<std::string, std::string>> batch::puts(family in) const {
    std::vector<std::pair<std::string, std::string>> out;
    if (const auto& writer = impl_->writers[static_cast<std::size_t>(in)])
        for (const auto* row : writer->changes().rows())
            if (row->there) out.emplace_back(row->key, row->value);
    return out;
}

void batch::append_to(rocksdb::WriteBatch& all) const {
    for (std::size_t i = 0; i < family_count; ++i) {
        if (!impl_->writers[i]) continue;
        auto* handle = impl_->over.handle(static_cast<family>(i));
        const auto& changes = impl_->writers[i]->changes();
        auto rows = changes.rows();
        std::ranges::sort(rows, {}, [](const auto* one) { return one->key; });
        for (const auto* row : rows) {
            const auto key = slice(row->key);
            check(row->there ? all.Put(handle, key, slice(row->value)) : all.Delete(handle, key), "gather");
        }
    }
}

database::database(std::unique_ptr<impl> inner) : impl_(std::move(inner)) {}
database::~database() = default;

result<std::unique_ptr<database>> database::open(const std::filesystem::path& folder, const database_options& options) {
    std::error_code ec;
    if (!options.read_only) std::filesystem::create_directories(folder, ec);
    if (ec) return fail(errc::io, "cannot create the data folder " + folder.string() + ": " + ec.message());

    auto inner = std::make_unique<impl>();
    inner->folder = folder;
    constexpr int shard_bits = 4;            // few threads read; large shards hold large blocks
    constexpr double for_index_blocks = 0.5; // of the cache, before data may push them out
    const auto cache_bytes = options.block_cache_bytes ? options.block_cache_bytes : automatic_cache();
    inner->cache = rocksdb::NewLRUCache(cache_bytes, shard_bits, false, for_index_blocks);
    rocksdb::DBOptions db_options;
    std::optional<mapped_family> mapped;
    if (options.env) {
        db_options.env = options.env;
    } else {
        mapped = map_family(std::string(name_of(family::deduplication)), rocksdb::FileSystem::Default());
        inner->env = rocksdb::NewCompositeEnv(mapped->files);
        db_options.env = inner->env.get();
        db_options.allow_mmap_reads = true;
        db_options.listeners.push_back(mapped->watches);
    }
    db_options.create_if_missing = true;
    db_options.create_missing_column_families = true;
    db_options.track_and_verify_wals_in_manifest = true;
    db_options.max_background_jobs = 2;
    db_options.max_open_files = 512;
    db_options.keep_log_file_num = 4;
    db_options.max_log_file_size = 4 << 20;
    db_options.info_log_level = rocksdb::WARN_LEVEL;
    db_options.max_total_wal_size = 2 * options.write_buffer_bytes;
    db_options.write_buffer_manager =
        std::make_shared<rocksdb::WriteBufferManager>(options.write_buffer_bytes, inner->cache);
    db_options.bytes_per_sync = 1 << 20;
    db_options.allow_fallocate = false; // so that the free space we see is the free space there is

    std::vector<rocksdb::ColumnFamilyDescriptor> families{{rocksdb::kDefaultColumnFamilyName, {}}};
    for (std::size_t i = 0; i < family_count; ++i) {
        const auto which = static_cast<family>(i);
        families.emplace_back(std::string(name_of(which)), family_options(which, inner->cache));
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    const auto status = options.read_only
                            ? rocksdb::DB::OpenForReadOnly(db_options, folder.string(), families, &handles, &db)
                            : rocksdb::DB::Open(db_options, folder.string(), families, &handles, &db);
    if (!status.ok())
        return fail(errc::io, "cannot open the data folder " + folder.string() + ": " + status.ToString() +
                                  (status.ToString().find("lock") != std::string::npos
                                       ? "; another guiyi is running on it: stop that one or name another --data"
                                       : ""));
    inner->db.reset(db);
    if (mapped) choose_files(*db, family::deduplication, *mapped);
    inner->handles.assign(handles.begin() + 1, handles.end());
    inner->handles.push_back(handles.front());
    for (std::size_t i = 0; i < family_count; ++i)
        inner->views.push_back(std::make_unique<committed_view>(*db, inner->handles[i]));
    inner->min_free_bytes = options.min_free_bytes ? options.min_free_bytes : automatic_reserve(folder);
    return std::unique_ptr<database>(new database(std::move(inner)));
}

const view& database::read(family which) const { return *impl_->views[static_cast<std::size_t>(which)]; }
rocksdb::DB& database::raw() const { return *impl_->db; }
rocksdb::ColumnFamilyHandle* database::handle(family which) const {
    return impl_->handles[static_cast<std::size_t>(which)];
}

result<void> database::writable() const {
    if (impl_->failed)
        return fail(errc::unavailable, "the store stopped after a failed write; free disk space and restart");
    std::error_code ec;
    const auto space = std::filesystem::space(impl_->folder, ec);
    if (!ec && space.available < impl_->min_free_bytes)
        return fail(errc::unavailable, "the disk is nearly full: nothing is accepted until space is freed");
    return {};
}

bool database::failed() const noexcept { return impl_->failed; }

result<void> database::write(rocksdb::WriteBatch& all, bool sync) {
    // Asking the file system costs more than a small write; in between less than space_checked_every can be written.
    impl_->unchecked_bytes += all.GetDataSize();
    if (impl_->failed || impl_->unchecked_bytes >= space_checked_every) {
        if (auto ready = writable(); !ready) return ready; // and the next write asks again
        impl_->unchecked_bytes = 0;
    }
    count_nothing();
    rocksdb::WriteOptions options;
    options.sync = sync;
    if (const auto status = impl_->db->Write(options, &all); !status.ok()) {
        impl_->failed = true;
        return fail(errc::unavailable, "the store refused a write: " + status.ToString());
    }
    return {};
}

result<void> database::write(const batch& one, bool sync) {
    rocksdb::WriteBatch all;
    one.append_to(all);
    return write(all, sync);
}

result<void> database::clear(family which) {
    // A tombstone over the whole family: 0xff bytes end it, and no key of ours begins with one.
    const auto status =
        impl_->db->DeleteRange({}, handle(which), rocksdb::Slice(), rocksdb::Slice("\xff\xff\xff\xff", 4));
    if (!status.ok()) return fail(errc::io, "clear: " + status.ToString());
    return {};
}

result<void> database::checkpoint(const std::filesystem::path& into) const {
    rocksdb::Checkpoint* raw_checkpoint = nullptr;
    auto status = rocksdb::Checkpoint::Create(impl_->db.get(), &raw_checkpoint);
    const std::unique_ptr<rocksdb::Checkpoint> copier(raw_checkpoint);
    if (status.ok()) status = copier->CreateCheckpoint(into.string());
    if (!status.ok()) return fail(errc::io, "checkpoint into " + into.string() + ": " + status.ToString());
    return {};
}

std::unique_ptr<view> snapshot_of(const database& from, family which, reading how) {
    return std::make_unique<committed_view>(from.raw(), from.handle(which), from.raw().GetSnapshot(), how);
}

std::uint64_t database::memory_bytes() const {
    std::uint64_t total = impl_->cache->GetUsage();
    for (auto* handle : impl_->handles) {
        for (const auto* property : {"rocksdb.cur-size-all-mem-tables", "rocksdb.estimate-table-readers-mem"}) {
            std::uint64_t bytes = 0;
            if (impl_->db->GetIntProperty(handle, property, &bytes)) total += bytes;
        }
    }
    return total;
}

} // namespace guiyi::store
