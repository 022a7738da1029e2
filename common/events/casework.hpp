// Facts of the casework stream: what officers decided and recorded, and the case as they see it.
// Produced by casework. Consumed by assignment (accepted, refused, split, closed), notification and intake (steps that
// complainants are told). The chain of this stream is the audit trail.
#pragma once

#include "common/events/letters.hpp"
#include "common/events/mailings.hpp"
#include "common/events/parts.hpp"
#include "common/events/respondents.hpp"
#include "common/events/triage.hpp"

#include <boost/mp11/list.hpp>

#include <variant>

namespace guiyi::events {

/// A complaint's summary, kept by casework so that its state folds from its own stream alone.
struct complaint_noted {
    static constexpr std::string_view type = "complaint_noted";
    receipt_no receipt;
    instant received_at{};
    complaint_summary summary;
    std::string sealed_contact; ///< base64, as intake sealed it: opened only to be revealed, with a reason
};
BOOST_DESCRIBE_STRUCT(complaint_noted, (), (receipt, received_at, summary, sealed_contact))

/// A case stands in the casework register.
struct case_registered {
    static constexpr std::string_view type = "case_registered";
    case_no registered;
    receipt_no receipt;
    std::string verdict; ///< new | review
    case_no related;     ///< candidate a person should compare, when the verdict is review
    std::string track;   ///< C complaint, R report, N nuisance, T telecom appeal, P police, Q enquiry (domain 6)
    std::string book{};  ///< rulebook id it is under, for good
    std::string state{}; ///< of that track: "C-REG"
};
BOOST_DESCRIBE_STRUCT(case_registered, (), (registered, receipt, verdict, related, track, book, state))

/// A repeat joined the case.
struct complaint_joined {
    static constexpr std::string_view type = "complaint_joined";
    case_no joined;
    receipt_no receipt;
};
BOOST_DESCRIBE_STRUCT(complaint_joined, (), (joined, receipt))

/// Who has the case, as assignment decided.
struct assignment_noted {
    static constexpr std::string_view type = "assignment_noted";
    case_no of_case;
    desk_id desk;
    officer_id officer;
    std::vector<std::string> trace;
    officer_id by{};      ///< who gave, took or returned it; empty: the rules did
    std::string reason{}; ///< masked; theirs
};
BOOST_DESCRIBE_STRUCT(assignment_noted, (), (of_case, desk, officer, trace, by, reason))

/// A clock started, stopped, paused, moved or passed its date, as assignment computed.
struct clock_noted {
    static constexpr std::string_view type = "clock_noted";
    case_no of_case;
    std::string clock;
    std::string state; ///< running | paused | met | missed | breached | dropped (it no longer belongs to the case)
    std::string started_on;
    std::string due_on; ///< empty: the text gives no number
    std::string ended_on;
    bool provisional = false;
    legal_basis basis;
    std::vector<counted_span> arithmetic;
    std::string change{};       ///< paused | resumed | extended | moved | warned; empty when the state says it all
    std::string was_due_on{};   ///< before a change that moved it
    std::string reason{};       ///< of a pause, an extension or a move
    std::string evidence{};     ///< masked
    std::string paused_on{};    ///< while paused
    std::string extended{};     ///< units granted so far, "15"
    std::string due_at{};       ///< of a clock in hours: the very moment
    std::string days_left{};    ///< warned: so many
    std::string other_due_on{}; ///< where two rulebooks speak: the later date, which does not govern
    legal_basis other_basis{};
    std::vector<counted_span> other_arithmetic{};
    std::string book{}; ///< rulebook id
    officer_id by{};    ///< who paused, resumed or extended it
};
BOOST_DESCRIBE_STRUCT(clock_noted, (),
                      (of_case, clock, state, started_on, due_on, ended_on, provisional, basis, arithmetic, change,
                       was_due_on, reason, evidence, paused_on, extended, due_at, days_left, other_due_on, other_basis,
                       other_arithmetic, book, by))

/// Something the complainant did about one receipt: urge, supplement, withdrawal.
struct complainant_acted {
    static constexpr std::string_view type = "complainant_acted";
    receipt_no receipt;
    std::string kind; ///< urge | supplement | withdraw
    std::string text; ///< masked
    std::vector<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(complainant_acted, (), (receipt, kind, text, evidence))

/// 受理: a named officer accepts; stops K1 and starts K2 (O121 §15(1), §23(1)(5)).
struct case_accepted {
    static constexpr std::string_view type = "case_accepted";
    case_no accepted;
    officer_id officer;
    std::string note; ///< masked
    step_detail step{};
};
BOOST_DESCRIBE_STRUCT(case_accepted, (), (accepted, officer, note, step))

/// 不予受理: a named officer refuses under a ground, with the reason (O121 §15(2), §16).
struct case_refused {
    static constexpr std::string_view type = "case_refused";
    case_no refused;
    officer_id officer;
    std::string ground; ///< NA1..NA7
    std::string reason; ///< masked, never empty
    legal_basis basis;
    step_detail step{};
};
BOOST_DESCRIBE_STRUCT(case_refused, (), (refused, officer, ground, reason, basis, step))

/// One submission that is both complaint and report is handled as two (O121 §9). The report's access is its own (§37).
struct report_split {
    static constexpr std::string_view type = "report_split";
    case_no from;
    case_no report;
    officer_id officer;
    std::string lead;     ///< masked: the suspected violation
    std::string category; ///< taxonomy code of the lead
    routing route;
    std::string book{};                ///< rulebook id the report is under
    std::string state{};               ///< of its track: "R-REG"
    std::vector<clock_order> clocks{}; ///< those the report begins with: K5, or K4 for a lead found during mediation
    step_detail step{};                ///< of the complaint
};
BOOST_DESCRIBE_STRUCT(report_split, (), (from, report, officer, lead, category, route, book, state, clocks, step))

/// A case of another track was opened from this one: a police referral (XFER §3). Nothing of the complainant goes
/// along.
struct child_opened {
    static constexpr std::string_view type = "child_opened";
    case_no from;
    case_no child;
    officer_id officer;
    std::string lead; ///< masked
    std::string category;
    routing route;
    std::string track; ///< of the child: "P"
    std::string book;
    std::string state;
    std::vector<clock_order> clocks; ///< those it begins with
    legal_basis basis;
    step_detail step; ///< of the case it was opened from
};
BOOST_DESCRIBE_STRUCT(child_opened, (),
                      (from, child, officer, lead, category, route, track, book, state, clocks, basis, step))

/// A named officer took a step of the case's track that no other fact tells of: mediating, testing, filing, informing,
/// going over to another procedure, ...
struct case_stepped {
    static constexpr std::string_view type = "case_stepped";
    case_no of_case;
    officer_id officer;
    std::string outcome; ///< of the rulebook's step: "filed"; empty: none
    std::string ground;  ///< code, where the step names one
    std::string reason;  ///< masked
    std::string note;    ///< masked
    legal_basis basis;   ///< empty for local practice
    step_detail step;
    std::vector<routing> route; ///< one, when the case went over to another procedure
};
BOOST_DESCRIBE_STRUCT(case_stepped, (), (of_case, officer, outcome, ground, reason, note, basis, step, route))

/// The desk's own view of what the case is about (several codes may hold).
struct case_categorised {
    static constexpr std::string_view type = "case_categorised";
    case_no of_case;
    officer_id officer;
    std::vector<std::string> categories;
};
BOOST_DESCRIBE_STRUCT(case_categorised, (), (of_case, officer, categories))

/// The officer put the matter to the respondent or platform; its silence counts from here.
struct respondent_contacted {
    static constexpr std::string_view type = "respondent_contacted";
    case_no of_case;
    officer_id officer;
    std::string respondent;
    std::string text; ///< masked
};
BOOST_DESCRIBE_STRUCT(respondent_contacted, (), (of_case, officer, respondent, text))

/// The respondent or platform answered; `days` is how long it took, in whole days.
struct respondent_replied {
    static constexpr std::string_view type = "respondent_replied";
    case_no of_case;
    officer_id officer;
    std::string respondent;
    std::string text;   ///< masked
    std::string result; ///< refund | refused | partly | other
    std::int64_t days = 0;
};
BOOST_DESCRIBE_STRUCT(respondent_replied, (), (of_case, officer, respondent, text, result, days))

/// A note between officers.
struct note_added {
    static constexpr std::string_view type = "note_added";
    case_no of_case;
    officer_id officer;
    std::string text; ///< masked
};
BOOST_DESCRIBE_STRUCT(note_added, (), (of_case, officer, text))

/// The case ended by a named officer: agreed, or terminated under T1..T8 (O121 §23, §24).
struct case_closed {
    static constexpr std::string_view type = "case_closed";
    case_no closed;
    officer_id officer;
    std::string outcome; ///< complaint: agreed | terminated; report: filed | not_filed; else: answered
    std::string ground;  ///< T1..T8 when terminated
    std::string note;    ///< masked
    legal_basis basis;
    step_detail step{};
};
BOOST_DESCRIBE_STRUCT(case_closed, (), (closed, officer, outcome, ground, note, basis, step))

/// What became of a notice, for the delivery ledger on the case page.
struct delivery_noted {
    static constexpr std::string_view type = "delivery_noted";
    case_no of_case;
    message_id message;
    std::string state;  ///< queued | sent | failed | unreachable
    std::string detail; ///< template id, channel, reason
};
BOOST_DESCRIBE_STRUCT(delivery_noted, (), (of_case, message, state, detail))

/// An officer saw clear personal data, and why.
struct data_revealed {
    static constexpr std::string_view type = "data_revealed";
    receipt_no receipt;
    officer_id officer;
    std::string reason; ///< masked
};
BOOST_DESCRIBE_STRUCT(data_revealed, (), (receipt, officer, reason))

/// A case's complaints went over to another; its number leads there. In the timeline of both.
struct case_merged_noted {
    static constexpr std::string_view type = "case_merged_noted";
    case_no merged;
    case_no into;
    std::vector<receipt_no> moved;
    std::string cause;  ///< verdict | officer | bridge | undo
    std::string reason; ///< masked, may be empty
    officer_id by;      ///< empty: the model
};
BOOST_DESCRIBE_STRUCT(case_merged_noted, (), (merged, into, moved, cause, reason, by))

/// A merge was taken back: the case stands again as it was. In the timeline of both.
struct case_restored_noted {
    static constexpr std::string_view type = "case_restored_noted";
    case_no restored;
    case_no out_of;
    std::vector<receipt_no> moved;
    std::string reason; ///< masked, may be empty
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(case_restored_noted, (), (restored, out_of, moved, reason, by))

/// Complaints left a case for a new one, registered with this. In the timeline of both.
struct case_split_noted {
    static constexpr std::string_view type = "case_split_noted";
    case_no opened;
    case_no out_of;
    std::vector<receipt_no> moved; ///< the first opens the case
    std::string track;             ///< as in case_registered
    std::string cause;             ///< untie | split
    std::string reason;            ///< masked, may be empty
    officer_id by;
    std::string book{};  ///< as in case_registered
    std::string state{}; ///< as in case_registered
};
BOOST_DESCRIBE_STRUCT(case_split_noted, (), (opened, out_of, moved, track, cause, reason, by, book, state))

/// What an officer said of a complaint and a case. In the timeline of both cases.
struct verdict_noted {
    static constexpr std::string_view type = "verdict_noted";
    case_no of_case; ///< the case the complaint was held against
    receipt_no receipt;
    std::string verdict; ///< same | different | unsure
    std::string reason;  ///< masked, may be empty
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(verdict_noted, (), (of_case, receipt, verdict, reason, by))

/// The case belongs to a campaign.
struct campaign_noted {
    static constexpr std::string_view type = "campaign_noted";
    case_no of_case;
    campaign_no campaign;
    receipt_no receipt; ///< the complaint that linked
};
BOOST_DESCRIBE_STRUCT(campaign_noted, (), (of_case, campaign, receipt))

/// 不予受理 of repeats that came after the case was decided: a named officer answers each, with ground and reason. What was
/// decided of the case stands (O121 §15(2), §16(2)).
struct repeat_refused {
    static constexpr std::string_view type = "repeat_refused";
    case_no of_case;
    std::vector<receipt_no> receipts; ///< whom this answers
    officer_id officer;
    std::string ground; ///< NA1..NA7
    std::string reason; ///< masked, never empty
    legal_basis basis;
};
BOOST_DESCRIBE_STRUCT(repeat_refused, (), (of_case, receipts, officer, ground, reason, basis))

/// What the law makes of a complaint that deduplication tied, sent to review or found related (domain 8.1). A proposal:
/// what follows is for `decides` to say.
struct repeat_classified {
    static constexpr std::string_view type = "repeat_classified";
    case_no of_case; ///< the case the complaint is in
    receipt_no receipt;
    std::string kind;                 ///< id of a [[repeat]] of the rulebook
    std::vector<std::string> reasons; ///< codes, some with a value: "case_refused:NA5", "many_complaints:37"
    legal_basis basis;
    std::string decides;  ///< officer | lead | head | intake | centre
    case_no related;      ///< the case it is held against; of_case itself when the complaint was tied to it
    campaign_no campaign; ///< mass: the campaign
};
BOOST_DESCRIBE_STRUCT(repeat_classified, (), (of_case, receipt, kind, reasons, basis, decides, related, campaign))

/// A named officer says what a repeat is: as proposed, or another kind, with the reason.
struct repeat_decided {
    static constexpr std::string_view type = "repeat_decided";
    case_no of_case;
    receipt_no receipt;
    std::string kind;    ///< what it is now
    std::string was;     ///< what it was taken for until now
    std::string decided; ///< confirmed | changed
    officer_id officer;
    std::string reason; ///< masked, may be empty when confirmed
    legal_basis basis;
    std::string decides;       ///< who decides what follows from this kind
    std::string clock{};       ///< what this kind makes of its clock: own | unchanged | none | restarted; or empty
    std::string nature{};      ///< of the complaint
    std::string received_on{}; ///< office date the complaint reached us
};
BOOST_DESCRIBE_STRUCT(repeat_decided, (),
                      (of_case, receipt, kind, was, decided, officer, reason, basis, decides, clock, nature,
                       received_on))

using case_facts =
    std::variant<complaint_noted, case_registered, complaint_joined, assignment_noted, clock_noted, complainant_acted,
                 case_accepted, case_refused, report_split, case_categorised, respondent_contacted, respondent_replied,
                 note_added, case_closed, delivery_noted, data_revealed, case_merged_noted, case_restored_noted,
                 case_split_noted, verdict_noted, campaign_noted, repeat_refused, repeat_classified, repeat_decided,
                 child_opened, case_stepped>;

using casework_facts = boost::mp11::mp_append<case_facts, triage_facts, letter_facts, respondent_facts, mailing_facts>;

} // namespace guiyi::events
