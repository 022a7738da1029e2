#include "services/access/password_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace guiyi::access {

namespace {

/// Words around which common long passwords are built, the longest first; digits and signs around them do not help.
constexpr std::array<std::string_view, 40> common_words{
    "administrator", "qwertyuiop", "asdfghjkl", "password", "passw0rd", "p@ssword", "p@ssw0rd", "1qaz2wsx",
    "1q2w3e4r",      "q1w2e3r4",   "iloveyou",  "changeme", "football", "baseball", "sunshine", "princess",
    "abcd1234",      "aa123456",   "zhongguo",  "letmein",  "welcome",  "default",  "5201314",  "1314520",
    "qwerty",        "asdfgh",     "zxcvbn",    "woaini",   "secret",   "monkey",   "dragon",   "abc123",
    "a1b2c3",        "qazwsx",     "admin",     "guest",    "guiyi",    "12315",    "12321",    "root"};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

/// What is left after a word was taken out wherever it stands.
std::string without(std::string text, std::string_view word) {
    if (word.empty()) return text;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) text.erase(at, word.size());
    return text;
}

/// Few different characters, or each following from the one before ("aaaa", "1234", "abcd", "9876").
bool is_regular(std::string_view text) {
    if (std::set<char>(text.begin(), text.end()).size() < 5) return true;
    std::size_t steps = 0;
    for (std::size_t i = 1; i < text.size(); ++i) steps += std::abs(text[i] - text[i - 1]) <= 1 ? 1 : 0;
    return steps * 4 > text.size() * 3;
}

} // namespace

std::optional<weakness> weakness_of(std::string_view password, const account_id& account, std::string_view name,
                                    std::size_t chars_min) {
    const std::string least = std::to_string(chars_min);
    if (characters(password) < chars_min)
        return weakness{"too_short", "至少" + least + "个字符", "at least " + least + " characters"};
    const auto plain = lower(password);
    if (is_regular(plain))
        return weakness{"too_regular", "不能只是重复或连续的字符", "must not be repeated or consecutive characters"};
    constexpr std::size_t own_part_min = 6; // what must be left beside a word that anybody would try
    auto own_part = plain;
    for (const auto word : common_words) own_part = without(std::move(own_part), word);
    if (characters(own_part) < own_part_min)
        return weakness{"too_common", "过于常见，容易被猜中", "is built on a word that is tried first"};
    for (const auto& word : {lower(account.str()), lower(name)})
        if (word.size() >= 3 && plain.find(word) != plain.npos && characters(without(plain, word)) < own_part_min)
            return weakness{"about_you", "不能以本人的账号或姓名为主", "must not be your account or name"};
    return std::nullopt;
}

} // namespace guiyi::access
