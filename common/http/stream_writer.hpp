// The sending half of a long answer: a bounded queue and a coroutine that empties it. Private to this room.
// Every call belongs on the connection's strand; one coroutine writes at a time.
#pragma once

#include "common/http/wire.hpp"

namespace guiyi::http {

class stream_writer : public std::enable_shared_from_this<stream_writer> {
  public:
    /// @param chunked  whether bytes are wrapped as chunks (HTTP/1.1) or sent bare (HTTP/1.0)
    /// @param head     is sent with the first bytes
    /// @param on_fail  called once when the stream breaks; may be empty
    stream_writer(std::shared_ptr<wire> link, std::string head, bool chunked, std::size_t queue_limit_bytes,
                  std::function<void()> on_fail = {});

    /// Queues bytes and waits while the queue is over its limit. False when the stream has ended.
    boost::asio::awaitable<bool> write(std::string_view bytes);
    /// Sends what is queued, and the head even when there was nothing.
    void flush();
    /// Marks the end and waits until all is sent. False when it broke.
    boost::asio::awaitable<bool> end();
    /// Sends a comment line whenever nothing was sent for `every_ms`, until the stream ends.
    boost::asio::awaitable<void> beat(int every_ms);
    /// Breaks the stream.
    void fail();

    bool open() const noexcept { return open_; }
    /// Whether something was written, so that the status is out.
    bool started() const noexcept { return started_; }

  private:
    void push(std::string_view bytes);
    boost::asio::awaitable<void> drain();
    boost::asio::awaitable<void> wait_for_room();

    std::shared_ptr<wire> wire_;
    std::string queue_;
    const bool chunked_;
    const std::size_t limit_bytes_;
    std::function<void()> on_fail_;
    boost::asio::steady_timer room_; ///< used as a signal: never expires, is cancelled
    boost::asio::steady_timer beat_;
    bool open_ = true;
    bool started_ = false;
    bool draining_ = false;
    bool quiet_ = true; ///< nothing was pushed since the last beat
};

} // namespace guiyi::http
