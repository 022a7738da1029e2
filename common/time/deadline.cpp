#include "common/time/deadline.hpp"

#include <algorithm>

namespace guiyi {

namespace {

using std::chrono::sys_days;
constexpr std::chrono::days one_day(1);

/// The first excluded range that a date lies in, or null.
const date_range* within(std::span<const date_range> ranges, local_date date) {
    const auto found =
        std::ranges::find_if(ranges, [&](const date_range& r) { return r.from <= date && date <= r.to; });
    return found != ranges.end() ? &*found : nullptr;
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
        if (!has_end(rule_)) return end_here();
        int left = days_to_count();
        while (left > 0) {
            day_ += one_day;
            if (judge()) --left;
        }
        if (counts_all_days() && rule_.length > 0) roll();
        return end_here();
    }

  private:
    deadline end_here() {
        out_.due = day_;
        return std::move(out_);
    }

    bool counts_all_days() const { return rule_.unit == clock_unit::natural_days || rule_.unit == clock_unit::years; }

    int days_to_count() const {
        if (rule_.unit == clock_unit::hours) return (rule_.length + 23) / 24;
        if (rule_.unit != clock_unit::years) return rule_.length;
        const local_date from(day_);
        local_date to = from + std::chrono::years(rule_.length);
        if (!to.ok()) to = to.year() / to.month() / std::chrono::last;
        return static_cast<int>((sys_days(to) - day_).count());
    }

    void note(bool counted, std::string_view code, std::string_view name = {}) {
        out_.days.push_back({day_, counted, std::string(code), std::string(name)});
    }

    bool judge() {
        if (rule_.unit == clock_unit::hours) {
            note(true, "hours");
            return true;
        }
        if (const auto* pause = within(excluded_, day_)) {
            note(false, "excluded", pause->why);
            return false;
        }
        if (counts_all_days()) {
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
            const auto* pause = within(excluded_, day_);
            if (!pause && !rolls_past(today)) break;
            note(false, pause ? "excluded" : "rolled", pause ? std::string_view(pause->why) : today.name);
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
