// What assignment keeps: who has each case, its running clocks, and how many open cases each officer has.
// Folded from the own stream by evolve, read by decide.
#pragma once

#include "common/store/view.hpp"
#include "services/assignment/clock.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace guiyi::assignment {

/// A clock that runs, or is paused.
struct running_clock {
    std::string clock;      ///< K1, K2, K5, or of one complaint alone (events::clock_for)
    std::string started_on; ///< office date
    std::string due_on;     ///< empty: the text gives no number
    bool breached = false;
    std::string book;                       ///< rulebook id; empty in rows from before rulebooks had tracks
    std::string due_at;                     ///< of a clock in hours: the very moment
    instant started_at{};                   ///< likewise
    bool provisional = false;               ///< the due date reaches past the published calendars
    std::int64_t extended = 0;              ///< units granted on top
    std::string paused_on;                  ///< not empty: no day counts since
    std::string pause_reason;               ///< why
    std::vector<pause_span> pauses;         ///< those that ended
    std::vector<std::string> warn_on;       ///< days on which somebody still has to be told
    std::vector<std::string> escalate_on{}; ///< once breached: days on which it goes further up

    bool paused() const { return !paused_on.empty(); }
    clock_terms terms() const {
        return {book, std::string(events::clock_code(clock)), started_on, started_at, extended, pauses};
    }
    friend bool operator==(const running_clock&, const running_clock&) = default;
};
BOOST_DESCRIBE_STRUCT(running_clock, (),
                      (clock, started_on, due_on, breached, book, due_at, started_at, provisional, extended, paused_on,
                       pause_reason, pauses, warn_on, escalate_on))

struct case_row {
    desk_id desk;
    officer_id officer;      ///< empty: the desk's queue holds it
    std::string received_on; ///< office date the first clock started from; empty: none ever ran
    std::string first_clock; ///< K1 for a complaint, K5 for a report; empty: none ever ran that was not dropped
    bool released = false;   ///< decided: only what still runs (telling the parties, repeats) has to be done
    case_no merged_into;     ///< not empty: it rests, and nothing of what follows counts until it is resumed
    std::vector<running_clock> clocks;
    events::case_profile profile{};        ///< what the choice of an officer goes by
    std::string touched_on{};              ///< office date of the officer's last deed, or of the assignment
    std::vector<std::string> idle_on{};    ///< officer told, lead told, released; empty where that does not follow
    std::vector<officer_id> returned_by{}; ///< who gave it back: it does not come to them by itself again

    const running_clock* find(std::string_view clock) const;
    /// Somebody has to do something about it: it is a part of its officer's load.
    bool busy() const;
    /// In its officer's load.
    std::int64_t weight() const { return profile.weight > 0 ? profile.weight : 1; }
    /// The earliest date that is due; empty when none is.
    std::string due_on() const;

    friend bool operator==(const case_row&, const case_row&) = default;
};
BOOST_DESCRIBE_STRUCT(case_row, (),
                      (desk, officer, received_on, first_clock, released, merged_into, clocks, profile, touched_on,
                       idle_on, returned_by))

/// Nothing when the case was never assigned.
std::optional<case_row> load_case(const store::view& from, const case_no& which);
void save_case(store::writer& to, const case_no& which, const case_row& row);

/// Cases from a number on, in order, at most `limit`. @param after empty: from the first
std::vector<std::pair<case_no, case_row>> cases_after(const store::view& from, const case_no& after, std::size_t limit);

/// The calendars that due dates follow; empty before any were adopted.
std::optional<events::calendar_adopted> load_calendar(const store::view& from);
void save_calendar(store::writer& to, const events::calendar_adopted& which);

/// What an officer's open cases weigh together.
std::int64_t load_of(const store::view& from, const officer_id& who);
/// Adds to it; it never falls below 0.
void add_load(store::writer& to, const officer_id& who, std::int64_t by);
/// What of it is due on the days of a span. @param since,until office dates, both included; empty: from the first
std::int64_t load_due(const store::view& from, const officer_id& who, const std::string& since,
                      const std::string& until);

/// A case in a list, with its place in the order of due dates.
struct listed_case {
    case_no which;
    std::string due_on; ///< "9999-12-31" where nothing is due
};
/// An officer's open cases, those due first before others. @param limit at most so many
std::vector<listed_case> held_by(const store::view& from, const officer_id& who, std::size_t limit);
/// Desks at which something waits.
std::vector<desk_id> waiting_desks(const store::view& from);
/// Open cases of a desk that no officer has, likewise.
std::vector<listed_case> waiting_at(const store::view& from, const desk_id& at, std::size_t limit);
/// The same one by one, until `look` has seen enough (says false) or all of them.
void each_waiting_at(const store::view& from, const desk_id& at, const std::function<bool(const case_no&)>& look);
/// Open cases of a person. @param key as in case_profile::persons
std::vector<case_no> cases_of_person(const store::view& from, const std::string& key, std::size_t limit);

/// Whether an officer has an open case of a campaign.
bool holds_of_campaign(const store::view& from, const officer_id& who, const campaign_no& of);

/// Cases that came to a desk on a day, and that ended there.
struct day_counts {
    std::int64_t arrived = 0;
    std::int64_t ended = 0;
};
day_counts counts_of(const store::view& from, const desk_id& at, const std::string& day);
void count_arrival(store::writer& to, const desk_id& at, const std::string& day);
void count_end(store::writer& to, const desk_id& at, const std::string& day);

/// Rows that follow from a case's row, by key: lists of who has it, what waits, whose it is.
std::vector<std::pair<std::string, std::string>> index_rows(const case_no& which, const case_row& row);

/// The id of a clock's timer, and back: one for its due date, one for each day on which somebody is told before.
/// @param warn_on empty: the due date's @returns nothing for the id of another kind of timer
std::string timer_id(const case_no& which, std::string_view clock, std::string_view warn_on = {});
struct timer_subject {
    case_no of_case;
    std::string clock;
    std::string warn_on;
};
std::optional<timer_subject> read_timer_id(std::string_view id);
/// When a clock is past: the end of its due date at the office.
/// @errors errc::invalid when `due_on` is no date
result<instant> end_of(const std::string& due_on, std::chrono::minutes utc_offset);
/// When a clock is past: its very moment, or the end of its due date. Only for clocks that have one.
instant end_of(const running_clock& of, std::chrono::minutes utc_offset);
/// A clock ends: in time, or not. One in hours is late from its very moment, others from the day after their due date;
/// days of a pause do not count, so one that is stopped while paused is as late as it was when the pause began.
/// @param cause the step or fact that ends it
events::clock_stopped stopped(const law& under, const case_no& which, const running_clock& clock,
                              std::string_view cause, instant at);

} // namespace guiyi::assignment
