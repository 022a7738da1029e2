// Case numbers: "C2026-0000042", the year of receipt at the office and a counter of that year.
// Used by decide (gives them) and evolve (remembers the last). Pure.
#pragma once

#include "common/core/ids.hpp"

#include <optional>

namespace guiyi::deduplication {

/// @param count from 1; seven digits, more when a year needs them
case_no case_number(int year, std::uint32_t count);

struct case_number_parts {
    int year;
    std::uint32_t count;
};
/// Nothing when it is no such number.
std::optional<case_number_parts> parse_case_number(const case_no& number);

} // namespace guiyi::deduplication
