// What the connections of one server share: routes, options, clocks, who is connected. Private to this room.
#pragma once

#include "common/http/server.hpp"
#include "common/http/transport.hpp"

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <mutex>

namespace guiyi::http {

class connection;

struct server_core : std::enable_shared_from_this<server_core> {
    server_core(boost::asio::any_io_executor on, router with, server_options how, const clock& when);

    /// An executor for one connection: a strand, unless the options say that one thread runs all.
    boost::asio::any_io_executor connection_executor() const;
    bool trusts(std::string_view address) const;

    /// Takes over an accepted socket, or turns it away when the server is full or stopping.
    void welcome(boost::asio::ip::tcp::socket socket, boost::asio::any_io_executor executor);
    /// A connection has ended; called by its destructor.
    void left(const connection* which, const std::string& address);
    /// Stops all connections, waits until they are gone or the limit is over, cuts the rest and says how many.
    boost::asio::awaitable<std::size_t> drain(boost::asio::any_io_executor strand, std::chrono::milliseconds limit);
    void cut_all();
    std::size_t open_connections();
    std::shared_ptr<tls_context> tls();
    void tls(std::shared_ptr<tls_context> fresh);

    const boost::asio::any_io_executor executor;
    const router routes;
    const server_options options;
    const clock& time;
    const std::unique_ptr<clock> real; ///< for deadlines
    boost::asio::any_io_executor disk; ///< where blocking file work goes; set before the first accept

  private:
    bool admits(const std::string& address) const;
    std::vector<std::shared_ptr<connection>> all();

    std::mutex mutex_;
    std::unordered_map<const connection*, std::weak_ptr<connection>> connections_;
    std::unordered_map<std::string, std::size_t> per_address_;
    std::shared_ptr<tls_context> tls_;
    std::shared_ptr<boost::asio::steady_timer> drained_;
    std::atomic<int> turning_away_{0};
    bool stopping_ = false;

    static boost::asio::awaitable<void> turn_away(std::shared_ptr<server_core> self,
                                                  boost::asio::ip::tcp::socket socket);
};

} // namespace guiyi::http
