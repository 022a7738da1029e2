#include "common/http/stream_writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>

namespace guiyi::http {

namespace asio = boost::asio;

stream_writer::stream_writer(std::shared_ptr<wire> link, std::string head, bool chunked, std::size_t queue_limit_bytes,
                             std::function<void()> on_fail)
    : wire_(std::move(link)),
      queue_(std::move(head)),
      chunked_(chunked),
      limit_bytes_(queue_limit_bytes),
      on_fail_(std::move(on_fail)),
      room_(wire_->executor(), asio::steady_timer::time_point::max()),
      beat_(wire_->executor()) {}

void stream_writer::push(std::string_view bytes) {
    quiet_ = false;
    started_ = true;
    if (bytes.empty()) return; // an empty chunk would end the body
    if (!chunked_) {
        queue_.append(bytes);
        return;
    }
    std::array<char, 16> size{};
    const auto end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
    queue_.append(size.data(), end).append("\r\n").append(bytes).append("\r\n");
}

asio::awaitable<bool> stream_writer::write(std::string_view bytes) {
    if (!open_) co_return false;
    push(bytes);
    flush();
    while (open_ && queue_.size() > limit_bytes_) co_await wait_for_room();
    co_return open_;
}

void stream_writer::flush() {
    if (draining_ || !open_) return;
    draining_ = true;
    asio::co_spawn(wire_->executor(), [self = shared_from_this()] { return self->drain(); }, asio::detached);
}

asio::awaitable<void> stream_writer::drain() {
    std::string sending;
    while (open_ && !queue_.empty()) {
        sending.clear();
        sending.swap(queue_);
        const bool sent = co_await wire_->write_all(sending);
        if (!sent) fail();
        room_.cancel();
    }
    draining_ = false;
    room_.cancel();
}

asio::awaitable<void> stream_writer::wait_for_room() {
    boost::system::error_code ignored;
    co_await room_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<bool> stream_writer::end() {
    started_ = true;
    if (chunked_) queue_.append("0\r\n\r\n");
    flush();
    while (open_ && draining_) co_await wait_for_room();
    const bool whole = std::exchange(open_, false);
    beat_.cancel();
    co_return whole;
}

asio::awaitable<void> stream_writer::beat(int every_ms) {
    boost::system::error_code ec;
    while (open_) {
        beat_.expires_after(std::chrono::milliseconds(every_ms));
        co_await beat_.async_wait(asio::redirect_error(asio::use_awaitable, ec));
        if (!open_) co_return;
        if (quiet_) {
            push(":\n\n");
            flush();
        }
        quiet_ = true;
    }
}

void stream_writer::fail() {
    if (!std::exchange(open_, false)) return;
    room_.cancel();
    beat_.cancel();
    if (on_fail_) on_fail_();
}

} // namespace guiyi::http
