// The receiving half of a line stream: cuts a body into bounded lines. Private to this room.
#pragma once

#include "common/http/wire.hpp"

namespace guiyi::http {

class line_source {
  public:
    /// @param line_limit_bytes  a longer line is an error, and skipped
    /// @param line_timeout_ms   within which each line must have come
    line_source(std::shared_ptr<wire> link, std::size_t line_limit_bytes, int line_timeout_ms);

    /// As line_stream::next_line().
    boost::asio::awaitable<std::optional<result<std::string>>> next();
    std::uint64_t number() const noexcept { return number_; }

  private:
    std::optional<result<std::string>> take_line();
    std::optional<result<std::string>> take_last();
    error too_long() const;

    std::shared_ptr<wire> wire_;
    const std::size_t limit_bytes_;
    const int timeout_ms_;
    std::string pending_;
    std::size_t start_ = 0;   ///< of the line being read
    std::size_t scanned_ = 0; ///< no line end before it
    std::uint64_t number_ = 0;
    bool skipping_ = false; ///< inside a line over the limit
    bool ended_ = false;
};

} // namespace guiyi::http
