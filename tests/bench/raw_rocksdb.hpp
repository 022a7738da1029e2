// What a user would write himself: RocksDB and one thread that merges queued batches into one synced write.
// The peer of our embedded bus, for tests/bench/bus.cpp only.
#pragma once

#include "tests/bench/latencies.hpp"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace guiyi::bench {

class raw_committer {
  public:
    explicit raw_committer(const std::filesystem::path& folder) {
        rocksdb::Options options;
        options.create_if_missing = true;
        options.write_buffer_size = 64 << 20;
        options.max_background_jobs = 2;
        options.compression = rocksdb::kLZ4Compression;
        rocksdb::DB* opened = nullptr;
        if (!rocksdb::DB::Open(options, folder.string(), &opened).ok()) give_up("bus: RocksDB does not open");
        db_.reset(opened);
        thread_ = std::thread([this] { run(); });
    }
    ~raw_committer() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

    /// `done` is called on the committer's thread once the batch is synced.
    void commit(rocksdb::WriteBatch batch, std::function<void()> done) {
        {
            const std::lock_guard lock(mutex_);
            queue_.push_back({std::move(batch), std::move(done)});
        }
        wake_.notify_one();
    }

  private:
    struct queued {
        rocksdb::WriteBatch batch;
        std::function<void()> done;
    };
    struct merger : rocksdb::WriteBatch::Handler {
        rocksdb::WriteBatch into;
        rocksdb::Status PutCF(std::uint32_t, const rocksdb::Slice& key, const rocksdb::Slice& value) override {
            return into.Put(key, value);
        }
    };

    void run() {
        std::vector<queued> taken;
        for (;;) {
            {
                std::unique_lock lock(mutex_);
                wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
                if (queue_.empty()) return;
                taken.swap(queue_);
            }
            write(taken);
            for (queued& one : taken) one.done();
            taken.clear();
        }
    }

    void write(const std::vector<queued>& taken) {
        merger all;
        for (const queued& one : taken)
            if (!one.batch.Iterate(&all).ok()) give_up("bus: a batch cannot be read");
        rocksdb::WriteOptions options;
        options.sync = true;
        if (!db_->Write(options, &all.into).ok()) give_up("bus: RocksDB refused a write");
    }

    std::unique_ptr<rocksdb::DB> db_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<queued> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace guiyi::bench
