#include "services/deduplication/review_body.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

} // namespace

review_body::review_body(const http::request& from) : in_(http::language_of(from)) {
    if (from.body.empty()) return;
    auto body = http::parse_body(from);
    if (!body)
        broken_ = http::to_response(body.error());
    else if (auto* object = body->if_object())
        members_ = std::move(*object);
    else
        errors_.push_back({"", "wrong_type", in_ == http::language::zh ? "应为对象" : "must be an object"});
}

const boost::json::value* review_body::member(std::string_view name) {
    asked_.push_back(name);
    const auto* found = members_.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}

void review_body::refuse(std::string_view name, std::string code, std::string zh, std::string en) {
    errors_.push_back({"/" + std::string(name), std::move(code), in_ == http::language::zh ? zh : en});
}

std::string review_body::text(std::string_view name, bool required, std::size_t chars_max) {
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
    return value;
}

std::string review_body::word(std::string_view name, std::initializer_list<std::string_view> words) {
    std::string value = text(name, true, 20);
    if (value.empty() || std::ranges::find(words, value) != words.end()) return value;
    std::string all;
    for (const auto one : words) all.append(all.empty() ? "" : " ").append(one);
    refuse(name, "not_in_list", "只能是：" + all, "must be one of: " + all);
    return {};
}

std::vector<std::string> review_body::texts(std::string_view name, std::size_t items_max) {
    const auto* found = member(name);
    const auto* list = found ? found->if_array() : nullptr;
    std::vector<std::string> out;
    if (!list || list->empty() || list->size() > items_max ||
        !std::ranges::all_of(*list, [](const auto& one) { return one.is_string(); })) {
        const std::string limit = std::to_string(items_max);
        refuse(name, found ? "wrong_type" : "required", "应为1到" + limit + "项文本的列表",
               "must be a list of 1 to " + limit + " texts");
        return out;
    }
    for (const auto& one : *list) out.emplace_back(one.get_string());
    return out;
}

bool review_body::flag(std::string_view name) {
    const auto* found = member(name);
    if (!found) return false;
    if (!found->is_bool()) {
        refuse(name, "wrong_type", "只能是 true 或 false", "must be true or false");
        return false;
    }
    return found->get_bool();
}

std::optional<http::response> review_body::refused() {
    if (broken_) return std::move(broken_);
    for (const auto& [name, value] : members_)
        if (std::ranges::find(asked_, std::string_view(name)) == asked_.end())
            refuse(std::string(name), "unknown_field", "没有这个字段", "there is no such field");
    if (errors_.empty()) return std::nullopt;
    return http::to_response(http::invalid_problem(std::move(errors_), in_));
}

} // namespace guiyi::deduplication
