// One request to another server, for programs' purposes: bounded in time and size, no redirects, certificates checked.
// Blocks: call it off the threads that serve. Used by sign-in through an OpenID provider.
#pragma once

#include "common/core/result.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace guiyi::program {

struct fetched {
    int status = 0;
    std::string body;
};

struct fetch_request {
    std::string url;
    std::optional<std::string> form{}; ///< sent by POST as application/x-www-form-urlencoded
    std::string basic{};               ///< "user:password" for HTTP Basic, or empty
    std::string bearer{};              ///< a bearer token, or empty
    std::chrono::milliseconds timeout{10'000};
    std::size_t size_max_bytes = 1 << 20;
};

/// @errors errc::unavailable when there is no whole answer in time
result<fetched> fetch(const fetch_request& what);

} // namespace guiyi::program
