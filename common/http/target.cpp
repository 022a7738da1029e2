#include "common/http/target.hpp"

#include <algorithm>

namespace guiyi::http {

namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Length of the well-formed UTF-8 sequence at the front, 0 when there is none.
std::size_t sequence_length(std::string_view s) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const auto tail = [&](std::size_t n) {
        if (s.size() < n) return false;
        for (std::size_t i = 1; i < n; ++i)
            if ((byte(i) & 0xC0) != 0x80) return false;
        return true;
    };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(2) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!tail(3)) return 0;
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (!tail(4)) return 0;
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool beyond = first == 0xF4 && byte(1) >= 0x90;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

bool is_lower_hex(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace

bool valid_utf8(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const std::size_t n = sequence_length(bytes);
        if (n == 0) return false;
        bytes.remove_prefix(n);
    }
    return true;
}

bool split_query(std::string_view text, name_values& out) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(pair.substr(std::min(pair.size(), equals + 1)), true);
        if (!name || !value) return false;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return true;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '+' && plus_is_space) c = ' ';
        if (c == '%') {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        out.push_back(c);
    }
    if (!valid_utf8(out)) return std::nullopt;
    return out;
}

bool split_target(request& into) {
    std::string_view rest = into.target;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (rest.size() > scheme.size() && same_token(rest.substr(0, scheme.size()), scheme)) {
            rest.remove_prefix(std::min(rest.size(), rest.find_first_of("/?", scheme.size())));
            break;
        }
    }
    if (rest.find('#') != rest.npos) return false;
    const std::size_t mark = std::min(rest.find('?'), rest.size());
    into.path = rest.substr(0, mark);
    if (into.path == "*") return into.verb == method::options;
    if (into.path.empty() && into.target.front() != '/') into.path = "/";
    if (into.path.empty() || into.path.front() != '/') return false;
    return split_query(rest.substr(std::min(rest.size(), mark + 1)), into.query);
}

std::optional<std::vector<std::string>> split_path(std::string_view path) {
    std::vector<std::string> out;
    if (!path.empty() && path.front() == '/') path.remove_prefix(1);
    for (;;) {
        const std::size_t slash = path.find('/');
        auto segment = percent_decode(path.substr(0, slash), false);
        if (!segment) return std::nullopt;
        out.push_back(std::move(*segment));
        if (slash == path.npos) return out;
        path.remove_prefix(slash + 1);
    }
}

bool valid_traceparent(std::string_view v) noexcept {
    return v.size() == 55 && v.starts_with("00-") && v[35] == '-' && v[52] == '-' && is_lower_hex(v.substr(3, 32)) &&
           is_lower_hex(v.substr(36, 16)) && is_lower_hex(v.substr(53)) &&
           v.substr(3, 32) != "00000000000000000000000000000000" && v.substr(36, 16) != "0000000000000000";
}

} // namespace guiyi::http
