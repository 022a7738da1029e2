#include "common/observe/log_line.hpp"

#include "common/privacy/mask.hpp"

#include <charconv>
#include <cmath>

namespace guiyi::observe {

namespace {

constexpr std::size_t value_limit_bytes = 4096;

/// The bytes of the UTF-8 character at the front, or 0 when there is none.
std::size_t character_size(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
    const bool impossible = (first == 0xED && byte(1) > 0x9F) || (first == 0xF4 && byte(1) > 0x8F);
    return overlong || impossible ? 0 : size;
}

void put_escape(std::string& out, unsigned code) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += "\\u00";
    out += hex[code >> 4 & 15];
    out += hex[code & 15];
}

void put_character(std::string& out, std::string_view c) {
    const auto first = static_cast<unsigned char>(c[0]);
    if (c == "\"" || c == "\\") {
        out += '\\';
        out += c;
    } else if (first < 0x20 || first == 0x7F) {
        put_escape(out, first);
    } else if (first == 0xC2 && static_cast<unsigned char>(c[1]) < 0xA0) {
        put_escape(out, static_cast<unsigned char>(c[1])); // C1 controls: terminals obey them
    } else {
        out += c;
    }
}

void put_string(std::string& out, std::string_view text) {
    out += '"';
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = character_size(text.substr(at));
        if (at + size > value_limit_bytes) {
            out += "…";
            break;
        }
        if (size == 0)
            out += "\\ufffd";
        else
            put_character(out, text.substr(at, size));
        at += size == 0 ? 1 : size;
    }
    out += '"';
}

struct value_writer {
    std::string& out;

    void operator()(std::string_view text) const { put_string(out, privacy::mask(text)); }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(double value) const {
        if (!std::isfinite(value)) {
            out += "null";
            return;
        }
        number(value);
    }
    void operator()(std::int64_t value) const { number(value); }
    void operator()(std::uint64_t value) const { number(value); }

    template <class Number>
    void number(Number value) const {
        char text[32];
        out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
    }
};

} // namespace

std::string log_members(std::string_view event, log_fields fields) {
    std::string out = "\"event\":";
    put_string(out, event);
    for (const log_field& field : fields) {
        out += ',';
        put_string(out, field.key);
        out += ':';
        std::visit(value_writer{out}, field.value.get());
    }
    return out;
}

} // namespace guiyi::observe
