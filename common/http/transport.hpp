// The bytes under one connection: a TCP socket, with TLS on it or without. Private to this room.
// Every call belongs on the connection's strand; one read and one write may wait at the same time.
#pragma once

#include "common/core/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <memory>

namespace guiyi::http {

class tls_context;

/// Reads a certificate chain and its key (PEM) for TLS 1.2 and newer. @errors errc::invalid, naming the file
result<std::shared_ptr<tls_context>> load_tls(const std::string& certificate_file, const std::string& key_file);

class transport {
  public:
    using error_code = boost::system::error_code;
    using gathered = std::array<boost::asio::const_buffer, 2>;

    /// @param tls  null for plain TCP
    transport(boost::asio::ip::tcp::socket socket, std::shared_ptr<tls_context> tls);
    ~transport();

    bool secure() const noexcept { return tls_ != nullptr; }
    boost::asio::any_io_executor executor() { return socket_.get_executor(); }
    /// The TLS handshake; nothing on plain TCP. cancel_read() ends it.
    boost::asio::awaitable<void> handshake(error_code& ec);
    boost::asio::awaitable<std::size_t> read_some(boost::asio::mutable_buffer into, error_code& ec);
    boost::asio::awaitable<std::size_t> write_some(boost::asio::const_buffer bytes, error_code& ec);
    /// Writes what the socket takes at once, without waiting: bytes taken; always 0 with TLS.
    std::size_t try_write(const gathered& bytes) noexcept;
    /// Says goodbye in TLS, waiting for the peer's; nothing on plain TCP. cancel_read() ends it.
    boost::asio::awaitable<void> goodbye();

    /// Ends a waiting read with operation_aborted; a waiting write goes on.
    void cancel_read();
    void shutdown_send() noexcept;
    /// Ends everything that waits.
    void close() noexcept;

  private:
    struct tls_stream;

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<tls_stream> tls_;
    boost::asio::cancellation_signal read_cancel_;
};

} // namespace guiyi::http
