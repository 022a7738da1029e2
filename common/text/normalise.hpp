// One spelling for what reads the same: compatibility forms, width, case, traditional and simplified characters.
// Used by identity, deduplication and search before anything is compared. Never used on what is stored or shown.
// All functions are safe to call from any thread; tables are built once, on first use (about 20 ms).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace guiyi::text {

/// NFKC (Unicode 15): full-width forms become ASCII, ligatures fall apart. Invalid UTF-8 becomes U+FFFD.
std::string nfkc(std::string_view utf8);

/// Strict UTF-8: no surrogates, no overlong forms, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes);

/// NFKC, case fold, default-ignorable characters (zero-width spaces, soft hyphens) dropped, and each traditional
/// character replaced by its simplified one (OpenCC's table, character by character, so that the result does not depend
/// on the neighbours). fold(fold(x)) == fold(x).
/// @throws std::exception on first use when OpenCC's data files are missing
std::string fold(std::string_view utf8);

/// What is left of folded text without punctuation, symbols, spaces and controls: letters, marks and numbers.
std::string strip(std::string_view folded);

/// Code points; each stray byte counts as one.
std::size_t codepoints(std::string_view utf8);

/// The longest beginning with at most `max` code points, never cutting one in two.
std::string truncate_codepoints(std::string_view utf8, std::size_t max);

} // namespace guiyi::text
