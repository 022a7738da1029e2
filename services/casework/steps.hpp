// The state machine of a case: which action is allowed now, and under which article. Pure.
// Used by decide (refuses the others) and the API (offers these).
// @law SAMR-121 §9, §15(1), §16, §23, §24; PROC §18, §19
#pragma once

#include "common/config/rulebook.hpp"
#include "services/casework/state.hpp"

#include <chrono>

namespace guiyi::casework {

enum class action { accept, refuse, split, categorise, contact, reply, classify_repeat, note, close };

inline constexpr std::array all_actions{action::accept,          action::refuse,  action::split,
                                        action::categorise,      action::contact, action::reply,
                                        action::classify_repeat, action::note,    action::close};

/// "accept", "refuse", ... as in the path of the API.
std::string_view name_of(action which) noexcept;
std::optional<action> action_named(std::string_view name) noexcept;

/// What may be done with a case now, in a fixed order.
std::vector<action> allowed_actions(const case_row& row);
/// "accept, refuse, note"; "none"
std::string names_of(const std::vector<action>& which);
/// Outcomes it may be closed with now: complaint agreed (once accepted) or terminated; report filed or not_filed (once
/// accepted); anything else answered.
std::vector<std::string_view> allowed_outcomes(const case_row& row);
/// What may be done now in words: "accept, refuse, note, close (terminated)".
std::string possible_now(const case_row& row);
/// Every outcome there is.
bool is_outcome(std::string_view text) noexcept;

/// The law a case is under. Everything referred to must outlive it.
struct law {
    const std::vector<config::rulebook>& rulebooks; ///< the latest in force first, never empty
    std::chrono::minutes utc_offset;

    /// The rulebook in force on the day a matter reached us; before the first one, the first.
    const config::rulebook& book_for(const case_row& row) const;
    const config::rulebook& book_on(instant received_at) const;
};

/// 不予受理 ground by code, null when the rulebook has none such. Likewise 终止调解.
const config::ground* refusal_ground(const config::rulebook& book, std::string_view code);
const config::ground* termination_ground(const config::rulebook& book, std::string_view code);

/// The article of a ground, of the rulebook's first instrument.
events::legal_basis basis_of(const config::rulebook& book, const config::ground& ground);
/// The article of a clock; empty when the rulebook has no such clock.
events::legal_basis basis_of(const config::rulebook& book, std::string_view clock);
/// What an action rests on, as far as the rulebook says: acceptance on K1's article, the end of mediation on K2's,
/// a report's steps on K5's.
events::legal_basis basis_of(const config::rulebook& book, action which, const case_row& row);

} // namespace guiyi::casework
