// A stream against the copy of it that this process has kept: the same history, and nothing missing at its end.
#pragma once

#include "common/bus/jetstream/api.hpp"

namespace guiyi::bus {

/// Messages of a stream as records.
/// @errors errc::unavailable when one is not there: a stream that came back shorter is found by its length, and filled
///         again; errc::corrupt no commit of ours
result<std::vector<record>> records_of(std::vector<nats_message>& messages);

/// Appends again what a stream lacks at its end and this process has kept. Blocks.
/// @param last the last sequence the stream has now
/// @returns the last it has then
/// @errors errc::corrupt when it tells another history than was kept; errc::unavailable
result<sequence> restore(const jetstream_api& api, const store::view& log, events::stream of, sequence last);

} // namespace guiyi::bus
