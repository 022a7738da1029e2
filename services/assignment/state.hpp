// What assignment keeps: who has each case, its running clocks, and how many open cases each officer has.
// Folded from the own stream by evolve, read by decide.
#pragma once

#include "common/events/assignment.hpp"
#include "common/store/view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace guiyi::assignment {

/// A clock that runs.
struct running_clock {
    std::string clock;      ///< K1, K2, K5, or of one complaint alone (events::clock_for)
    std::string started_on; ///< office date
    std::string due_on;
    bool breached = false;

    friend bool operator==(const running_clock&, const running_clock&) = default;
};
BOOST_DESCRIBE_STRUCT(running_clock, (), (clock, started_on, due_on, breached))

struct case_row {
    desk_id desk;
    officer_id officer;      ///< empty: the desk's queue holds it
    std::string received_on; ///< office date the first clock started from; empty: none ever ran
    std::string first_clock; ///< K1 for a complaint, K5 for a report; empty: none ever ran
    bool released = false;   ///< decided: only repeats that came later may still wait for an answer
    case_no merged_into;     ///< not empty: it rests, and nothing of what follows counts until it is resumed
    std::vector<running_clock> clocks;

    const running_clock* find(std::string_view clock) const;
    /// Somebody has to do something about it: it is a part of its officer's load.
    bool busy() const;

    friend bool operator==(const case_row&, const case_row&) = default;
};
BOOST_DESCRIBE_STRUCT(case_row, (), (desk, officer, received_on, first_clock, released, merged_into, clocks))

/// Nothing when the case was never assigned.
std::optional<case_row> load_case(const store::view& from, const case_no& which);
void save_case(store::writer& to, const case_no& which, const case_row& row);

/// Open cases of an officer.
std::int64_t load_of(const store::view& from, const officer_id& who);
/// Adds to it; it never falls below 0.
void add_load(store::writer& to, const officer_id& who, std::int64_t by);

/// The id of a clock's timer, and back. @returns nothing for the id of another kind of timer
std::string timer_id(const case_no& which, std::string_view clock);
struct timer_subject {
    case_no of_case;
    std::string clock;
};
std::optional<timer_subject> read_timer_id(std::string_view id);
/// When a clock is past: the end of its due date at the office.
/// @errors errc::invalid when `due_on` is no date
result<instant> end_of(const std::string& due_on, std::chrono::minutes utc_offset);

} // namespace guiyi::assignment
