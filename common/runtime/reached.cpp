#include "common/runtime/reached.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace guiyi::runtime {

boost::asio::awaitable<bool> reached(const runner& which, events::stream input, sequence up_to,
                                     std::chrono::milliseconds limit, std::chrono::milliseconds poll) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer pause(executor);
    for (std::chrono::milliseconds waited{0}; which.consumed(input) < up_to; waited += poll) {
        if (waited >= limit || !which.status().stopped_because.empty()) co_return false;
        pause.expires_after(poll);
        co_await pause.async_wait(boost::asio::use_awaitable);
    }
    co_return true;
}

} // namespace guiyi::runtime
