// One record a firm: told by its credit code, else by name and address, else by name, else by its shop on a platform.
// A number alone is never enough, since anybody can show a forged one. Complaints are never moved: a merge is a pointer
// that can be taken back, a split names the complaints it takes. And the proof that a telecom user went to the operator
// first. Used by service (records and folds) and the API.
// @law domain: matching of respondents; MIIT Order 35 §10(4) (operator first, 15 days)
#pragma once

#include "common/events/event.hpp"
#include "common/time/deadline.hpp"
#include "services/casework/state.hpp"

#include <boost/json/object.hpp>

#include <functional>

namespace guiyi::casework {

struct firm_row {
    std::string key;  ///< what it was first told by: code | name_address | name | shop | split
    std::string name; ///< as first given
    std::string credit_code;
    std::vector<std::string> names; ///< every spelling, at most a hundred
    std::vector<std::string> addresses;
    std::vector<std::string> shops;   ///< "platform / shop"
    std::vector<std::string> numbers; ///< masked; shown, never compared
    std::uint64_t complaints = 0;     ///< recorded here, those of merged records apart
    instant first_at{};
    instant last_at{};
    respondent_no merged_into; ///< empty: stands for itself
    respondent_no split_from;
};
BOOST_DESCRIBE_STRUCT(firm_row, (),
                      (key, name, credit_code, names, addresses, shops, numbers, complaints, first_at, last_at,
                       merged_into, split_from))

std::optional<firm_row> load_firm(const store::view& from, const respondent_no& which);
/// Itself, or the record it was merged into, at last.
respondent_no living_firm(const store::view& from, const respondent_no& which);
/// What a record, or the one it was merged into, is called now; empty when there is none. @param from must outlive it
std::function<std::string(const std::string&)> names_of_firms(const store::view& from);
/// Which record a complaint was put to, before merges; empty when it names no firm.
respondent_no firm_of(const store::view& from, const receipt_no& which);
/// Complaints of a record and of those merged into it, by receipt number.
std::vector<receipt_no> receipts_of_firm(const store::view& from, const respondent_no& which, std::size_t limit);
/// Records that were merged into this one directly.
std::vector<respondent_no> merged_into(const store::view& from, const respondent_no& which);
/// Of the records that stand for themselves, those whose name, code or shop holds the text; by number.
std::vector<std::pair<respondent_no, firm_row>> find_firms(const store::view& from, std::string_view text,
                                                           const respondent_no& after, std::size_t limit);

/// After each complaint among the facts, the firm it names: a known record or a new one.
void add_respondents(events::facts& to, const store::view& state);

/// What is refused here and below is said in the language given.
/// @errors errc::not_found; errc::invalid (reason missing, both the same); errc::conflict when either is merged already
result<events::facts> decide_merge(const respondent_no& which, const respondent_no& into, const std::string& reason,
                                   const officer_id& who, const store::view& state, language in = language::en);
/// Takes a merge back. @errors errc::not_found; errc::conflict when it is not merged; errc::invalid
result<events::facts> decide_restore(const respondent_no& which, const std::string& reason, const officer_id& who,
                                     const store::view& state, language in = language::en);
/// Complaints of a record become a record of their own. @param opened the new number
/// @errors errc::not_found; errc::invalid naming a receipt that is not of the record, or all of them
result<events::facts> decide_split(const respondent_no& which, const std::vector<receipt_no>& receipts,
                                   const std::string& name, const std::string& reason, const officer_id& who,
                                   const store::view& state, respondent_no& opened, language in = language::en);

/// What was recorded of the user's own complaint to the operator.
std::optional<events::operator_approached> load_operator_proof(const store::view& from, const case_no& of);
/// Whether a telecom appeal may go on: proof is there, the operator answered and did not satisfy, or had its 15 days.
/// @param days   that the operator has, from the rulebook
/// @errors errc::illegal_transition saying what is missing and from when on it may
result<void> operator_was_first(const store::view& from, const case_no& of, local_date today, int days,
                                language in = language::en);
/// @errors errc::not_found; errc::illegal_transition for a case that is no telecom appeal; errc::invalid by field
result<events::facts> decide_operator_proof(events::operator_approached what, const store::view& state,
                                            local_date today, language in = language::en);

/// Call after the register folded the fact.
void evolve_respondents(store::writer& state, const events::event& fact);

/// For the page of a case: [{"respondent","name","complaints"}], the living records of its complaints.
boost::json::array respondents_of_case(const store::view& from, const case_no& of);

} // namespace guiyi::casework
