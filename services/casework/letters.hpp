// Letters of a case: which may be issued now, their numbers, and what became of them. A number is given by decide from
// the state, one row a form and year, and never twice; a letter is issued once its files are on disk. Pure but for the
// rows. Used by service (folds) and the API (decides).
// @law Forms of April 2026; O121 §15, §23(2), §36, §37
#pragma once

#include "common/events/event.hpp"
#include "services/casework/letter_forms.hpp"
#include "services/casework/state.hpp"
#include "services/casework/steps.hpp"

namespace guiyi::casework {

/// One way a letter went.
struct dispatch_row {
    std::string channel;
    instant at{};
    officer_id officer;
    std::string note; ///< masked
};
BOOST_DESCRIBE_STRUCT(dispatch_row, (), (channel, at, officer, note))

struct letter_row {
    case_no of_case;
    std::string form;
    std::string number;
    std::string authority;
    std::int64_t year = 0;
    std::int64_t sequence = 0;
    std::string addressee;
    receipt_no receipt;
    std::string language;
    letter_no replaces;
    letter_no replaced_by;
    instant numbered_at{};
    std::string html_sha256; ///< empty: numbered and never issued
    std::string pdf_sha256;
    std::int64_t html_bytes = 0;
    std::int64_t pdf_bytes = 0;
    std::string issued_on;
    instant issued_at{};
    officer_id officer;
    events::legal_basis basis;
    std::vector<dispatch_row> sent;

    bool issued() const { return !html_sha256.empty(); }
};
BOOST_DESCRIBE_STRUCT(letter_row, (),
                      (of_case, form, number, authority, year, sequence, addressee, receipt, language, replaces,
                       replaced_by, numbered_at, html_sha256, pdf_sha256, html_bytes, pdf_bytes, issued_on, issued_at,
                       officer, basis, sent))

std::optional<letter_row> load_letter(const store::view& from, const letter_no& which);
/// In the order of their ids.
std::vector<std::pair<letter_no, letter_row>> letters_of(const store::view& from, const case_no& of);
/// The last number given; 0: none yet.
std::int64_t last_sequence(const store::view& from, std::string_view authority, std::string_view form,
                           std::int64_t year);

/// What was decided of a case, or of one of its complaints alone: letters say it.
struct decision_row {
    std::string kind; ///< accepted refused agreed terminated filed not_filed answered, ...
    std::string ground;
    std::string reason; ///< masked
    events::legal_basis basis;
    instant at{};
    officer_id officer;
    std::vector<std::string> letters; ///< forms of the rulebook that the step calls for: "form5"
};
BOOST_DESCRIBE_STRUCT(decision_row, (), (kind, ground, reason, basis, at, officer, letters))
/// By time. What concerns another complaint alone is left out.
std::vector<decision_row> decisions_of(const store::view& from, const case_no& of, const receipt_no& receipt);

/// The decision that a form follows: the last of its kinds, or the last step that calls for the form. Null when there
/// is none and the form needs one.
const decision_row* decision_for(const letter_form& form, const std::vector<decision_row>& all);

/// Whether a step of the case's track calls for the form, as the rulebook has it.
bool is_called_for(const letter_form& form, const std::vector<decision_row>& all);

struct letter_request {
    case_no on;
    std::string form;
    std::string addressee;
    receipt_no receipt; ///< whose complaint it answers; its key seals the letter
    std::string language;
    letter_no replaces;
    officer_id who;
    guiyi::language in = guiyi::language::en; ///< in which what is refused is said; not the letter's
};

/// A letter that has its number and is to be made.
struct numbered_letter {
    letter_no letter;
    std::string number;
    std::string issued_on; ///< office date
};

/// Whether a form may be issued for a case now: not one of another law than the case's, or that of what was decided.
/// @errors errc::illegal_transition saying what is missing
result<void> may_issue(const letter_form& form, const law& under, const letter_request& what, const case_row& row,
                       const store::view& state);

/// Gives the next number, or the one that an attempt before left without a letter.
/// @errors errc::not_found; errc::illegal_transition; errc::forbidden for an organisation without letters;
///         errc::conflict when there is such a letter already and `replaces` does not name it
result<events::facts> decide_number(const letter_book& book, const law& under, const letter_request& what,
                                    const store::view& state, instant now, numbered_letter& reply);

/// The files are on disk. @errors errc::conflict when it was issued meanwhile
result<events::facts> decide_issue(events::letter_issued what, const store::view& state, language in = language::en);

/// How it goes to whom it is for. @errors errc::not_found; errc::illegal_transition for a channel that the law does not
/// allow for this form, naming those it does, or a letter that was replaced
result<events::facts> decide_dispatch(const letter_book& book, const case_no& on, const letter_no& which,
                                      const std::string& channel, const std::string& note, const officer_id& who,
                                      const store::view& state, language in = language::en);

/// Folds letters and the decisions they follow, and notes letters in the timeline. Call after the register.
void evolve_letters(store::writer& state, const events::event& fact);

} // namespace guiyi::casework
