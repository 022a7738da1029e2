#include "common/http/transport.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace guiyi::http {

namespace asio = boost::asio;
using asio::ip::tcp;

class tls_context {
  public:
    asio::ssl::context inner{asio::ssl::context::tls_server};
};

struct transport::tls_stream {
    std::shared_ptr<tls_context> context; ///< a reload must not pull it away from under the stream
    asio::ssl::stream<tcp::socket&> stream;
};

result<std::shared_ptr<tls_context>> load_tls(const std::string& certificate_file, const std::string& key_file) {
    auto out = std::make_shared<tls_context>();
    asio::ssl::context& context = out->inner;
    context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                        asio::ssl::context::no_tlsv1_1 | asio::ssl::context::single_dh_use);
    // Idle connections give their buffers back.
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    boost::system::error_code ec;
    context.use_certificate_chain_file(certificate_file, ec);
    if (ec) return fail(errc::invalid, "TLS certificate " + certificate_file + ": " + ec.message());
    context.use_private_key_file(key_file, asio::ssl::context::pem, ec);
    if (ec) return fail(errc::invalid, "TLS key " + key_file + ": " + ec.message());
    if (SSL_CTX_check_private_key(context.native_handle()) != 1)
        return fail(errc::invalid, "TLS key " + key_file + " does not belong to " + certificate_file);
    return out;
}

transport::transport(tcp::socket socket, std::shared_ptr<tls_context> tls) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    if (!tls) return;
    asio::ssl::context& context = tls->inner;
    tls_ =
        std::unique_ptr<tls_stream>(new tls_stream{std::move(tls), asio::ssl::stream<tcp::socket&>(socket_, context)});
}

transport::~transport() = default;

asio::awaitable<void> transport::handshake(error_code& ec) {
    if (!tls_) co_return;
    co_await tls_->stream.async_handshake(
        asio::ssl::stream_base::server,
        asio::bind_cancellation_slot(read_cancel_.slot(), asio::redirect_error(asio::use_awaitable, ec)));
}

asio::awaitable<std::size_t> transport::read_some(asio::mutable_buffer into, error_code& ec) {
    auto token = asio::bind_cancellation_slot(read_cancel_.slot(), asio::redirect_error(asio::use_awaitable, ec));
    if (tls_) return tls_->stream.async_read_some(into, std::move(token));
    return socket_.async_read_some(into, std::move(token));
}

asio::awaitable<std::size_t> transport::write_some(asio::const_buffer bytes, error_code& ec) {
    if (tls_) return tls_->stream.async_write_some(bytes, asio::redirect_error(asio::use_awaitable, ec));
    return socket_.async_write_some(bytes, asio::redirect_error(asio::use_awaitable, ec));
}

std::size_t transport::try_write(const gathered& bytes) noexcept {
    if (tls_) return 0;
    error_code ec; // a broken connection shows again, and is handled, in write_some
    const std::size_t n = socket_.write_some(bytes, ec);
    return ec ? 0 : n;
}

asio::awaitable<void> transport::goodbye() {
    if (!tls_) co_return;
    error_code ignored;
    co_await tls_->stream.async_shutdown(
        asio::bind_cancellation_slot(read_cancel_.slot(), asio::redirect_error(asio::use_awaitable, ignored)));
}

void transport::cancel_read() { read_cancel_.emit(asio::cancellation_type::terminal); }

void transport::shutdown_send() noexcept {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void transport::close() noexcept {
    error_code ignored;
    socket_.close(ignored);
}

} // namespace guiyi::http
