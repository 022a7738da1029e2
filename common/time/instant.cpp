#include "common/time/instant.hpp"

#include <algorithm>

namespace guiyi {

namespace {

using namespace std::chrono;

// Four digits hold no other years, so neither side of the spelling may leave them.
constexpr instant first_moment = sys_days(year(0) / 1 / 1);
constexpr instant last_moment = instant(sys_days(year(10000) / 1 / 1)) - milliseconds(1);

/// The number written in exactly `count` digits from `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return -1;
    int value = 0;
    for (const char c : text.substr(at, count)) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

bool has(std::string_view text, std::size_t at, char wanted) { return at < text.size() && text[at] == wanted; }

error impossible(std::string_view what, int value) {
    return fail(errc::invalid, std::string(what) + " " + std::to_string(value) + " does not exist");
}

/// The date in the first ten characters.
result<local_date> leading_date(std::string_view text) {
    const int y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
    if (y < 0 || m < 0 || d < 0 || text[4] != '-' || text[7] != '-')
        return fail(errc::invalid, "a date is written YYYY-MM-DD");
    if (m < 1 || m > 12) return impossible("month", m);

    const local_date date(year(y), month(static_cast<unsigned>(m)), day(static_cast<unsigned>(d)));
    if (!date.ok()) return fail(errc::invalid, std::string(text.substr(0, 7)) + " has no day " + std::to_string(d));
    return date;
}

/// The time of day at characters 11 to 18.
result<seconds> time_of_day(std::string_view text) {
    const int h = digits(text, 11, 2), m = digits(text, 14, 2), s = digits(text, 17, 2);
    if (h < 0 || m < 0 || s < 0 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
        return fail(errc::invalid, "a moment is written YYYY-MM-DDThh:mm:ss and an offset");
    if (h > 23) return impossible("hour", h);
    if (m > 59) return impossible("minute", m);
    if (s > 59) return impossible("second", s); // a leap second has no number of its own in the count since 1970
    return seconds(h * 3600 + m * 60 + s);
}

/// A fraction of a second from `at`, which moves past it; finer than milliseconds is cut off.
result<milliseconds> fraction(std::string_view text, std::size_t& at) {
    if (!has(text, at, '.')) return milliseconds(0);
    const std::size_t first = ++at;
    int value = 0, weight = 100;
    for (; digits(text, at, 1) >= 0; ++at, weight /= 10) value += weight * digits(text, at, 1);
    if (at == first) return fail(errc::invalid, "no digits after the decimal point");
    return milliseconds(value);
}

/// The offset from `at` to the end of the text.
result<minutes> offset(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest == "Z" || rest == "z") return minutes(0);
    const int h = digits(rest, 1, 2), m = digits(rest, 4, 2);
    const bool is_signed = has(rest, 0, '+') || has(rest, 0, '-');
    if (!is_signed || h < 0 || m < 0 || rest[3] != ':' || rest.size() != 6)
        return fail(errc::invalid, "no offset: end the time with Z or one like +08:00");
    if (h > 23) return impossible("offset hour", h);
    if (m > 59) return impossible("offset minute", m);
    return minutes(rest[0] == '-' ? -(h * 60 + m) : h * 60 + m);
}

void put(char* out, unsigned value, int width) {
    for (; width > 0; --width, value /= 10) out[width - 1] = static_cast<char>('0' + value % 10);
}

void put_date(char* out, local_date date) {
    put(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    out[4] = '-';
    put(out + 5, static_cast<unsigned>(date.month()), 2);
    out[7] = '-';
    put(out + 8, static_cast<unsigned>(date.day()), 2);
}

/// Writes the 19 characters "2026-11-20T11:42:00" and gives the milliseconds left over.
unsigned put_seconds(char* out, instant at) {
    const auto midnight = floor<days>(at);
    const auto left = static_cast<unsigned>((at - midnight).count());
    put_date(out, local_date(midnight));
    out[10] = 'T';
    put(out + 11, left / 3'600'000, 2);
    out[13] = ':';
    put(out + 14, left / 60'000 % 60, 2);
    out[16] = ':';
    put(out + 17, left / 1000 % 60, 2);
    return left % 1000;
}

instant writable(instant at) { return std::clamp(at, first_moment, last_moment); }

} // namespace

result<instant> parse_rfc3339(std::string_view text) {
    const auto date = leading_date(text);
    if (!date) return date.error();
    const auto time = time_of_day(text);
    if (!time) return time.error();
    std::size_t at = 19;
    const auto part = fraction(text, at);
    if (!part) return part.error();
    const auto ahead = offset(text, at);
    if (!ahead) return ahead.error();

    const instant moment = sys_days(*date) + *time + *part - *ahead;
    if (moment < first_moment || moment > last_moment)
        return fail(errc::invalid, "outside the years 0000 to 9999 in UTC");
    return moment;
}

std::string format_rfc3339(instant at) {
    char out[24];
    const unsigned milli = put_seconds(out, writable(at));
    out[19] = '.';
    put(out + 20, milli, 3);
    out[23] = 'Z';
    return std::string(out, sizeof out);
}

std::string format_local(instant at, minutes utc_offset) {
    char out[25];
    put_seconds(out, writable(writable(at) + utc_offset));
    const auto size = static_cast<unsigned>(abs(utc_offset).count());
    out[19] = utc_offset < minutes(0) ? '-' : '+';
    put(out + 20, size / 60, 2);
    out[22] = ':';
    put(out + 23, size % 60, 2);
    return std::string(out, sizeof out);
}

result<local_date> parse_date(std::string_view text) {
    if (text.size() != 10) return fail(errc::invalid, "a date is written YYYY-MM-DD");
    return leading_date(text);
}

std::string format_date(local_date date) {
    char out[10];
    put_date(out, date);
    return std::string(out, sizeof out);
}

local_date date_at(instant at, minutes utc_offset) { return local_date(floor<days>(at + utc_offset)); }

instant start_of(local_date date, minutes utc_offset) { return sys_days(date) - utc_offset; }

} // namespace guiyi
