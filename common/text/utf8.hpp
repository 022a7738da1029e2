// Reads and writes single code points of UTF-8. Internal to text and identity; the input may be invalid.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace guiyi::text {

constexpr char32_t replacement = U'\uFFFD';

/// Takes the code point at byte `at` and moves `at` behind it. A byte that begins nothing valid gives U+FFFD.
inline char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) -> std::uint32_t {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const std::uint32_t a = byte(at++);
    if (a < 0x80) return a;
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    if (a >= 0xC2 && a < 0xE0 && follows(at)) return (a & 0x1F) << 6 | (byte(at++) & 0x3F);
    if (a >= 0xE0 && a < 0xF0 && follows(at) && follows(at + 1)) {
        const std::uint32_t c = (a & 0x0F) << 12 | (byte(at) & 0x3F) << 6 | (byte(at + 1) & 0x3F);
        if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) return at += 2, c;
    }
    if (a >= 0xF0 && a < 0xF5 && follows(at) && follows(at + 1) && follows(at + 2)) {
        const std::uint32_t c =
            (a & 0x07) << 18 | (byte(at) & 0x3F) << 12 | (byte(at + 1) & 0x3F) << 6 | (byte(at + 2) & 0x3F);
        if (c >= 0x10000 && c <= 0x10FFFF) return at += 3, c;
    }
    return replacement;
}

inline void append_code_point(std::string& out, char32_t c) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80)
        put(c);
    else if (c < 0x800)
        put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
    else if (c < 0x10000)
        put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
    else
        put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
}

inline std::u32string decode(std::string_view utf8) {
    std::u32string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) out += next_code_point(utf8, at);
    return out;
}

/// Han ideographs, extensions included; kana and hangul count too: scripts written without spaces between words.
constexpr bool is_cjk(char32_t c) {
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) ||
           c == 0x3007 || (c >= 0x3041 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3);
}

} // namespace guiyi::text
