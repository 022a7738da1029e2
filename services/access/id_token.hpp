// The ID token of an OpenID provider (OpenID Connect Core 1.0 §3.1.3.7): whether it is ours, now, for this sign-in, and
// whom it names. Pure: keys, time and what was asked for come in.
#pragma once

#include "common/core/result.hpp"
#include "common/time/instant.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace guiyi::access {

/// What a token must say to be taken.
struct id_token_wanted {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    std::chrono::seconds clocks_differ{60};
};

/// RFC 4648 §5 without padding, as all parts of a token are. @errors errc::invalid
result<std::string> from_base64url(std::string_view text);
std::string to_base64url(std::string_view bytes);

/// The claims of a token that holds. @param keys the provider's JWK set
/// @errors errc::unauthenticated, saying which check failed
result<boost::json::object> read_id_token(std::string_view token, const boost::json::value& keys,
                                          const id_token_wanted& wanted, instant now);

} // namespace guiyi::access
