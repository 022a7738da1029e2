// Requests in, bytes out, each with its deadline. Private to this room; what a request means is connection's part.
// Every call belongs on the connection's strand.
#pragma once

#include "common/http/request_parser.hpp"
#include "common/http/transport.hpp"
#include "common/time/clock.hpp"

#include <boost/asio/steady_timer.hpp>

namespace guiyi::http {

/// How reading went; where a number stands, the status to answer with.
enum class arrival {
    ready = 0, ///< what was waited for is there
    gone = 1,  ///< the peer has left, or was idle for too long: nothing to answer
    malformed = 400,
    late = 408, ///< the deadline has passed
    body_too_large = 413,
    head_too_large = 431,
};

class wire : public std::enable_shared_from_this<wire> {
  public:
    /// @param real  a running clock, for the deadlines
    wire(boost::asio::ip::tcp::socket socket, std::shared_ptr<tls_context> tls, const clock& real,
         std::size_t header_limit_bytes, int write_timeout_ms);

    bool secure() const noexcept { return transport_.secure(); }
    boost::asio::any_io_executor executor() { return transport_.executor(); }
    boost::asio::awaitable<bool> handshake(int timeout_ms);

    /// Makes ready for the next request; its head and body go to `into`.
    void begin(request& into);
    /// Waits `idle_ms` for its first byte and `read_ms` from there; the second deadline stays for the body.
    boost::asio::awaitable<arrival> read_head(int idle_ms, int read_ms);
    /// Reads until the sink has grown or the body is whole.
    boost::asio::awaitable<arrival> read_some_body();
    boost::asio::awaitable<arrival> read_whole_body();
    /// Reads and drops until the peer leaves or cancel_read() is called.
    boost::asio::awaitable<void> read_until_gone();

    const request_parser& parser() const noexcept { return *parser_; }
    bool body_done() const { return parser_->is_done(); }
    /// Body bytes go there from now on; what came with the head is still to be parsed, so nothing is missed.
    void sink(std::string& other);
    /// For chunked bodies; a Content-Length is the caller's to check.
    void body_limit(std::uint64_t limit_bytes) { parser_->body_limit(limit_bytes); }

    /// Sets the deadline of reading, from now.
    void read_within(int ms);
    void read_unhurried() noexcept { read_due_ = never; }
    /// Since some fixed moment, to measure whole timeouts.
    std::chrono::nanoseconds now() const { return real_.monotonic(); }

    /// False when the peer is gone or too slow.
    boost::asio::awaitable<bool> send(std::string_view head, std::string_view body);
    boost::asio::awaitable<bool> write_all(std::string_view bytes);

    /// Ends a wait for the next request, and lets no other begin.
    void stop();
    bool stopping() const noexcept { return stopping_; }
    void cancel_read() { transport_.cancel_read(); }
    /// Says goodbye, drains what is unread so that the last answer arrives, and closes.
    boost::asio::awaitable<void> finish(int linger_ms);
    void close();

  private:
    static constexpr std::chrono::nanoseconds never = std::chrono::nanoseconds::max();

    boost::asio::awaitable<arrival> fill();
    arrival parse();
    std::size_t room() const;
    void watch();
    void expire();

    const clock& real_;
    const std::size_t header_limit_bytes_;
    const int write_timeout_ms_;
    transport transport_;
    boost::asio::steady_timer timer_;
    boost::beast::flat_buffer buffer_;
    std::optional<request_parser> parser_;
    std::string* sink_ = nullptr;
    std::size_t head_bytes_ = 0;
    std::chrono::nanoseconds read_due_ = never;
    std::chrono::nanoseconds write_due_ = never;
    std::chrono::nanoseconds armed_ = never; ///< when the timer will look at the two again
    bool starved_ = false;                   ///< the parser cannot go on with what is in the buffer
    bool idle_ = false;                      ///< waiting for the first byte of a request
    bool late_ = false;
    bool stopping_ = false;
    bool closed_ = false;
};

} // namespace guiyi::http
