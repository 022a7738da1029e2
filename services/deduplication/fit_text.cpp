#include "services/deduplication/fit.hpp"

#include <cstdio>
#include <sstream>

namespace guiyi::deduplication {

namespace {

std::string in_bits(centibits weight) {
    char text[24];
    std::snprintf(text, sizeof text, "%.2f", static_cast<double>(weight) / 100);
    return text;
}

/// `name = { exact = 11.00, near = 6.90 }`, as the file's own lines are.
std::string weights_line(field of, const model& from) {
    std::string out = std::string(name_of(of)) + " = {";
    for (const level reached : levels_of(of)) {
        out += out.back() == '{' ? " " : ", ";
        out += std::string(name_of(reached)) + " = " + in_bits(from.weight(of, reached));
    }
    return out + " }";
}

/// The line with another value, its comment kept where it stood if there is room.
std::string with_value(const std::string& line, std::string_view value) {
    const auto comment = line.find('#');
    std::string out = line.substr(0, line.find('=')) + "= " + std::string(value);
    if (comment == std::string::npos) return out;
    if (out.size() + 1 < comment) out.resize(comment - 1, ' ');
    return out + ' ' + line.substr(comment);
}

} // namespace

std::string with_weights_of(const model& fitted, std::string_view version, std::string_view toml) {
    std::istringstream lines{std::string(toml)};
    std::string out, line, table;
    while (std::getline(lines, line)) {
        if (line.starts_with('[')) table = line.substr(1, line.find(']') - 1);
        const std::string key = line.substr(0, line.find_first_of(" =#"));
        const auto which = field_named(key);
        if (table.empty() && key == "model")
            line = with_value(line, '"' + std::string(version) + '"');
        else if (table == "decision" && key == "base_rate")
            line = with_value(line, in_bits(fitted.rule.base_rate));
        else if (which && (table == "person" || table == "dispute"))
            line = weights_line(*which, fitted);
        out += line + '\n';
    }
    return out;
}

} // namespace guiyi::deduplication
