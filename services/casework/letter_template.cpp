#include "services/casework/letter_template.hpp"

#include <algorithm>
#include <array>

namespace guiyi::casework {

namespace {

/// A letter is made by a program that would fetch what it names, and is kept for years: it stands for itself.
constexpr std::array forbidden{"<script",     "<link",      "<iframe", "<object",  "<embed",
                               "<img",        "<svg",       " src=",   "url(",     "@import",
                               "javascript:", "http-equiv", " onload", " onclick", " onerror"};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

} // namespace

result<letter_template> letter_template::parse(std::string_view text, const std::string& origin) {
    const auto bare = lower(text);
    for (const std::string_view one : forbidden)
        if (const auto at = bare.find(one); at != bare.npos)
            return fail(errc::invalid, http::place_in(origin, text, at) + "a letter loads and runs nothing: '" +
                                           std::string(one) + "'");
    auto read = http::html_template::parse(text, origin);
    if (!read) return read.error();
    letter_template out;
    out.text_ = std::move(*read);
    return out;
}

std::string letter_template::fill(const letter_values& with) const {
    boost::json::object values;
    for (const auto& [name, value] : with) values[name] = value;
    return text_.fill(values, http::line_breaks::as_br);
}

} // namespace guiyi::casework
