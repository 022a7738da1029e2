// A complaint as it was submitted: the contract's shape as types. Clear personal data: leaves here only sealed.
// Used by the reader (fills it), the summary (masks it) and reception (seals its canonical form).
#pragma once

#include "common/time/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace guiyi::intake {

/// Who complains. Texts are as given, empty when absent.
struct person {
    std::string name, phone, id_number, id_last4, email, address;
    bool anonymous = false;
    bool consent_publish = false;
    bool consent_delegate = false;

    friend bool operator==(const person&, const person&) = default;
};

/// Whom it is about.
struct respondent {
    std::string name, credit_code, address, platform, shop;

    friend bool operator==(const respondent&, const respondent&) = default;
};

/// One call of the robot.
struct call {
    std::string caller_number, callback_number;
    std::string called_at; ///< RFC 3339 or a bare date, as given
    std::optional<std::int64_t> duration_s;
    std::string transcript;
    std::string recording; ///< evidence id
    bool refused = false;

    friend bool operator==(const call&, const call&) = default;
};

struct complaint {
    std::string channel, external_ref;
    std::string language; ///< zh | en; when not given, by the narrative's script
    std::string nature;
    std::optional<instant> received_at; ///< imports and signed-in systems only
    person complainant;
    respondent against;
    std::vector<call> calls;
    std::string category, product, order_no;
    std::string transaction_date, amount, currency;
    std::vector<std::string> requests;
    std::string narrative;
    std::vector<std::string> evidence;

    friend bool operator==(const complaint&, const complaint&) = default;
};

/// The complaint in the contract's JSON, members in a fixed order and absent ones left out: same complaint, same bytes.
/// This is what is sealed. Reading it back gives the same complaint.
std::string canonical(const complaint& what);

/// {"name","phone","email"} of the complainant, the address where it was given, and the numbers that rang ("callers"):
/// what notices, letters and the search of cases need, sealed apart so that they need no more.
std::string contact_of(const complaint& what);

/// An evidence id that the complaint names, and where.
struct evidence_use {
    std::string id;
    std::string pointer;
};
std::vector<evidence_use> evidence_used(const complaint& what);

} // namespace guiyi::intake
