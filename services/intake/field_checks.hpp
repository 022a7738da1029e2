// Whether single values can be read: dates, amounts, numbers of phones and documents. Pure; used by the complaint's
// reader (which refuses or flags) and by the summary (which shows only what can be read).
#pragma once

#include <string_view>

namespace guiyi::intake {

/// How a date or time reads.
enum class date_reading {
    good,
    impossible, ///< written as a date or time should be, but there is none such (30 February, hour 25)
    unreadable, ///< something else
};

/// A bare date, "2026-11-20".
date_reading read_day(std::string_view text);
/// A bare date, or RFC 3339 with an offset.
date_reading read_day_or_time(std::string_view text);

/// "1280" or "1280.00", at most 12 digits before the point and 2 after.
bool is_amount(std::string_view text);
/// Only digits, signs, points and an exponent: meant as a number, whether or not it is an amount.
bool is_number_like(std::string_view text);
/// Three capital letters (ISO 4217).
bool is_currency(std::string_view text);

/// A number by which a person can be called back: mobile, fixed, North American or foreign. Not a masked one.
bool is_reachable_phone(std::string_view text);
/// Any number a call may show, service numbers and spoofed ones included.
bool is_phone(std::string_view text);
bool is_email(std::string_view text);
/// A resident identity number by its check character, an old one of 15 digits, or a passport-like number.
bool is_id_number(std::string_view text);
bool is_id_last4(std::string_view text);
/// Unified social credit code by its check character (GB 32100).
bool is_credit_code(std::string_view text);
/// "sha256:" and 64 hex digits in lower case.
bool is_evidence_id(std::string_view text);

} // namespace guiyi::intake
