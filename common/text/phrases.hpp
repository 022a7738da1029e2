// Finds many phrases in a text in one walk, and says where they stand and whether a "no" stands before them.
// Used by triage hints. Reads through width, case and traditional characters; tells places in bytes of the text given.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace guiyi::text {

struct phrase_match {
    std::size_t phrase = 0; ///< as add() numbered it
    std::size_t at = 0;     ///< first byte
    std::size_t size = 0;   ///< bytes, of whole characters
    bool negated = false;   ///< "没有转账": a negation shortly before it in the same clause
};

/// Filled once, then only read: find() is safe to call from any thread.
class phrase_book {
  public:
    /// Characters that a '*' may stand for, and that may lie between a negation and what it negates.
    static constexpr std::size_t gap_max = 8;
    static constexpr std::size_t negation_reach = 6;
    static constexpr std::size_t negation_reach_latin = 24;

    /// A phrase; '*' in it stands for up to gap_max characters of the same clause. Latin phrases are whole words.
    /// @returns its number: 0, 1, 2, ...
    std::size_t add(std::string_view phrase);
    void add_negation(std::string_view words);
    std::size_t size() const noexcept { return phrases_; }

    /// Every place of every phrase, in the order of the text.
    std::vector<phrase_match> find(std::string_view utf8) const;

  private:
    struct entry {
        std::vector<std::u32string> parts;
        std::size_t phrase = 0;
        bool negation = false;
    };
    static std::size_t match(const entry& one, const std::u32string& in, std::size_t at);
    void insert(std::string_view phrase, bool negation);
    void begins_with(char32_t first, char32_t second, std::vector<std::uint32_t>& out) const;

    std::vector<entry> entries_;
    // Most places begin no phrase, and a look at two characters says so without a look into by_start_.
    std::bitset<0x4000> alone_;  ///< characters that are the whole first part of some phrase
    std::bitset<0x10000> pairs_; ///< pairs of characters that others begin with
    /// Entries by the two characters they begin with, the second none where the first is the whole part; ascending.
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_start_;
    std::size_t phrases_ = 0;
};

} // namespace guiyi::text
