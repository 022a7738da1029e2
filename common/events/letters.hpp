// Facts of the casework stream about letters: the numbered documents of a case (Order 121, forms of April 2026).
// Produced by casework. Consumed by notification (a letter that goes by e-mail). No fact holds a letter's text: that is
// kept sealed, under the SHA-256 that stands here.
#pragma once

#include "common/events/parts.hpp"

#include <variant>

namespace guiyi {
using letter_no = id<struct letter_tag>; ///< one letter, "samr-city.5.2026.12": authority, form, year, sequence
} // namespace guiyi

namespace guiyi::events {

/// A letter has its number, for good: what is never issued under it leaves a gap, and the number is not given again.
struct letter_numbered {
    static constexpr std::string_view type = "letter_numbered";
    case_no of_case;
    letter_no letter;
    std::string form;   ///< id in config/letters/forms.toml: "5"
    std::string number; ///< as it is printed: "示例市监消受〔2026〕第12号"
    std::string authority;
    std::int64_t year = 0; ///< office year; the sequence is one an authority, form and year
    std::int64_t sequence = 0;
    std::string addressee; ///< complainant | respondent | authority | file
    receipt_no receipt;    ///< whose complaint it answers, and whose key seals it
    std::string language;  ///< zh | en
    letter_no replaces;    ///< an issued letter that this one takes the place of
    officer_id officer;
};
BOOST_DESCRIBE_STRUCT(letter_numbered, (),
                      (of_case, letter, form, number, authority, year, sequence, addressee, receipt, language, replaces,
                       officer))

/// The letter is issued: its files are on disk, sealed and synced, and can be served again byte for byte.
struct letter_issued {
    static constexpr std::string_view type = "letter_issued";
    case_no of_case;
    letter_no letter;
    std::string html_sha256; ///< of the clear bytes, hex
    std::string pdf_sha256;
    std::int64_t html_bytes = 0;
    std::int64_t pdf_bytes = 0;
    std::string issued_on; ///< office date, as printed
    officer_id officer;
    legal_basis basis; ///< the article that the form rests on
};
BOOST_DESCRIBE_STRUCT(letter_issued, (),
                      (of_case, letter, html_sha256, pdf_sha256, html_bytes, pdf_bytes, issued_on, officer, basis))

/// How an issued letter goes, or went, to whom it is for. By e-mail, notification tells its addressee.
struct letter_dispatched {
    static constexpr std::string_view type = "letter_dispatched";
    case_no of_case;
    letter_no letter;
    std::string channel; ///< internet | phone | sms | email | letter | in_person
    receipt_no receipt;  ///< of the addressee, when it is a complainant
    std::string number;  ///< as printed
    std::string form;
    std::string title_zh;
    std::string title_en;
    std::string note; ///< masked: tracking number, who took the call
    officer_id officer;
};
BOOST_DESCRIBE_STRUCT(letter_dispatched, (),
                      (of_case, letter, channel, receipt, number, form, title_zh, title_en, note, officer))

using letter_facts = std::variant<letter_numbered, letter_issued, letter_dispatched>;

} // namespace guiyi::events
