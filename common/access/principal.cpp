#include "common/access/principal.hpp"

#include <algorithm>

namespace guiyi::access {

bool principal::sees(const desk_id& of) const {
    if (rows == row_scope::all) return true;
    return !of.empty() && std::ranges::find(desks, of) != desks.end();
}

} // namespace guiyi::access
