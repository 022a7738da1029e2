// Rows as JSON text and back. Private to services/access: included only by .cpp files.
#pragma once

#include "common/events/json_codec.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

namespace guiyi::access {

template <class T>
std::string to_row(const T& what) {
    std::string out;
    events::json::write(out, what);
    return out;
}

/// Throws guiyi::failure (corrupt) for a damaged row: a state that cannot be read is a broken promise.
template <class T>
T from_row(std::string_view bytes) {
    unsigned char buffer[2048];
    boost::json::monotonic_resource memory(buffer);
    boost::system::error_code ec;
    const boost::json::value value = boost::json::parse(bytes, ec, &memory);
    T out;
    if (ec || !events::json::read(value, out)) throw failure(fail(errc::corrupt, "access state: a row is damaged"));
    return out;
}

} // namespace guiyi::access
