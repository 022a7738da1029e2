#include "common/privacy/mask.hpp"

#include "common/privacy/atoms.hpp"

#include <algorithm>

namespace guiyi::privacy {

namespace {

// Length in bytes of the code point that begins with this byte; 1 for a stray byte.
std::size_t width_of(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

std::string_view first_code_point(std::string_view text) { return text.substr(0, width_of(text[0])); }

bool is_han(std::string_view code_point) {
    return code_point.size() == 4 || (code_point >= "\u3400" && code_point <= "\u9fff" && code_point.size() == 3);
}

bool has_han(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); at += width_of(text[at]))
        if (is_han(first_code_point(text.substr(at)))) return true;
    return false;
}

std::string mask_word(std::string_view word) {
    return word[0] == '*' ? std::string(word) : std::string(first_code_point(word)) + "***";
}

// Calls `change` on every word between spaces and commas; what separates them stays.
template <class Change>
std::string each_word(std::string_view text, Change change) {
    std::string out;
    while (!text.empty()) {
        const auto begin = std::min(text.find_first_not_of(" ,\t"), text.size());
        out += text.substr(0, begin);
        text.remove_prefix(begin);
        const auto end = std::min(text.find_first_of(" ,\t"), text.size());
        if (end > 0) out += change(text.substr(0, end));
        text.remove_prefix(end);
    }
    return out;
}

bool has_digit(std::string_view word) {
    for (std::size_t at = 0; at < word.size(); at += atom_at(word, at).width)
        if (is_digit(atom_at(word, at).c)) return true;
    return false;
}

std::size_t first_digit(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); at += atom_at(text, at).width)
        if (is_digit(atom_at(text, at).c)) return at;
    return text.size();
}

// End of the last of the marks in the text, not counting one that begins it; 0 when there is none.
std::size_t end_of_last(std::string_view text, std::initializer_list<std::string_view> marks) {
    std::size_t end = 0;
    for (const auto mark : marks)
        if (const auto at = text.rfind(mark); at != std::string_view::npos && at > 0)
            end = std::max(end, at + mark.size());
    return end;
}

} // namespace

std::string mask_name(std::string_view name) {
    const auto begin = name.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    name = name.substr(begin, name.find_last_not_of(' ') - begin + 1);
    if (!is_han(first_code_point(name))) return each_word(name, mask_word);
    std::string out(first_code_point(name));
    for (std::size_t at = out.size(); at < name.size(); at += width_of(name[at])) out += '*';
    return out;
}

std::string mask_address(std::string_view raw) {
    if (!has_han(raw))
        return each_word(raw, [](std::string_view word) { return has_digit(word) ? "***" : std::string(word); });
    const auto before = raw.substr(0, first_digit(raw));
    std::size_t end = end_of_last(before, {"路", "街", "街道", "大道", "巷", "弄", "胡同"});
    if (end == 0) end = end_of_last(before, {"区", "區", "县", "縣", "镇", "鎮", "乡", "鄉", "市", "省"});
    return std::string(before.substr(0, end)) + "***";
}

} // namespace guiyi::privacy
