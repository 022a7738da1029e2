// Which desk acts. Pure: the desk book says who takes what, the taxonomy what a topic
// usually is.
// Used by decide.
// @law SAMR-121 §9 (complaint and report apart), §41 (the 12315 desk distributes)
#pragma once

#include "common/config/desks.hpp"
#include "common/events/parts.hpp"

#include <string>
#include <vector>

namespace guiyi::assignment {

struct chosen_desk {
    const config::desk* desk;       ///< of the book, never null
    std::vector<std::string> trace; ///< "nature:complaint", "category:C1", "region:3303" or "fallback", in that order
};

/// By nature first (a complaint without a nature is one), among those desks by the longest category prefix, then by the
/// longest region prefix, then the fallback desk and the book's order. A desk that does not take the region never
/// gets it.
chosen_desk choose_desk(const events::routing& of, const config::desk_book& book, const config::taxonomy& topics);

} // namespace guiyi::assignment
