// What the two libcurl channels share: one handle whose connection is kept, and how a transfer ended in our words.
// Private to services/notification/*_channel.cpp.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

namespace guiyi::notification {

/// Why there is no answer of the provider to go by.
enum class trouble { none, resolve, connect, tls, auth, timeout, lost, stopped };
/// "none", "resolve", ... as the ledger shows them
const char* name_of(trouble what) noexcept;

class curl_session {
  public:
    /// Throws guiyi::failure (unavailable) when libcurl cannot be set up.
    curl_session();

    CURL* handle() const noexcept { return handle_.get(); }

    /// Clears all options of the last transfer and sets those that hold for every one; connections stay open.
    /// A stop breaks the transfer off, but waits a little for the answer once the whole message is out.
    /// @param given tells that it is, where libcurl does not know the message's size; must outlive perform()
    void prepare(std::chrono::milliseconds timeout, std::stop_token stop, const bool* given = nullptr);

    struct end {
        trouble what = trouble::none;
        long code = 0; ///< the last one the server gave, 0 when none
        bool ok = false;
    };
    /// Runs the transfer.
    end perform();

    template <class Value>
    void set(CURLoption option, Value value) {
        curl_easy_setopt(handle_.get(), option, value);
    }

  private:
    static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t upload_total, curl_off_t upload_now);

    struct closer {
        void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
    };
    std::unique_ptr<CURL, closer> handle_;
    std::stop_token stop_;
    const bool* given_ = nullptr;
    curl_off_t stop_seen_us_ = -1;
    bool fresh_ = false; ///< the last transfer broke off: what is left on its connection answers nothing of the next
};

} // namespace guiyi::notification
