// The six streams of facts, one a service, and positions in them.
// Used by the bus, the runtime and every service.
#pragma once

#include "common/core/ids.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace guiyi::events {

/// A service's own stream: its truth, its lock and its outbox. The numbers are stored; never reuse one.
enum class stream : std::uint8_t {
    intake = 1,
    deduplication = 2,
    assignment = 3,
    notification = 4,
    casework = 5,
    access = 6
};

inline constexpr std::array all_streams{stream::intake,       stream::deduplication, stream::assignment,
                                        stream::notification, stream::casework,      stream::access};

/// "intake", "deduplication", ... as used in JSON, metrics and on the command line.
std::string_view name_of(stream which) noexcept;
std::optional<stream> stream_named(std::string_view name) noexcept;

/// A commit consumed: which stream, and up to which sequence.
struct cause {
    stream from = stream::intake;
    sequence seq = 0;

    friend bool operator==(const cause&, const cause&) = default;
};

} // namespace guiyi::events
