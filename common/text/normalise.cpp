#include "common/text/normalise.hpp"

#include "common/text/utf8.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <opencc/SimpleConverter.hpp>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace guiyi::text {

namespace {

constexpr char32_t han_first = 0x3400;
constexpr char32_t han_last = 0x9FFF;

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const icu::Normalizer2& loaded(const icu::Normalizer2* normaliser, UErrorCode status) {
    if (normaliser == nullptr || U_FAILURE(status)) throw std::runtime_error("ICU's normalisation data is missing");
    return *normaliser;
}

const icu::Normalizer2& nfkc_normaliser() {
    static UErrorCode status = U_ZERO_ERROR;
    static const icu::Normalizer2& instance = loaded(icu::Normalizer2::getNFKCInstance(status), status);
    return instance;
}

const icu::Normalizer2& nfkc_casefold_normaliser() {
    static UErrorCode status = U_ZERO_ERROR;
    static const icu::Normalizer2& instance = loaded(icu::Normalizer2::getNFKCCasefoldInstance(status), status);
    return instance;
}

std::string repaired(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + 8);
    for (std::size_t at = 0; at < bytes.size();) append_code_point(out, next_code_point(bytes, at));
    return out;
}

std::string normalised(const icu::Normalizer2& how, std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    icu::StringByteSink<std::string> sink(&out);
    UErrorCode status = U_ZERO_ERROR;
    how.normalizeUTF8(0, {utf8.data(), static_cast<std::int32_t>(utf8.size())}, sink, nullptr, status);
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU could not normalise: ") + u_errorName(status));
    return out;
}

// What OpenCC makes of every single character, read line by line from one conversion of them all.
std::vector<char32_t> simplified_table() {
    std::string lines;
    for (char32_t c = han_first; c <= han_last; ++c) append_code_point(lines, c), lines += '\n';
    const std::string converted = opencc::SimpleConverter("t2s.json").Convert(lines);
    std::vector<char32_t> table;
    for (std::size_t at = 0; at < converted.size();) {
        const char32_t c = next_code_point(converted, at);
        const bool single = at < converted.size() && converted[at] == '\n';
        table.push_back(single ? c : han_first + static_cast<char32_t>(table.size()));
        while (at < converted.size() && converted[at++] != '\n') {
        }
    }
    if (table.size() != han_last - han_first + 1)
        throw std::runtime_error("OpenCC's t2s.json did not convert by character");
    // A few chains (薴 to 苧 to 苎) are followed to their end, so that folding twice changes nothing.
    for (char32_t& c : table)
        for (int step = 0; step < 4 && c >= han_first && c <= han_last; ++step) c = table[c - han_first];
    return table;
}

char32_t simplified(char32_t c) {
    static const std::vector<char32_t> table = simplified_table();
    return table[c - han_first];
}

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

bool counts_as_text(char32_t c) {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_cjk(c)) return true;
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

} // namespace

bool is_utf8(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t begin = at;
        if (next_code_point(bytes, at) == replacement && at - begin != 3) return false;
    }
    return true;
}

std::string nfkc(std::string_view utf8) {
    if (is_ascii(utf8)) return std::string(utf8);
    return normalised(nfkc_normaliser(), is_utf8(utf8) ? utf8 : std::string_view(repaired(utf8)));
}

std::string fold(std::string_view utf8) {
    if (is_ascii(utf8)) return lower_ascii(utf8);
    const std::string folded =
        normalised(nfkc_casefold_normaliser(), is_utf8(utf8) ? utf8 : std::string_view(repaired(utf8)));
    std::string out;
    out.reserve(folded.size());
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(folded, at);
        if (c >= han_first && c <= han_last)
            append_code_point(out, simplified(c));
        else
            out.append(folded, begin, at - begin);
    }
    return out;
}

std::string strip(std::string_view folded) {
    std::string out;
    out.reserve(folded.size());
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(folded, at);
        if (counts_as_text(c)) out.append(folded, begin, at - begin);
    }
    return out;
}

std::size_t codepoints(std::string_view utf8) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < utf8.size(); ++count) next_code_point(utf8, at);
    return count;
}

std::string truncate_codepoints(std::string_view utf8, std::size_t max) {
    std::size_t at = 0;
    while (max-- > 0 && at < utf8.size()) next_code_point(utf8, at);
    return std::string(utf8.substr(0, at));
}

} // namespace guiyi::text
