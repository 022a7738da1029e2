// The HTTP/1.1 server: accepts, reads with limits and deadlines, routes, answers, stops gracefully.
// Used by services/guiyi, once for the public side and once for the staff side.
// Safe on an io_context with several threads: every connection has a strand, and handlers run on it.
#pragma once

#include "common/http/router.hpp"
#include "common/time/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace guiyi::http {

/// What is said about a request once its answer is sent. Holds no path, no address, no personal data.
struct request_record {
    method verb;
    std::string_view route; ///< the pattern, "(none)" for unknown paths, "(malformed)" for unreadable requests
    int status;
    std::chrono::nanoseconds duration; ///< from the whole head to the sent answer
};

/// Limits and hooks. Hooks are called on the connection's strand, from several threads at a time, and must not throw.
struct server_options {
    std::size_t header_limit_bytes = 8192;  ///< 431 beyond
    std::size_t body_limit_bytes = 1 << 20; ///< of routes that set none, 413 beyond
    int read_timeout_ms = 30'000;           ///< from the first byte of a head to the last of its body, 408 beyond;
                                            ///< also for a handshake, a first request, and each line of a line stream
    int write_timeout_ms = 30'000;          ///< for each 64 KiB of an answer, then the connection is cut
    int idle_timeout_ms = 75'000;           ///< between two requests
    int linger_timeout_ms = 2'000;          ///< how long unread input is drained so that the answer arrives
    std::size_t connections_max = 10'000;   ///< 503 and close beyond
    std::size_t connections_per_address_max = 0;  ///< likewise; 0: no limit. Does not count trusted proxies
    std::size_t keep_alive_requests_max = 10'000; ///< then the connection is closed; 0: no limit
    std::string tls_certificate_file = {};        ///< PEM chain; empty: plain HTTP
    std::string tls_key_file = {};
    std::vector<std::string> trusted_proxies = {}; ///< addresses whose X-Forwarded-For and -Proto are believed
    std::string content_security_policy =
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    bool strand_per_connection = true; ///< only an io_context that is run by one thread may do without
    std::size_t disk_threads = 2;      ///< write uploads; started only when a route takes uploads
    std::function<void(const request_record&)> on_request = {};
    /// A handler threw: its route's pattern and what() (for the log, never for the caller).
    std::function<void(std::string_view route, std::string_view what)> on_exception = {};
};

/// Where a server listens.
struct endpoint {
    std::string address;
    std::uint16_t port = 0;
};

/// Raises the limit of open files of this process as far as it may. @return the limit now
std::uint64_t raise_file_limit();

class server {
  public:
    /// @param executor  of an io_context that outlives the server's connections
    /// @param time      for Date and durations; timeouts run on real time whatever it says
    server(boost::asio::any_io_executor executor, router routes, server_options options, const clock& time);
    /// Cuts what is left. Handlers that still wait end with their io_context.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Starts to accept at "127.0.0.1:8080", "[::1]:8080" or ":8080" (every IPv4 address); port 0 takes a free one.
    /// May be called for several addresses.
    /// @errors errc::invalid for another spelling or unusable TLS files, errc::io when the system refuses the address
    result<endpoint> listen(std::string_view address);

    /// Reads the TLS files again, for new connections. @errors errc::invalid; the old certificate then stays in use
    result<void> reload_tls();

    /// Stops accepting, closes idle connections, ends event streams and lets running requests end.
    /// @param limit  after which what still runs is cut
    /// @return how many connections were cut
    boost::asio::awaitable<std::size_t> stop(std::chrono::milliseconds limit);

    std::size_t open_connections() const;

  private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace guiyi::http
