// Described structs to JSON text and back: for common/events, and for services whose rows are such structs.
// Writing goes straight to text (no tree); empty strings, lists and ids are left out, so additive fields cost nothing.
// Reading ignores members it does not know (additive change) and refuses wrong types.
#pragma once

#include "common/core/ids.hpp"
#include "common/core/result.hpp"
#include "common/time/instant.hpp"

#include <boost/describe/members.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include <charconv>
#include <string>
#include <type_traits>
#include <vector>

namespace guiyi::events::json {

inline void write_string(std::string& out, std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        out.append(text, start, i - start);
        start = i + 1;
        switch (byte) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default:
                out += "\\u00";
                out += hex[byte >> 4];
                out += hex[byte & 15];
        }
    }
    out.append(text, start);
    out += '"';
}

template <class T>
    requires std::is_integral_v<T>
void write(std::string& out, T value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}
inline void write(std::string& out, bool value) { out += value ? "true" : "false"; }
inline void write(std::string& out, const std::string& value) { write_string(out, value); }
inline void write(std::string& out, instant value) { write_string(out, format_rfc3339(value)); }
template <class Tag>
void write(std::string& out, const id<Tag>& value) {
    write_string(out, value.str());
}
template <class T>
void write(std::string& out, const std::vector<T>& values);
template <class T>
    requires boost::describe::has_describe_members<T>::value
void write(std::string& out, const T& value);

template <class T>
bool is_empty(const T& value) {
    if constexpr (requires { value.empty(); })
        return value.empty();
    else
        return false;
}

template <class T>
void write(std::string& out, const std::vector<T>& values) {
    out += '[';
    bool first = true;
    for (const auto& value : values) {
        if (!first) out += ',';
        first = false;
        write(out, value);
    }
    out += ']';
}

template <class T>
    requires boost::describe::has_describe_members<T>::value
void write(std::string& out, const T& value) {
    out += '{';
    bool first = true;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
        const auto& field = value.*member.pointer;
        if (is_empty(field)) return;
        if (!first) out += ',';
        first = false;
        out += '"';
        out += member.name;
        out += "\":";
        write(out, field);
    });
    out += '}';
}

inline bool read(const boost::json::value& from, bool& to) {
    if (!from.is_bool()) return false;
    to = from.get_bool();
    return true;
}
template <class T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
bool read(const boost::json::value& from, T& to) {
    boost::system::error_code ec;
    const T number = from.to_number<T>(ec);
    if (ec) return false;
    to = number;
    return true;
}
inline bool read(const boost::json::value& from, std::string& to) {
    if (!from.is_string()) return false;
    to.assign(from.get_string().data(), from.get_string().size());
    return true;
}
inline bool read(const boost::json::value& from, instant& to) {
    if (!from.is_string()) return false;
    const auto parsed = parse_rfc3339(from.get_string());
    if (!parsed) return false;
    to = *parsed;
    return true;
}
template <class Tag>
bool read(const boost::json::value& from, id<Tag>& to) {
    if (!from.is_string()) return false;
    to = id<Tag>(std::string(from.get_string()));
    return true;
}
template <class T>
bool read(const boost::json::value& from, std::vector<T>& to);
template <class T>
    requires boost::describe::has_describe_members<T>::value
bool read(const boost::json::value& from, T& to);

template <class T>
bool read(const boost::json::value& from, std::vector<T>& to) {
    if (!from.is_array()) return false;
    to.clear();
    to.reserve(from.get_array().size());
    for (const auto& item : from.get_array())
        if (!read(item, to.emplace_back())) return false;
    return true;
}

template <class T>
    requires boost::describe::has_describe_members<T>::value
bool read(const boost::json::value& from, T& to) {
    if (!from.is_object()) return false;
    const auto& object = from.get_object();
    bool good = true;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
        if (!good) return;
        if (const auto* field = object.if_contains(member.name)) good = read(*field, to.*member.pointer);
    });
    return good;
}

} // namespace guiyi::events::json
