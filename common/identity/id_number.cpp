#include "common/identity/id_number.hpp"

#include <algorithm>
#include <array>

namespace guiyi::identity {

namespace {

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

// GB/T 2260 first two digits; 91 was proposed for foreigners' permits and is in use.
bool known_province(int code) {
    return (code >= 11 && code <= 15) || (code >= 21 && code <= 23) || (code >= 31 && code <= 37) ||
           (code >= 41 && code <= 46) || (code >= 50 && code <= 54) || (code >= 61 && code <= 65) || code == 71 ||
           code == 81 || code == 82 || code == 83 || code == 91;
}

bool date_exists(int year, int month, int day) {
    constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1) return false;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
}

char check_character(std::string_view seventeen) {
    int sum = 0;
    int weight = 1; // 2^17 mod 11 downwards is the same as walking from the right, doubling
    for (auto at = seventeen.rbegin(); at != seventeen.rend(); ++at) {
        weight = weight * 2 % 11;
        sum += (*at - '0') * weight;
    }
    return "10X98765432"[sum % 11];
}

} // namespace

bool valid_id_number(std::string_view text) {
    if (text.size() != 18 || !all_digits(text.substr(0, 17))) return false;
    const int year = number(text.substr(6, 4));
    if (year < 1900 || year > 2099 || !known_province(number(text.substr(0, 2)))) return false;
    if (!date_exists(year, number(text.substr(10, 2)), number(text.substr(12, 2)))) return false;
    const char last = text[17] == 'x' ? 'X' : text[17];
    return last == check_character(text.substr(0, 17));
}

bool plausible_old_id_number(std::string_view digits) {
    return digits.size() == 15 && all_digits(digits) && known_province(number(digits.substr(0, 2))) &&
           digits.substr(2, 4) != "0000" && digits.substr(12) != "000" &&
           date_exists(1900 + number(digits.substr(6, 2)), number(digits.substr(8, 2)), number(digits.substr(10, 2)));
}

} // namespace guiyi::identity
