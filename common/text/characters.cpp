#include "common/text/characters.hpp"

#include "common/text/normalise.hpp"
#include "common/text/utf8.hpp"

#include <array>
#include <atomic>

namespace guiyi::text {

namespace {

char32_t look_up_simplified(char32_t c) {
    std::string one;
    append_code_point(one, c);
    const auto folded = decode(fold(one));
    return folded.size() == 1 ? folded.front() : c;
}

/// Traditional to simplified, one character at a time, so that places stay where they are. Every complaint's every
/// character comes by here: each of the basic plane is looked up once, and any thread may be the one that does.
char32_t simplified(char32_t c) {
    static std::array<std::atomic<char32_t>, 0x10000> known{};
    if (c >= known.size()) return look_up_simplified(c);
    char32_t out = known[c].load(std::memory_order_relaxed);
    if (out == 0) known[c].store(out = look_up_simplified(c), std::memory_order_relaxed);
    return out;
}

char32_t fold_character(char32_t c) {
    if (c >= 0xFF01 && c <= 0xFF5E) c = c - 0xFF01 + U'!';
    if (c >= U'A' && c <= U'Z') return c - U'A' + U'a';
    if (c == 0x2019) return U'\'';
    if (c == 0x3000 || c == U'\t' || c == U'\u00A0') return U' ';
    return is_cjk(c) ? simplified(c) : c;
}

} // namespace

folded_characters fold_characters(std::string_view utf8) {
    folded_characters out;
    out.text.reserve(utf8.size());
    out.at.reserve(utf8.size() + 1);
    for (std::size_t at = 0; at < utf8.size();) {
        out.at.push_back(at);
        out.text += fold_character(next_code_point(utf8, at));
    }
    out.at.push_back(utf8.size());
    return out;
}

} // namespace guiyi::text
