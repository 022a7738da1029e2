#include "common/http/message.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace guiyi::http {

namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::optional<std::string_view> find(const name_values& in, std::string_view name) noexcept {
    for (const auto& [key, value] : in)
        if (key == name) return value;
    return std::nullopt;
}

response with_body(int status, std::string content_type, std::string body) {
    response out;
    out.status = status;
    out.content_type = std::move(content_type);
    out.body = std::move(body);
    return out;
}

} // namespace

bool same_token(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view name_of(method verb) noexcept {
    switch (verb) {
        case method::get: return "GET";
        case method::head: return "HEAD";
        case method::post: return "POST";
        case method::put: return "PUT";
        case method::delete_: return "DELETE";
        case method::options: return "OPTIONS";
        case method::other: break;
    }
    return "OTHER";
}

void header_fields::add(std::string_view name, std::string_view value) {
    fields_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(name.size()),
                       static_cast<std::uint32_t>(value.size())});
    text_.append(name).append(value);
}

std::string_view header_fields::get(std::string_view wanted) const noexcept {
    for (const field& f : fields_)
        if (same_token(name(f), wanted)) return value(f);
    return {};
}

std::size_t header_fields::count(std::string_view wanted) const noexcept {
    return static_cast<std::size_t>(
        std::count_if(fields_.begin(), fields_.end(), [&](const field& f) { return same_token(name(f), wanted); }));
}

void header_fields::clear() noexcept {
    text_.clear();
    fields_.clear();
}

std::string_view request::param(std::string_view name) const noexcept {
    return find(params, name).value_or(std::string_view{});
}

std::optional<std::string_view> request::query_value(std::string_view name) const noexcept { return find(query, name); }

std::string_view request::media_type() const noexcept {
    std::string_view type = header("content-type");
    type = type.substr(0, type.find(';'));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.remove_suffix(1);
    return type;
}

void request::clear() {
    verb = method::other;
    target.clear();
    path.clear();
    query.clear();
    headers.clear();
    params.clear();
    body.clear();
    traceparent.clear();
    principal.clear();
    who.reset();
    secure = false;
}

response json_response(int status, const boost::json::value& value) {
    return with_body(status, "application/json", boost::json::serialize(value));
}

response no_content() { return with_body(204, "", ""); }

response redirect(std::string location, int status) {
    response out = with_body(status, "", "");
    out.headers.emplace_back("Location", std::move(location));
    return out;
}

response text(int status, std::string body) { return with_body(status, "text/plain; charset=utf-8", std::move(body)); }

response html(int status, std::string body) { return with_body(status, "text/html; charset=utf-8", std::move(body)); }

} // namespace guiyi::http
