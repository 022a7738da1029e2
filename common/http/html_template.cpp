#include "common/http/html_template.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace guiyi::http {

namespace json = boost::json;

namespace {

bool is_given(const json::value* value) {
    if (!value || value->is_null()) return false;
    if (value->is_bool()) return value->get_bool();
    if (value->is_string()) return !value->get_string().empty();
    return !value->is_array() || !value->get_array().empty();
}

std::string text_of(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    return value.is_number() ? json::serialize(value) : std::string();
}

} // namespace

class html_template::parser {
  public:
    parser(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {}

    result<std::vector<node>> read() {
        std::vector<node> out;
        if (!read_until({}, out)) return fail(errc::invalid, why_);
        return out;
    }

  private:
    bool refuse(std::size_t at, const std::string& sentence) {
        why_ = place_in(origin_, text_, at) + sentence;
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

class html_template::filler {
  public:
    explicit filler(line_breaks breaks) : breaks_(breaks) {}

    void within(const json::value& scope, const std::vector<node>& nodes) {
        scopes_.push_back(&scope);
        for (const auto& one : nodes) fill(one);
        scopes_.pop_back();
    }
    std::string taken() { return std::move(out_); }

  private:
    const json::value* find(std::string_view name) const {
        if (name == ".") return scopes_.back();
        for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
            if (const auto* object = (*scope)->if_object())
                if (const auto* found = object->if_contains(name)) return found;
        return nullptr;
    }

    void fill(const node& one) {
        if (one.what == kind::text) {
            out_ += one.text;
            return;
        }
        const auto* found = find(one.text);
        const bool given = is_given(found);
        if (one.what == kind::value) {
            if (given) out_ += html_escape(text_of(*found), breaks_);
        } else if (one.what == kind::without) {
            if (!given) within(*scopes_.back(), one.inner);
        } else if (given && found->is_array()) {
            for (const auto& item : found->get_array()) within(item, one.inner);
        } else if (given) {
            within(*found, one.inner);
        }
    }

    line_breaks breaks_;
    std::vector<const json::value*> scopes_;
    std::string out_;
};

result<html_template> html_template::parse(std::string_view text, const std::string& origin) {
    auto nodes = parser(text, origin).read();
    if (!nodes) return nodes.error();
    html_template out;
    out.nodes_ = std::move(*nodes);
    return out;
}

std::string html_template::fill(const json::object& with, line_breaks breaks) const {
    filler to(breaks);
    to.within(json::value(with), nodes_);
    return to.taken();
}

void html_template::names(const std::vector<node>& nodes, std::set<std::string>& to) {
    for (const auto& one : nodes) {
        if (one.what != kind::text) to.insert(one.text);
        names(one.inner, to);
    }
}

std::set<std::string> html_template::names() const {
    std::set<std::string> out;
    names(nodes_, out);
    return out;
}

std::string place_in(const std::string& origin, std::string_view text, std::size_t at) {
    const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
    return origin + ":" + std::to_string(line) + ": ";
}

std::string html_escape(std::string_view text, line_breaks breaks) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            case '\n': out += breaks == line_breaks::as_br ? "<br>" : "\n"; break;
            case '\r': break;
            default: out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
        }
    }
    return out;
}

} // namespace guiyi::http
