// Receipt numbers and query codes. A receipt is quoted in letters and on the telephone, so it carries a check digit;
// a query code opens the public status, is 128 bits, follows from the receipt and is never stored.
// Used by reception (makes them) and the status routes (read and check them). Safe to use from any thread.
#pragma once

#include "common/core/ids.hpp"
#include "common/core/result.hpp"
#include "common/time/instant.hpp"

#include <string>
#include <string_view>

namespace guiyi::intake {

class receipt_numbers {
  public:
    /// @param code_key   deployment_keys::code_key, 32 bytes
    /// @param utc_offset the office's zone, for the date in the number
    receipt_numbers(std::string code_key, std::chrono::minutes utc_offset)
        : key_(std::move(code_key)), utc_offset_(utc_offset) {}

    /// "R261123-40718-26593": the office date, nine digits that look random but follow from the source under the key,
    /// and an ISO 7064 MOD 11,10 check digit. So the same import gives the same numbers again.
    /// @param source  what makes the submission this one: its reference, its idempotency key, or random bytes
    /// @param attempt 0, then 1, 2, ... while numbers are taken
    receipt_no candidate(instant received_at, std::string_view source, unsigned attempt) const;

    /// 26 characters of Crockford base32 in groups: "7ZQK1-0F9XA-...".
    std::string query_code(const receipt_no& of) const;

    /// Whether a code as typed (any case, spaces, dashes, O for 0, I and L for 1) is the receipt's; in constant time.
    bool opens(const receipt_no& of, std::string_view typed_code) const;

    std::chrono::minutes utc_offset() const noexcept { return utc_offset_; }

  private:
    std::string bare_code(const receipt_no& of) const;

    std::string key_;
    std::chrono::minutes utc_offset_;
};

/// A receipt number as typed: any case, spaces and missing or odd dashes allowed.
/// @errors errc::invalid when its form or its check digit is wrong
result<receipt_no> parse_receipt_no(std::string_view typed);

/// Compares without telling by its time where the texts differ.
bool equal_in_constant_time(std::string_view left, std::string_view right) noexcept;

} // namespace guiyi::intake
