// Reads text one symbol at a time, with full-width forms, dashes and spaces folded to ASCII. Internal to privacy.
#pragma once

#include <cstddef>
#include <string_view>

namespace guiyi::privacy {

/// One symbol: the ASCII character it stands for ('\0' when none) and the bytes it takes.
struct atom {
    char c;
    std::size_t width;
};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_alnum(char c) { return is_digit(c) || is_letter(c); }

/// The symbol at byte `at`; {'\0', 1} past the end and for anything without an ASCII reading.
inline atom atom_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {'\0', 1};
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : '\0'); };
    const unsigned a = byte(at);
    if (a < 0x80) return {text[at], 1};
    const unsigned b = byte(at + 1);
    const unsigned c = byte(at + 2);
    if (a == 0xEF && b == 0xBC && c >= 0x81 && c <= 0xBF) return {static_cast<char>(c - 0x81 + 0x21), 3};
    if (a == 0xEF && b == 0xBD && c >= 0x80 && c <= 0x9E) return {static_cast<char>(c - 0x80 + 0x60), 3};
    if (a == 0xE3 && b == 0x80 && c == 0x80) return {' ', 3};
    if (a == 0xC2 && b == 0xA0) return {' ', 2};
    if (a == 0xE2 && b == 0x80 && (c == 0xAF || (c >= 0x90 && c <= 0x95))) return {c == 0xAF ? ' ' : '-', 3};
    if (a == 0xE2 && b == 0x88 && c == 0x92) return {'-', 3};
    return {'\0', 1};
}

/// The symbol that ends just before byte `at`.
inline atom atom_before(std::string_view text, std::size_t at) {
    if (at == 0) return {'\0', 0};
    if (static_cast<unsigned char>(text[at - 1]) < 0x80) return {text[at - 1], 1};
    for (const std::size_t width : {std::size_t{3}, std::size_t{2}}) {
        if (at < width) continue;
        const atom found = atom_at(text, at - width);
        if (found.width == width) return found;
    }
    return {'\0', 1};
}

} // namespace guiyi::privacy
