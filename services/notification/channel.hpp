// The way out: what hands one message to one provider. Implemented by smtp_channel, sms_channel and webhook_channel;
// used by the sender, each of whose threads has channels of its own, so that connections are kept and nothing is
// shared.
#pragma once

#include "services/notification/attempts.hpp"
#include "services/notification/pace.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>

namespace guiyi::notification {

/// A message ready to go out.
struct parcel {
    message_id id;
    std::string to;               ///< mail address or phone number; empty for webhooks
    std::string data;             ///< the whole Internet message, the text, or the event's JSON
    std::int64_t timestamp_s = 0; ///< of this attempt; webhooks alone
    std::string template_id = {};
};

class channel {
  public:
    virtual ~channel() = default;
    /// Blocks until the provider answered, the time limit passed, or `stop` broke it off. Never throws.
    virtual verdict deliver(const parcel& what, std::stop_token stop) = 0;
};

/// What shares one connection limit and one breaker.
struct provider {
    std::string name;         ///< provider_of(channel, endpoint)
    std::size_t parallel = 1; ///< attempts at a time
    std::function<std::unique_ptr<channel>()> open;
    pace_rules pace = {};                                            ///< of all its messages together
    pace_rules group_pace = {};                                      ///< of each group (a mail domain),
    std::map<std::string, pace_rules, std::less<>> group_paces = {}; ///< and of those with a limit of their own
};

} // namespace guiyi::notification
