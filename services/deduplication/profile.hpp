// What is compared of a complaint: normalised fields, small enough to be kept sealed beside every record.
// Used by normalise (fills it), blocking (derives keys), compare and state. Holds personal data: it exists in memory
// only, and leaves it sealed under the complaint's own data key.
#pragma once

#include "common/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::deduplication {

/// A name in the forms that can be compared across scripts.
struct name_form {
    std::string han;           ///< simplified characters, empty for a Latin name
    std::string pinyin;        ///< surname and given name, toneless pinyin or Latin words, sorted and joined
    std::string surname;       ///< toneless pinyin or Latin
    bool surname_only = false; ///< "王先生", "Mrs King"

    bool empty() const noexcept { return surname.empty(); }
    /// What is left of `pinyin` without the surname.
    std::string_view given() const noexcept;
    /// First letters of surname and given name, sorted: the same whichever comes first.
    std::string initials() const;
    friend bool operator==(const name_form&, const name_form&) = default;
};

/// A firm without its region and legal form.
struct company_form {
    std::string core;   ///< folded name, brand and trade
    std::string pinyin; ///< the brand alone, comparable across languages
    std::string trade;  ///< "credit", "education", ... or empty
    friend bool operator==(const company_form&, const company_form&) = default;
};

/// A sum of money in hundredths of its currency.
struct money {
    std::int64_t cents = 0;
    friend bool operator==(const money&, const money&) = default;
};

/// The smallest hashes of a text's shingles, from which containment is estimated.
struct sketch {
    static constexpr std::size_t kept_max = 64;
    std::uint32_t total = 0;             ///< distinct shingles of the whole text
    std::vector<std::uint32_t> smallest; ///< ascending, at most kept_max
    friend bool operator==(const sketch&, const sketch&) = default;
};

/// At most this many distinct values of a field are kept.
inline constexpr std::size_t values_max = 8;

/// Days count from 1970-01-01 in the office's zone. Lists are sorted and without repeats.
struct profile {
    name_form name;
    std::vector<std::string> phones; ///< canonical keys of common/identity; may hold a masked pattern with '*'
    std::string email;               ///< folded
    std::string id_number;
    std::string id_last4;
    std::vector<std::uint32_t> address_numbers; ///< as in the address, ascending
    std::vector<std::uint32_t> address_bigrams; ///< hashes, ascending
    std::vector<std::string> callers;           ///< who called, and numbers left for calling back
    std::vector<std::int32_t> call_days;
    std::vector<company_form> companies;
    std::string credit_code;
    std::string order_no;
    std::vector<money> amounts;
    std::vector<std::string> quoted; ///< receipt and case numbers in the narrative
    std::vector<std::string> recordings;
    sketch narrative;
    std::string language;
    std::int32_t filing_day = 0;

    friend bool operator==(const profile&, const profile&) = default;
};

/// Compact bytes, to be sealed. The same profile gives the same bytes.
std::string encode(const profile& what);
/// @errors errc::corrupt when the bytes are none of ours
result<profile> decode_profile(std::string_view bytes);

/// The sketch of a narrative; empty for texts too short to be evidence.
sketch sketch_of(std::string_view narrative);
/// Estimated share of the smaller text's shingles that the other has too, 0 to 1; exact for texts of up to kept_max.
double containment(const sketch& a, const sketch& b);

} // namespace guiyi::deduplication
