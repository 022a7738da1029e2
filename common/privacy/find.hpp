// Finds personal data in free text: phone numbers, identity numbers, bank cards, e-mail addresses.
// Used by mask (what is shown, searched, logged), intake and observe. A hand scanner over bytes: linear time, no regex.
// @law PIPL §28-29 (financial accounts and identity numbers are sensitive), §51 (de-identification)
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace guiyi::privacy {

/// What a finding is.
enum class kind {
    phone,     ///< mobile, fixed with area code, North American, or +country; never 400/800/95xxx service numbers
    id_number, ///< GB 11643, 18 characters by check digit, or the old 15 digits by region and date
    bank_card, ///< 13 to 19 digits by Luhn and issuer range
    email,     ///< local@domain.tld
};

/// One occurrence, as byte offsets [begin, end) into the text that was searched.
struct finding {
    kind what;
    std::size_t begin, end;

    friend bool operator==(const finding&, const finding&) = default;
};

/// What to look for.
struct find_options {
    bool phones = true, id_numbers = true, bank_cards = true, emails = true;
};

/// Every occurrence, in order, never overlapping; where two readings fit, ID number wins over card over phone.
/// Reads ASCII and full-width digits, and numbers written in groups ("138 0013 8000", "（010）5555-0100").
/// Digits glued to a Latin letter ("R261123-40718-26593", "JD2026110112345", a hash) are no phone and no card.
/// @param utf8  any bytes; invalid UTF-8 is passed over
std::vector<finding> find(std::string_view utf8, const find_options& options = {});

} // namespace guiyi::privacy
