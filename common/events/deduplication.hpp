// Facts of the deduplication stream: which complaint belongs to which case, and why.
// Produced by deduplication. Consumed by assignment, casework, notification and intake (campaigns and verdicts by
// nobody else yet). Complaints are never moved silently: every change of a case's members is one of these facts.
#pragma once

#include "common/events/parts.hpp"

#include <variant>

namespace guiyi::events {

/// One field of the comparison, for the waterfall an officer sees.
struct field_evidence {
    std::string field;          ///< phone, name, caller_number, call_day, company, ...
    std::string level;          ///< exact, one_edit, near, differ, missing, ...
    std::int64_t centibits = 0; ///< weight in 1/100 bit, signed
};
BOOST_DESCRIBE_STRUCT(field_evidence, (), (field, level, centibits))

/// Why a complaint was tied, sent to review or given a case of its own (matching: section 3).
struct match_explanation {
    std::string model;               ///< version of the weights and thresholds
    std::int64_t candidates = 0;     ///< records compared
    std::vector<std::string> capped; ///< key types over their cap; "candidates", "members": not all were compared
    case_no best;                    ///< best candidate case, empty when none
    std::vector<field_evidence> fields;
    std::int64_t prior_centibits = 0;     ///< against "same person": log2 of how many could as well be meant
    std::int64_t base_rate_centibits = 0; ///< for "same dispute", before the fields are looked at
    std::int64_t total_centibits = 0;     ///< log-odds of "same case" against the best
    case_no runner_up;
    std::int64_t runner_up_centibits = 0;
    std::string band; ///< tie | review | new

    case_no same_person;               ///< case whose complainant is surely this one, whatever its dispute; or empty
    std::int64_t person_centibits = 0; ///< log-odds of that: the person's evidence less the prior
    bool same_firm = false;            ///< and it is against the same firm
    std::int64_t person_records = 0; ///< earlier complaints that share this one's phone, mail or ID, the most of these
    std::int64_t value_persons = 0;  ///< distinct earlier names on its phone or address, the most of these

    /// Why a total good for a tie went to review: name | nameless | id_number | rival | bound; or why a tie went there
    /// afterwards: left (those it was tied through)
    std::string held_by;
    case_no bridged; ///< the other case that it showed to be one with `best`, so that they were joined; or empty
};
BOOST_DESCRIBE_STRUCT(match_explanation, (),
                      (model, candidates, capped, best, fields, prior_centibits, base_rate_centibits, total_centibits,
                       runner_up, runner_up_centibits, band, same_person, person_centibits, same_firm, person_records,
                       value_persons, held_by, bridged))

/// What deduplication keeps of a record so that its state can be folded again without other streams.
struct matched_record {
    receipt_no receipt;
    std::string external_ref;
    std::vector<std::string> keys; ///< blocking keys: "type:base64 of 16 keyed bytes"
    std::string sealed_profile;    ///< base64, comparison fields under the complaint's data key (purpose "profile")
    routing route;
    std::vector<std::string> numbers; ///< blind keys of whole calling numbers, base64 of 16 keyed bytes each
    bool id_is_valid = false;         ///< its key "id_number" is of a number that is right by its check digits
};
BOOST_DESCRIBE_STRUCT(matched_record, (), (receipt, external_ref, keys, sealed_profile, route, numbers, id_is_valid))

/// A complaint opened a case of its own; verdict review means a person should look at `why.best` too.
struct case_opened {
    static constexpr std::string_view type = "case_opened";
    case_no opened;
    std::string verdict; ///< new | review
    matched_record record;
    match_explanation why;
};
BOOST_DESCRIBE_STRUCT(case_opened, (), (opened, verdict, record, why))

/// A complaint is a repeat and joins an existing case.
struct complaint_tied {
    static constexpr std::string_view type = "complaint_tied";
    case_no to;
    matched_record record;
    match_explanation why;
};
BOOST_DESCRIBE_STRUCT(complaint_tied, (), (to, record, why))

/// What an officer said of a complaint and a case that may be one. Becomes a label; "different" is obeyed for ever.
struct pair_judged {
    static constexpr std::string_view type = "pair_judged";
    receipt_no receipt;
    case_no of_case;                  ///< the case the complaint was held against
    std::string verdict;              ///< same | different | unsure
    std::string reason;               ///< masked, may be empty
    officer_id by;                    ///< who said so
    std::string band;                 ///< what the model had said: tie | review | new
    std::int64_t total_centibits = 0; ///< log-odds the model had given
    std::vector<receipt_no> apart;    ///< different: complaints of that case the receipt must never be joined with
    std::vector<receipt_no> lifted;   ///< same: complaints of that case it was held apart from until now
    std::string batch;                ///< id shared by what was done in one request, so that it can be undone together
};
BOOST_DESCRIBE_STRUCT(pair_judged, (),
                      (receipt, of_case, verdict, reason, by, band, total_centibits, apart, lifted, batch))

/// All complaints of one case go over to another; the number `from` keeps leading there.
struct cases_merged {
    static constexpr std::string_view type = "cases_merged";
    case_no merged; ///< the case that ends
    case_no into;
    std::vector<receipt_no> moved; ///< in order of arrival
    std::string cause;             ///< verdict | officer | bridge | undo (of a split, or of a merge undone)
    std::string reason;            ///< masked, may be empty
    officer_id by;                 ///< empty: the model (a bridge)
    std::string batch;             ///< id shared by what was done in one request, so that it can be undone together
};
BOOST_DESCRIBE_STRUCT(cases_merged, (), (merged, into, moved, cause, reason, by, batch))

/// A merge is taken back: the case lives again under its own number with its own complaints.
struct merge_undone {
    static constexpr std::string_view type = "merge_undone";
    case_no restored;
    case_no out_of;
    std::vector<receipt_no> moved;
    std::string reason;
    officer_id by;
    std::string batch;
};
BOOST_DESCRIBE_STRUCT(merge_undone, (), (restored, out_of, moved, reason, by, batch))

/// Complaints leave a case together for a new one; the complaint that opened the old case stays with its number.
struct complaints_split {
    static constexpr std::string_view type = "complaints_split";
    case_no out_of;
    case_no opened;
    std::vector<receipt_no> moved; ///< in order of arrival, at least one
    routing route;                 ///< of the first that moved: its own acceptance clock runs from its own receipt
    std::string cause;             ///< untie | split
    std::string reason;            ///< masked, may be empty
    officer_id by;
    std::string batch;
};
BOOST_DESCRIBE_STRUCT(complaints_split, (), (out_of, opened, moved, route, cause, reason, by, batch))

/// The complaints through which the model had tied this one have left its case: a person is asked whether it belongs
/// there still. Nothing moves by it.
struct tie_doubted {
    static constexpr std::string_view type = "tie_doubted";
    receipt_no receipt;
    case_no of_case;
    std::vector<receipt_no> together; ///< complaints that fit it better than the rest of that case, itself the first
    match_explanation why;            ///< beside the rest of that case; the runner-up is where the others went
    std::string batch;                ///< of what took the others out; undoing that withdraws the question
};
BOOST_DESCRIBE_STRUCT(tie_doubted, (), (receipt, of_case, together, why, batch))

/// What was done in one request is taken back: its verdicts no longer count, what they held apart is free again and
/// what they freed is held apart again. The moves that take its moves back follow in the same commit.
struct batch_undone {
    static constexpr std::string_view type = "batch_undone";
    std::string undone; ///< the batch that is taken back
    std::string reason; ///< masked, may be empty
    officer_id by;
    std::string batch; ///< of the undoing itself
};
BOOST_DESCRIBE_STRUCT(batch_undone, (), (undone, reason, by, batch))

/// A case belongs to a campaign by what was said in its calls or by the number that called. Cases are linked, never
/// merged, and membership is the complaint's: a case split or merged takes nothing along. A campaign begins with
/// the first fact that names it.
struct campaign_linked {
    static constexpr std::string_view type = "campaign_linked";
    campaign_no campaign; ///< "M2026-000017"
    case_no of_case;
    receipt_no receipt;      ///< the complaint whose script or number linked
    instant received_at{};   ///< when that complaint was received
    std::string received_on; ///< the same as a date at the office
    std::string by;          ///< script | number | officer
    bool begins = false;     ///< the campaign is new: nothing known resembled it enough
    bool review = false;     ///< it begins a campaign, but resembles another: a person should look at `resembles`

    campaign_no resembles;                 ///< by script: best campaign found, also when it was not enough; or empty
    receipt_no exemplar;                   ///< its exemplar that resembles most
    std::int64_t containment_permille = 0; ///< of the smaller script in the larger, by weight
    std::int64_t shared_shingles = 0;
    std::int64_t evidence_centibits = 0;     ///< how rare what they share is
    campaign_no runner_up;                   ///< second best campaign above the threshold: its script may be the same
    std::int64_t runner_up_permille = 0;     ///< its containment
    std::int64_t number_score_centi = 0;     ///< by number: 2 a distinct complainant, decaying, in hundredths
    bool becomes_exemplar = false;           ///< kept to compare later scripts with
    std::vector<receipt_no> drops;           ///< exemplars that it replaces
    std::string shingles;                    ///< of an exemplar: base64 of 4 bytes each, ascending; a fingerprint
    std::int64_t weight_centibits = 0;       ///< of an exemplar: rarity of its shingles, summed
    std::vector<std::string> numbers;        ///< blind keys of calling numbers, as in matched_record
    std::vector<std::string> numbers_masked; ///< the same, as people may see them
    std::string respondent;                  ///< firm named, masked like any text
};
BOOST_DESCRIBE_STRUCT(campaign_linked, (),
                      (campaign, of_case, receipt, received_at, received_on, by, begins, review, resembles, exemplar,
                       containment_permille, shared_shingles, evidence_centibits, runner_up, runner_up_permille,
                       number_score_centi, becomes_exemplar, drops, shingles, weight_centibits, numbers, numbers_masked,
                       respondent))

/// A campaign grows much faster than before. At most once a campaign a day.
struct campaign_burst {
    static constexpr std::string_view type = "campaign_burst";
    campaign_no campaign;
    std::string day;                   ///< at the office, of the complaint that passed the threshold
    std::int64_t cases = 0;            ///< new in the 24 hours up to that complaint
    instant since{};                   ///< when those hours begin
    std::int64_t daily_mean_centi = 0; ///< cases a day in the 7 days before them, in hundredths
    receipt_no receipt;                ///< the complaint that passed the threshold
};
BOOST_DESCRIBE_STRUCT(campaign_burst, (), (campaign, day, cases, since, daily_mean_centi, receipt))

/// Before filing, somebody whose draft is the same dispute as a case wants to prove that the case is theirs: a code
/// goes to the mail on file of one complaint of it, never to an address of the request.
struct ownership_code_issued {
    static constexpr std::string_view type = "ownership_code_issued";
    std::string check;  ///< hash of the check id, 32 hex digits
    receipt_no receipt; ///< whose address gets it, and what can be added to with it
    case_no of_case;
    std::string sealed_code; ///< base64, under the receipt's data key (purpose "ownership_code")
    instant expires_at{};
};
BOOST_DESCRIBE_STRUCT(ownership_code_issued, (), (check, receipt, of_case, sealed_code, expires_at))

/// A code was tried. Also recorded where none had been issued: both must cost, and look, the same.
struct ownership_code_tried {
    static constexpr std::string_view type = "ownership_code_tried";
    std::string check;
    receipt_no receipt; ///< empty when no code had been issued
    bool right = false;
};
BOOST_DESCRIBE_STRUCT(ownership_code_tried, (), (check, receipt, right))

using deduplication_facts =
    std::variant<case_opened, complaint_tied, pair_judged, cases_merged, merge_undone, complaints_split, batch_undone,
                 tie_doubted, campaign_linked, campaign_burst, ownership_code_issued, ownership_code_tried>;

} // namespace guiyi::events
