// Addresses as people write them, reduced to their numbers and the words around them.
// Used by deduplication. Street, building and room come in any order and language, so neither part depends on it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::identity {

/// A normalised address.
struct address {
    /// The numbers in it without leading zeros, smallest first, repeats kept. "Room 113, Bldg 6, 687 Jiefang Road" and
    /// "解放路687号六栋113室" both give 6, 113, 687.
    std::vector<std::string> numbers;
    /// Sorted, unique hashes of syllable pairs of the words for area and road, in pinyin, without unit words ("jie
    /// fang", "fang lu"): comparable across languages with text::containment.
    std::vector<std::uint64_t> bigrams;
    std::string number_tuple; ///< the numbers joined with '-', "6-113-687"; empty when there are none

    friend bool operator==(const address&, const address&) = default;
};

/// @param raw  UTF-8
address normalise_address(std::string_view raw);

} // namespace guiyi::identity
