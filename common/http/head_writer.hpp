// Spells the head of an answer. Private to this room, pure.
#pragma once

#include "common/http/message.hpp"
#include "common/time/instant.hpp"

namespace guiyi::http {

/// How the body of an answer is delimited.
enum class framing {
    length,  ///< Content-Length
    chunked, ///< Transfer-Encoding: chunked
    close,   ///< until the connection ends (HTTP/1.0)
};

struct head_style {
    framing body = framing::length;
    bool keep_alive = true;
    bool http11 = true;  ///< the request's version: HTTP/1.0 is told that the connection is kept
    bool secure = false; ///< adds Strict-Transport-Security
    std::string_view content_security_policy;
    instant now;
};

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7)
std::string http_date(instant at);

/// Appends status line, fields and the empty line. Line breaks in header values become blanks.
void append_head(std::string& out, const response& of, const head_style& style);

/// Whether answers of that status have a body at all (not 204, 304).
bool has_body(int status) noexcept;

} // namespace guiyi::http
