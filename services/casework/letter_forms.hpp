// The forms that letters are made from: config/letters/forms.toml with a text in Chinese and one in English for each.
// Who may receive a form, after which decision, by which channel, and what an officer has to add. Read at start and
// checked as a whole. Used by letters and the API.
// @law Forms of April 2026 (ten forms of Order 121); O121 §15(2), §37; CPL §39
#pragma once

#include "common/core/ids.hpp"
#include "common/events/parts.hpp"
#include "services/casework/letter_template.hpp"

#include <filesystem>
#include <vector>

namespace guiyi::casework {

/// What an officer adds to a form.
struct letter_field {
    std::string name;
    std::string label_zh;
    std::string label_en;
    bool required = false;
    bool is_date = false;
};

struct letter_form {
    std::string id;   ///< "5", as Order 121's list numbers them
    std::string word; ///< what tells this form's numbers from another's: "受"
    std::string title_zh;
    std::string title_en;
    std::vector<std::string> tracks;     ///< C R ...
    std::vector<std::string> after;      ///< decisions of which one must stand; empty: any time
    std::vector<std::string> addressees; ///< complainant | respondent | authority | file
    std::vector<std::string> channels;   ///< internet | phone | sms | email | letter | in_person
    std::vector<letter_field> fields;
    bool copies = false; ///< one document for all its addressees: their copies have one number
    events::legal_basis basis;

    bool goes_to(std::string_view addressee) const;
    bool goes_by(std::string_view channel) const;
    bool is_for(std::string_view track) const;
};

/// Who may issue letters, and how its numbers begin.
struct letter_authority {
    std::string organisation; ///< id in config/desks.toml
    std::string abbreviation; ///< "示例"
    std::string address;
    std::string phone;
    std::map<std::string, std::string, std::less<>> units; ///< desk id to abbreviation: "消"
};

class letter_book {
  public:
    /// @errors errc::not_found naming a missing file; errc::invalid naming file, line and reason: an unknown name in a
    ///         text, a form of a report that a respondent could receive, a number pattern without year or number
    static result<letter_book> load(const std::filesystem::path& folder);

    const std::vector<letter_form>& forms() const noexcept { return forms_; }
    /// Null when unknown.
    const letter_form* find(std::string_view id) const;
    const letter_authority* authority_of(std::string_view organisation) const;

    /// "示例市监消受〔2026〕第12号"
    std::string number(const letter_authority& by, std::string_view desk, const letter_form& form, std::int64_t year,
                       std::int64_t sequence) const;
    /// The whole document. @param language anything but "en" is Chinese
    std::string render(const letter_form& form, std::string_view language, const letter_values& with) const;

  private:
    std::vector<letter_form> forms_;
    std::vector<letter_authority> authorities_;
    std::string pattern_;
    std::map<std::string, letter_template, std::less<>> texts_; ///< "zh/5"
};

/// Names that every text may use beside the fields of its form; letter_content.hpp gives exactly these.
const std::set<std::string>& letter_value_names();

} // namespace guiyi::casework
