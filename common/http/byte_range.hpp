// The part of a file that a request asks for (RFC 9110 §14), so that a player can seek in a long recording.
// Used by casework's evidence route. Pure.
#pragma once

#include "common/http/message.hpp"

namespace guiyi::http {

/// What of a file is to be sent.
struct wanted_bytes {
    enum class answer {
        whole,         ///< 200: no part was asked for, or in a way that may be passed over
        part,          ///< 206
        unsatisfiable, ///< 416: the part begins behind the end
    };
    answer as = answer::whole;
    std::uint64_t from = 0;
    std::uint64_t size = 0; ///< how many bytes, from there on

    friend bool operator==(const wanted_bytes&, const wanted_bytes&) = default;
};

/// One part of a GET is served. What asks for several, or is none, gets the whole (§14.2 leaves that to the server).
/// @param etag of the file as it is, with its quotes: an If-Range that names another one gets the whole (§13.1.5)
wanted_bytes wanted_of(const request& from, std::uint64_t size_bytes, std::string_view etag);

/// The value of Content-Range for a part, and for what cannot be satisfied (§14.4).
std::string content_range(const wanted_bytes& wanted, std::uint64_t size_bytes);

} // namespace guiyi::http
