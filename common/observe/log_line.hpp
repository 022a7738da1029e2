// Puts a log line's own part together. Inside this room only.
#pragma once

#include "common/observe/log.hpp"

namespace guiyi::observe {

/// `"event":"case_tied","score":812`: JSON members, without braces. Strings are masked, cut, and free of control
/// characters and of bytes that are not UTF-8.
std::string log_members(std::string_view event, log_fields fields);

} // namespace guiyi::observe
