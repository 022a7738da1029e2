// What officers do with a case, and what is recorded of it. Pure: (action, state, now) -> facts.
// Every text is masked before it becomes a fact; every decision names the officer who took it.
// @law SAMR-121 §9, §15, §16, §23, §37 (parties' data of complaint and report stay apart)
#pragma once

#include "common/events/event.hpp"
#include "services/casework/take_step.hpp"

#include <variant>

namespace guiyi::casework {

struct accept_case {
    std::string note{};
    step_fields given{}; ///< what else the rulebook's step asks for
};
/// A registered case; or, of one that was accepted or decided, the repeats that came since.
struct refuse_case {
    std::string ground; ///< NA1..NA7
    std::string reason; ///< not empty
    step_fields given{};
};
struct split_report {
    std::string lead;     ///< the suspected violation, not empty
    std::string category; ///< taxonomy code; empty: the case's
    step_fields given{};
};
struct categorise_case {
    std::vector<std::string> categories; ///< taxonomy codes, not empty
};
struct contact_respondent {
    std::string respondent; ///< empty: the case's
    std::string text;
};
struct record_reply {
    std::string respondent; ///< empty: whoever was contacted
    std::string text;
    std::string result; ///< refund | refused | partly | other
};
struct classify_repeat {
    receipt_no receipt; ///< a complaint of the case that is taken for a repeat
    std::string kind;   ///< possible_kinds()
    std::string reason; ///< not empty when it changes the kind
};
struct add_note {
    std::string text;
};
struct close_case {
    std::string outcome; ///< known_outcomes()
    std::string ground;  ///< T1..T8 when terminated, else empty
    std::string note;
    step_fields given{};
};
/// Any other step of the case's track.
struct step_case {
    std::string action; ///< of the rulebook
    step_fields given;
};

/// In the order of casework::action.
using action_body = std::variant<accept_case, refuse_case, split_report, categorise_case, contact_respondent,
                                 record_reply, classify_repeat, add_note, close_case, step_case>;

struct action_request {
    officer_id who;
    case_no on;
    std::uint64_t revision = 0; ///< as the officer saw the case
    action_body what;
    std::vector<std::string> roles{}; ///< in which they may act; casework::law says it of officers of the desk book
    language in = language::en;       ///< in which what is refused is said

    action kind() const noexcept { return static_cast<action>(what.index()); }
    /// As the rulebook or the API names it.
    std::string name() const {
        const auto* step = std::get_if<step_case>(&what);
        return step ? step->action : std::string(name_of(kind()));
    }
};

/// How the case stands after the action.
struct action_reply {
    case_no on;
    std::string state;
    std::uint64_t revision = 0;
    std::string step; ///< in its rulebook's track
    case_no report;   ///< the new case, after a split
    case_no child;    ///< the new case, after any step that opens one
};

/// @errors errc::forbidden when the step takes a role the officer does not have; errc::not_found; errc::stale when
/// the case changed since; errc::illegal_transition, naming state and allowed
///         actions, or the number to use of a merged case; errc::invalid for a ground that the rulebook lacks
result<events::facts> decide_action(const law& under, const action_request& what, const store::view& state, instant now,
                                    action_reply& reply);

/// Records that an officer is shown a complainant's clear data. @errors errc::not_found
result<events::facts> decide_reveal(const receipt_no& of, const officer_id& who, const std::string& reason,
                                    const store::view& state, language in = language::en);

} // namespace guiyi::casework
