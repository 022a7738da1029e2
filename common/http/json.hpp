// JSON from strangers, read strictly: what is doubtful is refused with its place, never repaired.
// Used by every api.cpp that takes JSON, and for each line of an import. The only place that parses requests.
#pragma once

#include "common/http/problem.hpp"

#include <boost/json/value.hpp>
#include <boost/system/result.hpp>

namespace guiyi::http {

/// A JSON value, or why it was refused.
using parsed_json = boost::system::result<boost::json::value, problem>;

/// Limits of a document; an object with more members is refused as "too_many_members".
inline constexpr std::size_t json_depth_max = 32;
inline constexpr std::size_t json_members_max = 1024;

/// Reads one JSON document.
/// 400: not JSON (syntax, bad UTF-8, lone surrogate, raw control character, text after the end, deeper than 32).
/// 422, by pointer: "duplicate_key", "nul" (\u0000 in a string or a name), "number_range" (an integer beyond 64 bits,
/// or a number too large for a double), "too_many_members".
parsed_json parse_json(std::string_view text, language in);

/// Reads the body of a request; 415 unless its Content-Type is application/json (in UTF-8, if it names a charset).
parsed_json parse_body(const request& from);

} // namespace guiyi::http
