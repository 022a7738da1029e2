// Opens the sealed contact of a receipt. Used by decide (is there an address?) and by the sender (which one).
// What it returns is personal data: it stays in memory and never enters a fact, a log or an error.
#pragma once

#include "common/core/ids.hpp"
#include "common/privacy/keyring.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace guiyi::notification {

/// The e-mail address in a sealed contact; none when the contact holds none, or none that mail can be sent to.
/// @param sealed base64, purpose "contact", aad and key id = receipt number; empty: no contact
/// @errors errc::not_found when the data key was erased; errc::corrupt
result<std::optional<std::string>> open_email(const privacy::keyring& keys, const receipt_no& receipt,
                                              std::string_view sealed);

/// Whether mail can be sent to it: one '@', both sides filled, no blanks, brackets, commas or control characters (they
/// would end the address in an SMTP command or a header), at most 254 bytes.
bool is_mail_address(std::string_view text);

} // namespace guiyi::notification
