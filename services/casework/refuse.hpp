// What is refused, said in the language of who asked. Used by whatever decides in casework; the routes hand the
// sentence on as it is.
#pragma once

#include "common/core/result.hpp"
#include "common/time/deadline.hpp"

#include <string>
#include <string_view>

namespace guiyi::casework {

/// @param zh, en one sentence each, "field: why" where a field is wrong; codes of the API stand in both as they are
inline error refuse(errc code, language in, std::string_view zh, std::string_view en) {
    return fail(code, std::string(in == language::zh ? zh : en));
}

} // namespace guiyi::casework
