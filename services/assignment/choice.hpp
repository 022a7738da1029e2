// Which officer of a desk gets a case, and why. Pure. Whoever is away, or must not act, never does; who has the
// person's
// other cases comes first; then whoever has most room for what it weighs and what is due soon.
// Used wherever a case gets an officer: when it begins, waits, comes back, or is taken from somebody.
// @law SAMR-121 §6 and PROC §4 (回避: who has an interest does not act); the rest is local practice, from the desk book
#pragma once

#include "services/assignment/decide.hpp"
#include "services/assignment/staff.hpp"

#include <map>

namespace guiyi::assignment {

/// What a choice is made from. `planned` is what this decision gave and took already, by officer.
struct choosing {
    const rules& by;
    const store::view& state;
    local_date today;
    std::chrono::minutes of_day; ///< since midnight at the office
    std::map<officer_id, std::int64_t> planned{};

    choosing(const rules& with, const store::view& rows, instant at);

    std::int64_t load(const officer_id& who) const;
};

/// The codes of a trace, in the order they decided: "skill:en" (or "skill:none:en", "skill:full:en" where nobody with
/// it is there or has room), "same_person:C2026-0000001" or "campaign:M2026-000017" (whose cases the officer has),
/// "load:2/40"; "officers:none" on duty, "officers:away", "officers:conflict", "officers:full".
struct chosen_officer {
    officer_id who; ///< empty: the desk's queue holds it
    std::vector<std::string> trace;
};

chosen_officer choose_officer(const choosing& with, const desk_id& of, const events::case_profile& about,
                              const std::vector<officer_id>& but_not = {});

/// Whether somebody may have a case at all. Empty, or why not: "unknown", "other_desk", "off_duty", "away:2026-12-01",
/// "conflict".
std::string why_not(const choosing& with, const officer_id& who, const desk_id& of, const events::case_profile& about);

/// Who sees to a case while its officer is away, or does not work on a day on which the office does: the deputy or,
/// where there is none who may and is there, the desk's leads, then its heads. Empty when the officer is there.
std::vector<officer_id> stand_ins(const choosing& with, const officer_id& who, const desk_id& at,
                                  const events::case_profile& about);

/// Whether a case of that weight is within somebody's cap.
bool has_room(const choosing& with, const officer_id& who, std::int64_t weight);

/// What choices about a case go by.
/// @param keys blocking keys of its first complaint, of which those of a person are kept
events::case_profile profile_of(const rules& by, const events::routing& route, const std::vector<std::string>& keys);

/// A known case goes to an officer of a desk, or with none into its queue; whoever has it may let it lie from today on.
events::case_assigned hand_over(const choosing& with, const case_no& which, const desk_id& at, officer_id to,
                                const events::case_profile& about, std::vector<std::string> trace);

/// A case that has to be acted on again, as it stood before: it stays with who had it, where it may lie no more than a
/// new one. Who may not have it any more, or has no room, is followed by somebody else of the desk, else by its queue.
/// Nothing for one that is acted on anyhow, or waits. @param why first in the trace
events::facts call_back(const choosing& with, const case_no& which, const case_row& row, std::string why);

/// The days on which an untouched case is heard of, from a day on; empty when such cases may lie. Only days on which
/// its officer works are counted. @param who empty, or one whom the desk book does not know: days of the office
std::vector<std::string> idle_dates(const rules& by, std::string_view nature, local_date from, const officer_id& who);
/// The working day so many after a day. @param days 0: the day itself
local_date working_days_after(const calendar& by, local_date from, std::int64_t days);

} // namespace guiyi::assignment
