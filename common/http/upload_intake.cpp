#include "common/http/upload_intake.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace guiyi::http {

namespace asio = boost::asio;
using namespace std::chrono;

namespace {

constexpr std::size_t write_bytes = 256 << 10;

asio::awaitable<result<void>> append(spool_file& file, const std::string& bytes) { co_return file.append(bytes); }

asio::awaitable<result<void>> finish(spool_file& file) { co_return file.finish(); }

int left_ms(nanoseconds due, nanoseconds now, int at_most) {
    const auto left = duration_cast<milliseconds>(due - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, at_most));
}

} // namespace

bool has_room(const upload_settings& settings, std::uint64_t bytes) {
    std::error_code ec;
    const auto space = std::filesystem::space(settings.spool_folder, ec);
    return !ec && space.available > settings.disk_reserve_bytes &&
           space.available - settings.disk_reserve_bytes >= bytes;
}

asio::awaitable<upload_outcome> take_upload(std::shared_ptr<wire> link, spool_file& file,
                                            const upload_settings& settings, asio::any_io_executor disk) {
    const nanoseconds due = link->now() + milliseconds(settings.timeout_ms);
    const std::uint64_t window_bytes =
        settings.rate_min_bytes_per_s * static_cast<std::uint64_t>(settings.rate_window_ms) / 1000;
    std::uint64_t in_window = 0;
    std::uint64_t total = 0;
    std::string piece;
    link->sink(piece);
    link->read_within(std::min(settings.rate_window_ms, settings.timeout_ms));
    while (!link->body_done()) {
        const std::size_t before = piece.size();
        const arrival got = co_await link->read_some_body();
        if (got != arrival::ready) co_return upload_outcome{got};
        total += piece.size() - before;
        in_window += piece.size() - before;
        if (total > settings.size_limit_bytes) co_return upload_outcome{arrival::body_too_large};
        if (piece.size() >= write_bytes) {
            const result<void> written = co_await asio::co_spawn(disk, append(file, piece), asio::use_awaitable);
            if (!written) co_return upload_outcome{arrival::ready, written.error()};
            piece.clear();
        }
        // Who has sent a window's worth gets a new window; who has not is cut when it ends.
        if (in_window >= window_bytes) {
            in_window = 0;
            link->read_within(left_ms(due, link->now(), settings.rate_window_ms));
        }
    }
    link->read_unhurried();
    result<void> kept = co_await asio::co_spawn(disk, append(file, piece), asio::use_awaitable);
    if (kept) kept = co_await asio::co_spawn(disk, finish(file), asio::use_awaitable);
    if (!kept) co_return upload_outcome{arrival::ready, kept.error()};
    co_return upload_outcome{};
}

} // namespace guiyi::http
