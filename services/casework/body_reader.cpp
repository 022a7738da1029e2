#include "services/casework/body_reader.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

} // namespace

const boost::json::value* body_reader::member(std::string_view name) {
    asked_.push_back(name);
    const auto* found = from_.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}

void body_reader::refuse(std::string_view name, std::string code, std::string_view zh, std::string_view en) {
    errors_.push_back({"/" + std::string(name), std::move(code), std::string(in_ == http::language::zh ? zh : en)});
}

std::string body_reader::text(std::string_view name, need how, std::size_t chars_max) {
    const auto* found = member(name);
    if (found && !found->is_string()) {
        refuse(name, "wrong_type", "类型不对，应为文本", "must be text");
        return {};
    }
    const std::string_view value = found ? std::string_view(found->get_string()) : std::string_view();
    if (is_blank(value)) {
        if (how == need::required) refuse(name, "required", "此项必须填写", "must be given");
        return {};
    }
    if (characters(value) > chars_max) {
        const std::string limit = std::to_string(chars_max);
        refuse(name, "too_long", "最多" + limit + "个字符", "at most " + limit + " characters");
        return {};
    }
    return std::string(value);
}

std::vector<std::string> body_reader::texts(std::string_view name, std::size_t items_max) {
    const auto* found = member(name);
    std::vector<std::string> out;
    if (!found) {
        refuse(name, "required", "此项必须填写", "must be given");
        return out;
    }
    const auto* list = found->if_array();
    if (!list || list->empty() || list->size() > items_max ||
        !std::ranges::all_of(*list, [](const auto& one) { return one.is_string(); })) {
        const std::string limit = std::to_string(items_max);
        refuse(name, "wrong_type", "应为1到" + limit + "项文本的列表", "must be a list of 1 to " + limit + " texts");
        return out;
    }
    for (const auto& one : *list) out.emplace_back(one.get_string());
    return out;
}

std::string body_reader::number(std::string_view name, need how, std::int64_t max) {
    const auto* found = member(name);
    if (!found) {
        if (how == need::required) refuse(name, "required", "此项必须填写", "must be given");
        return {};
    }
    boost::system::error_code ec;
    const auto value = found->is_number() ? found->to_number<std::int64_t>(ec) : 0;
    if (!found->is_number() || ec || value < 1 || value > max) {
        const std::string limit = std::to_string(max);
        refuse(name, "out_of_range", "应为1到" + limit + "的整数", "must be a whole number from 1 to " + limit);
        return {};
    }
    return std::to_string(value);
}

std::string body_reader::flag(std::string_view name, need how) {
    const auto* found = member(name);
    if (found && !found->is_bool()) {
        refuse(name, "wrong_type", "类型不对，应为true或者false", "must be true or false");
        return {};
    }
    const bool yes = found && found->get_bool();
    if (!yes && how == need::required) refuse(name, "required", "必须为true", "must be true");
    return yes ? "true" : "";
}

void body_reader::finish() {
    for (const auto& [name, value] : from_)
        if (std::ranges::find(asked_, std::string_view(name)) == asked_.end())
            refuse(name, "unknown_field", "没有这个字段", "there is no such field");
}

} // namespace guiyi::casework
