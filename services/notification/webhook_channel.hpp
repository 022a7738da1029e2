// Signed webhooks to one endpoint over libcurl. Used by the sender.
#pragma once

#include "services/notification/channel.hpp"

#include <chrono>

namespace guiyi::notification {

struct webhook_options {
    std::string url; ///< http or https; redirects are not followed
    std::string key; ///< signing_key of the secret
    std::chrono::milliseconds timeout{30'000};
};

std::unique_ptr<channel> webhook_channel(webhook_options options);

/// Answers every message of an endpoint that is no longer configured: permanent, "endpoint_removed".
std::unique_ptr<channel> removed_channel();

/// What an answer means. Pure. 2xx sent; 408, 425, 429 and 5xx temporary; other codes permanent.
verdict http_verdict(long code);
/// What no answer means. Pure. @param given the whole request was sent
verdict http_silence(std::string_view why, bool given);

} // namespace guiyi::notification
