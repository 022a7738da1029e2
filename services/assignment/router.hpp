// Which desk acts. Pure: the rulebook says which body is competent and by which places, the desk book who takes what,
// the taxonomy what a topic usually is.
// Used by decide.
// @law SAMR-121 §9 (complaint and report apart), §13, §14, §29, §31 (competence), §41 (the 12315 desk distributes)
#pragma once

#include "common/config/desks.hpp"
#include "common/config/rulebook.hpp"
#include "common/events/parts.hpp"

#include <string>
#include <vector>

namespace guiyi::assignment {

/// The codes of a trace, in the order they decided: "nature:complaint"; "against:merchant" or "against:platform" where
/// the rule asks for it; "article:O121 §13(3)", or "practice" where the rule rests on none; where places play a part
/// "place_address:3303" (or place_registration, place_platform, place_conduct) of the place that a desk takes,
/// "place:none" when the complaint tells none, "elsewhere:110105" when no desk of ours takes any; "category:C1" and
/// "region:3303" as the desk has them, or "fallback".
struct chosen_desk {
    const config::desk* desk; ///< of the book, never null
    std::vector<std::string> trace;
};

/// By the first row of jurisdiction that holds (a complaint without a nature is one), among the desks of that kind that
/// take one of its places by the longest category prefix, then by the longest region prefix, then the fallback desk and
/// the book's order. Without a known place the complaint's region is one. A desk that takes none of the places never
/// gets it: what is elsewhere goes to the fallback desk, which tells the person where to go (SAMR-121 §34).
/// @param book that the nature is under; null: nothing is known of who is competent
chosen_desk choose_desk(const events::routing& of, const config::desk_book& desks, const config::taxonomy& topics,
                        const config::rulebook* book);

} // namespace guiyi::assignment
