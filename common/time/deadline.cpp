#include "common/time/deadline.hpp"

#include <algorithm>

namespace guiyi {

namespace {

using std::chrono::sys_days;
constexpr std::chrono::days one_day(1);

bool within(std::span<const date_range> ranges, local_date date) {
    return std::ranges::any_of(ranges, [&](const date_range& r) { return r.from <= date && date <= r.to; });
}

std::string_view code_of(day_kind kind) {
    switch (kind) {
        case day_kind::working: return "working";
        case day_kind::weekend: return "weekend";
        case day_kind::holiday: return "holiday";
        case day_kind::make_up: return "make_up";
    }
    return "working";
}

/// Counts one deadline, day by day.
class counter {
  public:
    counter(const clock_rule& rule, local_date from, const calendar& days, std::span<const date_range> excluded)
        : rule_(rule), calendar_(days), excluded_(excluded), day_(from) {
        note(false, "start");
    }

    deadline count() {
        int left = rule_.unit == clock_unit::hours ? (rule_.length + 23) / 24 : rule_.length;
        while (left > 0) {
            day_ += one_day;
            if (judge()) --left;
        }
        if (rule_.unit == clock_unit::natural_days && rule_.length > 0) roll();
        out_.due = day_;
        return std::move(out_);
    }

  private:
    void note(bool counted, std::string_view code, std::string_view name = {}) {
        out_.days.push_back({day_, counted, std::string(code), std::string(name)});
    }

    bool judge() {
        if (rule_.unit == clock_unit::hours) {
            note(true, "hours");
            return true;
        }
        if (within(excluded_, day_)) {
            note(false, "excluded");
            return false;
        }
        if (rule_.unit == clock_unit::natural_days) {
            note(true, "natural");
            return true;
        }
        const calendar_day today = look();
        note(today.working(), code_of(today.kind), today.name);
        return today.working();
    }

    calendar_day look() {
        const calendar_day today = calendar_.at(day_);
        out_.provisional |= !today.published;
        return today;
    }

    bool rolls_past(const calendar_day& today) const {
        if (rule_.roll == roll_rule::past_holiday) return today.kind == day_kind::holiday;
        return rule_.roll == roll_rule::past_rest && !today.working();
    }

    void roll() {
        calendar_day today = look();
        if (!rolls_past(today)) return;
        out_.days.back().name = today.name;
        for (;;) {
            day_ += one_day;
            today = look();
            const bool paused = within(excluded_, day_);
            if (!paused && !rolls_past(today)) break;
            note(false, paused ? "excluded" : "rolled", today.name);
        }
        note(false, "rolled_to");
    }

    const clock_rule& rule_;
    const calendar& calendar_;
    std::span<const date_range> excluded_;
    sys_days day_;
    deadline out_;
};

} // namespace

deadline due_date(const clock_rule& rule, local_date from, const calendar& days, std::span<const date_range> excluded) {
    return counter(rule, from, days, excluded).count();
}

instant due_moment(const clock_rule& rule, instant from, const calendar& days, std::chrono::minutes utc_offset,
                   std::span<const date_range> excluded) {
    if (rule.unit == clock_unit::hours) return from + std::chrono::hours(rule.length);
    const deadline end = due_date(rule, date_at(from, utc_offset), days, excluded);
    return start_of(sys_days(end.due) + one_day, utc_offset);
}

} // namespace guiyi
