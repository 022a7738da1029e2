#include "services/deduplication/extract.hpp"

#include "common/identity/phone.hpp"
#include "common/privacy/find.hpp"
#include "services/deduplication/profile.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

namespace guiyi::deduplication {

namespace {

constexpr std::int32_t oldest_days = 730;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

template <class T>
std::vector<T> tidy(std::vector<T> values) {
    std::ranges::sort(values);
    values.erase(std::ranges::unique(values).begin(), values.end());
    if (values.size() > values_max) values.resize(values_max);
    return values;
}

/// Walks over the text; every take_ either matches and moves on or leaves everything as it was.
class scanner {
  public:
    scanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    bool take(std::string_view word) {
        if (!text_.substr(std::min(at_, text_.size())).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }
    template <std::size_t N>
    bool take_any(const std::array<std::string_view, N>& words) {
        return std::ranges::any_of(words, [this](std::string_view word) { return take(word); });
    }
    void skip_spaces() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == ',')) ++at_;
    }
    /// A whole run of digits; its value is cut at 7 digits.
    std::optional<int> take_number(std::size_t* digits = nullptr) {
        std::size_t end = at_;
        int value = 0;
        for (; end < text_.size() && is_digit(text_[end]); ++end)
            if (value < 1'000'000) value = value * 10 + (text_[end] - '0');
        if (end == at_) return std::nullopt;
        if (digits) *digits = end - at_;
        at_ = end;
        return value;
    }
    /// "jan" to "december", by its first three letters and whatever letters follow them.
    std::optional<int> take_month() {
        static constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                                 "jul", "aug", "sep", "oct", "nov", "dec"};
        for (std::size_t i = 0; i < months.size(); ++i) {
            scanner ahead = *this;
            if (!ahead.take(months[i])) continue;
            while (ahead.at_ < text_.size() && is_letter(text_[ahead.at_])) ++ahead.at_;
            if (ahead.at_ - at_ > 10) return std::nullopt;
            ahead.take(".");
            *this = ahead;
            return static_cast<int>(i) + 1;
        }
        return std::nullopt;
    }
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    std::size_t at() const { return at_; }

  private:
    std::string_view text_;
    std::size_t at_;
};

/// @param year 0 when the text names none
std::optional<std::int32_t> day_of(int year, int month, int day, std::int32_t filing_day) {
    using namespace std::chrono;
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const auto filed = year_month_day(sys_days(days(filing_day)));
    const bool named = year >= 2000 && year <= static_cast<int>(filed.year()) + 1;
    const auto on = [&](int y) {
        return year_month_day(std::chrono::year(y), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day)));
    };
    auto date = on(named ? year : static_cast<int>(filed.year()));
    if (!named && (!date.ok() || sys_days(date) > sys_days(filed))) date = on(static_cast<int>(filed.year()) - 1);
    if (!date.ok()) return std::nullopt;
    const auto found = static_cast<std::int32_t>(sys_days(date).time_since_epoch().count());
    if (found > filing_day || found < filing_day - oldest_days) return std::nullopt;
    return found;
}

/// "2025年1月11日", "1月11号"
std::optional<std::int32_t> chinese_date(scanner from, std::int32_t filing_day) {
    auto first = from.take_number();
    int year = 0;
    if (from.take("年")) {
        year = *first;
        first = from.take_number();
    }
    if (!first || !from.take("月")) return std::nullopt;
    const auto day = from.take_number();
    return day ? day_of(year, *first, *day, filing_day) : std::nullopt;
}

/// "2025-01-11", "01/11/2025", "11/01/2025" where only that is a date, "01.11"
std::optional<std::int32_t> numeric_date(scanner from, std::int32_t filing_day) {
    static constexpr std::array<std::string_view, 3> separators{"-", "/", "."};
    std::array<std::size_t, 3> digits{};
    const auto a = from.take_number(&digits[0]);
    const char separator = from.peek();
    if (!from.take_any(separators)) return std::nullopt;
    const auto b = from.take_number(&digits[1]);
    if (!b || digits[1] > 2) return std::nullopt;
    if (from.peek() == separator) {
        from.take_any(separators);
        const auto c = from.take_number(&digits[2]);
        if (!c) return std::nullopt;
        if (digits[0] == 4 && digits[2] <= 2) return day_of(*a, *b, *c, filing_day);
        if (digits[0] > 2 || digits[2] != 4) return std::nullopt;
        if (const auto american = day_of(*c, *a, *b, filing_day)) return american;
        return day_of(*c, *b, *a, filing_day);
    }
    // "12.50元" is money; only two and two digits with nothing behind them are a date.
    if (separator != '.' || digits[0] != 2 || digits[1] != 2) return std::nullopt;
    from.skip_spaces();
    static constexpr std::array<std::string_view, 7> units{"元", "块", "万", "%", "yuan", "rmb", "cny"};
    if (from.take_any(units)) return std::nullopt;
    return day_of(0, *a, *b, filing_day);
}

/// "11 jan 2025", "11th january"
std::optional<std::int32_t> day_first(scanner from, std::int32_t filing_day) {
    static constexpr std::array<std::string_view, 4> ordinals{"st", "nd", "rd", "th"};
    std::size_t digits = 0;
    const auto day = from.take_number(&digits);
    if (digits > 2) return std::nullopt;
    from.take_any(ordinals);
    from.skip_spaces();
    from.take("of ");
    const auto month = from.take_month();
    if (!month) return std::nullopt;
    from.skip_spaces();
    const auto year = from.take_number(&digits);
    return day_of(year && digits == 4 ? *year : 0, *month, *day, filing_day);
}

/// "january 11, 2025", "jan 11"
std::optional<std::int32_t> month_first(scanner from, std::int32_t filing_day) {
    const auto month = from.take_month();
    if (!month) return std::nullopt;
    from.skip_spaces();
    std::size_t digits = 0;
    const auto day = from.take_number(&digits);
    if (!day || digits > 2) return std::nullopt;
    static constexpr std::array<std::string_view, 4> ordinals{"st", "nd", "rd", "th"};
    from.take_any(ordinals);
    from.skip_spaces();
    const auto year = from.take_number(&digits);
    return day_of(year && digits == 4 ? *year : 0, *month, *day, filing_day);
}

bool inside(const std::vector<privacy::finding>& found, std::size_t begin, std::size_t end) {
    return std::ranges::any_of(found, [&](const auto& f) { return f.begin < end && begin < f.end; });
}

/// A run of digits, stars and single separators.
std::size_t end_of_run(std::string_view text, std::size_t at) {
    std::size_t end = at;
    for (std::size_t i = at; i < text.size(); ++i) {
        if (is_digit(text[i]) || text[i] == '*')
            end = i + 1;
        else if (text[i] != '-' && text[i] != ' ')
            break;
        else if (i + 1 < text.size() && !is_digit(text[i + 1]) && text[i + 1] != '*')
            break;
    }
    return end;
}

/// Numbers that find() does not know: with hidden digits, or with a digit too many or wrong.
void odd_phones(std::string_view text, const std::vector<privacy::finding>& found, std::vector<std::string>& out) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_digit(text[at]) && text[at] != '*' && text[at] != '+') continue;
        const std::size_t begin = at;
        const std::size_t end = end_of_run(text, text[at] == '+' ? at + 1 : at);
        if (end <= begin) continue;
        const auto run = text.substr(begin, end - begin);
        at = end;
        if (begin > 0 && is_letter(text[begin - 1])) continue;
        if (end < text.size() && is_letter(text[end])) continue;
        const auto digits = std::ranges::count_if(run, is_digit);
        const auto stars = std::ranges::count(run, '*');
        const bool masked = stars >= 2 && digits >= 4 && digits + stars <= 13;
        if (!masked && (stars > 0 || digits < 10 || digits > 13)) continue;
        if (inside(found, begin, end)) continue;
        if (const auto phone = identity::normalise_phone(run)) out.push_back(phone->key);
    }
}

} // namespace

std::vector<std::int32_t> dates_in(std::string_view folded, std::int32_t filing_day) {
    std::vector<std::int32_t> out;
    for (std::size_t at = 0; at < folded.size(); ++at) {
        const char before = at > 0 ? folded[at - 1] : ' ';
        if (is_digit(folded[at]) && !is_digit(before)) {
            const scanner here(folded, at);
            // Behind a year stands the rest of a date that was read with it, or refused with it.
            if (folded.substr(0, at).ends_with("年")) continue;
            auto day = chinese_date(here, filing_day);
            if (!day && before != '.' && before != '-' && before != '/') day = numeric_date(here, filing_day);
            if (!day) day = day_first(here, filing_day);
            if (day) out.push_back(*day);
        } else if (is_letter(folded[at]) && !is_letter(before)) {
            if (const auto day = month_first(scanner(folded, at), filing_day)) out.push_back(*day);
        }
    }
    return tidy(std::move(out));
}

std::vector<std::string> phones_in(std::string_view folded) {
    const auto found = privacy::find(folded);
    std::vector<std::string> out;
    for (const auto& one : found) {
        if (one.what != privacy::kind::phone) continue;
        const auto phone = identity::normalise_phone(folded.substr(one.begin, one.end - one.begin));
        if (phone) out.push_back(phone->key);
    }
    odd_phones(folded, found, out);
    return tidy(std::move(out));
}

std::int64_t cents_of(std::string_view decimal) {
    std::int64_t whole = 0, part = 0;
    std::size_t digits = 0, places = 0;
    bool point = false;
    for (const char c : decimal) {
        if (c == ',' && !point) continue;
        if (c == '.' && !point)
            point = true;
        else if (!is_digit(c))
            return -1;
        else if (!point && ++digits <= 10)
            whole = whole * 10 + (c - '0');
        else if (point && ++places <= 2)
            part = part * 10 + (c - '0');
    }
    if (digits == 0 || digits > 10) return -1;
    return whole * 100 + (places == 1 ? part * 10 : part);
}

std::vector<std::int64_t> amounts_in(std::string_view folded) {
    static constexpr std::array<std::string_view, 9> behind{"元",  "块",     "yuan",   "rmb", "cny",
                                                            "usd", "dollar", "人民币", "美元"};
    static constexpr std::array<std::string_view, 7> ahead{"¥", "$", "rmb", "cny", "usd", "人民币", "yuan"};
    std::vector<std::int64_t> out;
    for (std::size_t at = 0; at < folded.size(); ++at) {
        if (!is_digit(folded[at])) continue;
        std::size_t end = at;
        while (end < folded.size() && (is_digit(folded[end]) || ((folded[end] == ',' || folded[end] == '.') &&
                                                                 end + 1 < folded.size() && is_digit(folded[end + 1]))))
            ++end;
        scanner rest(folded, end);
        rest.skip_spaces();
        const bool ten_thousands = rest.take("万");
        auto before = folded.substr(0, at);
        while (before.ends_with(' ')) before.remove_suffix(1);
        const bool is_money = rest.take_any(behind) ||
                              std::ranges::any_of(ahead, [&](std::string_view sign) { return before.ends_with(sign); });
        const auto cents = cents_of(folded.substr(at, end - at));
        if (is_money && cents > 0) out.push_back(ten_thousands ? cents * 10'000 : cents);
        at = end;
    }
    return tidy(std::move(out));
}

std::vector<std::string> quoted_numbers_in(std::string_view folded) {
    static constexpr std::array<std::string_view, 2> shapes{"r######-#####-#####", "c####-#######"};
    std::vector<std::string> out;
    for (std::size_t at = 0; at < folded.size(); ++at) {
        if (at > 0 && (is_letter(folded[at - 1]) || is_digit(folded[at - 1]))) continue;
        for (const std::string_view shape : shapes) {
            const auto text = folded.substr(at, shape.size());
            const bool fits =
                std::ranges::equal(text, shape, [](char c, char s) { return s == '#' ? is_digit(c) : c == s; });
            if (!fits || (at + shape.size() < folded.size() && is_digit(folded[at + shape.size()]))) continue;
            std::string number(text);
            number[0] = static_cast<char>(number[0] - 'a' + 'A');
            out.push_back(std::move(number));
        }
    }
    return tidy(std::move(out));
}

} // namespace guiyi::deduplication
