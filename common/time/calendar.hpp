// The business calendar: which days count as working days (工作日). Used wherever a deadline is computed.
// Law: the State Council General Office's yearly holiday notice, with its make-up working weekends (调休上班).
// Pure: common/config reads the notices from files and hands them in.
#pragma once

#include "common/time/instant.hpp"

#include <span>
#include <vector>

namespace guiyi {

/// One row of a notice: consecutive days that are all off, or all worked. Both ends belong to it.
struct calendar_block {
    local_date from;
    local_date to;
    bool off = true;  ///< true: a holiday block; false: weekend days worked to make up for one
    std::string name; ///< the holiday, as the notice names it ("国庆节")

    friend bool operator==(const calendar_block&, const calendar_block&) = default;
};

/// One published notice.
struct calendar_year {
    int year = 0;
    std::string source; ///< where the notice was published
    std::vector<calendar_block> blocks;

    friend bool operator==(const calendar_year&, const calendar_year&) = default;
};

enum class day_kind {
    working, ///< an ordinary Monday to Friday
    weekend, ///< an ordinary Saturday or Sunday
    holiday, ///< inside a holiday block, weekend days of the block included
    make_up, ///< a Saturday or Sunday that is worked
};

/// What the calendar knows about one day.
struct calendar_day {
    day_kind kind = day_kind::working;
    std::string_view name;  ///< the holiday that makes it a holiday or a make-up day; lives as long as the calendar
    bool published = false; ///< false: no notice covers the year, so the kind is guessed from the weekday

    bool working() const { return kind == day_kind::working || kind == day_kind::make_up; }
};

/// All published years together. Without a notice Monday to Friday are guessed to be working days.
class calendar {
  public:
    /// No notices at all: every day is a guess.
    calendar() = default;
    /// Joins notices, in any order. A block may begin in the December before its year, as notices do.
    /// @errors errc::conflict (two notices for a year, a day named twice), errc::calendar_missing (a year between
    ///     others has no notice), errc::invalid (a block runs backwards or leaves its year, a make-up weekday)
    static result<calendar> from_notices(std::vector<calendar_year> notices);

    calendar_day at(local_date date) const;
    bool working(local_date date) const { return at(date).working(); }
    /// Whether a notice covers the date's year.
    bool published(local_date date) const;
    /// The last day a notice covers; a date that is not ok() when there is no notice.
    local_date published_until() const;
    /// The notices, by year.
    std::span<const calendar_year> notices() const { return notices_; }

  private:
    struct special_day {
        std::chrono::sys_days day;
        bool off;
        std::string name;
    };
    std::vector<calendar_year> notices_; // by year, without gaps
    std::vector<special_day> special_;   // by day

    result<void> add(const calendar_year& notice);
};

} // namespace guiyi
