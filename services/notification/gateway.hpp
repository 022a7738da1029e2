// A text message as a request to an HTTP gateway, and what the gateway's answer means: both as the settings describe
// them, so that no provider's name is in the code. Pure. Used by sms_channel.
#pragma once

#include "common/config/settings.hpp"
#include "services/notification/channel.hpp"

#include <boost/regex.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace guiyi::notification {

struct gateway_request {
    std::string url;
    std::vector<std::string> headers;
    std::string body;
};

/// A rule of the settings, ready to be tried.
struct answer_rule {
    long status_from = 0;
    long status_to = 999;
    bool any_body = true;
    boost::regex pattern;
    outcome is = outcome::unknown;
    bool provider = false;
};

class gateway {
  public:
    /// @param secret what {{secret}} stands for
    /// @errors errc::invalid naming the setting: an unknown {{name}} or spelling, a status or pattern
    ///     that cannot be read
    static result<gateway> from(const config::sms_settings& settings, std::string secret);

    gateway_request request_for(const parcel& what) const;

    /// The first rule that fits decides. None: a provider that says what nobody described may have sent the text, so it
    /// is unknown; but 4xx is a refusal and 429, 502, 503 and 504 are about the gateway.
    verdict verdict_for(long status, std::string_view body) const;

  private:
    config::sms_settings settings_;
    std::string secret_;
    std::vector<answer_rule> rules_;
};

/// A value as it stands in a text: "json" (without quotes), "url", "xml"; empty: as it is.
/// @errors errc::invalid for another spelling
result<std::string> spelt(std::string_view value, std::string_view spelling);

} // namespace guiyi::notification
