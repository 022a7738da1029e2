// Compares and hashes passwords on a thread of its own, one at a time, few in line: each takes tens of MiB and a good
// part of a second, and whoever asks for too many must wait instead of everybody.
#pragma once

#include "common/privacy/password.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>

namespace guiyi::access {

class password_worker {
  public:
    /// @param random must outlive it
    password_worker(const privacy::password_cost& cost, random_source& random);
    ~password_worker();

    /// Takes the same time when there is no hash to compare with. @errors errc::busy
    boost::asio::awaitable<result<bool>> matches(std::string phc, std::string password);
    /// @errors errc::busy, errc::unavailable
    boost::asio::awaitable<result<std::string>> hash(std::string password);

    const privacy::password_cost& cost() const noexcept { return cost_; }

    static constexpr int in_line_max = 32;

  private:
    class place;

    privacy::password_cost cost_;
    random_source& random_;
    std::string of_nobody_; ///< compared with when there is no account; made on the thread at the first use
    std::atomic<int> in_line_ = 0;
    boost::asio::thread_pool thread_{1};
};

} // namespace guiyi::access
