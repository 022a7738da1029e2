// Whether two complainants gave ID numbers that tell them apart. Used by compare, decide and matcher. Pure.
#pragma once

#include "common/identity/id_number.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::deduplication {

/// Both are right by their check digits, and not the same: surely two people's. Anything else may be a typing error, or
/// another kind of document.
inline bool are_of_two_people(std::string_view a, std::string_view b) {
    return a != b && identity::valid_id_number(a) && identity::valid_id_number(b);
}

/// The same of what is kept of the valid ID numbers of two cases: their blind keys.
inline bool hold_two_people(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::any_of(a, [&](const std::string& one) {
        return std::ranges::any_of(b, [&](const std::string& other) { return one != other; });
    });
}

} // namespace guiyi::deduplication
