#include "common/config/hint_words.hpp"

#include <algorithm>

namespace guiyi::config {

namespace {

constexpr std::int64_t weight_max = 100;

spoken_by read_speaker(const table& row) {
    const auto said = row.choice("by", {"anybody", "complainant", "robot"}, "anybody");
    return said == "robot" ? spoken_by::robot : said == "complainant" ? spoken_by::complainant : spoken_by::anybody;
}

} // namespace

const hint_flag* hint_words::find_flag(std::string_view axis, std::string_view code) const {
    const auto found =
        std::ranges::find_if(flags_, [&](const hint_flag& one) { return one.axis == axis && one.code == code; });
    return found != flags_.end() ? &*found : nullptr;
}

hint_words hint_words::read(const table& root, const std::vector<std::string>& known_codes) {
    hint_words out;
    for (const table& row : root.tables("flag")) {
        hint_flag one{row.choice("axis", {"harm", "technique", "caution"}), row.text("code"), row.text("zh"),
                      row.text("en"), row.choice("urgency", {"now", "soon", "normal"}, "normal")};
        if (out.find_flag(one.axis, one.code)) row.refuse("code", "is given twice");
        out.flags_.push_back(std::move(one));
    }
    for (const table& row : root.tables("words")) {
        word_list one{row.choice("axis", {"nature", "category", "harm", "technique", "caution"}), row.text("code"),
                      static_cast<int>(row.integer("weight", 1, 1, weight_max)), row.text("needs", ""),
                      read_speaker(row)};
        if (!out.find_flag(one.axis, one.code) &&
            std::ranges::find(known_codes, one.axis + "/" + one.code) == known_codes.end())
            row.refuse("code", "is no nature, category or flag of this file");
        auto phrases = row.texts("zh");
        std::ranges::move(row.texts("en"), std::back_inserter(phrases));
        if (phrases.empty()) row.refuse("zh", "or 'en' must list at least one phrase");
        for (const auto& phrase : phrases) {
            out.phrases_.add(phrase);
            out.list_of_phrase_.push_back(out.lists_.size());
        }
        out.lists_.push_back(std::move(one));
    }
    const auto negation = root.sub("negation");
    for (const char* language : {"zh", "en"})
        for (const auto& words : negation.texts(language)) out.phrases_.add_negation(words);
    return out;
}

} // namespace guiyi::config
