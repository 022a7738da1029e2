#include "common/http/server_core.hpp"

#include "common/http/connection.hpp"
#include "common/http/head_writer.hpp"
#include "common/http/problem.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>

namespace guiyi::http {

namespace asio = boost::asio;
using asio::ip::tcp;

server_core::server_core(asio::any_io_executor on, router with, server_options how, const clock& when)
    : executor(std::move(on)), routes(std::move(with)), options(std::move(how)), time(when), real(system_clock()) {}

asio::any_io_executor server_core::connection_executor() const {
    if (!options.strand_per_connection) return executor;
    return asio::make_strand(executor);
}

bool server_core::trusts(std::string_view address) const {
    const auto& trusted = options.trusted_proxies;
    return !trusted.empty() && std::find(trusted.begin(), trusted.end(), address) != trusted.end();
}

bool server_core::admits(const std::string& address) const {
    if (stopping_ || connections_.size() >= options.connections_max) return false;
    if (options.connections_per_address_max == 0 || trusts(address)) return true;
    const auto at = per_address_.find(address);
    return at == per_address_.end() || at->second < options.connections_per_address_max;
}

void server_core::welcome(tcp::socket socket, asio::any_io_executor on) {
    boost::system::error_code ec;
    const tcp::endpoint peer = socket.remote_endpoint(ec);
    if (ec) return;
    asio::ip::address from = peer.address();
    if (from.is_v6() && from.to_v6().is_v4_mapped())
        from = asio::ip::make_address_v4(asio::ip::v4_mapped, from.to_v6());
    const std::string address = from.to_string();
    std::shared_ptr<connection> fresh;
    {
        const std::lock_guard lock(mutex_);
        if (admits(address)) {
            fresh = std::make_shared<connection>(shared_from_this(), std::move(socket), on, address, tls_);
            connections_.emplace(fresh.get(), fresh);
            ++per_address_[address];
        }
    }
    if (fresh)
        fresh->start();
    else
        asio::co_spawn(on, turn_away(shared_from_this(), std::move(socket)), asio::detached);
}

asio::awaitable<void> server_core::turn_away(std::shared_ptr<server_core> self, tcp::socket socket) {
    constexpr int at_once_max = 256;
    // Behind TLS an answer would need a whole handshake, which is what a full server cannot afford.
    if (self->tls() || self->turning_away_ >= at_once_max) co_return;
    ++self->turning_away_;
    const response refusal = to_response(problem_of(error{errc::busy, {}}, language::zh));
    std::string bytes;
    head_style style;
    style.keep_alive = false;
    style.content_security_policy = self->options.content_security_policy;
    style.now = self->time.now();
    append_head(bytes, refusal, style);
    bytes += refusal.body;
    auto link = std::make_shared<transport>(std::move(socket), nullptr);
    link->try_write({asio::buffer(bytes), {}});
    link->shutdown_send();
    asio::steady_timer deadline(link->executor());
    deadline.expires_after(std::chrono::seconds(1));
    deadline.async_wait([link](const boost::system::error_code& ec) {
        if (!ec) link->close();
    });
    // Until the peer has read it; closing over its unread request would take the answer away from it.
    boost::system::error_code ec;
    std::array<char, 1024> dropped;
    while (!ec) co_await link->read_some(asio::buffer(dropped), ec);
    --self->turning_away_;
}

void server_core::left(const connection* which, const std::string& address) {
    const std::lock_guard lock(mutex_);
    connections_.erase(which);
    if (const auto at = per_address_.find(address); at != per_address_.end() && --at->second == 0)
        per_address_.erase(at);
    if (connections_.empty() && drained_) asio::post(drained_->get_executor(), [timer = drained_] { timer->cancel(); });
}

std::vector<std::shared_ptr<connection>> server_core::all() {
    std::vector<std::shared_ptr<connection>> out;
    const std::lock_guard lock(mutex_);
    for (const auto& [key, held] : connections_)
        if (auto live = held.lock()) out.push_back(std::move(live));
    return out;
}

asio::awaitable<std::size_t> server_core::drain(asio::any_io_executor strand, std::chrono::milliseconds limit) {
    auto self = shared_from_this();
    auto timer = std::make_shared<asio::steady_timer>(strand);
    timer->expires_after(limit);
    bool empty = false;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        drained_ = timer;
        empty = connections_.empty();
    }
    for (const auto& one : all()) one->stop();
    boost::system::error_code ignored;
    // left() cancels through the same strand, so it cannot slip in between the look and the wait.
    if (!empty) co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const std::size_t cut = open_connections();
    cut_all();
    co_return cut;
}

void server_core::cut_all() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    for (const auto& one : all()) one->abort();
}

std::size_t server_core::open_connections() {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

std::shared_ptr<tls_context> server_core::tls() {
    const std::lock_guard lock(mutex_);
    return tls_;
}

void server_core::tls(std::shared_ptr<tls_context> fresh) {
    const std::lock_guard lock(mutex_);
    tls_ = std::move(fresh);
}

} // namespace guiyi::http
