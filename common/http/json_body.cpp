#include "common/http/json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <cmath>
#include <set>

namespace guiyi::http {

namespace {

namespace json = boost::json;
using json::error_code;

/// Builds the value and watches what Boost.JSON lets pass: repeated names, NUL, numbers it cannot hold.
class strict_handler {
  public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    strict_handler() { stack_.reset(); }

    std::string refused_code;    ///< empty when the text broke the grammar instead
    std::string refused_pointer; ///< where
    json::value release() { return stack_.release(); }
    /// Where the reader is: the newest name, and the names and places around it.
    std::string pointer() const {
        std::string out;
        for (std::size_t i = 0; i < levels_.size(); ++i) {
            const level& at = levels_[i];
            if (!at.is_object) {
                out += '/' + std::to_string(at.index);
                continue;
            }
            // A level's newest name stands before the names of the level below it.
            const std::size_t end = i + 1 < levels_.size() ? levels_[i + 1].first_key : used_;
            if (end > at.first_key) append_escaped(out, keys_[end - 1]);
        }
        return out;
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return open(true); }
    bool on_array_begin(error_code&) { return open(false); }
    bool on_object_end(std::size_t n, error_code&) {
        close();
        stack_.push_object(n);
        return true;
    }
    bool on_array_end(std::size_t n, error_code&) {
        close();
        stack_.push_array(n);
        return true;
    }
    bool on_key_part(json::string_view s, std::size_t, error_code&) {
        key_.append(s);
        stack_.push_chars(s);
        return true;
    }
    bool on_key(json::string_view s, std::size_t, error_code& ec) {
        key_.append(s);
        stack_.push_key(s);
        return take_key(ec);
    }
    bool on_string_part(json::string_view s, std::size_t, error_code& ec) {
        if (s.find('\0') != s.npos) return refuse("nul", ec);
        stack_.push_chars(s);
        return true;
    }
    bool on_string(json::string_view s, std::size_t, error_code& ec) {
        if (s.find('\0') != s.npos) return refuse("nul", ec);
        stack_.push_string(s);
        return passed();
    }
    bool on_number_part(json::string_view s, error_code&) {
        number_.append(s);
        return true;
    }
    bool on_int64(std::int64_t i, json::string_view, error_code&) {
        stack_.push_int64(i);
        return passed();
    }
    bool on_uint64(std::uint64_t u, json::string_view, error_code&) {
        stack_.push_uint64(u);
        return passed();
    }
    bool on_double(double d, json::string_view s, error_code& ec) {
        number_.append(s);
        // An integer that comes as a double did not fit, and would be changed silently.
        if (!std::isfinite(d) || number_.find_first_of(".eE") == number_.npos) return refuse("number_range", ec);
        stack_.push_double(d);
        return passed();
    }
    bool on_bool(bool b, error_code&) {
        stack_.push_bool(b);
        return passed();
    }
    bool on_null(error_code&) {
        stack_.push_null();
        return passed();
    }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

  private:
    struct level {
        bool is_object;
        std::size_t first_key;      ///< where its names begin in keys_
        std::size_t index;          ///< of the element being read, in an array
        std::set<std::string> many; ///< its names again, once they are many
    };
    static constexpr std::size_t linear_max = 16;

    bool open(bool is_object) {
        levels_.push_back({is_object, used_, 0, {}});
        return true;
    }
    void close() {
        used_ = levels_.back().first_key;
        levels_.pop_back();
        passed();
    }
    bool passed() {
        number_.clear();
        if (!levels_.empty() && !levels_.back().is_object) ++levels_.back().index;
        return true;
    }
    bool take_key(error_code& ec) {
        level& top = levels_.back();
        if (key_.find('\0') != key_.npos) return refuse("nul", ec);
        const bool repeated = seen(top);
        if (used_ == keys_.size()) keys_.emplace_back();
        keys_[used_++].assign(key_);
        key_.clear();
        if (repeated) return refuse("duplicate_key", ec);
        if (used_ - top.first_key > json_members_max) return refuse("too_many_members", ec);
        return true;
    }
    bool seen(level& in) {
        if (used_ - in.first_key < linear_max) {
            for (std::size_t i = in.first_key; i < used_; ++i)
                if (keys_[i] == key_) return true;
            return false;
        }
        if (in.many.empty())
            in.many.insert(keys_.begin() + static_cast<std::ptrdiff_t>(in.first_key),
                           keys_.begin() + static_cast<std::ptrdiff_t>(used_));
        return !in.many.insert(key_).second;
    }
    bool refuse(std::string_view code, error_code& ec) {
        refused_code = code;
        refused_pointer = pointer();
        ec = json::error::syntax;
        return false;
    }
    static void append_escaped(std::string& out, std::string_view name) {
        constexpr std::size_t shown_max = 64;
        out += '/';
        for (std::size_t i = 0; i < name.size(); ++i) {
            const bool starts_character = (static_cast<unsigned char>(name[i]) & 0xC0) != 0x80;
            if (i >= shown_max && starts_character) break;
            if (name[i] == '~')
                out += "~0";
            else if (name[i] == '/')
                out += "~1";
            else
                out += name[i];
        }
    }

    json::value_stack stack_;
    std::vector<level> levels_;
    std::vector<std::string> keys_; ///< names of all open objects, outermost first; reused
    std::size_t used_ = 0;
    std::string key_;
    std::string number_;
};

std::string_view sentence(std::string_view code, language in) {
    const bool zh = in == language::zh;
    if (code == "duplicate_key") return zh ? "字段重复" : "this name stands twice in its object";
    if (code == "nul") return zh ? "含有不允许的空字符" : "holds the character U+0000, which is not taken";
    if (code == "number_range") return zh ? "数字超出范围" : "this number is too large";
    return zh ? "字段过多" : "this object has more than 1024 names";
}

/// @param last  the newest name before the text breaks: half a surrogate pair, say, is found in its value
problem not_json(std::size_t at, std::string_view why, std::string last, language in) {
    problem out = status_problem(400, in);
    out.type = "urn:guiyi:problem:not_json";
    const bool zh = in == language::zh;
    out.detail = (zh ? "不是有效的 JSON，位置 " : "not JSON, at byte ") + std::to_string(at) + (zh ? "：" : ": ");
    out.detail += why;
    if (!last.empty())
        out.errors.push_back({std::move(last), "not_json", zh ? "从这里起无法解析" : "breaks here or right behind"});
    return out;
}

bool is_json_type(const request& from) {
    if (!same_token(from.media_type(), "application/json")) return false;
    const std::string_view type = from.header("content-type");
    const std::size_t mark = type.find("charset=");
    if (mark == type.npos) return true;
    std::string_view charset = type.substr(mark + 8);
    charset = charset.substr(0, charset.find(';'));
    return same_token(charset, "utf-8") || same_token(charset, "\"utf-8\"");
}

} // namespace

parsed_json parse_json(std::string_view text, language in) {
    json::parse_options options;
    options.max_depth = json_depth_max;
    json::basic_parser<strict_handler> parser(options);
    error_code ec;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
    const strict_handler& handler = parser.handler();
    if (!handler.refused_code.empty()) {
        field_error where{handler.refused_pointer, handler.refused_code,
                          std::string(sentence(handler.refused_code, in))};
        return invalid_problem({std::move(where)}, in);
    }
    if (!ec && read < text.size()) ec = json::error::extra_data;
    if (ec) return not_json(read, ec.message(), handler.pointer(), in);
    return parser.handler().release();
}

parsed_json parse_body(const request& from) {
    if (!is_json_type(from)) return status_problem(415, language_of(from));
    return parse_json(from.body, language_of(from));
}

} // namespace guiyi::http
