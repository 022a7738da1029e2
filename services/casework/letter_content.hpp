// What a letter says: the case's rows, the decision it follows, the parties' data unsealed in memory, and what the
// officer added, as values for a text. Who may read what is decided here: a respondent never reads a reporter's name,
// nor a complainant's telephone, address or own words. Used by the letters API. Pure.
// @law O121 §37, §39; PIPL §6 (no more than is needed)
#pragma once

#include "common/config/spelling.hpp"
#include "common/privacy/keyring.hpp"
#include "services/casework/letters.hpp"
#include "services/casework/present.hpp"

namespace guiyi::casework {

/// The clear data of one complainant.
struct party {
    std::string name;
    std::string phone;
    std::string email;
    std::string address;
};

/// @errors errc::not_found when nothing is sealed or the key was erased; errc::corrupt
result<party> unseal_party(const store::view& from, const privacy::keyring& keys, const receipt_no& of);
/// The same, masked: what a preview shows without a reason to see more.
party masked(const party& who);

/// The complaint that a letter of this case answers: of the case, or of the one that it was split from.
receipt_no receipt_behind(const store::view& from, const case_no& of);

struct letter_subject {
    const letter_request& what;
    const letter_form& form;
    const letter_authority* authority = nullptr;
    party who;
    letter_values fields; ///< as the officer typed them
    std::string number;   ///< empty: a draft
    std::string issued_on;
    std::string check_code;
};

/// Every value that the addressee may read.
letter_values content_of(const letter_subject& of, const reference& by, const store::view& from);

/// What a text must not hold for its addressee, as the pointer of the field that holds it; nothing when all is well.
/// @returns "/fields/<name>"
std::optional<std::string> leak_in(const letter_subject& of, const case_row& row);

using config::spelt_article;
using config::spelt_date;

} // namespace guiyi::casework
