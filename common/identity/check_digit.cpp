#include "common/identity/check_digit.hpp"

#include <algorithm>

namespace guiyi::identity {

namespace {

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

bool luhn(std::string_view digits) {
    if (digits.size() < 2 || !all_digits(digits)) return false;
    unsigned sum = 0;
    bool doubled = false;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, doubled = !doubled) {
        auto value = static_cast<unsigned>(*at - '0') * (doubled ? 2u : 1u);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

char mod11_10(std::string_view digits) {
    if (digits.empty() || !all_digits(digits)) return '\0';
    unsigned product = 10;
    for (const char c : digits) {
        unsigned sum = (product + static_cast<unsigned>(c - '0')) % 10;
        if (sum == 0) sum = 10;
        product = sum * 2 % 11;
    }
    return static_cast<char>('0' + (11 - product) % 10);
}

bool valid_mod11_10(std::string_view digits_with_check) {
    if (digits_with_check.size() < 2) return false;
    const auto last = digits_with_check.size() - 1;
    return mod11_10(digits_with_check.substr(0, last)) == digits_with_check[last];
}

} // namespace guiyi::identity
