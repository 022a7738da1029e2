// How often one client may ask the check routes. In memory: a restart forgets it, which costs nothing but a few tries.
// What guards codes for good stands in the facts (check.hpp); this keeps machines from asking all day. Filing is never
// limited by it. Behind a proxy that is not among http.trusted_proxies everybody is one client.
#pragma once

#include "common/time/instant.hpp"

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace guiyi::deduplication {

/// So many a window for each key; the windows are those of the clock. Safe to use from any thread.
class window_limit {
  public:
    /// Keys remembered of one window; when there are more, the rest waits for the next.
    static constexpr std::size_t keys_max = 50'000;

    window_limit(std::size_t most, std::chrono::seconds window) : most_(most), window_(window) {}

    /// Counts one. @returns nothing when it is allowed, else how long to wait, at least a second
    std::optional<std::chrono::seconds> take(std::string_view key, instant now);

  private:
    std::size_t most_;
    std::chrono::seconds window_;
    std::mutex mutex_; ///< guards what follows
    std::int64_t current_ = 0;
    std::unordered_map<std::string, std::size_t> counts_;
};

/// What counts as one client: an IPv4 address, or the first 64 bits of an IPv6 one, which is one line's.
std::string client_of(std::string_view remote_address);

} // namespace guiyi::deduplication
