// One notice as an Internet message (RFC 5322, MIME): what goes over SMTP. Pure: the same mail, the same bytes, so that
// a second attempt is the same message with the same Message-ID.
#pragma once

#include "common/core/ids.hpp"
#include "common/time/instant.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace guiyi::notification {

/// A file that goes with a mail.
struct mail_file {
    std::string name; ///< plain ASCII, without quotes
    std::string type; ///< MIME type
    std::string data;
};

struct mail {
    message_id id;
    std::string from; ///< address alone
    std::string to;   ///< address alone, checked by is_mail_address
    std::string language;
    std::string subject; ///< UTF-8, one line
    std::string body;    ///< UTF-8, lines end in \n
    instant date{};      ///< when it was queued
    std::vector<mail_file> files{};
};

/// With CRLF line ends, no line longer than 78 bytes as far as addresses allow; the body in base64. With files it is
/// multipart/mixed, the text first; its boundary follows from the id.
std::string to_message(const mail& what);

/// RFC 2047 encoded words, none over 75 bytes and none that cuts a character; plain ASCII stays as it is.
std::string encode_subject(std::string_view utf8);
/// "Mon, 23 Nov 2026 11:42:00 +0000"
std::string format_mail_date(instant at);
/// What stands after the '@'; "localhost" without one.
std::string domain_of(std::string_view address);

} // namespace guiyi::notification
