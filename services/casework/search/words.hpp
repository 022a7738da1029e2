// What text is found by: pairs of characters where no spaces stand between words, words elsewhere, and the ends of
// numbers, so that any part of a number finds it. Used by the index for what it holds and for what is asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::casework::search {

/// A run of characters that belong together, in folded text.
struct token {
    std::size_t begin = 0; ///< character
    std::size_t end = 0;
    bool cjk = false; ///< else letters and digits

    friend bool operator==(const token&, const token&) = default;
};
std::vector<token> tokens_of(std::u32string_view folded);

/// Characters of a word that count, and the shortest part of a number that finds it.
inline constexpr std::size_t word_chars_max = 40;
inline constexpr std::size_t number_part_min = 4;

/// Appends the terms of a text, some of them more than once.
void add_terms(std::string_view utf8, std::vector<std::string>& to);

/// One thing that a case must hold.
struct wanted {
    enum class kind {
        pairs,     ///< every pair of its characters; that they stand one behind the other, only the text itself tells
        begins,    ///< a word or number that begins like this
        character, ///< one character, which begins pairs
    };
    kind how = kind::pairs;
    std::vector<std::string> keys;
    std::u32string characters; ///< folded

    friend bool operator==(const wanted&, const wanted&) = default;
};

/// What is asked, part by part; a case is found when it holds all. More than `parts_max` are not looked at.
inline constexpr std::size_t parts_max = 12;
std::vector<wanted> read_query(std::string_view utf8);

/// Where a text holds what was asked, in bytes, ascending and apart.
struct span {
    std::size_t begin = 0;
    std::size_t end = 0;

    friend bool operator==(const span&, const span&) = default;
};
/// @param held  by part, set for those that the text holds; others stay as they are
std::vector<span> find_words(const std::vector<wanted>& asked, std::string_view text, std::vector<bool>& held);

} // namespace guiyi::casework::search
