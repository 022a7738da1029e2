#include "services/casework/list_query.hpp"

#include "common/config/rulebook.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

bool read_state(const std::string& value, list_query& to) {
    if (value == "any") return true;
    if (value == "open") {
        to.filter.states = {std::string(stage::registered), std::string(stage::accepted), std::string(stage::repeat)};
        return true;
    }
    for (const auto one :
         {stage::registered, stage::accepted, stage::refused, stage::closed, stage::merged, stage::repeat}) {
        if (value != one) continue;
        to.filter.states = {value};
        return true;
    }
    return false;
}

std::string_view read_repeat(const std::string& value, list_query& to) {
    static const std::string all = [] {
        std::string out;
        for (const auto one : config::repeat_kinds()) out.append(one).append(" ");
        return out + "any";
    }();
    const auto kinds = config::repeat_kinds();
    if (value != "any" && std::ranges::find(kinds, value) == kinds.end()) return all;
    to.filter.repeat = value;
    return {};
}

/// The values that a parameter takes, when it takes only some and this is none of them; otherwise nothing.
std::string_view read_parameter(const std::string& name, const std::string& value, list_query& to) {
    if (name == "desk")
        to.filter.desk = desk_id(value);
    else if (name == "officer")
        to.filter.officer = officer_id(value);
    else if (name == "category")
        to.filter.category = value;
    else if (name == "repeat")
        return read_repeat(value, to);
    else if (name == "q")
        to.number = value;
    else if (name == "cursor")
        to.cursor = value;
    else if (name == "state")
        return read_state(value, to) ? "" : "registered accepted refused closed merged repeat open any";
    else if (name == "sort") {
        if (value != "due" && value != "received") return "due received";
        to.sort = value == "due" ? sort_by::due : sort_by::received;
    } else if (name == "limit") {
        if (value != "20" && value != "50" && value != "100") return "20 50 100";
        to.limit = static_cast<std::size_t>(std::stoul(value));
    }
    return {};
}

bool is_known(std::string_view name) {
    for (const std::string_view one :
         {"desk", "officer", "category", "repeat", "q", "cursor", "state", "sort", "limit"})
        if (name == one) return true;
    return false;
}

} // namespace

boost::system::result<list_query, http::problem> read_list_query(const http::request& from) {
    const auto in = http::language_of(from);
    const bool zh = in == http::language::zh;
    list_query out;
    std::vector<http::field_error> errors;
    for (const auto& [name, value] : from.query) {
        if (!is_known(name)) {
            errors.push_back({"/" + name, "unknown_parameter", zh ? "没有这个参数" : "there is no such parameter"});
            continue;
        }
        if (value.empty()) continue; // an empty field of a form filters nothing
        if (const auto choices = read_parameter(name, value, out); !choices.empty())
            errors.push_back(
                {"/" + name, "not_in_list", (zh ? "只能是：" : "must be one of: ") + std::string(choices)});
    }
    if (!errors.empty()) return http::invalid_problem(std::move(errors), in);
    return out;
}

} // namespace guiyi::casework
