// Phone numbers as people write them, brought to one key, so that the same line always compares equal.
// Used by deduplication (keys and scores), intake (validation), casework. Table-driven, Chinese numbering plan first.
// It is ours because Debian 12's libphonenumber-dev cannot be installed beside Boost 1.81's headers.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace guiyi::identity {

enum class phone_kind {
    mobile,  ///< Chinese mobile, virtual operators included
    fixed,   ///< Chinese fixed line with its area code
    service, ///< 400 800 95xxx 96xxx 1010xxxx 100xx 12xxx 106…: an organisation, never a person
    nanp,    ///< North American plan
    other,   ///< another country, or a number without area code, as given
    masked,  ///< partly hidden by stars
};

/// A normalised number.
struct phone {
    /// "+8613800138000", "+861055550100", "+19035921299", "+442079460958"; service numbers and what has no known
    /// country are bare digits ("95588", "4008001234", "55550100"); masked ones the pattern "138****1234".
    std::string key;
    phone_kind kind;
    std::string region; ///< ISO country, "US" for the whole North American plan; empty when unknown

    friend bool operator==(const phone&, const phone&) = default;
};

/// The first number in the text. Reads full-width digits, separators, +86 / 0086 / 86 and the IP-call prefixes (17951,
/// 12593, ...) before a Chinese number; an extension ("转8012", "ext. 12") is dropped.
/// @param raw  UTF-8
/// @return     nothing when there is no number of 3 to 20 digits in it ("未知号码")
std::optional<phone> normalise_phone(std::string_view raw);

} // namespace guiyi::identity
