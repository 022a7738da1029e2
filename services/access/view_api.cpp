#include "services/access/view_api.hpp"

#include "common/http/json.hpp"
#include "common/text/normalise.hpp"
#include "services/access/rows.hpp"

#include <algorithm>
#include <array>

namespace guiyi::access {

namespace {

namespace json = boost::json;

constexpr std::size_t views_max = 30, name_chars_max = 30, value_chars_max = 100;

/// What a view may say: the filters of GET /api/v1/cases. Of "q" it may not, which may hold somebody's number.
constexpr std::array<std::string_view, 7> filters{"state", "desk", "officer", "category", "repeat", "sort", "limit"};

bool is_text(const json::value* what, std::size_t chars_max) {
    if (!what || !what->is_string() || what->get_string().empty()) return false;
    const std::string_view text = what->get_string();
    return text::is_utf8(text) && text::codepoints(text) <= chars_max &&
           std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::optional<events::saved_view> read_view(const json::value& from) {
    const auto* one = from.if_object();
    if (!one || one->size() != 2 || !is_text(one->if_contains("name"), name_chars_max)) return std::nullopt;
    const auto* query = one->if_contains("query");
    if (!query || !query->is_object()) return std::nullopt;
    events::saved_view out{std::string(one->at("name").get_string()), {}};
    for (const auto& [name, value] : query->get_object()) {
        if (std::ranges::find(filters, std::string_view(name)) == filters.end()) return std::nullopt;
        if (!is_text(&value, value_chars_max)) return std::nullopt;
        out.query.push_back({std::string(name), std::string(value.get_string())});
    }
    return out;
}

/// Nothing when a view is not as it should be, or two have one name.
std::optional<std::vector<events::saved_view>> read_views(const json::value& body) {
    const auto* object = body.if_object();
    const auto* list = object && object->size() == 1 ? object->if_contains("views") : nullptr;
    if (!list || !list->is_array() || list->get_array().size() > views_max) return std::nullopt;
    std::vector<events::saved_view> out;
    for (const auto& each : list->get_array()) {
        auto view = read_view(each);
        if (!view || std::ranges::find(out, view->name, &events::saved_view::name) != out.end()) return std::nullopt;
        out.push_back(std::move(*view));
    }
    return out;
}

http::response not_views(http::language in) {
    const std::string detail =
        in == http::language::zh
            ? "应为至多30个视图，每个有不重复的名称（至多30个字）和案件列表的筛选项"
            : "must be at most 30 views, each with a name of its own (30 characters) and filters of the list of cases";
    return http::to_response(http::invalid_problem({{"/views", "invalid", detail}}, in));
}

} // namespace

void view_api::add_staff_routes(http::router& to) const {
    to.add(http::method::get, "/api/v1/account/views", [this](http::request& from) -> answer { co_return show(from); });
    to.add(http::method::post, "/api/v1/account/views", [this](http::request& from) { return keep(from); });
}

http::response view_api::show(const http::request& from) const {
    json::array out;
    for (const auto& one : views_of(by_.state, account_id(from.principal))) {
        json::object query;
        for (const auto& [name, value] : one.query) query[name] = value;
        out.push_back(json::object{{"name", one.name}, {"query", std::move(query)}});
    }
    return http::json_response(200, json::object{{"views", std::move(out)}});
}

answer view_api::keep(http::request& from) const {
    const auto in = http::language_of(from);
    const auto body = http::parse_body(from);
    if (!body) co_return http::to_response(body.error());
    auto views = read_views(*body);
    if (!views) co_return not_views(in);
    const events::views_kept kept{account_id(from.principal), std::move(*views)};
    const auto said = co_await record(by_, from.traceparent, [kept](const store::view& state, instant) {
        if (views_of(state, kept.account) == kept.views) return result<events::facts>(events::facts{});
        return result<events::facts>(events::facts{kept});
    });
    if (!said) co_return http::to_response(said.error(), in);
    co_return show(from);
}

} // namespace guiyi::access
