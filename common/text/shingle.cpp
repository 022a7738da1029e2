#include "common/text/shingle.hpp"

#include "common/text/normalise.hpp"
#include "common/text/utf8.hpp"

#include <algorithm>
#include <stdexcept>

namespace guiyi::text {

namespace {

constexpr std::size_t shortest_text = 12; // code points without punctuation
constexpr std::uint64_t number_token = 0x6e756d626572;

// splitmix64's finaliser: every bit of the input moves about half of the output.
constexpr std::uint64_t mix(std::uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

constexpr std::uint64_t chained(std::uint64_t hash, std::uint64_t token) {
    return mix((hash ^ token) + 0x9e3779b97f4a7c15);
}

std::uint64_t hash_of(std::string_view word) {
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a
    for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return mix(hash);
}

std::vector<std::uint64_t> grams(std::span<const std::uint64_t> tokens, std::size_t n) {
    std::vector<std::uint64_t> out;
    if (tokens.size() < n) return out;
    out.reserve(tokens.size() - n + 1);
    for (std::size_t begin = 0; begin + n <= tokens.size(); ++begin) {
        std::uint64_t hash = n;
        for (const std::uint64_t token : tokens.subspan(begin, n)) hash = chained(hash, token);
        out.push_back(hash);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

// Hashes of the tokens of folded text; `letters` counts the code points that are not punctuation.
std::vector<std::uint64_t> tokens_of(std::string_view folded, std::size_t& letters) {
    std::vector<std::uint64_t> tokens;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) tokens.push_back(hash_of(word));
        word.clear();
    };
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(folded, at);
        const bool digit = c >= '0' && c <= '9';
        if (digit || is_cjk(c)) end_word();
        // "1,500.00" and "2025-01-06" are one number each.
        if (digit && (tokens.empty() || tokens.back() != number_token)) tokens.push_back(number_token);
        if (is_cjk(c)) tokens.push_back(mix(c));
        const bool counted = digit || is_cjk(c) || !strip(folded.substr(begin, at - begin)).empty();
        letters += counted ? 1 : 0;
        // An apostrophe belongs to its word: "don't" is one token, however it is typed.
        if (!digit && !is_cjk(c) && counted)
            word.append(folded, begin, at - begin);
        else if (c != U'\'' && c != U'\u2019')
            end_word();
    }
    end_word();
    return tokens;
}

double jaro(const std::u32string& a, const std::u32string& b) {
    if (a.empty() || b.empty()) return a.empty() && b.empty() ? 1.0 : 0.0;
    const std::size_t window = std::max<std::size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
    std::vector<bool> taken(b.size());
    std::u32string from_a;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t end = std::min(i + window + 1, b.size());
        for (std::size_t j = i > window ? i - window : 0; j < end; ++j) {
            if (taken[j] || a[i] != b[j]) continue;
            taken[j] = true;
            from_a += a[i];
            break;
        }
    }
    if (from_a.empty()) return 0.0;
    std::size_t swapped = 0;
    for (std::size_t j = 0, k = 0; j < b.size(); ++j)
        if (taken[j] && b[j] != from_a[k++]) ++swapped;
    const auto m = static_cast<double>(from_a.size());
    return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
            (m - static_cast<double>(swapped / 2)) / m) /
           3.0;
}

} // namespace

std::vector<std::uint64_t> shingles(std::string_view raw_text) {
    std::size_t letters = 0;
    const auto tokens = tokens_of(fold(raw_text), letters);
    if (letters < shortest_text) return {};
    return grams(tokens, 3);
}

std::vector<std::uint64_t> bigrams(std::string_view raw_text) {
    std::vector<std::uint64_t> tokens;
    const std::string text = strip(fold(raw_text));
    for (std::size_t at = 0; at < text.size();) tokens.push_back(mix(next_code_point(text, at)));
    return grams(tokens, std::clamp<std::size_t>(tokens.size(), 1, 2));
}

std::vector<std::uint64_t> token_grams(std::span<const std::string> tokens, std::size_t n) {
    if (n == 0) throw std::invalid_argument("token_grams: n must be at least 1");
    std::vector<std::uint64_t> hashes;
    for (const auto& token : tokens) hashes.push_back(hash_of(token));
    return grams(hashes, std::clamp<std::size_t>(hashes.size(), 1, n));
}

double containment(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b) {
    if (a.empty() || b.empty()) return 0.0;
    std::size_t shared = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        shared += a[i] == b[j] ? 1 : 0;
        const bool step_a = a[i] <= b[j];
        if (b[j] <= a[i]) ++j;
        if (step_a) ++i;
    }
    return static_cast<double>(shared) / static_cast<double>(std::min(a.size(), b.size()));
}

double jaro_winkler(std::string_view a, std::string_view b) {
    const std::u32string x = decode(a);
    const std::u32string y = decode(b);
    const double similarity = jaro(x, y);
    const auto differ = std::mismatch(x.begin(), x.end(), y.begin(), y.end()).first;
    const auto prefix = std::min<std::ptrdiff_t>(differ - x.begin(), 4);
    return similarity + static_cast<double>(prefix) * 0.1 * (1.0 - similarity);
}

} // namespace guiyi::text
