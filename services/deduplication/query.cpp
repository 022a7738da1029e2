#include "services/deduplication/query.hpp"

#include "common/http/problem.hpp"

#include <charconv>
#include <string>

namespace guiyi::deduplication {

http::response refuse_parameter(const http::request& from, std::string_view name, std::string_view code,
                                std::string_view zh, std::string_view en) {
    const auto in = http::language_of(from);
    const std::string detail(in == http::language::zh ? zh : en);
    return http::to_response(http::invalid_problem({{"/" + std::string(name), std::string(code), detail}}, in));
}

std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t min, std::uint64_t max) {
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || value < min || value > max) return std::nullopt;
    return value;
}

std::optional<std::size_t> limit_of(const http::request& from, std::string_view name, std::size_t fallback,
                                    std::size_t max) {
    const auto text = from.query_value(name);
    return text ? whole_number(*text, 1, max) : fallback;
}

http::response refuse_limit(const http::request& from, std::string_view name, std::size_t max) {
    const std::string most = std::to_string(max);
    return refuse_parameter(from, name, "out_of_range", std::string(name) + " 须为 1 到 " + most,
                            std::string(name) + " is from 1 to " + most);
}

http::response refuse_cursor(const http::request& from) {
    return refuse_parameter(from, "cursor", "invalid_cursor", "cursor 无效", "not a cursor of this list");
}

} // namespace guiyi::deduplication
