// Sketches of text as sets of 64-bit hashes, and how much two of them share.
// Used by deduplication: narratives are weak evidence between complaints, call scripts strong evidence for a campaign.
// The hashes are stored: they may never change between versions or machines.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::text {

/// Sorted, unique hashes of 3-grams over the folded text. A token is one CJK character, one word of other letters, or a
/// run of digits, which is masked: "press 1" and "press 2" are alike, numbers are compared as fields elsewhere.
/// Punctuation joins. Texts of under 12 characters, not counting punctuation and spaces, are no evidence: empty.
std::vector<std::uint64_t> shingles(std::string_view raw_text);

/// Sorted, unique hashes of 2-grams of the characters of the folded and stripped text, for names and companies. Digits
/// stay. A single character counts by itself.
std::vector<std::uint64_t> bigrams(std::string_view raw_text);

/// Sorted, unique hashes of n-grams over given tokens; fewer tokens than n make one gram. n at least 1.
std::vector<std::uint64_t> token_grams(std::span<const std::string> tokens, std::size_t n);

/// |a∩b| / min(|a|,|b|) in [0,1]; 0 when either is empty. Both must be sorted and unique.
double containment(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

/// Jaro-Winkler similarity in [0,1] over code points (prefix weight 0.1, at most 4). Two empty strings are 1.
double jaro_winkler(std::string_view a, std::string_view b);

} // namespace guiyi::text
