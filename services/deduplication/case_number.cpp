#include "services/deduplication/case_number.hpp"

#include <charconv>

namespace guiyi::deduplication {

namespace {

std::string padded(std::uint32_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

template <class T>
bool read(std::string_view text, T& to) {
    const auto end = text.data() + text.size();
    return !text.empty() && std::from_chars(text.data(), end, to).ptr == end;
}

} // namespace

case_no case_number(int year, std::uint32_t count) {
    return case_no("C" + padded(static_cast<std::uint32_t>(year), 4) + "-" + padded(count, 7));
}

std::optional<case_number_parts> parse_case_number(const case_no& number) {
    const std::string_view text = number.str();
    const auto dash = text.find('-');
    case_number_parts out{};
    if (!text.starts_with('C') || dash == std::string_view::npos) return std::nullopt;
    if (!read(text.substr(1, dash - 1), out.year) || !read(text.substr(dash + 1), out.count)) return std::nullopt;
    return out;
}

} // namespace guiyi::deduplication
