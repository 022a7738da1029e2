// Whether two complainants gave ID numbers that tell them apart. Used by compare and matcher. Pure.
#pragma once

#include "common/identity/id_number.hpp"

#include <string_view>

namespace guiyi::deduplication {

/// Both are right by their check digits, and not the same: surely two people's. Anything else may be a typing error, or
/// another kind of document.
inline bool are_of_two_people(std::string_view a, std::string_view b) {
    return a != b && identity::valid_id_number(a) && identity::valid_id_number(b);
}

} // namespace guiyi::deduplication
