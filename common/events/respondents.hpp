// Facts of the casework stream about respondents: one record a firm, told by its credit code, its name and address, or
// its shop on a platform, never by a number alone (a caller's number can be forged). Produced by casework.
#pragma once

#include "common/core/ids.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <variant>
#include <vector>

namespace guiyi {
using respondent_no = id<struct respondent_tag>; ///< one firm, "F-3a9c01d27be4"
} // namespace guiyi

namespace guiyi::events {

/// A complaint names a firm: the record is new, or known and this complaint adds to it.
struct respondent_recorded {
    static constexpr std::string_view type = "respondent_recorded";
    respondent_no respondent;
    receipt_no receipt;
    std::string key;         ///< what it was told by: code | name_address | name | shop
    std::string name;        ///< as given, masked like any text
    std::string name_key;    ///< normalised
    std::string credit_code; ///< valid, or empty
    std::string address;     ///< up to the road; empty when not given
    std::string platform;
    std::string shop;
    std::vector<std::string> numbers; ///< masked; shown, never compared
};
BOOST_DESCRIBE_STRUCT(respondent_recorded, (),
                      (respondent, receipt, key, name, name_key, credit_code, address, platform, shop, numbers))

/// Two records are one firm, an officer says. Nothing is moved: the number of the one leads to the other.
struct respondents_merged {
    static constexpr std::string_view type = "respondents_merged";
    respondent_no merged;
    respondent_no into;
    std::string reason; ///< masked, never empty
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(respondents_merged, (), (merged, into, reason, by))

/// A merge was taken back: both stand as they were.
struct respondent_restored {
    static constexpr std::string_view type = "respondent_restored";
    respondent_no restored;
    respondent_no out_of;
    std::string reason;
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(respondent_restored, (), (restored, out_of, reason, by))

/// Complaints of one record are about another firm, an officer says: a record of their own.
struct respondent_split {
    static constexpr std::string_view type = "respondent_split";
    respondent_no opened;
    respondent_no out_of;
    std::vector<receipt_no> receipts;
    std::string name; ///< of the new record, masked
    std::string reason;
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(respondent_split, (), (opened, out_of, receipts, name, reason, by))

/// Proof that the user went to the operator first, which a telecom appeal needs (MIIT Order 35 §10(4)).
struct operator_approached {
    static constexpr std::string_view type = "operator_approached";
    case_no of_case;
    std::string operator_name; ///< masked like any text
    std::string approached_on; ///< office date of the complaint to the operator
    std::string answered_on;   ///< date of its answer, empty when there was none
    bool satisfied = false;    ///< with that answer: then there is nothing to appeal against
    std::string reference;     ///< the operator's own number, masked
    std::vector<std::string> evidence;
    officer_id officer;
};
BOOST_DESCRIBE_STRUCT(operator_approached, (),
                      (of_case, operator_name, approached_on, answered_on, satisfied, reference, evidence, officer))

using respondent_facts =
    std::variant<respondent_recorded, respondents_merged, respondent_restored, respondent_split, operator_approached>;

} // namespace guiyi::events
