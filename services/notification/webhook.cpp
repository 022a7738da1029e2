#include "services/notification/webhook.hpp"

#include "common/core/digest.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace guiyi::notification {

std::string to_cloud_event(const message_id& id, const message_row& row) {
    boost::json::object data;
    data["case_no"] = row.about.str();
    data["reason"] = row.reason;
    for (const auto& one : row.values) data[one.name] = one.value;
    boost::json::object event;
    event["specversion"] = "1.0";
    event["id"] = id.str();
    event["source"] = "/guiyi/notification";
    event["type"] = "io.guiyi.notice." + row.template_id + ".v1";
    event["time"] = format_rfc3339(row.queued_at);
    event["subject"] = row.about.str();
    event["datacontenttype"] = "application/json";
    event["data"] = std::move(data);
    return boost::json::serialize(event);
}

result<std::string> signing_key(std::string_view secret) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = secret.find_first_not_of(blanks);
    if (first == std::string_view::npos) return fail(errc::invalid, "a webhook's secret file is empty");
    secret = secret.substr(first, secret.find_last_not_of(blanks) - first + 1);
    if (!secret.starts_with("whsec_")) return std::string(secret);
    auto key = from_base64(secret.substr(6));
    if (!key || key->empty()) return fail(errc::invalid, "a webhook's secret is not base64 after \"whsec_\"");
    return key;
}

std::string sign(std::string_view key, std::string_view id, std::int64_t timestamp_s, std::string_view body) {
    std::string signed_text(id);
    signed_text.append(".").append(std::to_string(timestamp_s)).append(".").append(body);
    return "v1," + to_base64(bytes_of(hmac_sha256(key, signed_text)));
}

} // namespace guiyi::notification
