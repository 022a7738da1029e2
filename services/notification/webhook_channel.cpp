#include "services/notification/webhook_channel.hpp"

#include "services/notification/curl_session.hpp"
#include "services/notification/webhook.hpp"

namespace guiyi::notification {

namespace {

/// The receiver's words are of no use to us; a long answer is cut off.
std::size_t ignore(char*, std::size_t size, std::size_t count, void* left) {
    auto& room = *static_cast<std::size_t*>(left);
    const auto bytes = size * count;
    if (bytes > room) return 0;
    room -= bytes;
    return bytes;
}

class webhook_channel_impl final : public channel {
  public:
    explicit webhook_channel_impl(webhook_options options) : options_(std::move(options)) {}

    verdict deliver(const parcel& what, std::stop_token stop) override {
        std::size_t answer_room = 64 << 10;
        curl_.prepare(options_.timeout, std::move(stop));
        curl_slist* fields = nullptr;
        const auto add = [&fields](const std::string& field) { fields = curl_slist_append(fields, field.c_str()); };
        add("Content-Type: application/cloudevents+json; charset=UTF-8");
        add("webhook-id: " + what.id.str());
        add("webhook-timestamp: " + std::to_string(what.timestamp_s));
        add("webhook-signature: " + sign(options_.key, what.id.str(), what.timestamp_s, what.data));
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> owned(fields, &curl_slist_free_all);
        curl_.set(CURLOPT_URL, options_.url.c_str());
        curl_.set(CURLOPT_PROTOCOLS_STR, "http,https");
        curl_.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.data.size()));
        curl_.set(CURLOPT_POSTFIELDS, what.data.data());
        curl_.set(CURLOPT_HTTPHEADER, owned.get());
        curl_.set(CURLOPT_USERAGENT, "guiyi");
        curl_.set(CURLOPT_WRITEFUNCTION, &ignore);
        curl_.set(CURLOPT_WRITEDATA, &answer_room);
        const auto end = curl_.perform();
        if (end.code >= 200) return http_verdict(end.code); // also when the rest of the answer was cut off
        curl_off_t uploaded = 0;
        curl_easy_getinfo(curl_.handle(), CURLINFO_SIZE_UPLOAD_T, &uploaded);
        return http_silence(name_of(end.what), static_cast<std::size_t>(uploaded) >= what.data.size());
    }

  private:
    webhook_options options_;
    curl_session curl_;
};

class removed_channel_impl final : public channel {
  public:
    verdict deliver(const parcel&, std::stop_token) override {
        return {outcome::permanent, "endpoint_removed", false, false};
    }
};

} // namespace

std::unique_ptr<channel> webhook_channel(webhook_options options) {
    return std::make_unique<webhook_channel_impl>(std::move(options));
}

std::unique_ptr<channel> removed_channel() { return std::make_unique<removed_channel_impl>(); }

verdict http_verdict(long code) {
    const auto answer = std::to_string(code);
    if (code >= 200 && code < 300) return {outcome::sent, answer, false, false};
    // Those that say "I as a whole cannot", against those that may be about this one event.
    const bool overloaded = code == 429 || code == 502 || code == 503 || code == 504;
    if (code == 408 || code == 425 || code == 429 || code >= 500)
        return {outcome::temporary, answer, overloaded, false};
    return {outcome::permanent, answer, false, false};
}

verdict http_silence(std::string_view why, bool given) {
    const auto what = given ? outcome::unknown : outcome::temporary;
    if (why == "stopped") return {what, "stopped", false, true};
    return {what, std::string(why), true, false};
}

} // namespace guiyi::notification
