// Rows as JSON text and back. Private to services/access: included only by .cpp files.
#pragma once

#include "common/events/json_rows.hpp"

namespace guiyi::access {

using events::json::to_row;

/// Throws guiyi::failure (corrupt) for a damaged row.
template <class T>
T from_row(std::string_view bytes) {
    return events::json::from_row<T>(bytes, "access");
}

} // namespace guiyi::access
