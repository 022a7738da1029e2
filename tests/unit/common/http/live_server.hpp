// A real server on a free port with its own threads, for tests that talk to it over sockets.
#pragma once

#include "common/http/server.hpp"

#include <memory>

namespace guiyi::http::testing {

/// What on_request was told.
struct seen_request {
    method verb;
    std::string route;
    int status;
};

class live_server {
  public:
    explicit live_server(router routes, server_options options = {}, int threads = 2);
    ~live_server();

    std::uint16_t port() const noexcept { return port_; }
    server& get() noexcept;
    /// server::stop(), waited for.
    std::size_t stop(std::chrono::milliseconds limit);
    /// Waits (10 s at most) until so many requests were reported.
    std::vector<seen_request> requests(std::size_t at_least);
    /// Waits (10 s at most) until no connection is open. False when some still is.
    bool all_gone();
    std::vector<std::string> exceptions() const;

  private:
    struct parts;
    std::unique_ptr<parts> parts_;
    std::uint16_t port_ = 0;
};

/// Looks again and again until it holds (10 s at most), for what nothing else tells of.
bool eventually(const std::function<bool()>& holds);

/// A handler that answers {"path","body_size"}.
handler echo();

} // namespace guiyi::http::testing
