#include "services/notification/curl_session.hpp"

#include "common/core/result.hpp"

#include <algorithm>
#include <mutex>

namespace guiyi::notification {

namespace {

constexpr curl_off_t stop_grace_us = 5'000'000; // for an answer that may be on its way when we stop
constexpr long connect_timeout_ms = 10'000;
constexpr long idle_connection_s = 30; // below what servers allow, so that we seldom meet a closed one

trouble trouble_of(CURLcode code) {
    switch (code) {
        case CURLE_OK: return trouble::none;
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY: return trouble::resolve;
        case CURLE_COULDNT_CONNECT: return trouble::connect;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM: return trouble::tls;
        case CURLE_LOGIN_DENIED: return trouble::auth;
        case CURLE_OPERATION_TIMEDOUT: return trouble::timeout;
        case CURLE_ABORTED_BY_CALLBACK: return trouble::stopped;
        default: return trouble::lost;
    }
}

} // namespace

const char* name_of(trouble what) noexcept {
    switch (what) {
        case trouble::none: return "none";
        case trouble::resolve: return "resolve";
        case trouble::connect: return "connect";
        case trouble::tls: return "tls";
        case trouble::auth: return "auth";
        case trouble::timeout: return "timeout";
        case trouble::lost: return "lost";
        case trouble::stopped: return "stopped";
    }
    return "unknown";
}

curl_session::curl_session() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    handle_.reset(curl_easy_init());
    if (!handle_) throw failure(fail(errc::unavailable, "libcurl cannot be set up"));
}

void curl_session::prepare(std::chrono::milliseconds timeout, std::stop_token stop, const bool* given) {
    curl_easy_reset(handle_.get());
    stop_ = std::move(stop);
    given_ = given;
    stop_seen_us_ = -1;
    const auto timeout_ms = static_cast<long>(timeout.count());
    set(CURLOPT_NOSIGNAL, 1L); // timeouts without SIGALRM: we are one of several threads
    set(CURLOPT_TIMEOUT_MS, timeout_ms);
    set(CURLOPT_CONNECTTIMEOUT_MS, std::min(timeout_ms, connect_timeout_ms));
    set(CURLOPT_MAXAGE_CONN, idle_connection_s);
    set(CURLOPT_FRESH_CONNECT, fresh_ ? 1L : 0L);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &curl_session::on_progress);
    set(CURLOPT_XFERINFODATA, this);
}

int curl_session::on_progress(void* self, curl_off_t, curl_off_t, curl_off_t upload_total, curl_off_t upload_now) {
    auto& me = *static_cast<curl_session*>(self);
    if (!me.stop_.stop_requested()) return 0;
    const bool given = me.given_ ? *me.given_ : upload_total > 0 && upload_now >= upload_total;
    if (!given) return 1;
    curl_off_t now_us = 0;
    curl_easy_getinfo(me.handle_.get(), CURLINFO_TOTAL_TIME_T, &now_us);
    if (me.stop_seen_us_ < 0) me.stop_seen_us_ = now_us;
    return now_us - me.stop_seen_us_ > stop_grace_us ? 1 : 0;
}

curl_session::end curl_session::perform() {
    const CURLcode said = curl_easy_perform(handle_.get());
    fresh_ = said != CURLE_OK;
    end how{trouble_of(said), 0, said == CURLE_OK};
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &how.code);
    return how;
}

} // namespace guiyi::notification
