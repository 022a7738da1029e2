// Pokes runners at a steady pace, so that timers fire and a runner that met a full disk tries again.
#pragma once

#include "common/runtime/runner.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace guiyi::runtime {

/// Runs until dropped. @param on an executor that outlives it
std::shared_ptr<void> start_ticker(boost::asio::any_io_executor on, std::vector<std::shared_ptr<runner>> which,
                                   std::chrono::milliseconds every);

} // namespace guiyi::runtime
