// Between the fields of a plain HTML form and the JSON of the API. Fields are named by JSON pointers without the
// leading
// slash ("complainant/phone", "calls/0/date"), so that a fault finds its field by the name it already has.
// Used by plain_pages. Pure.
#pragma once

#include "common/http/form.hpp"

#include <boost/json/object.hpp>

#include <chrono>

namespace guiyi::intake {

/// A kept file as the form carries it on.
struct kept_name {
    std::string id;   ///< "sha256:..."
    std::string name; ///< as the sender calls it
};

/// How many calls the plain form has room for.
inline constexpr std::size_t plain_calls_max = 3;

/// The complaint as POST /api/v1/complaints takes it. Empty fields and calls without any field are left out.
/// @param utc_offset the office's zone, in which times of calls are meant
boost::json::object complaint_in(const http::form& from, const std::vector<kept_name>& files, std::string_view language,
                                 std::chrono::minutes utc_offset);

/// What was typed, to be shown again: for each field its value as NAME and true as NAME=VALUE (for boxes and lists),
/// the
/// calls as a list of their own, the files as "files".
boost::json::object typed_in(const http::form& from, const std::vector<kept_name>& files);

/// Adds the faults of a problem (RFC 9457): "error:NAME" beside each field, "problems" as a list of {at, detail}, where
/// `at` is the field's name when the form has one. A problem without faults is one of its own sentence.
void add_faults(boost::json::object& to, const boost::json::object& problem, const http::form& from);

/// The files that were kept before: fields "kept" hold "ID NAME".
std::vector<kept_name> kept_in(const http::form& from);

} // namespace guiyi::intake
