// Toneless pinyin: the bridge between a Chinese name and its Latin spelling, and a key that survives homophone typos.
// Used by identity and by deduplication's blocking keys. ICU's transliterator is slow (0.2 s to load, 20 µs a
// character): readings are kept in a table that fills in blocks of 64 characters as they are first asked for.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace guiyi::text {

/// Text with Han characters: lower-case toneless pinyin without spaces, other letters and digits kept in place
/// ("王小明" -> "wangxiaoming"). Text without: its lower-case words, sorted and joined ("Wei Zhang" -> "weizhang").
/// One reading a character (ü as u), the one usual in names and addresses.
std::string pinyin_key(std::string_view han_or_latin);

/// The reading of one simplified or traditional character; empty when it has none or is no Han character (BMP only).
std::string_view pinyin_of(char32_t c);

/// Looks every reading up, which takes 0.6 s: from then on the time of a call does not tell which characters came by
/// before it.
void load_readings();

/// A Latin word cut into pinyin syllables ("jiefang" -> jie, fang; "lv" counts as "lu"). Longest syllables first;
/// empty when the word is not pinyin throughout, or longer than 48 letters.
std::vector<std::string> pinyin_syllables(std::string_view lower_case_word);

} // namespace guiyi::text
