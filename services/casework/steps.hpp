// What may be done with a case now, by whom, and under which article: the tracks of the rulebooks, and the few actions
// that need no step of a track. Pure.
// Used by decide and actions (refuse the others) and the API (offers these).
// @law SAMR-121 §9, §15(1), §16, §23, §24; PROC §18, §19; every step's article stands in its rulebook
#pragma once

#include "common/config/desks.hpp"
#include "common/config/rulebook.hpp"
#include "services/casework/state.hpp"

#include <chrono>

namespace guiyi::casework {

/// The last is every step of a track that has no name of its own here.
enum class action { accept, refuse, split, categorise, contact, reply, classify_repeat, note, close, step };

inline constexpr std::array all_actions{action::accept,          action::refuse,  action::split,
                                        action::categorise,      action::contact, action::reply,
                                        action::classify_repeat, action::note,    action::close};

/// "accept", "refuse", ... as in the path of the API; "step" for the last.
std::string_view name_of(action which) noexcept;
/// Nothing for a step of a track.
std::optional<action> action_named(std::string_view name) noexcept;

/// The law cases are under, and who has which authority. Everything referred to must outlive it.
struct law {
    const std::vector<config::rulebook>& rulebooks; ///< the latest in force first, never empty
    std::chrono::minutes utc_offset;
    const config::desk_book& desks;

    /// The rulebook the case began under; for a case that does not say, the one that had its track on the day it
    /// reached us, or else the earliest.
    const config::rulebook& book_for(const case_row& row) const;
    /// The rulebook a clock of the case is under: a repeat's may be another than the case's.
    const config::rulebook& book_of(const events::clock_noted& clock, const case_row& row) const;
    /// The rulebook that has a track on a day; before the first such one, the first.
    const config::rulebook& book_on(instant received_at, std::string_view track = "C") const;
    /// The rulebook under which a nature begins on a day; before the first such one, the first. Null when none does.
    const config::rulebook* book_for_nature(std::string_view nature, instant received_at) const;

    /// Null when no rulebook has it.
    const config::track* track_of(const case_row& row) const;
    /// Its state in that track; where nobody noted one, what its stage and outcome tell. Empty without a track.
    std::string state_of(const case_row& row) const;
    /// What somebody may decide as; nothing for who is not in the desk book.
    std::vector<std::string> roles_of(const officer_id& who) const;
    std::string date_of(instant at) const { return format_date(date_at(at, utc_offset)); }
};

/// One thing that may be done now.
struct offer {
    std::string action;
    casework::action kind = action::step;
    const config::transition* step = nullptr; ///< null for what is no step of the track, and for close
};

/// What may be done with a case now, in a fixed order: first what every track knows, then the track's own steps.
std::vector<offer> offers(const law& under, const case_row& row);
/// Whether a step is taken only along with another case's step.
bool only_along(const config::track& on, const config::transition& step);
/// Whether a step is open to a case that ended as it did.
bool open_to(const case_row& row, const config::transition& step);
bool is_offered(const law& under, const case_row& row, std::string_view name);
/// Outcomes that the action close may name now, in the order of the track.
std::vector<std::string_view> allowed_outcomes(const law& under, const case_row& row);
/// How the repeats of a decided case that wait for an answer of their own are refused: by the law each came under.
struct repeat_answer {
    const config::rulebook* book;
    const config::transition* step; ///< of that book: who may refuse, and on what it rests
    std::vector<receipt_no> receipts;
};
/// The oldest law first, where they came under more than one; nothing when none waits.
std::optional<repeat_answer> answer_to_repeats(const law& under, const case_row& row, const store::view& state,
                                               const case_no& which);

/// What may be done now in words: "accept, refuse, note, close (terminated), dispatch"; "none".
std::string possible_now(const law& under, const case_row& row);
/// Every outcome of a case's track.
std::vector<std::string_view> known_outcomes(const law& under, const case_row& row);

/// The article of a ground.
events::legal_basis basis_of(const config::rulebook& book, const config::ground& ground);
/// The article of a step; empty for local practice.
events::legal_basis basis_of(const config::rulebook& book, const config::transition& step);

} // namespace guiyi::casework
