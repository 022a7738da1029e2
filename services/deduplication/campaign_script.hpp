// What the machine said on the phone, taken out of a complaint and made comparable: its shingles.
// Used by the campaign decision and its evaluation. Works on masked text: who complained and all long numbers are gone
// already, so nothing has to be unsealed and no fingerprint holds a person.
#pragma once

#include "common/events/parts.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::deduplication {

/// A shingle of a script: the upper half of the 64-bit hash. Stored; may never change.
using script_shingle = std::uint32_t;

/// Sorted and unique. Numerals written as words ("press one", "按一") count as digits: speech recognition writes
/// either.
std::vector<script_shingle> script_shingles(std::string_view transcript);

/// The passage of a narrative that quotes the call: what stands in quotation marks, or follows "the recording said:",
/// "机器人说：" up to a Chinese full stop or the sentence in which the complainant speaks again. Empty when it quotes
/// nothing.
std::string quoted_call(std::string_view narrative);

/// Shingles of the longest transcript, or of the quoted call when no transcript is long enough.
/// @param shared_min fewer shingles are no script: empty
/// @param chars_max  of the text that are looked at
std::vector<script_shingle> script_of(const events::complaint_summary& told, std::size_t shared_min,
                                      std::size_t chars_max);

} // namespace guiyi::deduplication
