// Mail to one SMTP server over libcurl, one message a transaction, the connection kept. Used by the sender.
#pragma once

#include "services/notification/channel.hpp"

#include <chrono>

namespace guiyi::notification {

struct smtp_options {
    std::string url; ///< "smtp://host:587" or "smtps://host:465"
    std::string from;
    std::string user; ///< empty: no sign-in
    std::string password;
    std::string tls = "required"; ///< none | starttls (when offered) | required
    std::chrono::milliseconds timeout{30'000};
    std::string bounces_to = {}; ///< envelope sender; empty: `from`; "<>": the null sender, nothing comes back
    std::string ca_file = {};    ///< PEM; empty: the machine's
};

std::unique_ptr<channel> smtp_channel(smtp_options options);

/// Where a mail transaction stood when it ended.
enum class smtp_step { opening, sender, recipient, data };

/// What the end of a transaction means. Pure.
/// @param code  the server's last reply, 0 when it gave none
/// @param given the whole message was handed over
/// @param silence why there is no final reply ("timeout", "lost", ...); empty when the server refused with `code`
verdict smtp_verdict(smtp_step step, long code, bool given, std::string_view silence);

} // namespace guiyi::notification
