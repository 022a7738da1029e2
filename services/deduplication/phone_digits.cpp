#include "services/deduplication/phone_digits.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

struct shown_digits {
    std::string_view head, tail;
};

shown_digits shown_of(std::string_view masked) noexcept {
    const auto first = masked.find('*');
    if (first == std::string_view::npos) return {masked, masked};
    return {masked.substr(0, first), masked.substr(masked.rfind('*') + 1)};
}

} // namespace

std::string_view national(std::string_view phone_key) noexcept {
    if (phone_key.starts_with("+86")) return phone_key.substr(3);
    if (phone_key.starts_with("+1")) return phone_key.substr(2);
    if (phone_key.starts_with('+')) return phone_key.substr(1);
    return phone_key;
}

bool is_masked(std::string_view phone_key) noexcept { return phone_key.find('*') != std::string_view::npos; }

bool one_edit_apart(std::string_view a, std::string_view b) noexcept {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1 || a == b) return false;
    const auto [at_a, at_b] = std::ranges::mismatch(a, b);
    const auto i = static_cast<std::size_t>(at_a - a.begin());
    if (a.size() < b.size()) return a.substr(i) == b.substr(i + 1);
    if (a.substr(i + 1) == b.substr(i + 1)) return true;
    return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i] && a.substr(i + 2) == b.substr(i + 2);
}

bool shows_enough(std::string_view masked) noexcept {
    const auto shown = shown_of(masked);
    return shown.head.size() >= 3 && shown.tail.size() >= 4;
}

bool fits_mask(std::string_view masked, std::string_view other) noexcept {
    if (!is_masked(masked) || !shows_enough(masked)) return false;
    const auto shown = shown_of(masked);
    if (!is_masked(other))
        return other.size() >= shown.head.size() + shown.tail.size() && other.starts_with(shown.head) &&
               other.ends_with(shown.tail);
    if (!shows_enough(other)) return false;
    const auto [head, tail] = shown_of(other);
    return (head.starts_with(shown.head) || shown.head.starts_with(head)) &&
           (tail.ends_with(shown.tail) || shown.tail.ends_with(tail));
}

std::string caller_shape(std::string_view phone_key) {
    const auto digits = national(phone_key);
    if (digits.size() < 10) return std::string(digits);
    return std::string(digits.substr(0, 3)) + '*' + std::string(digits.substr(digits.size() - 4));
}

} // namespace guiyi::deduplication
