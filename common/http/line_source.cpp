#include "common/http/line_source.hpp"

namespace guiyi::http {

namespace asio = boost::asio;

line_source::line_source(std::shared_ptr<wire> link, std::size_t line_limit_bytes, int line_timeout_ms)
    : wire_(std::move(link)), limit_bytes_(line_limit_bytes), timeout_ms_(line_timeout_ms) {
    wire_->sink(pending_);
}

error line_source::too_long() const {
    return fail(errc::too_large,
                "line " + std::to_string(number_) + " is longer than " + std::to_string(limit_bytes_) + " bytes");
}

std::optional<result<std::string>> line_source::take_line() {
    for (;;) {
        const std::size_t at = pending_.find('\n', scanned_);
        if (at == pending_.npos) return std::nullopt;
        std::string_view line = std::string_view(pending_).substr(start_, at - start_);
        start_ = scanned_ = at + 1;
        ++number_;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (std::exchange(skipping_, false) || line.size() > limit_bytes_) return too_long();
        if (line.find_first_not_of(" \t") != line.npos) return std::string(line);
    }
}

std::optional<result<std::string>> line_source::take_last() {
    ended_ = true;
    if (skipping_ || !pending_.empty()) ++number_;
    if (skipping_ || pending_.size() > limit_bytes_) return too_long();
    if (pending_.find_first_not_of(" \t\r") == pending_.npos) return std::nullopt;
    return pending_;
}

asio::awaitable<std::optional<result<std::string>>> line_source::next() {
    if (ended_) co_return std::nullopt;
    wire_->read_within(timeout_ms_);
    for (;;) {
        auto line = take_line();
        if (line) {
            wire_->read_unhurried();
            co_return line;
        }
        if (pending_.size() - start_ > limit_bytes_) {
            skipping_ = true;
            start_ = pending_.size();
        }
        pending_.erase(0, start_);
        start_ = 0;
        scanned_ = pending_.size();
        if (wire_->body_done()) {
            wire_->read_unhurried();
            co_return take_last();
        }
        const arrival got = co_await wire_->read_some_body();
        if (got == arrival::ready) continue;
        ended_ = true;
        wire_->read_unhurried();
        co_return fail(got == arrival::late ? errc::timeout : errc::unavailable,
                       "the request ended early, after line " + std::to_string(number_));
    }
}

} // namespace guiyi::http
