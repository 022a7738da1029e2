#include "services/notification/mentions.hpp"

#include <algorithm>
#include <string>

namespace guiyi::notification {

namespace {

constexpr std::size_t mentions_max = 20; // of one note: whoever calls everybody calls nobody

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
}

/// Whether `text` begins with the name and does not go on with it: "@li" is not "@li.qiang".
bool begins_with(std::string_view text, std::string_view name) {
    if (name.empty() || !text.starts_with(name)) return false;
    if (!is_word(name.back()) || text.size() == name.size()) return true;
    // A full stop behind a name ends the sentence.
    const bool stop = text[name.size()] == '.' && (text.size() == name.size() + 1 || !is_word(text[name.size() + 1]));
    return stop || !is_word(text[name.size()]);
}

std::string_view organisation_of(const config::desk_book& in, const desk_id& desk) {
    const auto* found = in.find(desk);
    return found ? std::string_view(found->organisation) : std::string_view();
}

/// Those called at the beginning of `text`.
std::vector<const config::officer*> called(std::string_view text, const config::desk_book& in) {
    std::vector<const config::officer*> out;
    std::size_t longest = 0;
    for (const auto& one : in.officers)
        for (const std::string_view name : {std::string_view(one.id.str()), std::string_view(one.name)}) {
            if (!begins_with(text, name) || name.size() < longest) continue;
            if (name.size() > longest) out.clear();
            longest = name.size();
            if (std::ranges::find(out, &one) == out.end()) out.push_back(&one);
        }
    return out;
}

} // namespace

std::vector<officer_id> mentioned(std::string_view utf8, const config::desk_book& in, const desk_id& near) {
    std::vector<officer_id> out;
    for (auto at = utf8.find('@'); at != std::string_view::npos; at = utf8.find('@', at + 1)) {
        if (at > 0 && is_word(utf8[at - 1])) continue; // an address
        auto all = called(utf8.substr(at + 1), in);
        const auto elsewhere = [&](const config::officer* one) {
            return organisation_of(in, one->desk) != organisation_of(in, near);
        };
        if (all.size() > 1) std::erase_if(all, elsewhere);
        for (const auto* one : all)
            if (out.size() < mentions_max && std::ranges::find(out, one->id) == out.end()) out.push_back(one->id);
    }
    return out;
}

} // namespace guiyi::notification
