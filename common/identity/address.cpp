#include "common/identity/address.hpp"

#include "common/text/normalise.hpp"
#include "common/text/pinyin.hpp"
#include "common/text/shingle.hpp"
#include "common/text/utf8.hpp"

#include <algorithm>
#include <iterator>

namespace guiyi::identity {

namespace {

// Words that only say what a number counts.
constexpr std::u32string_view han_units = U"号號栋棟幢楼樓室层層座单元房弄门牌";
constexpr std::u32string_view numerals = U"零一二三四五六七八九";

constexpr std::string_view latin_units =
    " room rm bldg building block no unit floor fl flat apt apartment suite ste number dist district city province p r "
    "china ";

struct translation {
    std::string_view english, pinyin;
};
constexpr translation road_words[] = {{"road", "lu"},      {"rd", "lu"},     {"street", "jie"}, {"st", "jie"},
                                      {"avenue", "dadao"}, {"ave", "dadao"}, {"lane", "xiang"}, {"alley", "xiang"}};

// Suffixes that English addresses leave out.
bool is_area_suffix(char32_t c) { return c == U'区' || c == U'市' || c == U'省' || c == U'县'; }

// Pieces of the address in order: numbers, and words in pinyin syllables.
struct pieces {
    std::vector<std::string> numbers;
    std::vector<std::vector<std::string>> phrases{1};

    void add_number(std::string digits) {
        digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
        numbers.push_back(std::move(digits));
    }
    void add_syllable(std::string syllable) { phrases.back().push_back(std::move(syllable)); }
    void end_phrase() {
        if (!phrases.back().empty()) phrases.emplace_back();
    }
};

// "六", "十二", "三十", "二十五" before a unit; 0 when it is something else. Takes what it reads.
unsigned chinese_number(const std::u32string& text, std::size_t& at) {
    const auto digit = [&](std::size_t i) {
        const auto found = i < text.size() ? numerals.find(text[i]) : std::u32string_view::npos;
        return found == std::u32string_view::npos ? 0u : static_cast<unsigned>(found);
    };
    std::size_t i = at;
    unsigned value = digit(i);
    if (value > 0) ++i;
    if (i < text.size() && text[i] == U'十') {
        value = (value == 0 ? 1 : value) * 10 + digit(i + 1);
        i += digit(i + 1) > 0 ? 2 : 1;
    }
    if (value == 0 || i >= text.size() || han_units.find(text[i]) == std::u32string_view::npos) return 0;
    at = i;
    return value;
}

void add_word(pieces& out, const std::string& word) {
    // "12a", "b3": a number with a letter.
    std::string digits;
    std::copy_if(word.begin(), word.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits.empty()) {
        out.end_phrase();
        return out.add_number(std::move(digits));
    }
    if (latin_units.find(" " + word + " ") != std::string_view::npos) return out.end_phrase();
    for (const auto& [english, pinyin] : road_words)
        if (word == english) {
            for (auto& syllable : text::pinyin_syllables(pinyin)) out.add_syllable(std::move(syllable));
            return out.end_phrase();
        }
    auto syllables = text::pinyin_syllables(word);
    if (syllables.empty()) syllables.push_back(word);
    for (auto& syllable : syllables) out.add_syllable(std::move(syllable));
}

pieces pieces_of(const std::u32string& text) {
    pieces out;
    std::string word;
    bool counted = false; // the last thing was a number or its unit: the 楼 of 鼓楼 is no unit
    for (std::size_t at = 0; at <= text.size();) {
        const char32_t c = at < text.size() ? text[at] : U'\0';
        const bool letter = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
        if (letter) word += static_cast<char>(c);
        // "Jiang'an" is one word; so is "Xi'an".
        else if (!word.empty() && c != U'\'' && c != U'\u2019') {
            counted = std::any_of(word.begin(), word.end(), [](char x) { return x <= '9'; });
            add_word(out, word);
            word.clear();
        }
        if (!text::is_cjk(c)) {
            if (c == U',' || c == U'(' || c == U')' || c == U';') out.end_phrase();
            ++at;
        } else if (const unsigned value = chinese_number(text, at); value > 0) {
            out.end_phrase();
            out.add_number(std::to_string(value));
            counted = true;
        } else {
            counted = counted && han_units.find(c) != std::u32string_view::npos;
            if (counted || is_area_suffix(c))
                out.end_phrase();
            else
                out.add_syllable(std::string(text::pinyin_of(c)));
            ++at;
        }
    }
    return out;
}

} // namespace

address normalise_address(std::string_view raw) {
    auto [numbers, phrases] = pieces_of(text::decode(text::fold(raw)));
    address out;
    out.numbers = std::move(numbers);
    std::sort(out.numbers.begin(), out.numbers.end(), [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() < b.size() : a < b;
    });
    for (const auto& number : out.numbers) out.number_tuple += (out.number_tuple.empty() ? "" : "-") + number;
    for (const auto& phrase : phrases) {
        const auto grams = text::token_grams(phrase, 2);
        out.bigrams.insert(out.bigrams.end(), grams.begin(), grams.end());
    }
    std::sort(out.bigrams.begin(), out.bigrams.end());
    out.bigrams.erase(std::unique(out.bigrams.begin(), out.bigrams.end()), out.bigrams.end());
    return out;
}

} // namespace guiyi::identity
