// Facts of the deduplication stream: which complaint belongs to which case, and why.
// Produced by deduplication. Consumed by assignment, casework, notification and intake.
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
    std::vector<std::string> capped; ///< key types whose postings were over the cap
    case_no best;                    ///< best candidate case, empty when none
    std::vector<field_evidence> fields;
    std::int64_t prior_centibits = 0;     ///< against "same person": log2 of how many could as well be meant
    std::int64_t base_rate_centibits = 0; ///< for "same dispute", before the fields are looked at
    std::int64_t total_centibits = 0;     ///< log-odds of "same case" against the best
    case_no runner_up;
    std::int64_t runner_up_centibits = 0;
    std::string band; ///< tie | review | new
};
BOOST_DESCRIBE_STRUCT(match_explanation, (),
                      (model, candidates, capped, best, fields, prior_centibits, base_rate_centibits, total_centibits,
                       runner_up, runner_up_centibits, band))

/// What deduplication keeps of a record so that its state can be folded again without other streams.
struct matched_record {
    receipt_no receipt;
    std::string external_ref;
    std::vector<std::string> keys; ///< blocking keys: "type:base64 of 16 keyed bytes"
    std::string sealed_profile;    ///< base64, comparison fields under the complaint's data key (purpose "profile")
    routing route;
};
BOOST_DESCRIBE_STRUCT(matched_record, (), (receipt, external_ref, keys, sealed_profile, route))

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

using deduplication_facts = std::variant<case_opened, complaint_tied>;

} // namespace guiyi::events
