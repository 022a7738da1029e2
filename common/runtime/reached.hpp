// Waits until a service has consumed what was on a stream, without holding a thread. Used by exports and by tests.
#pragma once

#include "common/runtime/runner.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace guiyi::runtime {

/// @param poll how soon it is noticed
/// @returns false when it took longer than `limit` of real time, or the service stopped
boost::asio::awaitable<bool> reached(const runner& which, events::stream input, sequence up_to,
                                     std::chrono::milliseconds limit, std::chrono::milliseconds poll);

} // namespace guiyi::runtime
