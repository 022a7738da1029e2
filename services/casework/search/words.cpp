#include "services/casework/search/words.hpp"

#include "common/text/characters.hpp"
#include "common/text/utf8.hpp"

#include <algorithm>

namespace guiyi::casework::search {

namespace {

// The first letter of a key says what it is, so that a word never stands for a number's part.
constexpr char cjk_key = 'h', word_key = 'w', number_key = 'n';

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

std::string key_of(char kind, std::u32string_view characters) {
    std::string out(1, kind);
    for (const auto c : characters) text::append_code_point(out, c);
    return out;
}

std::u32string_view part(std::u32string_view of, const token& one) {
    return of.substr(one.begin, std::min(one.end - one.begin, one.cjk ? one.end : word_chars_max));
}

bool is_number(std::u32string_view word) { return std::ranges::any_of(word, is_digit); }

void add_pairs(std::u32string_view run, std::uint32_t place, std::vector<term>& to) {
    for (std::size_t i = 0; i < run.size(); ++i) {
        to.push_back({key_of(cjk_key, run.substr(i, 1)), term::nowhere});
        if (i + 1 < run.size())
            to.push_back({key_of(cjk_key, run.substr(i, 2)), place + static_cast<std::uint32_t>(i)});
    }
}

void add_word(std::u32string_view word, std::uint32_t place, std::vector<term>& to) {
    to.push_back({key_of(word_key, word), place});
    if (!is_number(word)) return;
    for (std::size_t from = 0; from + number_part_min <= word.size(); ++from)
        to.push_back({key_of(number_key, word.substr(from)), term::nowhere});
}

wanted want(std::u32string_view characters, bool cjk) {
    wanted out;
    if (!cjk) {
        const bool inside = is_number(characters) && characters.size() >= number_part_min;
        out.how = wanted::kind::begins;
        out.keys = {key_of(inside ? number_key : word_key, characters)};
        return out;
    }
    if (characters.size() == 1) out.keys = {key_of(cjk_key, characters)};
    for (std::size_t i = 0; i + 1 < characters.size(); ++i)
        out.keys.push_back(key_of(cjk_key, characters.substr(i, 2)));
    return out;
}

/// Whether the characters stand there as the index would find them: words from their beginning, numbers anywhere.
bool stands_at(std::u32string_view what, bool cjk, std::u32string_view in, std::size_t at) {
    if (in.substr(at, what.size()) != what) return false;
    if (cjk || at == 0 || !text::is_latin(in[at - 1])) return true;
    return is_number(what) && what.size() >= number_part_min;
}

} // namespace

std::vector<token> tokens_of(std::u32string_view folded) {
    std::vector<token> out;
    for (std::size_t at = 0; at < folded.size();) {
        const bool cjk = text::is_cjk(folded[at]);
        if (!cjk && !text::is_latin(folded[at])) {
            ++at;
            continue;
        }
        const auto begin = at;
        while (at < folded.size() && (cjk ? text::is_cjk(folded[at]) : text::is_latin(folded[at]))) ++at;
        out.push_back({begin, at, cjk});
    }
    return out;
}

std::uint32_t add_terms(std::string_view utf8, std::uint32_t place, std::vector<term>& to) {
    const auto folded = text::fold_characters(utf8).text;
    for (const auto& one : tokens_of(folded)) {
        const auto at = place + static_cast<std::uint32_t>(one.begin);
        one.cjk ? add_pairs(part(folded, one), at, to) : add_word(part(folded, one), at, to);
    }
    return place + static_cast<std::uint32_t>(folded.size());
}

std::vector<wanted> read_query(std::string_view utf8) {
    std::vector<wanted> out;
    const auto folded = text::fold_characters(utf8).text;
    for (const auto& one : tokens_of(folded)) {
        if (out.size() == parts_max) break;
        auto wants = want(part(folded, one), one.cjk);
        if (std::ranges::find(out, wants) == out.end()) out.push_back(std::move(wants));
    }
    return out;
}

std::vector<span> find_words(std::string_view query, std::string_view text) {
    const auto asked = text::fold_characters(query).text;
    const auto in = text::fold_characters(text);
    std::vector<span> out;
    for (const auto& one : tokens_of(asked)) {
        const auto what = part(asked, one);
        for (std::size_t at = 0; at + what.size() <= in.text.size(); ++at)
            if (stands_at(what, one.cjk, in.text, at)) out.push_back({in.at[at], in.at[at + what.size()]});
    }
    std::ranges::sort(out, {}, &span::begin);
    std::vector<span> apart;
    for (const auto& one : out)
        if (apart.empty() || one.begin > apart.back().end)
            apart.push_back(one);
        else
            apart.back().end = std::max(apart.back().end, one.end);
    return apart;
}

} // namespace guiyi::casework::search
