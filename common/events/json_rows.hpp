// Rows as JSON text and back, for services that keep described structs. Included only by .cpp files, through the
// service's own rows.hpp, which says whose rows they are.
#pragma once

#include "common/events/json_codec.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

namespace guiyi::events::json {

template <class T>
std::string to_row(const T& what) {
    std::string out;
    write(out, what);
    return out;
}

/// Throws guiyi::failure (corrupt), naming the owner, for a damaged row: a state that cannot be read is a broken
/// promise.
template <class T>
T from_row(std::string_view bytes, std::string_view owner) {
    unsigned char buffer[4096];
    boost::json::monotonic_resource memory(buffer);
    boost::system::error_code ec;
    const boost::json::value value = boost::json::parse(bytes, ec, &memory);
    T out;
    if (ec || !read(value, out)) throw failure(fail(errc::corrupt, std::string(owner) + " state: a row is damaged"));
    return out;
}

} // namespace guiyi::events::json
