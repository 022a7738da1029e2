#include "common/http/server.hpp"

#include "common/http/server_core.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/resource.h>

#include <charconv>

namespace guiyi::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using acceptor_ptr = std::shared_ptr<tcp::acceptor>;

namespace {

result<tcp::endpoint> parse_endpoint(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    const auto bad = [&] { return fail(errc::invalid, "not an address and port: " + std::string(text)); };
    if (colon == text.npos) return bad();
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (fault != std::errc{} || end != digits.data() + digits.size()) return bad();
    if (host.empty()) return tcp::endpoint(tcp::v4(), port);
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : std::string(host), ec);
    if (ec) return bad();
    return tcp::endpoint(address, port);
}

/// Accepts until its acceptor is closed. No error ends it: out of descriptors or memory, it waits a little.
asio::awaitable<void> accept_all(std::shared_ptr<server_core> core, acceptor_ptr acceptor) {
    asio::steady_timer pause(acceptor->get_executor());
    while (acceptor->is_open()) {
        const asio::any_io_executor executor = core->connection_executor();
        boost::system::error_code ec;
        tcp::socket socket = co_await acceptor->async_accept(executor, asio::redirect_error(asio::use_awaitable, ec));
        if (!ec) {
            core->welcome(std::move(socket), executor);
            continue;
        }
        if (ec == asio::error::operation_aborted || ec == asio::error::connection_aborted) continue;
        pause.expires_after(std::chrono::milliseconds(50));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
}

} // namespace

std::uint64_t raise_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

struct server::parts {
    parts(asio::any_io_executor executor, router routes, server_options options, const clock& time)
        : core(std::make_shared<server_core>(executor, std::move(routes), std::move(options), time)),
          strand(asio::make_strand(executor)) {}

    void close_acceptors() {
        for (const acceptor_ptr& one : acceptors)
            asio::dispatch(one->get_executor(), [one] {
                boost::system::error_code ignored;
                one->close(ignored);
            });
        acceptors.clear();
    }

    std::shared_ptr<server_core> core;
    asio::any_io_executor strand;
    std::vector<acceptor_ptr> acceptors;
    std::unique_ptr<asio::thread_pool> disk;
};

server::server(asio::any_io_executor executor, router routes, server_options options, const clock& time)
    : parts_(std::make_unique<parts>(std::move(executor), std::move(routes), std::move(options), time)) {}

server::~server() {
    parts_->close_acceptors();
    parts_->core->cut_all();
    if (parts_->disk) parts_->disk->join();
}

result<endpoint> server::listen(std::string_view address) {
    server_core& core = *parts_->core;
    const auto at = parse_endpoint(address);
    if (!at) return at.error();
    if (!core.options.tls_certificate_file.empty() && !core.tls()) {
        const result<void> loaded = reload_tls();
        if (!loaded) return loaded.error();
    }
    if (core.routes.has_uploads() && !parts_->disk) {
        parts_->disk = std::make_unique<asio::thread_pool>(std::max<std::size_t>(1, core.options.disk_threads));
        core.disk = parts_->disk->get_executor();
    }
    raise_file_limit();
    const auto acceptor = std::make_shared<tcp::acceptor>(asio::make_strand(core.executor));
    boost::system::error_code ec;
    acceptor->open(at->protocol(), ec);
    if (!ec) acceptor->set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor->bind(*at, ec);
    if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return fail(errc::io, "cannot listen at " + std::string(address) + ": " + ec.message());
    const tcp::endpoint bound = acceptor->local_endpoint(ec);
    parts_->acceptors.push_back(acceptor);
    asio::co_spawn(acceptor->get_executor(), accept_all(parts_->core, acceptor), asio::detached);
    return endpoint{bound.address().to_string(), bound.port()};
}

result<void> server::reload_tls() {
    const server_options& options = parts_->core->options;
    auto fresh = load_tls(options.tls_certificate_file, options.tls_key_file);
    if (!fresh) return fresh.error();
    parts_->core->tls(std::move(*fresh));
    return {};
}

asio::awaitable<std::size_t> server::stop(std::chrono::milliseconds limit) {
    parts_->close_acceptors();
    // The frame of drain() keeps the core, so that a server destroyed meanwhile is no harm.
    const std::size_t cut =
        co_await asio::co_spawn(parts_->strand, parts_->core->drain(parts_->strand, limit), asio::use_awaitable);
    co_return cut;
}

std::size_t server::open_connections() const { return parts_->core->open_connections(); }

} // namespace guiyi::http
