// What reports count, and by what. A figure is one countable thing of one case or complaint: a clock that was met, a
// wait of so many days, a case that stands open. Reports add figures up; config/reports/*.toml says which.
#pragma once

#include "common/time/instant.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace guiyi::casework::reports {

/// What figures can be told apart by. The numbers are stored; never reuse one.
enum class dimension : std::uint8_t {
    desk = 0,       ///< who had the case when it happened; of what stands open, who has it now
    officer = 1,    ///< likewise
    respondent = 2, ///< the party as named
    category = 3,   ///< taxonomy code, the first where there are several
    channel = 4,    ///< of the complaint, or of the complaint that opened the case
    region = 5,     ///< GB/T 2260 prefix
    campaign = 6,
    track = 7, ///< C R N T P Q A
    firm = 8,  ///< the respondent's record; those merged into one by the day asked for are one
};
inline constexpr std::size_t dimension_count = 9;
inline constexpr std::array all_dimensions{dimension::desk,     dimension::officer, dimension::respondent,
                                           dimension::category, dimension::channel, dimension::region,
                                           dimension::campaign, dimension::track,   dimension::firm};
std::string_view name_of(dimension which) noexcept;
std::optional<dimension> dimension_named(std::string_view name) noexcept;

/// A value for each dimension; an empty one is "not known" and a group of its own.
struct place {
    std::array<std::string, dimension_count> values;

    std::string& operator[](dimension which) { return values[static_cast<std::size_t>(which)]; }
    const std::string& operator[](dimension which) const { return values[static_cast<std::size_t>(which)]; }
    friend bool operator==(const place&, const place&) = default;
};

/// What is counted. Flows happen on a day and count in the period that holds it; stocks are what stands at a moment,
/// and their day says since when (or until when). The numbers are stored; never reuse one.
enum class measure : std::uint8_t {
    received = 1,      ///< complaints; label: first, or the kind of repeat the law makes of it (rulebook [[repeat]])
    acted = 2,         ///< what complainants did: urge, supplement, withdraw
    after_refusal = 3, ///< complaints of calls that came after the person had said no
    opened = 4,        ///< cases; label: new, review, split, report
    clock = 5,         ///< clocks that ended or passed their date: K1.met, K1.last_day, K1.missed
    late = 6,          ///< overdue clocks that ended; label K1; n: days past the due date
    ended = 7,         ///< cases that ended; label: outcome and ground; n: days since receipt
    first_action = 8,  ///< label: what it was; n: days since receipt
    early_urges = 9,   ///< with the first action; n: urges before it
    spell = 10,        ///< a wait that ended; label: what it waited for; n: days
    moved = 11,        ///< handed on: desk, officer, and desk_back, officer_back to somebody who had it before
    reopened = 12,     ///< label: why an ended case is at work again
    merged = 13,       ///< cases that ended because their complaints went over to another; label: verdict, officer, ...
    paused = 14,       ///< pauses of clocks that ended; label: the reason; n: days
    contacted = 15,    ///< put to the respondent
    replied = 16,      ///< answers of respondents; label: refund, partly, refused, other; n: days they took
    first_reply = 17,  ///< the first answer in a case; n: days it took
    unanswered = 18,   ///< cases that ended and were never answered in; n: days since the respondent was first asked
    open = 32,         ///< stock: open cases; label: state; since receipt
    waiting = 33,      ///< stock: what open cases wait for; since then
    due = 34,          ///< stock: running clocks; label K1; the day is the due date
    pausing = 35,      ///< stock: clocks that stand still; label: the reason; since then
};
std::string_view name_of(measure which) noexcept;
std::optional<measure> measure_named(std::string_view name) noexcept;
std::span<const measure> all_measures() noexcept;
inline bool is_stock(measure which) noexcept { return static_cast<std::uint8_t>(which) >= 32; }

/// Days since 1970-01-01, of the office's calendar.
using day_number = std::int32_t;
inline constexpr day_number no_day = INT32_MIN;
inline constexpr day_number for_ever = INT32_MAX;
day_number number_of(local_date date) noexcept;
local_date date_of(day_number day) noexcept;
/// Months since year 0.
std::int32_t month_of(day_number day) noexcept;
/// The first day of a month.
day_number first_of(std::int32_t month) noexcept;

/// One countable thing.
struct figure {
    measure what = measure::received;
    day_number day = 0;
    std::string label;
    std::int64_t n = 0; ///< days or times, as the measure says
    place at;

    friend bool operator==(const figure&, const figure&) = default;
};

} // namespace guiyi::casework::reports
