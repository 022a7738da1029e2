// What officers' verdicts say about the model: per ISO week and band, with an interval, and what may be said of recall.
// Used by the API. Counts only; no complaint is named.
#pragma once

#include "common/store/view.hpp"

#include <boost/json/object.hpp>

#include <cstdint>

namespace guiyi::deduplication {

/// A share in thousandths with its Wilson 95 % interval.
struct share {
    std::int64_t permille = 0;
    std::int64_t low_permille = 0;
    std::int64_t high_permille = 1000;
};
/// @param hits of `among`, which is at least 1
share wilson(std::uint64_t hits, std::uint64_t among);

/// The last `weeks` ISO weeks (in UTC) up to the newest in which anything was received, newest first, and all of them
/// together. Decisions and verdicts count in the week in which their complaint was received.
/// @param weeks 1 to 520
boost::json::object quality_json(const store::view& state, std::size_t weeks);

} // namespace guiyi::deduplication
