// The one way from libnats' threads to ours: a bounded queue, drained on an io_context. Who fills it faster than it is
// drained waits, and libnats with it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace guiyi::bus {

template <class Item>
class handover {
  public:
    /// @param take is called on the context's thread, one item at a time
    handover(boost::asio::io_context& to, std::size_t most, std::function<void(Item)> take)
        : to_(to), most_(most), take_(std::move(take)) {}

    /// From any thread but the context's own. Once closed, items are dropped.
    void push(Item one) {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [&] { return closed_ || waiting_.size() < most_; });
        if (closed_) return;
        waiting_.push_back(std::move(one));
        if (waiting_.size() == 1) boost::asio::post(to_, [this] { drain(); });
    }

    /// Nobody waits any more. The context must run until it has nothing left to do.
    void close() {
        const std::scoped_lock guard(mutex_);
        closed_ = true;
        room_.notify_all();
    }

  private:
    void drain() {
        std::deque<Item> taken;
        {
            const std::scoped_lock guard(mutex_);
            taken.swap(waiting_);
            room_.notify_all();
        }
        for (auto& one : taken) take_(std::move(one));
    }

    boost::asio::io_context& to_;
    const std::size_t most_;
    const std::function<void(Item)> take_;
    std::mutex mutex_;
    std::condition_variable room_;
    std::deque<Item> waiting_;
    bool closed_ = false;
};

} // namespace guiyi::bus
