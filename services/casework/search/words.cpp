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

/// The last one stands alone, so that every character begins a term.
void add_pairs(std::u32string_view run, std::vector<std::string>& to) {
    for (std::size_t i = 0; i < run.size(); ++i) to.push_back(key_of(cjk_key, run.substr(i, 2)));
}

void add_word(std::u32string_view word, std::vector<std::string>& to) {
    to.push_back(key_of(word_key, word));
    if (!is_number(word)) return;
    for (std::size_t from = 0; from + number_part_min <= word.size(); ++from)
        to.push_back(key_of(number_key, word.substr(from)));
}

wanted want(std::u32string_view characters, bool cjk) {
    wanted out{wanted::kind::begins, {}, std::u32string(characters)};
    if (!cjk) {
        const bool inside = is_number(characters) && characters.size() >= number_part_min;
        out.keys = {key_of(inside ? number_key : word_key, characters)};
    } else if (characters.size() == 1) {
        out.how = wanted::kind::character;
        out.keys = {key_of(cjk_key, characters)};
    } else {
        out.how = wanted::kind::pairs;
        for (std::size_t i = 0; i + 1 < characters.size(); ++i)
            out.keys.push_back(key_of(cjk_key, characters.substr(i, 2)));
    }
    return out;
}

/// Whether the characters stand there as the index would find them: words from their beginning, numbers anywhere.
bool stands_at(std::u32string_view what, std::u32string_view in, std::size_t at) {
    if (in.substr(at, what.size()) != what) return false;
    if (text::is_cjk(what.front()) || at == 0 || !text::is_latin(in[at - 1])) return true;
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

void add_terms(std::string_view utf8, std::vector<std::string>& to) {
    const auto folded = text::fold_characters(utf8).text;
    for (const auto& one : tokens_of(folded))
        one.cjk ? add_pairs(part(folded, one), to) : add_word(part(folded, one), to);
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

std::vector<span> find_words(const std::vector<wanted>& asked, std::string_view text, std::vector<bool>& held) {
    const auto in = text::fold_characters(text);
    std::vector<span> out;
    for (std::size_t part = 0; part < asked.size(); ++part) {
        const auto& what = asked[part].characters;
        for (std::size_t at = 0; at + what.size() <= in.text.size(); ++at) {
            if (!stands_at(what, in.text, at)) continue;
            out.push_back({in.at[at], in.at[at + what.size()]});
            held[part] = true;
        }
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
