// Groups of digits that may be one number written with gaps, and what number they are. Internal to privacy.
#pragma once

#include "common/privacy/find.hpp"

#include <array>
#include <optional>

namespace guiyi::privacy {

/// A run of digits without a gap.
struct digit_group {
    std::size_t begin = 0, end = 0;   ///< bytes in the text
    std::size_t first = 0, count = 0; ///< digits, as positions in number_chain::digits
};

/// Consecutive groups with at most three separator symbols between them: a bounded window, so scanning stays linear.
struct number_chain {
    static constexpr std::size_t digits_max = 23, groups_max = 19;

    std::array<char, digits_max> digits{};
    std::array<digit_group, groups_max> groups{};
    std::size_t size = 0;        ///< groups taken
    std::size_t total = 0;       ///< digits taken
    bool complete = false;       ///< nothing was left out at the end for want of room
    std::size_t check_x_end = 0; ///< end of an 'X' glued to the last group; 0 when there is none
    std::size_t resume = 0;      ///< where to go on when the first group could not be taken at all
    bool plus = false;           ///< a '+' stands before the first group

    std::string_view digits_of(std::size_t group_count) const {
        const auto& last = groups[group_count - 1];
        return {digits.data(), last.first + last.count};
    }
};

/// Takes the groups from byte `at`, which must be a digit, up to byte `limit`.
number_chain gather(std::string_view text, std::size_t at, std::size_t limit);

/// What the chain begins with, and how many of its groups that takes.
struct chain_match {
    kind what;
    std::size_t groups;
    std::size_t end;
};

/// The most specific reading that begins with the first group; nothing when no reading fits.
std::optional<chain_match> classify(const number_chain& chain, const find_options& options);

/// The ID number reading alone, for digits glued to letters ("ID110105...").
std::optional<chain_match> classify_id(const number_chain& chain);

} // namespace guiyi::privacy
