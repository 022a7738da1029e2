// One notice as a signed webhook: a CloudEvents 1.0 event in JSON (structured mode), signed as Standard Webhooks does,
// so that the receiver can tell it is ours, is whole, and is no replay. Pure.
#pragma once

#include "services/notification/state.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace guiyi::notification {

/// The event: type "io.guiyi.notice.<template>.v1", id (and header webhook-id) = the message's id, subject = the case
/// number, data = the case number and the values. Says nothing about persons.
std::string to_cloud_event(const message_id& id, const message_row& row);

/// The key in a secret file's text: "whsec_" and base64, or the text itself; blanks at both ends are dropped.
/// @errors errc::invalid when it is empty or not base64 after "whsec_"
result<std::string> signing_key(std::string_view secret);

/// Header webhook-signature: "v1," and base64 of HMAC-SHA-256 over "id.timestamp.body".
std::string sign(std::string_view key, std::string_view id, std::int64_t timestamp_s, std::string_view body);

} // namespace guiyi::notification
