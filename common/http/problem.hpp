// Problems as the caller sees them (RFC 9457, application/problem+json), in Chinese or English.
// Used by every api.cpp and by the server for its own refusals. Holds no personal data.
#pragma once

#include "common/core/result.hpp"
#include "common/http/message.hpp"

namespace guiyi::http {

/// Languages we answer in.
enum class language { zh, en };

/// The caller's preference by Accept-Language (with weights); zh when it names neither.
language language_of(const request& from);

/// One fault of the input: where (RFC 6901 pointer), a stable code, and a sentence in the caller's language.
struct field_error {
    std::string pointer;
    std::string code;
    std::string detail;

    friend bool operator==(const field_error&, const field_error&) = default;
};

/// What went wrong. `type` is "about:blank" or "urn:guiyi:problem:<code>".
struct problem {
    int status = 500;
    std::string type = "about:blank";
    std::string title = {};
    std::string detail = {};
    std::vector<field_error> errors = {};
    std::optional<int> retry_after_s = {}; ///< sent as Retry-After too
};

/// A plain problem whose title says what the status means. @param status 400 to 599
problem status_problem(int status, language in);

/// The problem of a failed result: 404 not_found, 422 invalid, 409 conflict and illegal_transition, 412 stale,
/// 403, 401, 413 too_large, 503 with Retry-After for busy, unavailable and timeout, else 500 without its detail.
problem problem_of(const error& why, language in);

/// 422 with the faults by pointer.
problem invalid_problem(std::vector<field_error> errors, language in);

/// The problem as an answer.
response to_response(const problem& what);
/// Shorthand for to_response(problem_of(why, in)).
response to_response(const error& why, language in);

/// Found by Boost through ADL when value() is called on a failed boost::system::result<T, problem>.
[[noreturn]] void throw_exception_from_error(const problem& what, const boost::source_location& where);

} // namespace guiyi::http
