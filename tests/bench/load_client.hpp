// The least HTTP client that a load generator needs: keep-alive, answers with a Content-Length. For tests/bench only.
#pragma once

#include "tests/bench/latencies.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace guiyi::bench {

inline constexpr auto as_tuple = boost::asio::as_tuple(boost::asio::use_awaitable);

/// Waits for moments.
class waiter {
  public:
    explicit waiter(boost::asio::any_io_executor on) : timer_(std::move(on)) {}
    boost::asio::awaitable<void> until(steady::time_point when) {
        timer_.expires_at(when);
        co_await timer_.async_wait(as_tuple);
    }

  private:
    boost::asio::steady_timer timer_;
};

/// One connection, opened when first needed and again after it broke.
class client {
  public:
    /// @param to "127.0.0.1:PORT" or "[::1]:PORT"
    explicit client(std::string_view to) {
        const auto colon = to.rfind(':');
        std::string host(to.substr(0, colon));
        if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
        boost::system::error_code ec;
        const auto address = boost::asio::ip::make_address(host, ec);
        if (ec || colon == to.npos) give_up("load: not an address with a port: " + std::string(to));
        at_ = {address, static_cast<unsigned short>(std::strtoul(to.data() + colon + 1, nullptr, 10))};
    }

    /// Sends a request and reads the answer. @returns its status; 0 when the connection broke, -1 for an odd answer
    boost::asio::awaitable<int> exchange(const std::string& request) {
        if (!socket_) {
            const bool open = co_await connect();
            if (!open) co_return 0;
        }
        const auto bytes = boost::asio::buffer(request);
        const auto [write_error, written] = co_await boost::asio::async_write(*socket_, bytes, as_tuple);
        int status = 0;
        if (!write_error) status = co_await read();
        if (status <= 0 || closes_) socket_.reset();
        co_return status;
    }
    const std::string& body() const { return body_; }

  private:
    boost::asio::awaitable<bool> connect() {
        const auto executor = co_await boost::asio::this_coro::executor;
        socket_.emplace(executor);
        const auto [ec] = co_await socket_->async_connect(at_, as_tuple);
        if (ec)
            socket_.reset();
        else
            socket_->set_option(boost::asio::ip::tcp::no_delay(true));
        received_.clear();
        co_return !ec;
    }

    boost::asio::awaitable<int> read() {
        auto into = boost::asio::dynamic_buffer(received_);
        const auto [head_error, head] = co_await boost::asio::async_read_until(*socket_, into, "\r\n\r\n", as_tuple);
        if (head_error) co_return 0;
        const int status = std::atoi(received_.c_str() + std::string_view("HTTP/1.1 ").size());
        const std::string_view fields(received_.data(), head);
        const std::optional<std::size_t> length = number_in(fields, "content-length:");
        closes_ = has(fields, "connection: close");
        if (!length) co_return -1;
        if (received_.size() < head + *length) {
            const auto missing = boost::asio::transfer_exactly(head + *length - received_.size());
            const auto [body_error, more] = co_await boost::asio::async_read(*socket_, into, missing, as_tuple);
            if (body_error) co_return 0;
        }
        body_.assign(received_, head, *length);
        received_.erase(0, head + *length);
        co_return status;
    }

    static std::size_t place_of(std::string_view head, std::string_view lower) {
        const auto same = [](char in_head, char wanted) {
            return ('A' <= in_head && in_head <= 'Z' ? in_head + ('a' - 'A') : in_head) == wanted;
        };
        const auto found = std::search(head.begin(), head.end(), lower.begin(), lower.end(), same);
        return static_cast<std::size_t>(found - head.begin());
    }
    static bool has(std::string_view head, std::string_view lower) { return place_of(head, lower) < head.size(); }
    static std::optional<std::size_t> number_in(std::string_view head, std::string_view lower) {
        const std::size_t at = place_of(head, lower);
        if (at == head.size()) return {};
        return std::strtoul(head.data() + at + lower.size(), nullptr, 10);
    }

    boost::asio::ip::tcp::endpoint at_;
    std::optional<boost::asio::ip::tcp::socket> socket_;
    std::string received_, body_;
    bool closes_ = false;
};

} // namespace guiyi::bench
