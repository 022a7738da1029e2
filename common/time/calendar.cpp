#include "common/time/calendar.hpp"

#include <algorithm>

namespace guiyi {

namespace {

using namespace std::chrono;

bool is_weekend(sys_days day) {
    const weekday name(day);
    return name == Saturday || name == Sunday;
}

result<void> check(const calendar_year& notice, const calendar_block& block) {
    const auto refuse = [&](std::string_view why) {
        return fail(errc::invalid, "calendar " + std::to_string(notice.year) + ": block " + format_date(block.from) +
                                       " to " + format_date(block.to) + " " + std::string(why));
    };
    if (!block.from.ok() || !block.to.ok()) return refuse("is not made of dates");
    if (block.to < block.from) return refuse("ends before it begins");
    if (block.from < year(notice.year - 1) / December / 1 || block.to > year(notice.year) / December / 31)
        return refuse("lies outside the notice's year");
    return {};
}

} // namespace

result<void> calendar::add(const calendar_year& notice) {
    for (const calendar_block& block : notice.blocks) {
        if (auto checked = check(notice, block); !checked) return checked;
        for (sys_days day = block.from; day <= sys_days(block.to); day += days(1)) {
            if (!block.off && !is_weekend(day))
                return fail(errc::invalid, "calendar " + std::to_string(notice.year) + ": " + format_date(day) +
                                               " is no weekend, so it cannot be a make-up working day");
            special_.push_back({day, block.off, block.name});
        }
    }
    return {};
}

result<calendar> calendar::from_notices(std::vector<calendar_year> notices) {
    calendar out;
    out.notices_ = std::move(notices);
    std::ranges::sort(out.notices_, {}, &calendar_year::year);
    for (std::size_t i = 0; i < out.notices_.size(); ++i) {
        const int year = out.notices_[i].year, due = i == 0 ? year : out.notices_[i - 1].year + 1;
        if (year < due) return fail(errc::conflict, "two calendars for " + std::to_string(year));
        if (year > due) return fail(errc::calendar_missing, "no calendar for " + std::to_string(due));
        if (auto added = out.add(out.notices_[i]); !added) return added.error();
    }

    std::ranges::sort(out.special_, {}, &special_day::day);
    const auto twice = std::ranges::adjacent_find(out.special_, {}, &special_day::day);
    if (twice != out.special_.end())
        return fail(errc::conflict, "calendar: " + format_date(twice->day) + " is named twice");
    return out;
}

calendar_day calendar::at(local_date date) const {
    const sys_days day = date;
    const bool known = published(date);
    const auto found = std::ranges::lower_bound(special_, day, {}, &special_day::day);
    if (found != special_.end() && found->day == day)
        return {found->off ? day_kind::holiday : day_kind::make_up, found->name, known};
    return {is_weekend(day) ? day_kind::weekend : day_kind::working, {}, known};
}

bool calendar::published(local_date date) const {
    const int year = static_cast<int>(date.year());
    return !notices_.empty() && notices_.front().year <= year && year <= notices_.back().year;
}

local_date calendar::published_until() const {
    if (notices_.empty()) return {};
    return year(notices_.back().year) / December / 31;
}

} // namespace guiyi
