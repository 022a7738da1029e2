#include "common/events/stream.hpp"

namespace guiyi::events {

std::string_view name_of(stream which) noexcept {
    switch (which) {
        case stream::intake: return "intake";
        case stream::deduplication: return "deduplication";
        case stream::assignment: return "assignment";
        case stream::notification: return "notification";
        case stream::casework: return "casework";
        case stream::access: return "access";
    }
    return "unknown";
}

std::optional<stream> stream_named(std::string_view name) noexcept {
    for (const stream which : all_streams)
        if (name_of(which) == name) return which;
    return std::nullopt;
}

} // namespace guiyi::events
