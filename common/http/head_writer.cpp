#include "common/http/head_writer.hpp"

#include "common/http/beast.hpp"

#include <array>
#include <cstdio>

namespace guiyi::http {

namespace {

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t from = out.size();
    out.append(value);
    // No caller may end the header early by what it puts into a value.
    for (std::size_t i = from; i < out.size(); ++i)
        if (out[i] == '\r' || out[i] == '\n' || out[i] == '\0') out[i] = ' ';
    out.append("\r\n");
}

bool sets(const response& of, std::string_view name) {
    for (const auto& [key, value] : of.headers)
        if (same_token(key, name)) return true;
    return false;
}

/// One second's Date is spelled once a thread, not once an answer.
std::string_view date_of(instant now) {
    thread_local std::int64_t second = -1;
    thread_local std::string spelled;
    const std::int64_t at = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (at != second || spelled.empty()) {
        second = at;
        spelled = http_date(now);
    }
    return spelled;
}

} // namespace

bool has_body(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

std::string http_date(instant at) {
    using namespace std::chrono;
    constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<std::chrono::days>(at);
    const year_month_day date(day);
    const hh_mm_ss time(floor<seconds>(at - day));
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", days[weekday(day).c_encoding()],
                  static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                  static_cast<int>(date.year()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return text.data();
}

void append_head(std::string& out, const response& of, const head_style& style) {
    const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(of.status));
    out.append("HTTP/1.1 ").append(std::to_string(of.status)).append(" ").append(reason.data(), reason.size());
    out.append("\r\n");
    const bool streamed = style.body != framing::length;
    if ((streamed || !of.body.empty()) && !of.content_type.empty()) append_field(out, "Content-Type", of.content_type);
    if (style.body == framing::chunked) append_field(out, "Transfer-Encoding", "chunked");
    if (!streamed && has_body(of.status)) append_field(out, "Content-Length", std::to_string(of.body.size()));
    if (!style.keep_alive)
        append_field(out, "Connection", "close");
    else if (!style.http11)
        append_field(out, "Connection", "keep-alive");
    append_field(out, "Date", date_of(style.now));
    for (const auto& [name, value] : of.headers) append_field(out, name, value);
    out.append("X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
    if (!sets(of, "content-security-policy"))
        append_field(out, "Content-Security-Policy", style.content_security_policy);
    if (!sets(of, "cache-control")) append_field(out, "Cache-Control", "no-store");
    if (style.secure) append_field(out, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    out.append("\r\n");
}

} // namespace guiyi::http
