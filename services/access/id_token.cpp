#include "services/access/id_token.hpp"

#include "common/core/digest.hpp"
#include "common/core/jws.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>

namespace guiyi::access {

namespace {

namespace json = boost::json;

error wrong(std::string_view what) { return fail(errc::unauthenticated, "id token: " + std::string(what)); }

std::string text_of(const json::object& of, std::string_view name) {
    const auto* found = of.if_contains(name);
    return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::optional<json::object> object_in(std::string_view part) {
    const auto bytes = from_base64url(part);
    if (!bytes) return std::nullopt;
    json::error_code ec;
    auto value = json::parse(*bytes, ec);
    if (ec || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

std::string bytes_in(const json::object& key, std::string_view name) {
    const auto bytes = from_base64url(text_of(key, name));
    return bytes ? *bytes : std::string();
}

/// By one key of the set. The algorithm is the header's and the key must be of its kind: "none" and keyed hashes are no
/// signatures here.
bool is_signed_with(const json::object& key, const std::string& algorithm, std::string_view message,
                    std::string_view signature) {
    if (const auto use = text_of(key, "use"); !use.empty() && use != "sig") return false;
    if (algorithm == "RS256" && text_of(key, "kty") == "RSA")
        return rs256_holds(bytes_in(key, "n"), bytes_in(key, "e"), message, signature);
    if (algorithm == "ES256" && text_of(key, "kty") == "EC" && text_of(key, "crv") == "P-256")
        return es256_holds(bytes_in(key, "x"), bytes_in(key, "y"), message, signature);
    return false;
}

bool is_signed(const json::value& keys, const json::object& header, std::string_view message,
               std::string_view signature) {
    const auto* set = keys.is_object() ? keys.get_object().if_contains("keys") : nullptr;
    if (!set || !set->is_array()) return false;
    const auto wanted = text_of(header, "kid");
    return std::ranges::any_of(set->get_array(), [&](const json::value& one) {
        if (!one.is_object()) return false;
        const auto& key = one.get_object();
        if (!wanted.empty() && text_of(key, "kid") != wanted) return false;
        return is_signed_with(key, text_of(header, "alg"), message, signature);
    });
}

bool is_for(const json::object& claims, const std::string& client) {
    const auto* audience = claims.if_contains("aud");
    if (!audience) return false;
    if (audience->is_string()) return audience->get_string() == client;
    if (!audience->is_array()) return false;
    const auto& all = audience->get_array();
    const bool named =
        std::ranges::any_of(all, [&](const json::value& one) { return one.is_string() && one.get_string() == client; });
    return named && (all.size() == 1 || text_of(claims, "azp") == client);
}

std::optional<instant> moment(const json::object& claims, std::string_view name) {
    const auto* found = claims.if_contains(name);
    if (!found || !found->is_number()) return std::nullopt;
    json::error_code ec;
    const auto seconds = found->to_number<std::int64_t>(ec);
    if (ec) return std::nullopt;
    return instant(std::chrono::seconds(seconds));
}

} // namespace

result<std::string> from_base64url(std::string_view text) {
    std::string plain(text);
    std::ranges::replace(plain, '-', '+');
    std::ranges::replace(plain, '_', '/');
    plain.append((4 - plain.size() % 4) % 4, '=');
    return from_base64(plain);
}

std::string to_base64url(std::string_view bytes) {
    std::string out = to_base64(bytes);
    out.erase(std::min(out.find('='), out.size()));
    std::ranges::replace(out, '+', '-');
    std::ranges::replace(out, '/', '_');
    return out;
}

result<json::object> read_id_token(std::string_view token, const json::value& keys, const id_token_wanted& wanted,
                                   instant now) {
    const auto first = token.find('.'), last = token.rfind('.');
    if (first == token.npos || first == last || token.size() > 64 * 1024) return wrong("not in three parts");
    const auto header = object_in(token.substr(0, first));
    auto claims = object_in(token.substr(first + 1, last - first - 1));
    const auto signature = from_base64url(token.substr(last + 1));
    if (!header || !claims || !signature) return wrong("its parts cannot be read");
    if (!is_signed(keys, *header, token.substr(0, last), *signature)) return wrong("no key of the provider signed it");
    if (text_of(*claims, "iss") != wanted.issuer) return wrong("of another issuer");
    if (!is_for(*claims, wanted.client_id)) return wrong("for another client");
    if (text_of(*claims, "nonce") != wanted.nonce) return wrong("not of this sign-in");
    const auto expires = moment(*claims, "exp"), issued = moment(*claims, "iat");
    if (!expires || *expires + wanted.clocks_differ <= now) return wrong("over");
    if (!issued || *issued > now + wanted.clocks_differ) return wrong("of the future");
    return std::move(*claims);
}

} // namespace guiyi::access
