#include "common/bus/embedded/embedded_bus.hpp"

#include "common/store/key.hpp"

#include <pthread.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

namespace guiyi::bus {

namespace {

using events::stream;

constexpr std::size_t hash_bytes = sizeof(digest256);

std::string log_key(stream of, sequence seq) {
    return store::key(static_cast<char>('0' + static_cast<int>(of))).number(seq).str();
}

position position_of(std::string_view key, std::string_view value) {
    position at;
    at.seq = store::key_reader(key).number();
    std::memcpy(at.hash.data(), value.data(), hash_bytes);
    return at;
}

/// Wakes the consumers of one stream.
class bell {
  public:
    std::shared_ptr<void> listen(std::function<void()> wake) {
        auto entry = std::make_shared<listener>();
        entry->wake = std::move(wake);
        const std::scoped_lock guard(mutex_);
        listeners_.push_back(entry);
        return std::shared_ptr<void>(entry.get(), [entry](void*) {
            const std::scoped_lock ended(entry->mutex);
            entry->wake = nullptr;
        });
    }

    void ring() {
        const std::scoped_lock guard(mutex_);
        std::erase_if(listeners_, [](const auto& one) {
            const std::scoped_lock running(one->mutex);
            if (one->wake) one->wake();
            return !one->wake;
        });
    }

  private:
    struct listener {
        std::mutex mutex;
        std::function<void()> wake;
    };
    std::mutex mutex_;
    std::vector<std::shared_ptr<listener>> listeners_;
};

class embedded_bus_impl final : public bus {
  public:
    embedded_bus_impl(store::database& over, const embedded_options& options)
        : db_(over), log_(over.read(store::family::log)), options_(options) {
        for (const stream of : events::all_streams) tails_[index(of)] = stored_tail(of);
        committer_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
        ::pthread_setname_np(committer_.native_handle(), "committer");
    }

    ~embedded_bus_impl() override {
        {
            const std::scoped_lock guard(mutex_); // or the wait could miss it between its check and its sleep
            committer_.request_stop();
        }
        queued_.notify_all();
        committer_.join();
        for (auto* queue : {&urgent_, &queue_})
            for (auto& waiting : *queue) waiting.done(fail(errc::unavailable, "the bus is stopping"));
    }

    void append(append_request what, append_done done) override {
        {
            const std::scoped_lock guard(mutex_);
            auto& queue = what.on == stream::intake ? urgent_ : queue_;
            if (queue.size() < options_.queue_max) {
                queue.push_back({std::move(what), std::move(done)});
                queued_.notify_one();
                return;
            }
        }
        done(fail(errc::busy, "the commit queue is full; retry"));
    }

    result<position> tail(stream of) const override {
        const std::scoped_lock guard(tails_mutex_);
        return tails_[index(of)];
    }

    result<std::vector<record>> read(stream of, sequence from, std::size_t limit,
                                     std::size_t limit_bytes) const override {
        std::vector<record> out;
        if (from == 0) from = 1;
        std::size_t bytes = 0;
        const store::range rows{log_key(of, from), log_key(of, UINT64_MAX)};
        for (auto at = log_.scan(rows); at->valid() && out.size() < limit && bytes < limit_bytes; at->next()) {
            record one{position_of(at->key(), at->value()), std::string(at->value().substr(hash_bytes))};
            if (one.at.seq != from + out.size())
                return fail(errc::not_found, "stream " + std::string(events::name_of(of)) + " lacks sequence " +
                                                 std::to_string(from + out.size()));
            bytes += one.body.size();
            out.push_back(std::move(one));
        }
        return out;
    }

    std::shared_ptr<void> on_commit(stream of, std::function<void()> wake) override {
        return bells_[index(of)].listen(std::move(wake));
    }

  private:
    struct waiting {
        append_request what;
        append_done done;
    };
    struct outcome {
        append_done done;
        result<position> said;
    };

    static std::size_t index(stream of) { return static_cast<std::size_t>(of) - 1; }

    position stored_tail(stream of) const {
        const auto last = log_.scan_back({log_key(of, 0), log_key(of, UINT64_MAX)});
        return last->valid() ? position_of(last->key(), last->value()) : position{};
    }

    void run(const std::stop_token& stop) {
        std::vector<waiting> taken;
        while (take(stop, taken)) {
            commit(taken);
            taken.clear();
        }
    }

    /// Waits for work; false when stopping. Takes what fits one write.
    bool take(const std::stop_token& stop, std::vector<waiting>& taken) {
        std::unique_lock lock(mutex_);
        queued_.wait(lock, [&] { return stop.stop_requested() || !queue_.empty() || !urgent_.empty(); });
        if (crowd() && urgent_.empty() && !urgent_within(options_.crowd_gap, lock, stop)) urgent_bytes_ /= 2;
        if (stop.stop_requested()) return false;
        if (const auto bytes = take_from(urgent_, options_.merge_bytes_max, taken); bytes > 0)
            urgent_bytes_ = (3 * urgent_bytes_ + bytes) / 4;
        if (crowd() && ++waited_ < options_.crowd_turn) return true;
        waited_ = 0;
        // At least one of the others, so that nobody starves; no more than keeps the next urgent one waiting briefly.
        take_from(queue_, options_.background_bytes_max, taken);
        return true;
    }

    bool urgent_within(std::chrono::milliseconds time, std::unique_lock<std::mutex>& lock,
                       const std::stop_token& stop) {
        return queued_.wait_for(lock, time, [&] { return stop.stop_requested() || !urgent_.empty(); });
    }

    bool crowd() const { return urgent_bytes_ >= options_.crowd_bytes; }

    static std::size_t take_from(std::deque<waiting>& queue, std::size_t bytes_max, std::vector<waiting>& taken) {
        std::size_t bytes = 0;
        while (!queue.empty() && bytes < bytes_max) bytes += take_first(queue, taken);
        return bytes;
    }

    static std::size_t take_first(std::deque<waiting>& from, std::vector<waiting>& taken) {
        taken.push_back(std::move(from.front()));
        from.pop_front();
        const auto& what = taken.back().what;
        return what.body.size() + (what.state ? what.state->size_bytes() : 0);
    }

    /// One synced write for everything taken. Refused appends (wrong expected tail) do not hinder the others.
    void commit(std::vector<waiting>& taken) {
        auto heads = tails_;
        rocksdb::WriteBatch all;
        std::vector<outcome> outcomes;
        std::array<bool, events::all_streams.size()> moved{};
        for (auto& one : taken) {
            auto& head = heads[index(one.what.on)];
            if (head.seq != one.what.expected_last) {
                outcomes.push_back({std::move(one.done), fail(errc::stale, "the stream has moved on")});
                continue;
            }
            if (!one.what.body.empty()) {
                head = {head.seq + 1, one.what.hash ? *one.what.hash : blake2b(bytes_of(head.hash), one.what.body)};
                put_record(all, one.what, head);
                moved[index(one.what.on)] = true;
            }
            if (one.what.state) one.what.state->append_to(all);
            outcomes.push_back({std::move(one.done), head});
        }
        const auto written = all.Count() == 0 ? result<void>() : db_.write(all, options_.sync);
        if (written) {
            const std::scoped_lock guard(tails_mutex_);
            tails_ = heads;
        }
        for (auto& one : outcomes) {
            if (!written && one.said) one.said = written.error();
            one.done(std::move(one.said));
        }
        if (!written) return;
        for (const stream of : events::all_streams)
            if (moved[index(of)]) bells_[index(of)].ring();
    }

    void put_record(rocksdb::WriteBatch& all, const append_request& what, const position& at) {
        const std::string key = log_key(what.on, at.seq);
        const rocksdb::Slice key_parts[] = {key};
        const rocksdb::Slice value_parts[] = {rocksdb::Slice(bytes_of(at.hash).data(), hash_bytes), what.body};
        all.Put(db_.handle(store::family::log), rocksdb::SliceParts(key_parts, 1), rocksdb::SliceParts(value_parts, 2));
    }

    store::database& db_;
    const store::view& log_;
    embedded_options options_;
    mutable std::mutex tails_mutex_; // written by the committer only
    std::array<position, events::all_streams.size()> tails_{};
    std::array<bell, events::all_streams.size()> bells_;
    std::mutex mutex_;
    std::condition_variable queued_;
    std::deque<waiting> urgent_; // intake's: somebody waits for the answer
    std::deque<waiting> queue_;
    std::size_t urgent_bytes_ = 0; // of intake in a write, lately; the committer's own, as the next
    std::size_t waited_ = 0;       // writes that left the others waiting
    std::jthread committer_;
};

} // namespace

std::unique_ptr<bus> embedded_bus(store::database& over, const embedded_options& options) {
    return std::make_unique<embedded_bus_impl>(over, options);
}

} // namespace guiyi::bus
