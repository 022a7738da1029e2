// How well two names agree, across scripts, typing errors, abbreviations and titles.
// Used by compare. Pure.
#pragma once

#include "services/deduplication/levels.hpp"
#include "services/deduplication/profile.hpp"

namespace guiyi::deduplication {

/// Bounds of spelling_similarity for names that are not equal.
struct name_thresholds {
    double near = 0; ///< of surname and given name, each
    double similar = 0;
    double whole_near = 0; ///< of both together, where a lost space hides which is which
    double whole_similar = 0;
};

/// exact: same characters, or same pinyin where one is Latin · near: homophones, or a typing error · similar: several ·
/// partial: one Chinese character missing · surname: one gives no more than that, or an initial · differ.
/// Two Chinese names that sound different are different names: siblings differ in one character.
level name_level(const name_form& a, const name_form& b, const name_thresholds& at);

/// 1 minus edits (a letter changed, dropped, added, or two neighbours swapped) by the longer length; 0 when one is
/// empty. Texts over 64 bytes are compared by their beginning.
double spelling_similarity(std::string_view a, std::string_view b) noexcept;

} // namespace guiyi::deduplication
