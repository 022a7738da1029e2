#include "common/http/wire.hpp"

#include <algorithm>

namespace guiyi::http {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;
using error_code = boost::system::error_code;

namespace {

constexpr std::size_t first_read_bytes = 512; // an idle connection must cost little
constexpr std::size_t piece_bytes = 64 << 10;
constexpr std::size_t kept_bytes = 16 << 10;
constexpr int farewell_ms = 250; // for a peer that may not even be listening
constexpr std::size_t drained_max_bytes = 16 << 20;

} // namespace

wire::wire(asio::ip::tcp::socket socket, std::shared_ptr<tls_context> tls, const clock& real,
           std::size_t header_limit_bytes, int write_timeout_ms)
    : real_(real),
      header_limit_bytes_(header_limit_bytes),
      write_timeout_ms_(write_timeout_ms),
      transport_(std::move(socket), std::move(tls)),
      timer_(transport_.executor()),
      buffer_(std::max(header_limit_bytes, piece_bytes) + piece_bytes) {}

asio::awaitable<bool> wire::handshake(int timeout_ms) {
    if (!secure()) co_return true;
    read_within(timeout_ms);
    error_code ec;
    co_await transport_.handshake(ec);
    co_return !ec && !late_;
}

void wire::begin(request& into) {
    if (buffer_.size() == 0 && buffer_.capacity() > kept_bytes) buffer_.shrink_to_fit();
    into.clear();
    if (into.body.capacity() > kept_bytes) std::string().swap(into.body);
    sink_ = &into.body;
    parser_.emplace(into, into.body);
    parser_->eager(false);
    parser_->header_limit(static_cast<std::uint32_t>(header_limit_bytes_));
    parser_->body_limit(boost::none); // routes have limits of their own, known only after the head
    head_bytes_ = 0;
    starved_ = false;
}

asio::awaitable<arrival> wire::read_head(int idle_ms, int read_ms) {
    idle_ = buffer_.size() == 0;
    read_within(idle_ ? idle_ms : read_ms);
    for (;;) {
        if (buffer_.size() > 0) {
            if (std::exchange(idle_, false)) read_within(read_ms);
            const arrival step = parse();
            if (step != arrival::ready) co_return step;
            if (parser_->is_header_done()) co_return arrival::ready;
        }
        if (idle_ && stopping_) co_return arrival::gone;
        const arrival got = co_await fill();
        if (got != arrival::ready) co_return idle_ ? arrival::gone : got;
    }
}

asio::awaitable<arrival> wire::read_some_body() {
    const std::size_t before = sink_->size();
    while (!parser_->is_done() && sink_->size() == before) {
        if (starved_ || buffer_.size() == 0) {
            const arrival got = co_await fill();
            if (got != arrival::ready) co_return got;
        }
        const arrival step = parse();
        if (step != arrival::ready) co_return step;
    }
    co_return arrival::ready;
}

asio::awaitable<arrival> wire::read_whole_body() {
    while (!parser_->is_done()) {
        const arrival got = co_await read_some_body();
        if (got != arrival::ready) co_return got;
    }
    co_return arrival::ready;
}

asio::awaitable<void> wire::read_until_gone() {
    read_unhurried();
    error_code ec;
    while (!ec) {
        buffer_.clear();
        co_await transport_.read_some(buffer_.prepare(first_read_bytes), ec);
    }
}

void wire::sink(std::string& other) {
    sink_ = &other;
    parser_->sink(other);
}

asio::awaitable<arrival> wire::fill() {
    if (std::exchange(late_, false)) co_return arrival::late;
    const std::size_t wanted = room();
    if (wanted == 0) co_return arrival::malformed;
    error_code ec;
    const std::size_t n = co_await transport_.read_some(buffer_.prepare(wanted), ec);
    buffer_.commit(n);
    starved_ = false;
    if (std::exchange(late_, false)) co_return arrival::late;
    co_return ec ? arrival::gone : arrival::ready;
}

std::size_t wire::room() const {
    const std::size_t free = buffer_.max_size() - buffer_.size();
    if (!parser_->is_header_done())
        return std::min(free, std::max(first_read_bytes, buffer_.capacity() - buffer_.size()));
    const auto remaining = parser_->content_length_remaining();
    const std::size_t wanted =
        remaining ? static_cast<std::size_t>(std::min<std::uint64_t>(*remaining, piece_bytes)) : piece_bytes;
    return std::min(free, std::max(first_read_bytes, wanted));
}

arrival wire::parse() {
    const bool in_head = !parser_->is_header_done();
    if (in_head && head_bytes_ == 0) {
        // RFC 9112 §2.2: an empty line before a request is skipped.
        const auto* front = static_cast<const char*>(buffer_.data().data());
        if (buffer_.size() >= 2 && front[0] == '\r' && front[1] == '\n') buffer_.consume(2);
        if (buffer_.size() == 0) return arrival::ready;
    }
    error_code ec;
    const std::size_t n = parser_->put(buffer_.data(), ec);
    buffer_.consume(n);
    if (in_head) {
        // The parser limits only what it has not consumed yet: fields sent one by one would have no end.
        head_bytes_ += n;
        const std::size_t waiting = parser_->is_header_done() || ec ? 0 : buffer_.size();
        if (head_bytes_ + waiting > header_limit_bytes_) return arrival::head_too_large;
    }
    starved_ = ec == beast_http::error::need_more;
    if (starved_ || !ec) return arrival::ready;
    if (ec == beast_http::error::header_limit) return arrival::head_too_large;
    if (ec == beast_http::error::body_limit) return arrival::body_too_large;
    return arrival::malformed;
}

asio::awaitable<bool> wire::send(std::string_view head, std::string_view body) {
    const transport::gathered both{asio::buffer(head), asio::buffer(body)};
    const std::size_t done = transport_.try_write(both);
    if (done >= head.size() + body.size()) co_return !closed_;
    if (done >= head.size()) {
        const bool rest = co_await write_all(body.substr(done - head.size()));
        co_return rest;
    }
    // One record for a small answer instead of two.
    if (secure() && body.size() <= kept_bytes) {
        const std::string joined = std::string(head).append(body);
        const bool whole = co_await write_all(joined);
        co_return whole;
    }
    const bool head_sent = co_await write_all(head.substr(done));
    if (!head_sent) co_return false;
    const bool body_sent = co_await write_all(body);
    co_return body_sent;
}

asio::awaitable<bool> wire::write_all(std::string_view bytes) {
    while (!bytes.empty() && !closed_) {
        std::string_view piece = bytes.substr(0, piece_bytes);
        bytes.remove_prefix(piece.size());
        write_due_ = now() + std::chrono::milliseconds(write_timeout_ms_);
        watch();
        while (!piece.empty()) {
            error_code ec;
            const std::size_t n = co_await transport_.write_some(asio::buffer(piece), ec);
            if (ec) {
                close();
                co_return false;
            }
            piece.remove_prefix(n);
        }
        write_due_ = never;
    }
    co_return !closed_;
}

void wire::stop() {
    stopping_ = true;
    if (idle_) transport_.cancel_read();
}

asio::awaitable<void> wire::finish(int linger_ms) {
    if (closed_) co_return;
    idle_ = late_ = false;
    const bool unread = buffer_.size() > 0 || (parser_ && parser_->got_some() && !parser_->is_done());
    read_within(unread ? linger_ms : std::min(linger_ms, farewell_ms));
    co_await transport_.goodbye();
    transport_.shutdown_send();
    error_code ec;
    std::size_t drained = 0;
    // Closing over unread input would reset the connection, and the peer might lose the answer.
    while (unread && !ec && !late_ && drained < drained_max_bytes) {
        buffer_.clear();
        const std::size_t n = co_await transport_.read_some(buffer_.prepare(kept_bytes), ec);
        drained += n;
    }
    close();
}

void wire::close() {
    if (std::exchange(closed_, true)) return;
    read_due_ = write_due_ = never;
    timer_.cancel();
    transport_.close();
}

void wire::read_within(int ms) {
    late_ = false;
    read_due_ = now() + std::chrono::milliseconds(ms);
    watch();
}

// The timer is not set again for every request: it looks at the deadlines when it fires, and they have mostly moved on.
void wire::watch() {
    const auto due = std::min(read_due_, write_due_);
    if (closed_ || due == never || armed_ <= due) return;
    armed_ = due;
    timer_.expires_after(due - now());
    timer_.async_wait([self = shared_from_this()](const error_code& ec) {
        if (ec || self->closed_) return;
        self->armed_ = never;
        self->expire();
        self->watch();
    });
}

void wire::expire() {
    const auto at = now();
    if (write_due_ <= at) {
        close();
        return;
    }
    if (read_due_ <= at) {
        read_due_ = never;
        late_ = true;
        transport_.cancel_read();
    }
}

} // namespace guiyi::http
