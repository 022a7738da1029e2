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

std::string place(const std::string& origin, std::string_view text, std::size_t at) {
    const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
    return origin + ":" + std::to_string(line) + ": ";
}

} // namespace

class letter_template::parser {
  public:
    parser(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {}

    result<std::vector<node>> read() {
        std::vector<node> out;
        if (!read_until({}, out)) return fail(errc::invalid, why_);
        return out;
    }

  private:
    bool refuse(std::size_t at, const std::string& sentence) {
        why_ = place(origin_, text_, at) + sentence;
        return false;
    }

    /// Reads to the end of a section, or of the text when `section` is empty.
    bool read_until(std::string_view section, std::vector<node>& to) {
        const auto began = at_;
        for (;;) {
            const auto open = text_.find("{{", at_);
            if (open != at_) to.push_back({kind::text, std::string(text_.substr(at_, open - at_)), {}});
            if (open == text_.npos)
                return section.empty() || refuse(began, "{{#" + std::string(section) + "}} has no end");
            const auto close = text_.find("}}", open);
            if (close == text_.npos) return refuse(open, "{{ without }}");
            const auto tag = text_.substr(open + 2, close - open - 2);
            at_ = close + 2;
            if (tag.starts_with('/')) return tag.substr(1) == section || refuse(open, "ends what did not begin");
            if (tag.empty()) return refuse(open, "{{}} names nothing");
            const kind what = tag.front() == '#' ? kind::with : tag.front() == '^' ? kind::without : kind::value;
            node one{what, std::string(what == kind::value ? tag : tag.substr(1)), {}};
            if (what != kind::value && !read_until(one.text, one.inner)) return false;
            to.push_back(std::move(one));
        }
    }

    std::string_view text_;
    const std::string& origin_;
    std::size_t at_ = 0;
    std::string why_;
};

result<letter_template> letter_template::parse(std::string_view text, const std::string& origin) {
    const auto bare = lower(text);
    for (const std::string_view one : forbidden)
        if (const auto at = bare.find(one); at != bare.npos)
            return fail(errc::invalid,
                        place(origin, text, at) + "a letter loads and runs nothing: '" + std::string(one) + "'");
    auto nodes = parser(text, origin).read();
    if (!nodes) return nodes.error();
    letter_template out;
    out.nodes_ = std::move(*nodes);
    return out;
}

void letter_template::fill(const std::vector<node>& nodes, const letter_values& with, std::string& to) {
    for (const auto& one : nodes) {
        if (one.what == kind::text) {
            to += one.text;
            continue;
        }
        const auto found = with.find(one.text);
        const bool given = found != with.end() && !found->second.empty();
        if (one.what == kind::value && given) to += html_escape(found->second);
        if (one.what != kind::value && given == (one.what == kind::with)) fill(one.inner, with, to);
    }
}

std::string letter_template::fill(const letter_values& with) const {
    std::string out;
    fill(nodes_, with, out);
    return out;
}

void letter_template::names(const std::vector<node>& nodes, std::set<std::string>& to) {
    for (const auto& one : nodes) {
        if (one.what != kind::text) to.insert(one.text);
        names(one.inner, to);
    }
}

std::set<std::string> letter_template::names() const {
    std::set<std::string> out;
    names(nodes_, out);
    return out;
}

std::string html_escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            case '\n': out += "<br>"; break;
            case '\r': break;
            default: out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
        }
    }
    return out;
}

} // namespace guiyi::casework
