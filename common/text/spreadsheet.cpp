#include "common/text/spreadsheet.hpp"

namespace guiyi::text {

namespace {

bool begins_a_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
}

} // namespace

std::string no_formula(std::string_view text) {
    return begins_a_formula(text) ? '\'' + std::string(text) : std::string(text);
}

std::string_view without_apostrophe(std::string_view text) noexcept {
    return text.starts_with('\'') && begins_a_formula(text.substr(1)) ? text.substr(1) : text;
}

std::string csv_cell(std::string_view text) {
    std::string out = "\"";
    for (const char c : no_formula(text)) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

} // namespace guiyi::text
