#include "services/notification/sms_channel.hpp"

#include "services/notification/curl_session.hpp"
#include "services/notification/webhook_channel.hpp"

namespace guiyi::notification {

namespace {

constexpr std::size_t answer_max = 64 << 10;

/// Keeps the beginning of an answer; one that goes on and on is broken off.
std::size_t keep(char* from, std::size_t size, std::size_t count, void* into) {
    auto& answer = *static_cast<std::string*>(into);
    const auto bytes = size * count;
    if (answer.size() + bytes > answer_max) return 0;
    answer.append(from, bytes);
    return bytes;
}

class sms_channel_impl final : public channel {
  public:
    explicit sms_channel_impl(sms_options options) : options_(std::move(options)) {}

    verdict deliver(const parcel& what, std::stop_token stop) override {
        const auto request = options_.over.request_for(what);
        std::string answer;
        curl_.prepare(options_.timeout, std::move(stop));
        curl_slist* fields = nullptr;
        for (const auto& one : request.headers) fields = curl_slist_append(fields, one.c_str());
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> owned(fields, &curl_slist_free_all);
        curl_.set(CURLOPT_URL, request.url.c_str());
        curl_.set(CURLOPT_PROTOCOLS_STR, "http,https");
        if (options_.method == "GET") {
            curl_.set(CURLOPT_HTTPGET, 1L);
        } else {
            curl_.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            curl_.set(CURLOPT_POSTFIELDS, request.body.data());
            curl_.set(CURLOPT_CUSTOMREQUEST, options_.method.c_str());
        }
        if (!options_.ca_file.empty()) curl_.set(CURLOPT_CAINFO, options_.ca_file.c_str());
        curl_.set(CURLOPT_HTTPHEADER, owned.get());
        curl_.set(CURLOPT_USERAGENT, "guiyi");
        curl_.set(CURLOPT_WRITEFUNCTION, &keep);
        curl_.set(CURLOPT_WRITEDATA, &answer);
        const auto end = curl_.perform();
        // A status whose body was cut off is no answer: the rules look at the body.
        if (end.code >= 200 && end.ok) return options_.over.verdict_for(end.code, answer);
        return http_silence(name_of(end.what), end.code > 0 || request_is_out(request));
    }

  private:
    /// Whether the gateway may act on what it has.
    bool request_is_out(const gateway_request& request) const {
        if (options_.method == "GET") {
            long sent = 0;
            curl_easy_getinfo(curl_.handle(), CURLINFO_REQUEST_SIZE, &sent);
            return sent > 0;
        }
        curl_off_t uploaded = 0;
        curl_easy_getinfo(curl_.handle(), CURLINFO_SIZE_UPLOAD_T, &uploaded);
        return static_cast<std::size_t>(uploaded) >= request.body.size() && !request.body.empty();
    }

    sms_options options_;
    curl_session curl_;
};

} // namespace

std::unique_ptr<channel> sms_channel(sms_options options) {
    return std::make_unique<sms_channel_impl>(std::move(options));
}

} // namespace guiyi::notification
