// The loop guard: what a mail that reached us is. Bounces, delivery reports and the answers of machines are noted for
// the message they belong to and never answered, whatever path they came on; only a person's mail is for people.
// Pure. Used by the route that mail systems hand such mail to.
// @see RFC 3834 (Auto-Submitted, null sender), RFC 3464 (delivery status), RFC 5321 §4.5.5
#pragma once

#include "common/core/ids.hpp"

#include <string>
#include <string_view>

namespace guiyi::notification {

struct returned_mail {
    std::string kind;   ///< bounce | delayed | delivered | auto_reply | person
    std::string status; ///< "5.1.1" where a delivery report names one
    message_id message; ///< ours, where it can be told; else empty
    std::string why;    ///< what told it: auto_submitted | precedence | null_sender | report | machine_address | header
};

/// Whether what came back says that the address takes nothing: it failed, and for a permanent reason. A temporary one
/// says so of the message alone, however long it was tried. @law RFC 3463 §2 (class 5), RFC 3464 §2.3.3
inline bool is_permanent(std::string_view kind, std::string_view status) {
    return kind == "bounce" && status.starts_with('5');
}

/// @param raw an Internet message as received, headers first; line ends LF or CRLF
returned_mail read_returned(std::string_view raw);

} // namespace guiyi::notification
