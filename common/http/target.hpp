// Request targets: splitting, percent-decoding and what is refused in them. Private to this room, pure.
#pragma once

#include "common/http/message.hpp"

namespace guiyi::http {

/// Whether the bytes are UTF-8 (no overlong forms, no surrogates, up to U+10FFFF).
bool valid_utf8(std::string_view bytes) noexcept;

/// Undoes %XX; nothing when an escape is broken, or the text then holds NUL or is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// Adds the pairs of "a=b&c=d", decoded, + as a space; the query of a target and the fields of a form.
/// @return false when an escape is broken
bool split_query(std::string_view text, name_values& out);

/// Fills path and query from `into.target`; takes "/path?query", "http://host/path" and "*".
/// @return false when it is none of these or an escape in the query is broken
bool split_target(request& into);

/// The decoded segments of a path: "/a/b%2Fc" is {"a", "b/c"}; nothing when an escape is broken.
std::optional<std::vector<std::string>> split_path(std::string_view path);

/// W3C trace context, version 00: keeps only what is well-formed.
bool valid_traceparent(std::string_view value) noexcept;

} // namespace guiyi::http
