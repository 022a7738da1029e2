// A bare Beast JSON server on one thread, what a durable POST is compared with. Prints port=N; serves until SIGTERM.
#include "tests/bench/latencies.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

#include <memory>
#include <optional>
#include <string>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using beast::error_code;

constexpr auto idle_limit = std::chrono::seconds(30);
unsigned long long answered = 0;

/// Reads the body as JSON and answers as a receipt would.
void answer(const std::string& body, http::response<http::string_body>& to) {
    error_code ec;
    const boost::json::value complaint = boost::json::parse(body, ec);
    const auto* narrative = !ec && complaint.is_object() ? complaint.get_object().if_contains("narrative") : nullptr;
    if (!narrative || !narrative->is_string()) {
        to.result(http::status::unprocessable_entity);
        to.body() = "{}";
        return;
    }
    to.result(http::status::created);
    to.body() = boost::json::serialize(
        boost::json::object{{"receipt_no", std::to_string(++answered)}, {"length", narrative->get_string().size()}});
}

class connection : public std::enable_shared_from_this<connection> {
  public:
    explicit connection(tcp::socket socket) : stream_(std::move(socket)) {}

    void read() {
        request_.emplace();
        request_->body_limit(1 << 20);
        stream_.expires_after(idle_limit);
        http::async_read(stream_, buffer_, *request_, [self = shared_from_this()](error_code ec, std::size_t) {
            if (!ec) self->write();
        });
    }

  private:
    void write() {
        response_ = {};
        response_.set(http::field::content_type, "application/json");
        answer(request_->get().body(), response_);
        response_.keep_alive(request_->get().keep_alive());
        response_.prepare_payload();
        http::async_write(stream_, response_, [self = shared_from_this()](error_code ec, std::size_t) {
            if (!ec && self->response_.keep_alive()) self->read();
        });
    }

    beast::tcp_stream stream_;
    beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> request_;
    http::response<http::string_body> response_;
};

void accept(tcp::acceptor& at) {
    at.async_accept([&at](error_code ec, tcp::socket socket) {
        if (ec == asio::error::operation_aborted) return;
        if (!ec) {
            socket.set_option(tcp::no_delay(true));
            std::make_shared<connection>(std::move(socket))->read();
        }
        accept(at);
    });
}

} // namespace

int main() {
    asio::io_context io(1);
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
    asio::signal_set stop(io, SIGINT, SIGTERM);
    stop.async_wait([&](error_code, int) { io.stop(); });
    guiyi::bench::tell("port", acceptor.local_endpoint().port());
    accept(acceptor);
    io.run();
}
