#include "common/http/json_form.hpp"

#include "common/time/instant.hpp"

#include <algorithm>

namespace guiyi::http {

namespace {

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}
bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }
bool has_controls(std::string_view text, std::string_view allowed) {
    return std::ranges::any_of(text, [&](char c) {
        return (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) && allowed.find(c) == std::string_view::npos;
    });
}

} // namespace

json_form::json_form(const request& from) : in_(language_of(from)) {
    if (from.body.empty()) return;
    auto body = parse_body(from);
    if (!body)
        broken_ = to_response(body.error());
    else if (auto* object = body->if_object())
        members_ = std::move(*object);
    else
        errors_.push_back({"", "wrong_type", in_ == language::zh ? "应为对象" : "must be an object"});
}

const boost::json::value* json_form::member(std::string_view name) {
    asked_.push_back(name);
    const auto* found = members_.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}

void json_form::refuse(std::string_view name, std::string code, std::string zh, std::string en) {
    errors_.push_back({"/" + std::string(name), std::move(code), in_ == language::zh ? zh : en});
}

std::string json_form::text(std::string_view name, bool required, std::size_t chars_max) {
    return text(name, required, chars_max, "");
}

std::string json_form::prose(std::string_view name, bool required, std::size_t chars_max) {
    return text(name, required, chars_max, "\n\r\t");
}

std::string json_form::word(std::string_view name, std::initializer_list<std::string_view> words) {
    std::string value = text(name, true, 40);
    if (value.empty() || std::ranges::find(words, value) != words.end()) return value;
    std::string all;
    for (const auto one : words) all.append(all.empty() ? "" : " ").append(one);
    refuse(name, "not_in_list", "只能是：" + all, "must be one of: " + all);
    return {};
}

std::string json_form::date(std::string_view name, bool required) {
    std::string value = text(name, required, 10);
    if (value.empty() || parse_date(value)) return value;
    refuse(name, "invalid_date", "应为日期，如 2026-11-26", "must be a date, like 2026-11-26");
    return {};
}

std::string json_form::text(std::string_view name, bool required, std::size_t chars_max,
                            std::string_view allowed_controls) {
    const auto* found = member(name);
    if (found && !found->is_string()) {
        refuse(name, "wrong_type", "类型不对，应为文本", "must be text");
        return {};
    }
    std::string value = found ? std::string(found->get_string()) : std::string();
    if (is_blank(value)) {
        if (required) refuse(name, "required", "此项必须填写", "must be given");
        return {};
    }
    if (characters(value) > chars_max) {
        const std::string limit = std::to_string(chars_max);
        refuse(name, "too_long", "最多" + limit + "个字符", "at most " + limit + " characters");
        return {};
    }
    if (has_controls(value, allowed_controls)) {
        refuse(name, "control_character", "不能含控制字符", "must not hold control characters");
        return {};
    }
    return value;
}

std::vector<std::string> json_form::texts(std::string_view name, std::size_t items_max, bool required) {
    const auto* found = member(name);
    const auto* list = found ? found->if_array() : nullptr;
    if (!found || (list && list->empty())) {
        if (required) refuse(name, "required", "至少要有一项", "must hold at least one");
        return {};
    }
    if (!list || list->size() > items_max ||
        !std::ranges::all_of(*list, [](const auto& one) { return one.is_string(); })) {
        const std::string limit = std::to_string(items_max);
        refuse(name, "wrong_type", "应为最多" + limit + "项文本的列表",
               "must be a list of at most " + limit + " texts");
        return {};
    }
    std::vector<std::string> out;
    for (const auto& one : *list) out.emplace_back(one.get_string());
    return out;
}

std::optional<std::int64_t> json_form::number(std::string_view name, std::int64_t min, std::int64_t max) {
    const auto* found = member(name);
    if (!found) return std::nullopt;
    boost::system::error_code ec;
    const auto value = found->to_number<std::int64_t>(ec);
    if (!ec && value >= min && value <= max) return value;
    const std::string range = std::to_string(min) + "–" + std::to_string(max);
    refuse(name, "out_of_range", "应为" + range + "之间的整数", "must be a whole number of " + range);
    return std::nullopt;
}

bool json_form::flag(std::string_view name) {
    const auto* found = member(name);
    if (!found) return false;
    if (found->is_bool()) return found->get_bool();
    refuse(name, "wrong_type", "只能是 true 或 false", "must be true or false");
    return false;
}

std::optional<response> json_form::refused() {
    if (broken_) return std::move(broken_);
    for (const auto& [name, value] : members_)
        if (std::ranges::find(asked_, std::string_view(name)) == asked_.end())
            refuse(std::string(name), "unknown_field", "没有这个字段", "there is no such field");
    if (errors_.empty()) return std::nullopt;
    return to_response(invalid_problem(std::move(errors_), in_));
}

} // namespace guiyi::http
