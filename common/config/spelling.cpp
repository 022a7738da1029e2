#include "common/config/spelling.hpp"

#include "common/time/instant.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace guiyi::config {

namespace {

/// 23 as 二十三; up to 999.
std::string zh_number(int n) {
    static constexpr std::array digits{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    if (n <= 0 || n > 999) return std::to_string(n);
    std::string out;
    if (n >= 100) out = std::string(digits[static_cast<std::size_t>(n / 100)]) + "百";
    const auto tens = static_cast<std::size_t>(n / 10 % 10), ones = static_cast<std::size_t>(n % 10);
    if (tens > 0) out += (tens > 1 || n >= 100 ? std::string(digits[tens]) : std::string()) + "十";
    if (tens == 0 && n >= 100 && ones > 0) out += "零";
    return out + digits[ones];
}

constexpr std::string_view between_articles = ", ";

/// Nothing for what is told in another way than by numbers.
std::optional<std::string> one_article(std::string_view article, std::string_view language, bool last_is_item) {
    if (!article.starts_with("§")) return std::nullopt;
    const auto rest = article.substr(std::string_view("§").size());
    if (rest.empty() || rest.front() < '0' || rest.front() > '9') return std::string(rest); // a name, no number
    if (rest.find_first_not_of("0123456789()") != rest.npos) return std::nullopt;
    if (language == "en") return "article " + std::string(rest);
    std::vector<int> parts;
    for (const char* at = rest.data(); at < rest.data() + rest.size();) {
        int number = 0;
        const auto [end, ec] = std::from_chars(at, rest.data() + rest.size(), number);
        if (ec == std::errc())
            parts.push_back(number), at = end;
        else
            ++at; // a parenthesis
    }
    if (parts.empty()) return std::nullopt;
    std::string out = "第" + zh_number(parts[0]) + "条";
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const bool item = (last_is_item && i + 1 == parts.size()) || i >= 2;
        out += "第" + zh_number(parts[i]) + (item ? "项" : "款");
    }
    return out;
}

} // namespace

std::string spelt_date(std::string_view date, std::string_view language) {
    static constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
    const auto read = parse_date(date);
    if (!read) return std::string(date);
    const auto year = std::to_string(static_cast<int>(read->year()));
    const auto month = static_cast<unsigned>(read->month());
    const auto day = std::to_string(static_cast<unsigned>(read->day()));
    if (language == "en") return day + " " + months[month - 1] + " " + year;
    return year + "年" + std::to_string(month) + "月" + day + "日";
}

std::string spelt_article(std::string_view article, std::string_view language, bool last_is_item) {
    std::string out;
    for (std::size_t at = 0; at < article.size();) {
        const auto end = std::min(article.find(between_articles, at), article.size());
        const auto one = one_article(article.substr(at, end - at), language, last_is_item);
        if (!one) return std::string(article);
        if (!out.empty()) out += language == "en" ? between_articles : "、";
        out += *one;
        at = end + between_articles.size();
    }
    return out;
}

} // namespace guiyi::config
