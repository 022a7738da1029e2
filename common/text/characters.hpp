// Text as single characters that compare alike, each with its place in the bytes it came from: what is found in one can
// be shown in the other. Used by triage hints and by the search of cases. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::text {

struct folded_characters {
    std::u32string text;
    std::vector<std::size_t> at; ///< byte of each character, and one behind the last
};

/// Width, ASCII case and traditional characters folded away, one character for one, so that places stay.
/// @param utf8 any bytes; what is no character becomes U+FFFD
folded_characters fold_characters(std::string_view utf8);

/// An ASCII letter or digit of folded text: words are runs of these.
constexpr bool is_latin(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9'); }

} // namespace guiyi::text
