#include "services/intake/object_reader.hpp"

#include "common/text/normalise.hpp"

#include <algorithm>

namespace guiyi::intake {

namespace {

constexpr std::size_t name_shown_max = 64;

std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : text::truncate_codepoints(name, name_shown_max)) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

bool is_control(char c, bool one_line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0x7f) return true;
    return byte < 0x20 && (one_line || (c != '\n' && c != '\r' && c != '\t'));
}

std::string checked(const boost::json::value& from, const std::string& pointer, std::size_t limit_chars, bool one_line,
                    fault_list& to) {
    if (!from.is_string()) {
        to.refuse(pointer, "wrong_type", "text");
        return {};
    }
    const std::string_view value = from.get_string();
    if (value.find('\0') != value.npos) {
        to.refuse(pointer, "nul");
        return {};
    }
    if (value.size() > limit_chars && text::codepoints(value) > limit_chars) {
        to.refuse(pointer, "too_long", std::to_string(limit_chars));
        return {};
    }
    if (std::ranges::any_of(value, [&](char c) { return is_control(c, one_line); }))
        to.doubt(pointer, "control_character");
    return std::string(value);
}

} // namespace

std::string object_reader::at(std::string_view name) const { return pointer_ + '/' + escaped(name); }

const boost::json::value* object_reader::member(std::string_view name) {
    asked_.push_back(name);
    const auto* value = from_.if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

std::string object_reader::any_text(std::string_view name, std::size_t limit_chars, bool one_line) {
    const auto* value = member(name);
    return value ? checked(*value, at(name), limit_chars, one_line, faults_) : std::string();
}

std::string object_reader::text(std::string_view name, std::size_t limit_chars) {
    return any_text(name, limit_chars, true);
}

std::string object_reader::long_text(std::string_view name, std::size_t limit_chars) {
    return any_text(name, limit_chars, false);
}

bool object_reader::flag(std::string_view name) {
    const auto* value = member(name);
    if (!value) return false;
    if (!value->is_bool()) faults_.refuse(at(name), "wrong_type", "true or false");
    return value->is_bool() && value->get_bool();
}

std::optional<std::int64_t> object_reader::whole_number(std::string_view name, std::int64_t max) {
    const auto* value = member(name);
    if (!value) return std::nullopt;
    if (!value->is_int64() && !value->is_uint64()) {
        faults_.refuse(at(name), "wrong_type", "a whole number");
        return std::nullopt;
    }
    if (value->is_int64() && value->get_int64() >= 0 && value->get_int64() <= max) return value->get_int64();
    faults_.refuse(at(name), "out_of_range", std::to_string(max));
    return std::nullopt;
}

const boost::json::array* object_reader::list(std::string_view name, std::size_t items_max) {
    const auto* value = member(name);
    if (!value) return nullptr;
    if (!value->is_array()) {
        faults_.refuse(at(name), "wrong_type", "a list");
        return nullptr;
    }
    if (value->get_array().size() <= items_max) return &value->get_array();
    faults_.refuse(at(name), "too_many", std::to_string(items_max));
    return nullptr;
}

std::optional<object_reader> object_reader::object(std::string_view name) {
    const auto* value = member(name);
    if (!value) return std::nullopt;
    if (value->is_object()) return object_reader(value->get_object(), at(name), faults_);
    faults_.refuse(at(name), "wrong_type", "an object");
    return std::nullopt;
}

void object_reader::finish() {
    for (const auto& [name, value] : from_)
        if (std::ranges::find(asked_, std::string_view(name)) == asked_.end())
            faults_.refuse(at(name), "unknown_field");
}

std::string text_item(const boost::json::value& from, const std::string& pointer, std::size_t limit_chars,
                      fault_list& to) {
    return checked(from, pointer, limit_chars, true, to);
}

bool is_blank(std::string_view text) noexcept {
    while (!text.empty()) {
        if (text.starts_with("\u3000"))
            text.remove_prefix(3);
        else if (text.front() == ' ' || text.front() == '\t' || text.front() == '\n' || text.front() == '\r')
            text.remove_prefix(1);
        else
            return false;
    }
    return true;
}

} // namespace guiyi::intake
