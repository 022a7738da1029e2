#include "common/bus/embedded/embedded_bus.hpp"

#include "common/bus/bell.hpp"
#include "common/bus/log_rows.hpp"
#include "common/core/thread_role.hpp"
#include "common/events/precedence.hpp"

#include <rocksdb/write_batch.h>

#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace guiyi::bus {

namespace {

using events::stream;

class embedded_bus_impl final : public bus {
  public:
    embedded_bus_impl(store::database& over, const embedded_options& options)
        : db_(over), log_(over.read(store::family::log)), options_(options) {
        for (const stream of : events::all_streams) tails_[index(of)] = log_rows::tail(log_, of);
        committer_ = std::jthread([this](const std::stop_token& stop) {
            name_thread("committer");
            answer_soon();
            run(stop);
        });
    }

    ~embedded_bus_impl() override {
        {
            const std::scoped_lock guard(mutex_); // or the wait could miss it between its check and its sleep
            committer_.request_stop();
        }
        queued_.notify_all();
        committer_.join();
        for (auto* queue : {&urgent_, &soon_, &later_})
            for (auto& waiting : *queue) waiting.done(fail(errc::unavailable, "the bus is stopping"));
    }

    void append(append_request what, append_done done) override {
        {
            const std::scoped_lock guard(mutex_);
            auto& queue = queue_of(what.on);
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
        return log_rows::read(log_, of, from, limit, limit_bytes);
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

    std::deque<waiting>& queue_of(stream of) {
        switch (events::precedence_of(of)) {
            case events::precedence::answers: return urgent_;
            case events::precedence::tells: return soon_;
            case events::precedence::shows: break;
        }
        return later_;
    }

    static std::size_t index(stream of) { return static_cast<std::size_t>(of) - 1; }

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
        queued_.wait(lock,
                     [&] { return stop.stop_requested() || !urgent_.empty() || !soon_.empty() || !later_.empty(); });
        if (crowd() && urgent_.empty() && !urgent_within(options_.crowd_gap, lock, stop)) urgent_bytes_ /= 2;
        if (stop.stop_requested()) return false;
        if (const auto bytes = take_from(urgent_, options_.merge_bytes_max, taken); bytes > 0)
            urgent_bytes_ = (3 * urgent_bytes_ + bytes) / 4;
        if (crowd() && ++waited_ < options_.crowd_turn) return true;
        waited_ = 0;
        take_others(taken);
        return true;
    }

    /// At least one of the others, so that nobody starves; no more than keeps the next urgent one waiting briefly.
    void take_others(std::vector<waiting>& taken) {
        const bool later = soon_.empty() || ++passed_ >= options_.later_turn;
        if (later) passed_ = 0;
        take_from(later && !later_.empty() ? later_ : soon_, options_.background_bytes_max, taken);
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
                log_rows::put(all, db_, one.what.on, head, one.what.body);
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

    store::database& db_;
    const store::view& log_;
    embedded_options options_;
    mutable std::mutex tails_mutex_; // written by the committer only
    std::array<position, events::all_streams.size()> tails_{};
    std::array<bell, events::all_streams.size()> bells_;
    std::mutex mutex_;
    std::condition_variable queued_;
    std::deque<waiting> urgent_; // intake's: somebody waits for the answer
    std::deque<waiting> soon_;   // what decides whom to tell what
    std::deque<waiting> later_;
    std::size_t urgent_bytes_ = 0; // of intake in a write, lately; the committer's own, as the next
    std::size_t passed_ = 0;       // writes that went to soon_ while later_ may have waited
    std::size_t waited_ = 0;       // writes that left the others waiting
    std::jthread committer_;
};

} // namespace

std::unique_ptr<bus> embedded_bus(store::database& over, const embedded_options& options) {
    return std::make_unique<embedded_bus_impl>(over, options);
}

} // namespace guiyi::bus
