// Facts of the intake stream: what reached us, durable before anybody is told "received".
// Produced by intake. Consumed by deduplication (complaint_received), casework (all), notification
// (complaint_received, contact_preferred, and what complainants do about a case).
#pragma once

#include "common/events/parts.hpp"

#include <variant>

namespace guiyi::events {

/// A complaint is ours. `sealed` holds the canonical complaint JSON under the complaint's own data key
/// (purpose "complaint", aad = receipt number); `sealed_contact` whom to tell, what numbers rang (purpose "contact").
struct complaint_received {
    static constexpr std::string_view type = "complaint_received";
    receipt_no receipt;
    instant received_at{};       ///< when the channel took it; imports may state the past
    std::string submission_key;  ///< blind index of channel + external_ref, empty without a reference
    std::string idempotency_key; ///< blind index of the Idempotency-Key header, empty without one
    std::string
        content_key; ///< blind index of the canonical content: tells a true repeat of a request from another body
    complaint_summary summary;
    std::string sealed;         ///< base64
    std::string sealed_contact; ///< base64
};
BOOST_DESCRIBE_STRUCT(complaint_received, (),
                      (receipt, received_at, submission_key, idempotency_key, content_key, summary, sealed,
                       sealed_contact))

/// A file lies in the evidence folder under its SHA-256, synced.
struct evidence_stored {
    static constexpr std::string_view type = "evidence_stored";
    evidence_id evidence;
    std::string media_type; ///< as detected, not as claimed
    std::int64_t size_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(evidence_stored, (), (evidence, media_type, size_bytes))

/// 催办: the complainant asks for progress. An event on the case, never a new case (domain 8.1).
struct complaint_urged {
    static constexpr std::string_view type = "complaint_urged";
    receipt_no receipt;
    std::string text; ///< masked
};
BOOST_DESCRIBE_STRUCT(complaint_urged, (), (receipt, text))

/// 补充材料: more text or evidence for a complaint; does not reset its clocks (domain 8.1).
struct complaint_supplemented {
    static constexpr std::string_view type = "complaint_supplemented";
    receipt_no receipt;
    std::string text;   ///< masked
    std::string sealed; ///< base64 of the clear text (purpose "supplement")
    std::vector<std::string> evidence;
};
BOOST_DESCRIBE_STRUCT(complaint_supplemented, (), (receipt, text, sealed, evidence))

/// 撤回: the complainant withdraws; ending the case stays an officer's decision (O121 §23(1)(1)).
struct complaint_withdrawn {
    static constexpr std::string_view type = "complaint_withdrawn";
    receipt_no receipt;
    std::string text; ///< masked
};
BOOST_DESCRIBE_STRUCT(complaint_withdrawn, (), (receipt, text))

/// The complaint belongs to a case now; status shows that case's progress from here on.
struct complaint_placed {
    static constexpr std::string_view type = "complaint_placed";
    receipt_no receipt;
    case_no in_case;
    std::string verdict; ///< new | tie | review
};
BOOST_DESCRIBE_STRUCT(complaint_placed, (), (receipt, in_case, verdict))

/// A step of a case that its complainants may read, in the order it happened.
struct progress_noted {
    static constexpr std::string_view type = "progress_noted";
    case_no of_case;
    /// Code: registered assigned accepted refused contacted replied sent closed similar, or of a clock clock_started
    /// clock_stopped clock_dropped clock_paused clock_moved clock_breached
    std::string stage;
    std::string detail; ///< code or masked text shown with the stage: ground, outcome, clock id
    std::string due_on; ///< next legal date, empty when the step sets none
    bool provisional = false;
    legal_basis basis;
};
BOOST_DESCRIBE_STRUCT(progress_noted, (), (of_case, stage, detail, due_on, provisional, basis))

/// The complaint belongs to another case from here on; what its status showed before stays.
struct complaint_moved {
    static constexpr std::string_view type = "complaint_moved";
    receipt_no receipt;
    case_no in_case;
    case_no left;
    std::string how;   ///< merged | restored | split
    bool back = false; ///< something was undone: it stands in the case as it did before, where it was in it before
};
BOOST_DESCRIBE_STRUCT(complaint_moved, (), (receipt, in_case, left, how, back))

/// A step about one complaint alone: a repeat that came after its case was decided gets its own answer (domain 8.1).
struct answer_noted {
    static constexpr std::string_view type = "answer_noted";
    receipt_no receipt;
    case_no in_case;
    /// Code: refused clock_started clock_stopped clock_dropped clock_paused clock_moved clock_breached
    std::string stage;
    std::string detail; ///< as in progress_noted
    std::string due_on;
    bool provisional = false;
    legal_basis basis;
};
BOOST_DESCRIBE_STRUCT(answer_noted, (), (receipt, in_case, stage, detail, due_on, provisional, basis))

/// How the complainant wants to be told from here on. Empty fields stay as they were.
struct contact_preferred {
    static constexpr std::string_view type = "contact_preferred";
    receipt_no receipt;
    std::string channel;   ///< email | sms | both
    std::string language;  ///< zh | en
    std::string frequency; ///< each | daily
};
BOOST_DESCRIBE_STRUCT(contact_preferred, (), (receipt, channel, language, frequency))

/// What the complainant says of the handling once the case is decided: part of the call-back (回访, O121 §26). The last
/// one counts.
struct feedback_given {
    static constexpr std::string_view type = "feedback_given";
    receipt_no receipt;
    case_no in_case;
    std::int64_t satisfaction = 0; ///< 1 (not at all) to 5 (very)
    std::string promise;           ///< kept | partly | broken | none: whether the respondent did what was agreed
    bool call_back = false;        ///< asks to be called
    std::string text;              ///< masked, may be empty
};
BOOST_DESCRIBE_STRUCT(feedback_given, (), (receipt, in_case, satisfaction, promise, call_back, text))

using intake_facts =
    std::variant<complaint_received, evidence_stored, complaint_urged, complaint_supplemented, complaint_withdrawn,
                 complaint_placed, progress_noted, complaint_moved, answer_noted, contact_preferred, feedback_given>;

} // namespace guiyi::events
