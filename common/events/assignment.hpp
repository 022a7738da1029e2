// Facts of the assignment stream: who must act, and by when.
// Produced by assignment. Consumed by casework, notification and intake.
#pragma once

#include "common/events/parts.hpp"

#include <variant>

namespace guiyi::events {

/// A desk, and an officer of it, have the case. No officer: all are full or absent, the desk's queue holds it.
struct case_assigned {
    static constexpr std::string_view type = "case_assigned";
    case_no assigned;
    desk_id desk;
    officer_id officer;
    std::vector<std::string>
        trace; ///< "why here": rule codes in the order they decided, e.g. "category:C1", "load:2/40"
};
BOOST_DESCRIBE_STRUCT(case_assigned, (), (assigned, desk, officer, trace))

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
    officer_id officer; ///< empty: nobody has it
};
BOOST_DESCRIBE_STRUCT(clock_warned, (), (of_case, clock, due_on, warned_on, days_left, desk, officer))

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
};
BOOST_DESCRIBE_STRUCT(clock_breached, (), (of_case, clock, due_on))

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

using assignment_facts = std::variant<case_assigned, clock_started, clock_stopped, clock_breached, case_released,
                                      case_suspended, case_resumed, clock_dropped, clock_paused, clock_resumed,
                                      clock_extended, clock_moved, clock_warned, calendar_adopted, case_recalled>;

} // namespace guiyi::events
