// Lists as they are written on one line. Used by config, bus and casework. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace guiyi::text {

/// What stands between the separators, in order: one more part than there are of them, empty ones too.
/// @param at  not empty @returns views into `text`
inline std::vector<std::string_view> split(std::string_view text, std::string_view at) {
    std::vector<std::string_view> out;
    for (auto found = text.find(at); found != text.npos; found = text.find(at)) {
        out.push_back(text.substr(0, found));
        text.remove_prefix(found + at.size());
    }
    out.push_back(text);
    return out;
}

} // namespace guiyi::text
