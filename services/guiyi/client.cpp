#include "services/guiyi/client.hpp"

#include <boost/json/parse.hpp>

#include <curl/curl.h>

namespace guiyi::program {

struct client::impl {
    running_system to;
    CURL* handle = curl_easy_init();
    curl_slist* headers = nullptr;
    std::function<void(std::string_view)> piece;
    answer got;

    ~impl() {
        curl_slist_free_all(headers);
        curl_easy_cleanup(handle);
    }

    static std::size_t take(char* data, std::size_t, std::size_t size, void* self) {
        auto& me = *static_cast<impl*>(self);
        long status = 0;
        curl_easy_getinfo(me.handle, CURLINFO_RESPONSE_CODE, &status);
        if (me.piece && status == 200)
            me.piece({data, size});
        else
            me.got.body.append(data, size);
        return size;
    }

    result<answer> perform(const std::string& path, const std::string& content_type) {
        got = {};
        curl_slist_free_all(headers);
        headers = curl_slist_append(nullptr, ("Authorization: Bearer " + to.token).c_str());
        headers = curl_slist_append(headers, "Expect:");             // no round trip before each body
        headers = curl_slist_append(headers, "Accept-Language: en"); // the commands speak English
        if (!content_type.empty()) headers = curl_slist_append(headers, ("Content-Type: " + content_type).c_str());
        const std::string url = to.staff_url + path;
        curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle, CURLOPT_PROXY, "");
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &impl::take);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
        const CURLcode said = curl_easy_perform(handle);
        if (said != CURLE_OK)
            return fail(errc::unavailable, "no answer from " + to.staff_url + ": " + curl_easy_strerror(said));
        long status = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        got.status = static_cast<int>(status);
        return got;
    }
};

client::client(running_system to) : impl_(std::make_unique<impl>()) { impl_->to = std::move(to); }
client::~client() = default;
client::client(client&&) noexcept = default;

result<client::answer> client::post(const std::string& path, const std::string& content_type, const std::string& body) {
    impl_->piece = {};
    curl_easy_setopt(impl_->handle, CURLOPT_POST, 1L);
    curl_easy_setopt(impl_->handle, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(impl_->handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    return impl_->perform(path, content_type);
}

result<client::answer> client::get(const std::string& path, const std::function<void(std::string_view)>& piece) {
    impl_->piece = piece;
    curl_easy_setopt(impl_->handle, CURLOPT_HTTPGET, 1L);
    return impl_->perform(path, {});
}

error refusal(const client::answer& said) {
    boost::system::error_code ec;
    const auto body = boost::json::parse(said.body, ec);
    std::string text = "the system answered " + std::to_string(said.status);
    if (!ec && body.is_object())
        for (const auto* member : {"title", "detail"})
            if (const auto* value = body.get_object().if_contains(member); value && value->is_string())
                text += std::string(": ") + std::string(value->get_string());
    if (said.status == 401) text += "; name a token with --token or in GUIYI_TOKEN (guiyi token issue makes one)";
    return fail(errc::unavailable, text);
}

} // namespace guiyi::program
