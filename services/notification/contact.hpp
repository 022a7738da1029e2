// Opens the sealed contact of a receipt. Used by decide (how can they be reached?) and by the sender (where exactly).
// What it returns is personal data: it stays in memory and never enters a fact, a log or an error.
#pragma once

#include "common/core/ids.hpp"
#include "common/privacy/blind_index.hpp"
#include "common/privacy/keyring.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace guiyi::notification {

/// How somebody can be reached; what no message can be sent to is left out.
struct contact {
    std::string name;
    std::optional<std::string> email;
    std::optional<std::string> mobile; ///< "+8613800138000"
};

/// @param sealed base64, purpose "contact", aad and key id = receipt number; empty: no contact
/// @errors errc::not_found when the data key was erased; errc::corrupt
result<contact> open_contact(const privacy::keyring& keys, const receipt_no& receipt, std::string_view sealed);

/// Whether mail can be sent to it: one '@', both sides filled, no blanks, brackets, commas or control characters (they
/// would end the address in an SMTP command or a header), at most 254 bytes.
bool is_mail_address(std::string_view text);

/// The number of a mobile phone in a text, "+8613800138000"; none where no text message can be sent to it.
std::optional<std::string> mobile_in(std::string_view text);

/// Whether a machine reads what is sent there (mailer-daemon, postmaster, noreply, ...) or we ourselves do: a notice to
/// it would be answered by another, for ever.
bool is_machine_address(std::string_view address, std::string_view own_address);

/// The keyed hash of an address, the same for every receipt that gives it: 32 hex digits.
/// @param channel email | sms
std::string address_key(const privacy::blind_index& by, std::string_view channel, std::string_view address);

/// The keyed hash by which receipts of one person are known as such: 32 hex digits over name and address. Two people
/// who share a phone stay two. Empty when there is nothing to go by.
std::string person_key(const privacy::blind_index& by, const contact& of);

} // namespace guiyi::notification
