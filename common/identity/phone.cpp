#include "common/identity/phone.hpp"

#include "common/identity/numbering_plan.hpp"
#include "common/text/normalise.hpp"

#include <algorithm>
#include <vector>

namespace guiyi::identity {

namespace {

constexpr std::size_t shortest = 3, longest = 20;

// Cheap-call prefixes that some networks leave before the number.
constexpr std::string_view carrier_prefixes[] = {"17951", "12593", "17911", "17901", "17909",
                                                 "17950", "11808", "10193", "12520"};

struct country {
    std::string_view code, region;
};
constexpr country countries[] = {{"852", "HK"}, {"853", "MO"}, {"886", "TW"}, {"81", "JP"},  {"82", "KR"},
                                 {"84", "VN"},  {"60", "MY"},  {"61", "AU"},  {"62", "ID"},  {"63", "PH"},
                                 {"64", "NZ"},  {"65", "SG"},  {"66", "TH"},  {"855", "KH"}, {"856", "LA"},
                                 {"95", "MM"},  {"91", "IN"},  {"7", "RU"},   {"44", "GB"},  {"33", "FR"},
                                 {"49", "DE"},  {"39", "IT"},  {"34", "ES"},  {"971", "AE"}};

/// The digits of one number and what stood around them.
struct written {
    std::string digits; ///< with '*' for hidden ones
    bool plus = false;
    bool one_apart = false; ///< begins with a "1" that stands alone, as in "1 903 592 1299"
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hidden(std::string_view text, std::size_t at) {
    if (text[at] == '*') return true;
    const auto next_x = [&](std::size_t i) { return i < text.size() && (text[i] == 'x' || text[i] == 'X'); };
    return next_x(at) && (next_x(at + 1) || (at > 0 && next_x(at - 1)));
}

// Separators that may stand inside a number. Text is NFKC, so full-width ones are ASCII by now.
std::size_t separator_width(std::string_view rest) {
    if (std::string_view(" -.()[]\t").find(rest[0]) != std::string_view::npos) return 1;
    for (const std::string_view wide : {"‐", "‑", "‒", "–", "—", "―", "−", "·"})
        if (rest.starts_with(wide)) return wide.size();
    return 0;
}

// A gap after these digits begins an extension or another number.
bool is_whole(std::string_view digits) { return is_mobile(digits) || (digits.size() >= 11 && is_fixed(digits)); }

// The numbers in the text, cut at everything that is neither digit, star nor separator.
std::vector<written> numbers_in(std::string_view text) {
    std::vector<written> out;
    written current;
    bool plus_before = false;
    const auto finish = [&] {
        if (std::count_if(current.digits.begin(), current.digits.end(), is_digit) > 0) out.push_back(current);
        current = {};
    };
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const bool hidden = is_hidden(text, at);
        if (is_digit(c) || hidden) {
            if (current.digits.empty()) current.plus = plus_before;
            current.digits += hidden ? '*' : c;
            ++at;
        } else if (const auto width = separator_width(text.substr(at)); width > 0 && !current.digits.empty()) {
            if (is_whole(current.digits)) finish();
            current.one_apart = current.one_apart || current.digits == "1";
            at += width;
        } else {
            finish();
            plus_before = c == '+' || (plus_before && (c == ' ' || c == '('));
            ++at;
        }
    }
    finish();
    return out;
}

std::optional<phone> service(std::string_view digits) {
    if (is_service(digits)) return phone{std::string(digits), phone_kind::service, "CN"};
    // "010-95588", "021 12315": the short number is the same everywhere.
    if (digits.size() >= 8 && digits[0] == '0')
        for (const std::size_t area : {3u, 4u})
            if (const auto rest = digits.substr(area); rest.size() == 5 && is_service(rest))
                return phone{std::string(rest), phone_kind::service, "CN"};
    return std::nullopt;
}

// A number inside China, with or without the leading 0.
std::optional<phone> chinese(std::string_view digits, bool country_given) {
    if (is_mobile(digits)) return phone{"+86" + std::string(digits), phone_kind::mobile, "CN"};
    if (digits.size() == 12 && digits[0] == '0' && is_mobile(digits.substr(1))) return chinese(digits.substr(1), true);
    if (is_fixed(digits)) return phone{"+86" + std::string(digits.substr(1)), phone_kind::fixed, "CN"};
    const std::string with_zero = '0' + std::string(digits);
    if ((country_given || (digits.size() == 10 && digits.starts_with("10"))) && is_fixed(with_zero))
        return phone{"+86" + std::string(digits), phone_kind::fixed, "CN"};
    return service(digits);
}

std::optional<phone> nanp(std::string_view ten_digits) {
    if (!is_nanp(ten_digits)) return std::nullopt;
    return phone{"+1" + std::string(ten_digits), phone_kind::nanp, "US"};
}

// A number that begins with its country code.
std::optional<phone> international(std::string_view digits) {
    if (digits.starts_with("86"))
        if (auto found = chinese(digits.substr(2), true)) return found;
    if (digits.starts_with('1'))
        if (auto found = nanp(digits.substr(1))) return found;
    if (digits.size() < 7) return std::nullopt;
    phone out{"+" + std::string(digits), phone_kind::other, ""};
    for (const auto& [code, region] : countries)
        if (digits.starts_with(code)) out.region = region;
    if (digits.starts_with("86")) out.region = "CN";
    return out;
}

std::optional<phone> domestic(const written& number) {
    const std::string_view digits = number.digits;
    if (number.one_apart && digits.size() == 11)
        if (auto found = nanp(digits.substr(1))) return found;
    if (auto found = chinese(digits, false)) return found;
    for (const std::string_view prefix : carrier_prefixes)
        if (digits.starts_with(prefix) && digits.size() >= prefix.size() + 10)
            if (auto found = chinese(digits.substr(prefix.size()), false); found && found->kind != phone_kind::service)
                return found;
    if (digits.starts_with("86") && digits.size() >= 11)
        if (auto found = chinese(digits.substr(2), true)) return found;
    if (auto found = nanp(digits)) return found;
    return digits.size() == 11 && digits[0] == '1' ? nanp(digits.substr(1)) : std::nullopt;
}

phone masked(std::string_view pattern) {
    if (pattern.starts_with("0086"))
        pattern.remove_prefix(4);
    else if (pattern.starts_with("86") && pattern.size() == 13)
        pattern.remove_prefix(2);
    const bool mobile = pattern.size() == 11 && pattern[0] == '1';
    return {std::string(pattern), phone_kind::masked, mobile ? "CN" : ""};
}

phone classified(const written& number) {
    const std::string_view digits = number.digits;
    if (digits.find('*') != std::string_view::npos) return masked(digits);
    // 106… goes first: 10600… is a message port, and long ones look like anything.
    if (number.plus || (digits.starts_with("00") && digits.size() >= 10))
        if (auto found = international(digits.substr(number.plus || !digits.starts_with("00") ? 0 : 2))) return *found;
    if (auto found = domestic(number)) return *found;
    return {std::string(digits), phone_kind::other, ""};
}

} // namespace

std::optional<phone> normalise_phone(std::string_view raw) {
    auto numbers = numbers_in(text::nfkc(raw));
    std::erase_if(numbers, [](const written& number) {
        return number.digits.size() < shortest || number.digits.size() > longest;
    });
    if (numbers.empty()) return std::nullopt;
    // "第2个号码: 13800138000": the first that is long enough to be dialled, else the longest.
    const auto full =
        std::find_if(numbers.begin(), numbers.end(), [](const written& n) { return n.digits.size() >= 7; });
    if (full != numbers.end()) return classified(*full);
    return classified(*std::max_element(numbers.begin(), numbers.end(), [](const written& a, const written& b) {
        return a.digits.size() < b.digits.size();
    }));
}

} // namespace guiyi::identity
