// Sign-in through an OpenID provider, an option: authorisation code with PKCE (RFC 7636), state and nonce bound to the
// browser by a sealed cookie, the ID token checked against the provider's keys. Who it names must have an account here;
// the provider says only who somebody is, roles stay ours. On when config/oidc.toml exists.
//   GET /api/v1/session/oidc             where the browser has to go
//   GET /api/v1/session/oidc/callback    back from it
#pragma once

#include "services/access/api_parts.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <mutex>

namespace guiyi::program {

struct oidc_settings {
    std::string issuer; ///< https, or http on this machine
    std::string client_id;
    std::string client_secret; ///< empty: a public client
    std::string redirect_url;  ///< of our callback, as registered with the provider
    std::string account_claim = "preferred_username";
};

/// Nothing when there is no such file. @errors errc::invalid naming file, line and key; errc::not_found of the secret
result<std::optional<oidc_settings>> load_oidc(const std::filesystem::path& file);

class oidc_sign_in {
  public:
    oidc_sign_in(std::optional<oidc_settings> with, const access::api_parts& by);
    ~oidc_sign_in();

    void add_staff_routes(http::router& to);

  private:
    /// What the provider says of itself (OpenID Connect Discovery 1.0), and its keys.
    struct provider {
        std::string authorisation;
        std::string token;
        std::string keys_url;
        std::string user_info; ///< may be empty
        boost::json::value keys;
    };
    access::answer begin(http::request& from);
    access::answer end(http::request& from);
    /// Blocking; on the thread of this part.
    result<provider> discover(bool again);
    /// Of who signed in, what the ID token says and, where that lacks the account, what the provider tells when asked.
    result<boost::json::object> redeem(const std::string& code, const std::string& verifier, const std::string& nonce);

    std::optional<oidc_settings> with_;
    access::api_parts by_;
    access::sign_in_rules rules_;
    std::mutex mutex_;
    std::optional<provider> known_;
    boost::asio::thread_pool thread_{1};
};

} // namespace guiyi::program
