// What a narrative says beside its words: call dates, phone numbers, sums of money, numbers of earlier complaints.
// Used by normalise. Pure; the text must be folded (common/text), so that full-width and traditional forms read the
// same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace guiyi::deduplication {

/// Dates in the text as days since 1970, ascending, without repeats, at most 8: "2025年1月11日", "1月11日",
/// "2025-01-11", "01/11/2025", "01.11", "January 11, 2025", "11 Jan". A date without a year is the last such day up to
/// `filing_day`. Dates after the filing or more than two years before it are dropped.
std::vector<std::int32_t> dates_in(std::string_view folded, std::int32_t filing_day);

/// Phone numbers by their canonical keys, without repeats, at most 8; also masked ones ("165****7513") and runs of 10
/// to 13 digits that are no valid number but may be one with a typing error.
std::vector<std::string> phones_in(std::string_view folded);

/// Sums with a currency beside them ("1500元", "RMB 1,280.50", "$20"), in hundredths, ascending, at most 8.
std::vector<std::int64_t> amounts_in(std::string_view folded);

/// Our own receipt and case numbers ("R261123-40718-26593", "C2026-0000042"), upper case, at most 8.
std::vector<std::string> quoted_numbers_in(std::string_view folded);

/// Hundredths from a decimal as given ("1,280.5", "1280.00"). @returns -1 when it is none, or is over ten digits
std::int64_t cents_of(std::string_view decimal);

} // namespace guiyi::deduplication
