// Rows as JSON text and back. Private to services/casework: included only by .cpp files.
#pragma once

#include "common/events/json_rows.hpp"

namespace guiyi::casework {

using events::json::to_row;

/// Throws guiyi::failure (corrupt) for a damaged row.
template <class T>
T from_row(std::string_view bytes) {
    return events::json::from_row<T>(bytes, "casework");
}

} // namespace guiyi::casework
