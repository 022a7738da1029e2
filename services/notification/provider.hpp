// The configured ways out, and the names facts call them by. Used by the program at start.
#pragma once

#include "common/config/settings.hpp"
#include "common/privacy/blind_index.hpp"
#include "services/notification/channel.hpp"

#include <string>
#include <vector>

namespace guiyi::notification {

/// A webhook's name in facts and ledgers: its host and 8 hex digits of its whole address, "example.org-1a2b3c4d". So it
/// stays the same when others are added, and an address that holds a secret is not written down.
std::string endpoint_name(const config::webhook_settings& of);
std::vector<std::string> endpoint_names(const config::notification_settings& of);

/// Reads the secrets. Without an smtp_url there is no mail provider, and mail stays queued; likewise text messages.
/// @errors errc::not_found (a secret file), errc::invalid (empty secret, a webhook named twice, an address without
///     http(s)://, an smtp_from that is no address, an SMS request or answer that cannot be read)
/// @param index hashes the domains that have a limit of their own
result<std::vector<provider>> make_providers(const config::settings& from, const privacy::blind_index& index);

/// The most attempts at a time of each webhook.
inline constexpr std::size_t webhook_parallel = 4;

} // namespace guiyi::notification
