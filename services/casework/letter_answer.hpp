// A letter's file as an answer: shown as it is, allowed to do nothing, with the hash it can be checked by.
// Private to services/casework: included only by .cpp files.
#pragma once

#include "common/core/digest.hpp"
#include "common/http/message.hpp"

namespace guiyi::casework {

inline constexpr std::string_view letter_policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// @param sha256 hex; empty: a draft
/// @param name   of the file that a browser offers, without its ending
inline http::response document(std::string bytes, std::string_view format, const std::string& sha256,
                               const std::string& name) {
    http::response out;
    out.content_type = format == "pdf" ? "application/pdf" : "text/html; charset=utf-8";
    out.body = std::move(bytes);
    out.headers.emplace_back("Content-Security-Policy", std::string(letter_policy));
    out.headers.emplace_back("Content-Disposition", "inline; filename=\"" + name + "." + std::string(format) + "\"");
    if (sha256.empty()) return out;
    out.headers.emplace_back("ETag", '"' + sha256 + '"');
    out.headers.emplace_back("Repr-Digest", "sha-256=:" + to_base64(from_hex(sha256).value()) + ":");
    return out;
}

} // namespace guiyi::casework
