// Query parameters of the staff routes, and the answers that refuse them, in the reader's language.
// Used by api, api_campaigns and api_review.
#pragma once

#include "common/http/message.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace guiyi::deduplication {

/// 422, naming the parameter. @param code stable: "unknown_order", ...
http::response refuse_parameter(const http::request& from, std::string_view name, std::string_view code,
                                std::string_view zh, std::string_view en);

/// A decimal number within bounds, both included; nothing when it is malformed.
std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t min, std::uint64_t max);

/// How many to show, 1 to `max`; `fallback` when it is not said, nothing when it is malformed.
std::optional<std::size_t> limit_of(const http::request& from, std::string_view name, std::size_t fallback,
                                    std::size_t max);
http::response refuse_limit(const http::request& from, std::string_view name, std::size_t max);
http::response refuse_cursor(const http::request& from);

} // namespace guiyi::deduplication
