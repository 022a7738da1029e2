// Which desk acts, and which officer of it. Pure: the desk book says who takes what, the taxonomy what a topic
// usually is.
// Used by decide.
// @law SAMR-121 §9 (complaint and report apart), §41 (the 12315 desk distributes)
#pragma once

#include "common/config/desks.hpp"
#include "common/events/parts.hpp"

#include <functional>
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

struct chosen_officer {
    officer_id who;    ///< empty: nobody of the desk has room
    std::string trace; ///< "load:2/40" before this case; "officers:full", "officers:none" on duty
};

/// The officer on duty with the lowest share of their capacity in use; ties go to the lower id.
/// @param load open cases of an officer
chosen_officer choose_officer(const desk_id& of, const config::desk_book& book,
                              const std::function<std::int64_t(const officer_id&)>& load);

} // namespace guiyi::assignment
