// Text messages through an HTTP gateway over libcurl. Used by the sender.
#pragma once

#include "services/notification/gateway.hpp"

#include <chrono>

namespace guiyi::notification {

struct sms_options {
    gateway over;
    std::string method = "POST";
    std::string ca_file; ///< PEM; empty: the machine's
    std::chrono::milliseconds timeout{30'000};
};

std::unique_ptr<channel> sms_channel(sms_options options);

} // namespace guiyi::notification
