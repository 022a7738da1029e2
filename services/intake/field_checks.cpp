#include "services/intake/field_checks.hpp"

#include "common/identity/id_number.hpp"
#include "common/identity/phone.hpp"
#include "common/time/instant.hpp"

#include <algorithm>
#include <string>

namespace guiyi::intake {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// Whether the text begins with the picture, where 'd' stands for a digit and 'T' also for 't'.
bool has_picture(std::string_view text, std::string_view picture) {
    if (text.size() < picture.size()) return false;
    for (std::size_t i = 0; i < picture.size(); ++i) {
        const bool good =
            picture[i] == 'd' ? is_digit(text[i]) : text[i] == picture[i] || (picture[i] == 'T' && text[i] == 't');
        if (!good) return false;
    }
    return true;
}

bool has_offset(std::string_view text) {
    if (text.ends_with('Z') || text.ends_with('z')) return true;
    return text.size() > 25 - 1 &&
           (has_picture(text.substr(text.size() - 6), "+dd:dd") || has_picture(text.substr(text.size() - 6), "-dd:dd"));
}

} // namespace

date_reading read_day(std::string_view text) {
    if (parse_date(text)) return date_reading::good;
    return text.size() == 10 && has_picture(text, "dddd-dd-dd") ? date_reading::impossible : date_reading::unreadable;
}

date_reading read_day_or_time(std::string_view text) {
    if (text.size() <= 10) return read_day(text);
    if (parse_rfc3339(text)) return date_reading::good;
    return has_picture(text, "dddd-dd-ddTdd:dd:dd") && has_offset(text) ? date_reading::impossible
                                                                        : date_reading::unreadable;
}

bool is_amount(std::string_view text) {
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    if (whole.empty() || whole.size() > 12 || !std::ranges::all_of(whole, is_digit)) return false;
    if (point == text.npos) return true;
    const auto part = text.substr(point + 1);
    return !part.empty() && part.size() <= 2 && std::ranges::all_of(part, is_digit);
}

bool is_number_like(std::string_view text) {
    const auto fits = [](char c) { return is_digit(c) || std::string_view("+-.eE").find(c) != std::string_view::npos; };
    return !text.empty() && std::ranges::all_of(text, fits);
}

bool is_currency(std::string_view text) {
    return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_reachable_phone(std::string_view text) {
    const auto read = identity::normalise_phone(text);
    if (!read) return false;
    switch (read->kind) {
        case identity::phone_kind::mobile:
        case identity::phone_kind::fixed:
        case identity::phone_kind::nanp: return true;
        case identity::phone_kind::other: return std::ranges::count_if(read->key, is_digit) >= 7;
        case identity::phone_kind::service:
        case identity::phone_kind::masked: break;
    }
    return false;
}

bool is_phone(std::string_view text) { return identity::normalise_phone(text).has_value(); }

bool is_email(std::string_view text) {
    const auto sign = text.find('@');
    if (sign == text.npos || sign == 0 || sign > 64 || text.size() > 254 || text.find('@', sign + 1) != text.npos)
        return false;
    const auto domain = text.substr(sign + 1);
    const auto dot = domain.find('.');
    if (dot == domain.npos || dot == 0 || domain.back() == '.' || domain.find("..") != domain.npos) return false;
    return std::ranges::none_of(
        text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == ','; });
}

bool is_id_number(std::string_view text) {
    const bool digits = std::ranges::all_of(text.substr(0, 17), is_digit);
    if (text.size() == 18 && digits) return identity::valid_id_number(text);
    if (text.size() == 15 && digits) return identity::plausible_old_id_number(text);
    const auto fits = [](char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '(' || c == ')'; };
    return text.size() >= 5 && text.size() <= 20 && std::ranges::all_of(text, fits) &&
           std::ranges::any_of(text, is_digit);
}

bool is_id_last4(std::string_view text) {
    return text.size() == 4 &&
           std::ranges::all_of(text.substr(0, 3), [](char c) { return is_digit(c) || is_letter(c); }) &&
           (is_digit(text[3]) || is_letter(text[3]));
}

bool is_credit_code(std::string_view text) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    if (text.size() != 18) return false;
    std::size_t sum = 0, weight = 1;
    for (const char c : text.substr(0, 17)) {
        const auto value = alphabet.find(c);
        if (value == alphabet.npos) return false;
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31] == text[17];
}

bool is_evidence_id(std::string_view text) {
    constexpr std::string_view scheme = "sha256:";
    const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
    return text.starts_with(scheme) && text.size() == scheme.size() + 64 &&
           std::ranges::all_of(text.substr(scheme.size()), is_hex);
}

} // namespace guiyi::intake
