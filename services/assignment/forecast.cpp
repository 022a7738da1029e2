#include "services/assignment/forecast.hpp"

#include <algorithm>

namespace guiyi::assignment {

namespace {

constexpr std::size_t waiting_max = 100'000;
constexpr double days_a_week = 7;

local_date days_from(local_date from, int days) {
    return local_date(std::chrono::sys_days(from) + std::chrono::days(days));
}

double expected_arrivals(const choosing& with, const desk_id& of, local_date day) {
    std::int64_t seen = 0;
    for (int week = 1; week <= forecast_weeks; ++week) {
        // The last such weekday that is over by today.
        const auto behind = (std::chrono::sys_days(day) - std::chrono::sys_days(with.today)).count();
        const int weeks_ahead = static_cast<int>((static_cast<double>(behind) + days_a_week - 1) / days_a_week);
        const auto then = days_from(day, -7 * (week + std::max(0, weeks_ahead - 1)));
        seen += counts_of(with.state, of, format_date(then)).arrived;
    }
    return static_cast<double>(seen) / forecast_weeks;
}

/// Cases that one officer ends on one day, from the weeks before.
double endings_an_officer(const choosing& with, const desk_id& of, std::int64_t officers) {
    std::int64_t ended = 0, days = 0;
    for (int back = 1; back <= 7 * forecast_weeks; ++back) {
        const auto day = days_from(with.today, -back);
        if (!with.by.law.days.working(day)) continue;
        ++days;
        ended += counts_of(with.state, of, format_date(day)).ended;
    }
    const auto by = static_cast<double>(days * std::max<std::int64_t>(1, officers));
    return by > 0 ? static_cast<double>(ended) / by : 0;
}

} // namespace

desk_forecast forecast(const choosing& with, const desk_id& of) {
    desk_forecast out;
    out.desk = of;
    std::vector<member> team;
    for (const auto& one : with.by.desks.officers) {
        if (one.desk != of) continue;
        auto who = member_of(with.state, one);
        out.open += load_of(with.state, one.id);
        if (!who.on_duty) continue;
        out.capacity += who.capacity;
        team.push_back(std::move(who));
    }
    out.waiting = static_cast<std::int64_t>(waiting_at(with.state, of, waiting_max).size());
    const auto each = endings_an_officer(with, of, static_cast<std::int64_t>(team.size()));
    auto open = static_cast<double>(out.open + out.waiting);
    std::string before = format_date(with.today);
    for (int n = 1; n <= forecast_days; ++n) {
        const auto day = working_days_after(with.by.law.days, with.today, n);
        forecast_day one;
        one.date = format_date(day);
        for (const auto& who : team) {
            one.due += load_due(with.state, who.id, before + "~", one.date);
            one.present += who.works_on(day) && !away_on(with.state, who.id, one.date) ? 1 : 0;
        }
        one.arrivals_expected = expected_arrivals(with, of, day);
        one.endings_expected = each * static_cast<double>(one.present);
        open = std::max(0.0, open + one.arrivals_expected - one.endings_expected);
        one.open_expected = open;
        if (out.full_on.empty() && open > static_cast<double>(out.capacity)) out.full_on = one.date;
        before = one.date;
        out.days.push_back(std::move(one));
    }
    return out;
}

} // namespace guiyi::assignment
