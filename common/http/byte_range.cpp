#include "common/http/byte_range.hpp"

#include <algorithm>
#include <limits>

namespace guiyi::http {

namespace {

using answer = wanted_bytes::answer;

/// Digits alone; a number beyond 64 bits is the largest, which lies behind the end of every file.
std::optional<std::uint64_t> number_in(std::string_view text) {
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    if (text.empty()) return std::nullopt;
    std::uint64_t out = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        const auto digit = static_cast<std::uint64_t>(c - '0');
        out = out > (most - digit) / 10 ? most : out * 10 + digit;
    }
    return out;
}

/// "-500": the last 500 bytes.
wanted_bytes last_of(std::string_view count, std::uint64_t size_bytes) {
    const auto last = number_in(count);
    if (!last) return {.size = size_bytes};
    const auto size = std::min(*last, size_bytes);
    return {size == 0 ? answer::unsatisfiable : answer::part, size_bytes - size, size};
}

/// "0-499", "500-"
wanted_bytes between(std::string_view first, std::string_view last, std::uint64_t size_bytes) {
    const auto from = number_in(first);
    const auto to = last.empty() ? std::numeric_limits<std::uint64_t>::max() : number_in(last);
    if (!from || !to || *from > *to) return {.size = size_bytes};
    if (*from >= size_bytes) return {.as = answer::unsatisfiable};
    return {answer::part, *from, std::min(*to, size_bytes - 1) - *from + 1};
}

} // namespace

wanted_bytes wanted_of(const request& from, std::uint64_t size_bytes, std::string_view etag) {
    constexpr std::string_view unit = "bytes=";
    const auto asked = from.header("range");
    const auto condition = from.header("if-range");
    const bool counts = from.verb == method::get && (condition.empty() || condition == etag);
    if (!counts || asked.size() < unit.size() || !same_token(asked.substr(0, unit.size()), unit))
        return {.size = size_bytes};
    const auto one = asked.substr(unit.size());
    const auto dash = one.find('-');
    if (dash == one.npos) return {.size = size_bytes};
    if (dash == 0) return last_of(one.substr(1), size_bytes);
    return between(one.substr(0, dash), one.substr(dash + 1), size_bytes);
}

std::string content_range(const wanted_bytes& wanted, std::uint64_t size_bytes) {
    const auto of = "/" + std::to_string(size_bytes);
    if (wanted.as == answer::unsatisfiable) return "bytes *" + of;
    return "bytes " + std::to_string(wanted.from) + "-" + std::to_string(wanted.from + wanted.size - 1) + of;
}

} // namespace guiyi::http
