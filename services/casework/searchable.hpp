// What a case is found by: its numbers and masked texts as officers see them, and keyed hashes of what is sealed, so
// that the whole name or number of a person finds their case although neither lies anywhere in clear.
// Used by the index keeper (what is indexed) and by the search API (where it was found).
#pragma once

#include "common/privacy/blind_index.hpp"
#include "common/privacy/keyring.hpp"
#include "services/casework/search/index.hpp"
#include "services/casework/state.hpp"

namespace guiyi::casework {

/// A text of a case and what it is.
struct case_text {
    std::string_view what; ///< number | party | product | narrative | transcript | entry
    std::string text;      ///< masked
};
/// Of its first complaints and the last entries of its timeline; a case that went over into another has its number.
std::vector<case_text> texts_of(const store::view& from, const case_no& which, const case_row& row);

/// Opens what is sealed, in memory, and hashes it under the deployment's key. Safe from any thread.
class sealed_words {
  public:
    sealed_words(const privacy::keyring& keys, const privacy::blind_index& with) : keys_(keys), with_(with) {}

    /// Of the complainants of a case, and of the numbers that called them; none of whom was erased.
    std::vector<std::string> of_case(const store::view& from, const case_no& which) const;
    /// What the words of a question may stand for. @param people also names, phones and addresses of complainants
    std::vector<std::string> of_question(std::string_view words, bool people) const;

  private:
    std::string name(std::string_view text) const;
    void add_number(std::string_view kind, std::string_view text, std::vector<std::string>& to) const;

    const privacy::keyring& keys_;
    const privacy::blind_index& with_;
};

/// Everything of one case. @param sealed null: only what is shown
search::document searchable(const store::view& from, const case_no& which, const sealed_words* sealed);

} // namespace guiyi::casework
