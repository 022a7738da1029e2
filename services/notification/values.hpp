// The named values that fill a template.
#pragma once

#include "common/events/notification.hpp"

#include <vector>

namespace guiyi::notification {

using template_values = std::vector<events::template_value>;

} // namespace guiyi::notification
