#include "services/guiyi/fetch.hpp"

#include <curl/curl.h>

#include <memory>

namespace guiyi::program {

namespace {

struct reading {
    std::string body;
    std::size_t max = 0;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into) {
    auto& to = *static_cast<reading*>(into);
    if (to.body.size() + size * count > to.max) return 0;
    to.body.append(bytes, size * count);
    return size * count;
}

} // namespace

result<fetched> fetch(const fetch_request& what) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> session(curl_easy_init(), &curl_easy_cleanup);
    if (!session) return fail(errc::unavailable, "libcurl cannot be started");
    reading into{{}, what.size_max_bytes};
    auto* with = session.get();
    curl_easy_setopt(with, CURLOPT_URL, what.url.c_str());
    curl_easy_setopt(with, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(with, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(with, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(with, CURLOPT_TIMEOUT_MS, static_cast<long>(what.timeout.count()));
    curl_easy_setopt(with, CURLOPT_WRITEFUNCTION, &take);
    curl_easy_setopt(with, CURLOPT_WRITEDATA, &into);
    if (what.form) {
        curl_easy_setopt(with, CURLOPT_POSTFIELDS, what.form->c_str());
        curl_easy_setopt(with, CURLOPT_POSTFIELDSIZE, static_cast<long>(what.form->size()));
    }
    if (!what.basic.empty()) {
        curl_easy_setopt(with, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(with, CURLOPT_USERPWD, what.basic.c_str());
    }
    if (!what.bearer.empty()) {
        curl_easy_setopt(with, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
        curl_easy_setopt(with, CURLOPT_XOAUTH2_BEARER, what.bearer.c_str());
    }
    if (const auto code = curl_easy_perform(with); code != CURLE_OK)
        return fail(errc::unavailable, "no answer from " + what.url + ": " + curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(with, CURLINFO_RESPONSE_CODE, &status);
    return fetched{static_cast<int>(status), std::move(into.body)};
}

} // namespace guiyi::program
