#include "common/identity/numbering_plan.hpp"

#include <algorithm>

namespace guiyi::identity {

namespace {

struct service_range {
    std::string_view prefix;
    std::size_t shortest, longest; // digits in all
};

constexpr service_range service_ranges[] = {
    {"400", 10, 10}, {"800", 10, 10}, {"95", 5, 9}, {"96", 5, 8},  {"1010", 8, 8}, {"100", 5, 5}, {"106", 8, 20},
    {"12", 5, 8},    {"11", 3, 3},    {"12", 3, 3}, {"116", 5, 6}, {"118", 5, 6},  {"101", 5, 5},
};

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_exchange(std::string_view three) { return three[0] >= '2' && !(three[1] == '1' && three[2] == '1'); }

} // namespace

bool is_mobile(std::string_view digits) {
    return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3' && all_digits(digits);
}

bool is_fixed(std::string_view digits) {
    if (digits.size() < 10 || digits.size() > 12 || digits[0] != '0' || !all_digits(digits)) return false;
    const bool two_digit_area = digits[1] == '2' || (digits[1] == '1' && digits[2] == '0');
    if (!two_digit_area && digits[1] < '3') return false;
    if (digits.substr(1).starts_with("400") || digits.substr(1).starts_with("800")) return false; // services, not areas
    const auto local = digits.substr(two_digit_area ? 3 : 4);
    return (local.size() == 7 || local.size() == 8) && local[0] >= '2' && local[0] <= '8';
}

bool is_nanp(std::string_view digits) {
    return digits.size() == 10 && all_digits(digits) && is_exchange(digits.substr(0, 3)) &&
           is_exchange(digits.substr(3, 3));
}

bool is_service(std::string_view digits) {
    if (!all_digits(digits)) return false;
    return std::any_of(std::begin(service_ranges), std::end(service_ranges), [&](const service_range& range) {
        return digits.starts_with(range.prefix) && digits.size() >= range.shortest && digits.size() <= range.longest;
    });
}

} // namespace guiyi::identity
