// The words by which triage hints are found, and what they stand for: [[flag]] and [[words]] of config/taxonomy.toml.
// Read together with the taxonomy; used by common/triage. A hint is a suggestion to a person and decides nothing.
#pragma once

#include "common/config/toml.hpp"
#include "common/text/phrases.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::config {

/// Something that a complaint may show beside nature and category.
struct hint_flag {
    std::string axis; ///< harm | technique | caution
    std::string code; ///< "elderly"
    std::string name_zh;
    std::string name_en;
    std::string urgency; ///< now | soon, or empty
};

/// Whose words are looked at.
enum class spoken_by { anybody, complainant, robot };

/// A list of phrases that stand for one thing.
struct word_list {
    std::string axis; ///< nature | category, or a flag's
    std::string code;
    int weight = 1;      ///< of each different phrase of the list that is found
    std::string needs{}; ///< counts only beside a hint of a category that begins so ("E")
    spoken_by by = spoken_by::anybody;
};

class hint_words {
  public:
    /// Reads what the file says of words. Axis and code of every list must be known: a nature, a category, or a flag.
    /// @param known_codes natures and categories as "axis/code"
    static hint_words read(const table& root, const std::vector<std::string>& known_codes);

    const std::vector<word_list>& lists() const noexcept { return lists_; }
    const std::vector<hint_flag>& flags() const noexcept { return flags_; }
    const hint_flag* find_flag(std::string_view axis, std::string_view code) const;
    const text::phrase_book& phrases() const noexcept { return phrases_; }
    /// The list that a phrase belongs to.
    const word_list& list_of(std::size_t phrase) const { return lists_[list_of_phrase_[phrase]]; }

  private:
    std::vector<hint_flag> flags_;
    std::vector<word_list> lists_;
    std::vector<std::size_t> list_of_phrase_;
    text::phrase_book phrases_;
};

} // namespace guiyi::config
