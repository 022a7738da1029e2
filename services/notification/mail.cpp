#include "services/notification/mail.hpp"

#include "common/core/digest.hpp"

#include <algorithm>
#include <array>

namespace guiyi::notification {

namespace {

constexpr std::size_t word_bytes = 45; // 60 in base64, and 12 around them: 72
constexpr std::size_t body_bytes = 57; // 76 in base64

std::string two(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

/// As many bytes from the front as fit, not cutting a UTF-8 character.
std::size_t whole_characters(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text.size();
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return end == 0 ? limit : end;
}

std::string base64_lines(std::string_view bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += body_bytes) out += to_base64(bytes.substr(i, body_bytes)) + "\r\n";
    return out;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

/// One part with its headers. @param file empty: it is the text
std::string part_of(std::string_view type, std::string_view file, std::string_view bytes) {
    std::string out = "Content-Type: " + std::string(type) + "\r\nContent-Transfer-Encoding: base64\r\n";
    if (!file.empty()) out += "Content-Disposition: attachment; filename=\"" + std::string(file) + "\"\r\n";
    return out + "\r\n" + base64_lines(bytes);
}

} // namespace

std::string encode_subject(std::string_view utf8) {
    const bool plain = utf8.size() <= 65 && utf8.find("=?") == std::string_view::npos &&
                       std::ranges::all_of(utf8, [](char c) { return c >= ' ' && c < 0x7f; });
    if (plain) return std::string(utf8);
    std::string out;
    while (!utf8.empty()) {
        const auto size = whole_characters(utf8, word_bytes);
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + to_base64(utf8.substr(0, size)) + "?=";
        utf8.remove_prefix(size);
    }
    return out;
}

std::string format_mail_date(instant at) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    return std::string(days[std::chrono::weekday(day).c_encoding()]) + ", " + two(static_cast<unsigned>(date.day())) +
           " " + months[static_cast<unsigned>(date.month()) - 1] + " " + std::to_string(static_cast<int>(date.year())) +
           " " + two(static_cast<unsigned>(time.hours().count())) + ":" +
           two(static_cast<unsigned>(time.minutes().count())) + ":" +
           two(static_cast<unsigned>(time.seconds().count())) + " +0000";
}

std::string domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == std::string_view::npos || at + 1 == address.size() ? "localhost" : std::string(address.substr(at + 1));
}

std::string to_message(const mail& what) {
    std::string out;
    const auto header = [&out](std::string_view name, const std::string& value) {
        out.append(name).append(": ").append(value).append("\r\n");
    };
    header("Date", format_mail_date(what.date));
    header("From", "<" + what.from + ">");
    header("To", "<" + what.to + ">");
    header("Subject", encode_subject(what.subject));
    header("Message-ID", "<" + what.id.str() + "@" + domain_of(what.from) + ">");
    header("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's machine should answer this one
    header("Precedence", "bulk");               // for those that know no Auto-Submitted
    header("X-Auto-Response-Suppress", "All");
    header("X-Guiyi-Message", what.id.str());
    header("Content-Language", what.language);
    header("MIME-Version", "1.0");
    const auto text = part_of("text/plain; charset=utf-8", {}, with_crlf(what.body));
    if (what.files.empty()) return out + text;
    // No line of base64 can begin with two hyphens, so the boundary stands nowhere else.
    const auto boundary = "=_" + what.id.str();
    header("Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"");
    const auto next = "--" + boundary + "\r\n";
    out += "\r\n" + next + text;
    for (const auto& one : what.files) out += next + part_of(one.type, one.name, one.data);
    return out + "--" + boundary + "--\r\n";
}

} // namespace guiyi::notification
