// Facts of the assignment stream: who must act, and by when.
// Produced by assignment. Consumed by casework, notification and intake.
#pragma once

#include "common/events/parts.hpp"

#include <variant>

namespace guiyi::events {

/// What the choice of an officer goes by, whenever it is made again. Nothing about the person but keyed hashes.
struct case_profile {
    std::string nature;
    std::string category;
    std::string language;
    std::string respondent;           ///< the firm's name as given, masked like any text
    std::string credit_code;          ///< of the firm, when valid
    std::int64_t weight = 0;          ///< of the case in an officer's load; 0: this is no profile
    std::vector<std::string> skills;  ///< that its officer should have
    std::vector<std::string> persons; ///< blocking keys of telephone, mail and identity number
    campaign_no campaign{};           ///< that its complaints belong to; or empty

    friend bool operator==(const case_profile&, const case_profile&) = default;
};
BOOST_DESCRIBE_STRUCT(case_profile, (),
                      (nature, category, language, respondent, credit_code, weight, skills, persons, campaign))

/// A desk, and an officer of it, have the case. No officer: all are full or absent, the desk's queue holds it.
struct case_assigned {
    static constexpr std::string_view type = "case_assigned";
    case_no assigned;
    desk_id desk;
    officer_id officer;
    std::vector<std::string>
        trace;              ///< "why here": rule codes in the order they decided, e.g. "category:C1", "load:2/40"
    case_profile profile{}; ///< with the first assignment of a case
    officer_id by{};        ///< who gave, took or returned it; empty: the rules did
    std::string reason{};   ///< masked; theirs
    std::vector<std::string> idle_on{}; ///< office dates: who lets it lie until then is told, the lead is, it goes back
};
BOOST_DESCRIBE_STRUCT(case_assigned, (), (assigned, desk, officer, trace, profile, by, reason, idle_on))

/// A statutory clock runs, with the arithmetic of its due date.
struct clock_started {
    static constexpr std::string_view type = "clock_started";
    case_no of_case;
    std::string clock;      ///< K1, K2, K5, ..., or of one complaint alone (clock_for)
    std::string started_on; ///< office date; the day itself never counts (O121 §45)
    std::string due_on;
    bool provisional = false; ///< reaches past the published calendars
    legal_basis basis;
    std::vector<counted_span> arithmetic;
    std::string book{};                 ///< rulebook id
    std::string due_at{};               ///< of a clock in hours: the very moment
    std::vector<std::string> warn_on{}; ///< office dates on which somebody is told
    std::string other_due_on{};         ///< where two rulebooks speak: the later date, which does not govern
    legal_basis other_basis{};
    std::vector<counted_span> other_arithmetic{};
};
BOOST_DESCRIBE_STRUCT(clock_started, (),
                      (of_case, clock, started_on, due_on, provisional, basis, arithmetic, book, due_at, warn_on,
                       other_due_on, other_basis, other_arithmetic))

/// Days stop counting, for a reason that the law lists for this clock. It cannot run out meanwhile.
struct clock_paused {
    static constexpr std::string_view type = "clock_paused";
    case_no of_case;
    std::string clock;
    std::string paused_on; ///< the day itself still counts
    std::string reason;    ///< code of the rulebook: testing, appraisal, ...
    std::string evidence;  ///< masked
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(clock_paused, (), (of_case, clock, paused_on, reason, evidence, by))

/// Days count again; those since the pause, this one included, are left out. The due date moved by them.
struct clock_resumed {
    static constexpr std::string_view type = "clock_resumed";
    case_no of_case;
    std::string clock;
    std::string resumed_on;
    std::string paused_on;
    std::string reason; ///< why it was paused
    std::string was_due_on;
    std::string due_on;
    bool provisional = false;
    std::vector<counted_span> arithmetic;
    std::vector<std::string> warn_on;
    officer_id by;
    std::string evidence; ///< masked
    std::string other_due_on;
    legal_basis basis;
    legal_basis other_basis;
    std::vector<counted_span> other_arithmetic;
};
BOOST_DESCRIBE_STRUCT(clock_resumed, (),
                      (of_case, clock, resumed_on, paused_on, reason, was_due_on, due_on, provisional, arithmetic,
                       warn_on, by, evidence, other_due_on, basis, other_basis, other_arithmetic))

/// Whoever may do so granted more time.
struct clock_extended {
    static constexpr std::string_view type = "clock_extended";
    case_no of_case;
    std::string clock;
    std::int64_t units = 0; ///< added, in the clock's own unit
    std::int64_t total = 0; ///< of all extensions so far
    officer_id approver;
    std::string role;   ///< in which they approved
    std::string reason; ///< masked
    std::string was_due_on;
    std::string due_on;
    bool provisional = false;
    std::vector<counted_span> arithmetic;
    std::vector<std::string> warn_on;
    legal_basis basis;
};
BOOST_DESCRIBE_STRUCT(clock_extended, (),
                      (of_case, clock, units, total, approver, role, reason, was_due_on, due_on, provisional,
                       arithmetic, warn_on, basis))

/// A due date is different because the calendar is: never silently, and never for another reason.
struct clock_moved {
    static constexpr std::string_view type = "clock_moved";
    case_no of_case;
    std::string clock;
    std::string was_due_on;
    std::string due_on;
    bool was_provisional = false;
    bool provisional = false;
    std::string reason; ///< "calendar 2027: <source of the notice>"
    std::vector<counted_span> arithmetic;
    std::vector<std::string> warn_on;
    std::string other_due_on;
    legal_basis basis;
    legal_basis other_basis;
    std::vector<counted_span> other_arithmetic;
};
BOOST_DESCRIBE_STRUCT(clock_moved, (),
                      (of_case, clock, was_due_on, due_on, was_provisional, provisional, reason, arithmetic, warn_on,
                       other_due_on, basis, other_basis, other_arithmetic))

/// A due date is near: so many days are left. Each point once.
struct clock_warned {
    static constexpr std::string_view type = "clock_warned";
    case_no of_case;
    std::string clock;
    std::string due_on;
    std::string warned_on;
    std::int64_t days_left = 0; ///< whole days until the due date; 0: it is today
    desk_id desk;
    officer_id officer;                ///< empty: nobody has it
    std::vector<officer_id> instead{}; ///< the officer is away: who has to see to it meanwhile
};
BOOST_DESCRIBE_STRUCT(clock_warned, (), (of_case, clock, due_on, warned_on, days_left, desk, officer, instead))

/// The published calendars that every open clock's dates follow from here on.
struct calendar_adopted {
    static constexpr std::string_view type = "calendar_adopted";
    std::string fingerprint;
    std::vector<named_text> notices; ///< year and source
};
BOOST_DESCRIBE_STRUCT(calendar_adopted, (), (fingerprint, notices))

/// A case that had ended goes on: it came back, or a decision has to be made again.
struct case_recalled {
    static constexpr std::string_view type = "case_recalled";
    case_no of_case;
    std::string by; ///< the step: "sent_back"
};
BOOST_DESCRIBE_STRUCT(case_recalled, (), (of_case, by))

/// What the clock was waiting for happened.
struct clock_stopped {
    static constexpr std::string_view type = "clock_stopped";
    case_no of_case;
    std::string clock;
    std::string stopped_on;
    std::string by;  ///< what stopped it: case_accepted, case_refused, case_closed, repeat_refused, or a step's action
    bool met = true; ///< stopped on or before the due date
};
BOOST_DESCRIBE_STRUCT(clock_stopped, (), (of_case, clock, stopped_on, by, met))

/// The due date passed and the clock still runs. Nothing is decided by this: a person has to act.
struct clock_breached {
    static constexpr std::string_view type = "clock_breached";
    case_no of_case;
    std::string clock;
    std::string due_on;
    std::vector<std::string> escalate_on{}; ///< office dates on which it goes further up while it still runs
};
BOOST_DESCRIBE_STRUCT(clock_breached, (), (of_case, clock, due_on, escalate_on))

/// A clock that was missed still runs: the next one up hears of it. Each level once.
struct clock_escalated {
    static constexpr std::string_view type = "clock_escalated";
    case_no of_case;
    std::string clock;
    std::string due_on;
    std::string level;          ///< role: head, chief, ...
    std::int64_t days_over = 0; ///< working days
    desk_id desk;
    officer_id officer; ///< empty: nobody has it
};
BOOST_DESCRIBE_STRUCT(clock_escalated, (), (of_case, clock, due_on, level, days_over, desk, officer))

/// The officer did something about the case: it lies idle from that day on.
struct case_touched {
    static constexpr std::string_view type = "case_touched";
    case_no of_case;
    std::string on;
    std::vector<std::string> idle_on; ///< as of case_assigned
};
BOOST_DESCRIBE_STRUCT(case_touched, (), (of_case, on, idle_on))

/// Nothing was done about a case for so long that somebody is told; at the last point it goes back to the queue.
struct case_idle {
    static constexpr std::string_view type = "case_idle";
    case_no of_case;
    desk_id desk;
    officer_id officer;
    std::string since;  ///< office date of the last deed
    std::string told;   ///< officer | lead | queue
    std::string due_on; ///< the day that was reached
};
BOOST_DESCRIBE_STRUCT(case_idle, (), (of_case, desk, officer, since, told, due_on))

/// A case that was assigned turned out to belong to a campaign: whoever has it may get the campaign's next ones.
struct case_in_campaign {
    static constexpr std::string_view type = "case_in_campaign";
    case_no of_case;
    campaign_no campaign;
};
BOOST_DESCRIBE_STRUCT(case_in_campaign, (), (of_case, campaign))

/// What the desk book says of an officer is otherwise from here on. All of it, as it is now.
struct staff_changed {
    static constexpr std::string_view type = "staff_changed";
    officer_id officer;
    std::int64_t capacity = 0;
    bool on_duty = true;
    std::vector<std::string> skills;
    std::string reason; ///< masked
    officer_id by;
    desk_id desk; ///< where the officer works
};
BOOST_DESCRIBE_STRUCT(staff_changed, (), (officer, capacity, on_duty, skills, reason, by, desk))

/// An officer will be away. Meanwhile nothing new comes to them.
struct leave_planned {
    static constexpr std::string_view type = "leave_planned";
    std::string leave; ///< its number: "L1"
    officer_id officer;
    std::string from;   ///< first office date
    std::string until;  ///< last office date
    officer_id deputy;  ///< has what falls due meanwhile; may be empty
    std::string reason; ///< code: leave | illness | training | business
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(leave_planned, (), (leave, officer, from, until, deputy, reason, by))

/// The first day came. What falls due meanwhile goes over to the deputy in the same commit.
struct leave_begun {
    static constexpr std::string_view type = "leave_begun";
    std::string leave;
    officer_id officer;
    desk_id desk;
    std::int64_t open = 0;  ///< cases the officer had
    std::int64_t given = 0; ///< that the deputy has now
};
BOOST_DESCRIBE_STRUCT(leave_begun, (), (leave, officer, desk, open, given))

/// The leave does not happen, or ends today.
struct leave_cancelled {
    static constexpr std::string_view type = "leave_cancelled";
    std::string leave;
    officer_id officer;
    officer_id by;
    desk_id desk; ///< where the officer works
};
BOOST_DESCRIBE_STRUCT(leave_cancelled, (), (leave, officer, by, desk))

/// An officer must not act where this firm, or this person, is a party (回避).
struct interest_declared {
    static constexpr std::string_view type = "interest_declared";
    std::string interest; ///< its number: "I1"
    officer_id officer;
    std::string respondent;  ///< the firm's name; or empty
    std::string credit_code; ///< of the firm; or empty
    std::string reason;      ///< masked
    officer_id by;
    case_no complainant_of{};           ///< the person who complained there is meant; or empty
    std::vector<std::string> persons{}; ///< blocking keys of that person, as in case_profile
};
BOOST_DESCRIBE_STRUCT(interest_declared, (),
                      (interest, officer, respondent, credit_code, reason, by, complainant_of, persons))

struct interest_withdrawn {
    static constexpr std::string_view type = "interest_withdrawn";
    std::string interest;
    officer_id officer;
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(interest_withdrawn, (), (interest, officer, by))

/// One case that goes from one officer to another.
struct case_move {
    case_no of_case;
    officer_id from;
    officer_id to;
    std::string why; ///< as the last code of a trace
};
BOOST_DESCRIBE_STRUCT(case_move, (), (of_case, from, to, why))

/// An officer's cases were given to others as previewed. A case_assigned for each follows in the same commit.
struct cases_rebalanced {
    static constexpr std::string_view type = "cases_rebalanced";
    std::string batch; ///< its number: "B1"
    officer_id officer;
    std::string reason; ///< masked
    officer_id by;
    std::vector<case_move> moves;
};
BOOST_DESCRIBE_STRUCT(cases_rebalanced, (), (batch, officer, reason, by, moves))

/// Taken back, for the cases that are still where it put them.
struct rebalance_undone {
    static constexpr std::string_view type = "rebalance_undone";
    std::string batch;
    officer_id officer; ///< whose cases they had been
    officer_id by;
    std::vector<case_move> moves;
};
BOOST_DESCRIBE_STRUCT(rebalance_undone, (), (batch, officer, by, moves))

/// The case ended; its officer's load falls.
struct case_released {
    static constexpr std::string_view type = "case_released";
    case_no released;
    officer_id officer;
};
BOOST_DESCRIBE_STRUCT(case_released, (), (released, officer))

/// The case's complaints went to another case, and it rests: its officer has room again, its clocks are neither met nor
/// missed. Desk, officer and due dates are kept for the day it is resumed.
struct case_suspended {
    static constexpr std::string_view type = "case_suspended";
    case_no of_case;
    case_no into;
};
BOOST_DESCRIBE_STRUCT(case_suspended, (), (of_case, into))

/// The merge was undone: desk, officer and clocks are what they were; a due date that passed meanwhile is breached now.
struct case_resumed {
    static constexpr std::string_view type = "case_resumed";
    case_no of_case;
    case_no out_of;
};
BOOST_DESCRIBE_STRUCT(case_resumed, (), (of_case, out_of))

/// The complaint this clock ran for (clock_receipt) left the case: neither met nor missed, as if it had never run here.
struct clock_dropped {
    static constexpr std::string_view type = "clock_dropped";
    case_no of_case;
    std::string clock;
};
BOOST_DESCRIBE_STRUCT(clock_dropped, (), (of_case, clock))

/// A clock that runs for one complaint of a case alone, a repeat after the case was decided: "K1+R261120-00001-00001".
inline std::string clock_for(std::string_view code, const receipt_no& receipt) {
    return std::string(code) + "+" + receipt.str();
}
/// The clock of the rulebook: "K1".
inline std::string_view clock_code(std::string_view clock) { return clock.substr(0, clock.find('+')); }
/// Whose it is alone; empty for a clock of the whole case.
inline receipt_no clock_receipt(std::string_view clock) {
    const auto plus = clock.find('+');
    return plus == std::string_view::npos ? receipt_no() : receipt_no(std::string(clock.substr(plus + 1)));
}

using assignment_facts =
    std::variant<case_assigned, clock_started, clock_stopped, clock_breached, case_released, case_suspended,
                 case_resumed, clock_dropped, clock_paused, clock_resumed, clock_extended, clock_moved, clock_warned,
                 calendar_adopted, case_recalled, clock_escalated, case_touched, case_idle, staff_changed,
                 leave_planned, leave_begun, leave_cancelled, interest_declared, interest_withdrawn, cases_rebalanced,
                 rebalance_undone, case_in_campaign>;

} // namespace guiyi::events
