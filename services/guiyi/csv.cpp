#include "services/guiyi/csv.hpp"

#include <istream>

namespace guiyi::program {

namespace {

constexpr std::size_t row_limit_bytes = 256 << 10; // an unclosed quote must not swallow a whole file,
constexpr std::size_t row_limit_lines = 1000;      // nor be looked for in one for minutes

enum class scan { done, open_quote, text_behind_quote };

/// Splits a row into fields. open_quote: the row goes on in the next line.
scan split(std::string_view text, std::vector<std::string>& fields) {
    fields.clear();
    std::size_t i = 0;
    for (;;) {
        std::string field;
        if (i < text.size() && text[i] == '"') {
            for (++i;; ++i) {
                if (i >= text.size()) return scan::open_quote;
                if (text[i] != '"')
                    field += text[i];
                else if (i + 1 < text.size() && text[i + 1] == '"')
                    field += text[i++];
                else
                    break;
            }
            ++i;
            if (i < text.size() && text[i] != ',') return scan::text_behind_quote;
        } else {
            const auto end = std::min(text.find(',', i), text.size());
            field = text.substr(i, end - i);
            i = end;
        }
        fields.push_back(std::move(field));
        if (i >= text.size()) return scan::done;
        ++i; // the comma
    }
}

} // namespace

bool csv_reader::take_line(std::string& into) {
    if (!given_back_.empty()) {
        into = std::move(given_back_.front());
        given_back_.pop_front();
        ++line_;
        return true;
    }
    if (!std::getline(in_, into)) return false;
    if (!into.empty() && into.back() == '\r') into.pop_back();
    if (++line_ == 1 && into.starts_with("\xef\xbb\xbf")) into.erase(0, 3);
    return true;
}

std::optional<result<csv_reader::row>> csv_reader::next() {
    row out;
    do
        if (!take_line(out.text)) return std::nullopt;
    while (out.text.empty());
    out.line = line_;
    std::vector<std::string> behind;
    const auto refuse = [&](const std::string& why) {
        given_back_.insert(given_back_.begin(), behind.begin(), behind.end());
        line_ = out.line;
        return fail(errc::invalid, "line " + std::to_string(out.line) + ": " + why);
    };
    for (;;) {
        switch (split(out.text, out.fields)) {
            case scan::done: return out;
            case scan::text_behind_quote: return refuse("text behind a closing quote");
            case scan::open_quote: break;
        }
        std::string more;
        if (out.text.size() > row_limit_bytes || behind.size() >= row_limit_lines || !take_line(more))
            return refuse("a quote is never closed");
        out.text += "\n" + more;
        behind.push_back(std::move(more));
    }
}

} // namespace guiyi::program
