// The public status of a complaint in plain words. Used by the status route. Reads committed rows only.
// Shows only what intake noted for the receipt's own case: never an officer, another person, or a report split off.
#pragma once

#include "common/config/wording.hpp"
#include "common/http/problem.hpp"
#include "services/intake/state.hpp"

#include <boost/json/object.hpp>

namespace guiyi::intake {

/// Steps of a history shown at most, the newest.
inline constexpr std::size_t history_max = 200;

/// {"receipt_no","received_at","stage","stage_text","case_no","next_deadline","next_step","similar","urges",
/// "preferences","feedback","history"}; case_no, next_deadline and feedback are null when there is none; similar is
/// how many other people's cases are alike. Times are in the office's zone; grounds and laws are
/// called as `words` has them.
/// @errors errc::not_found
result<boost::json::object> status_of(const receipt_no& receipt, const store::view& rows, instant now,
                                      std::chrono::minutes utc_offset, const config::wording& words, http::language in);

} // namespace guiyi::intake
