// Long answers: NDJSON in and out on one request, and server-sent events. Used by the import and the console.
// Both write through a bounded queue of their connection, so a slow reader slows or ends its own stream only.
#pragma once

#include "common/core/result.hpp"
#include "common/http/upload.hpp"

#include <memory>

namespace guiyi::http {

class line_source;
class stream_writer;

struct line_stream_settings {
    std::size_t line_limit_bytes = 256 << 10; ///< a longer line is given as an error and skipped
    std::size_t queue_limit_bytes = 1 << 20;  ///< written but not yet taken by the reader; write() waits beyond
    std::string content_type = "application/x-ndjson";
    guard before = {};
};

/// The body of a request line by line, and its answer, which is sent while the rest is still being read.
/// Lives as long as the handler's call; use it from the handler's coroutine only.
class line_stream {
  public:
    line_stream(std::shared_ptr<line_source> source, std::shared_ptr<stream_writer> writer);

    /// The next line that is not blank, without its line end; nothing at the end of the body.
    /// @errors errc::too_large for a line over the limit (the next call goes on behind it);
    ///         errc::timeout or errc::unavailable when the body was cut (the next call gives nothing)
    boost::asio::awaitable<std::optional<result<std::string>>> next_line();
    /// Number of the line given last, from 1; blank lines count.
    std::uint64_t line_number() const noexcept;
    /// Sends bytes of the answer; waits while the queue is full. False when the reader is gone.
    boost::asio::awaitable<bool> write(std::string chunk);

  private:
    std::shared_ptr<line_source> source_;
    std::shared_ptr<stream_writer> writer_;
};

/// The answer is 200 with what was written. The status is fixed, so refusals belong to `before`.
using line_stream_handler = std::function<boost::asio::awaitable<void>(request&, line_stream&)>;

struct event_settings {
    int heartbeat_ms = 15'000;                ///< a comment is sent when nothing was sent for so long
    std::size_t queue_limit_bytes = 64 << 10; ///< send() waits beyond; no progress for write_timeout_ms ends the stream
    guard before = {};
};

/// Server-sent events (HTML Living Standard §9.2). Use it from the handler's coroutine only.
class event_stream {
  public:
    explicit event_stream(std::shared_ptr<stream_writer> writer);

    /// Sends one event. Line breaks inside `data` are kept, those in `event` and `id` dropped. False when it has ended.
    boost::asio::awaitable<bool> send(std::string event, std::string data, std::string id = {});
    /// False once the reader is gone or the server stops.
    bool open() const noexcept;

  private:
    std::shared_ptr<stream_writer> writer_;
};

/// When the stream ends (reader gone or too slow, server stopping) whatever the handler waits for is cancelled:
/// its co_await throws boost::system::system_error with operation_aborted, which it need not catch.
using event_handler = std::function<boost::asio::awaitable<void>(request&, event_stream&)>;

} // namespace guiyi::http
