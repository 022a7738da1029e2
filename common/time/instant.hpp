// Moments and dates, and their spellings. Pure: no clock is read here.
// Local time is UTC plus a fixed offset from settings (China keeps one zone, +08:00, without daylight saving).
#pragma once

#include "common/core/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace guiyi {

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
using instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A date in the office's own zone.
using local_date = std::chrono::year_month_day;

/// RFC 3339 with an offset: "2026-11-20T19:42:00+08:00", "...Z", fractions of a second allowed.
/// @errors errc::invalid, naming what is impossible (month 13, 30 February, hour 25, no offset)
result<instant> parse_rfc3339(std::string_view text);
/// "2026-11-20T11:42:00.000Z": always UTC, always milliseconds, so that equal moments are equal strings.
std::string format_rfc3339(instant at);
/// The same moment in the office's zone: "2026-11-20T19:42:00+08:00".
std::string format_local(instant at, std::chrono::minutes utc_offset);

/// "2026-11-20". @errors errc::invalid when it is not a date of the calendar
result<local_date> parse_date(std::string_view text);
std::string format_date(local_date date);

/// The office's date at a moment.
local_date date_at(instant at, std::chrono::minutes utc_offset);
/// The moment a date begins at the office.
instant start_of(local_date date, std::chrono::minutes utc_offset);

} // namespace guiyi
