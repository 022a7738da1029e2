#include "services/casework/reports/measures.hpp"

#include <utility>

namespace guiyi::casework::reports {

namespace {

constexpr std::array dimension_names{"desk",   "officer",  "respondent", "category", "channel",
                                     "region", "campaign", "track",      "firm"};

constexpr std::array<std::pair<measure, std::string_view>, 22> names{{
    {measure::received, "received"},
    {measure::acted, "acted"},
    {measure::after_refusal, "after_refusal"},
    {measure::opened, "opened"},
    {measure::clock, "clock"},
    {measure::late, "late"},
    {measure::ended, "ended"},
    {measure::first_action, "first_action"},
    {measure::early_urges, "early_urges"},
    {measure::spell, "spell"},
    {measure::moved, "moved"},
    {measure::reopened, "reopened"},
    {measure::merged, "merged"},
    {measure::paused, "paused"},
    {measure::contacted, "contacted"},
    {measure::replied, "replied"},
    {measure::first_reply, "first_reply"},
    {measure::unanswered, "unanswered"},
    {measure::open, "open"},
    {measure::waiting, "waiting"},
    {measure::due, "due"},
    {measure::pausing, "pausing"},
}};

} // namespace

std::string_view name_of(dimension which) noexcept { return dimension_names[static_cast<std::size_t>(which)]; }

std::optional<dimension> dimension_named(std::string_view name) noexcept {
    for (const auto one : all_dimensions)
        if (name_of(one) == name) return one;
    return std::nullopt;
}

std::string_view name_of(measure which) noexcept {
    for (const auto& [known, name] : names)
        if (known == which) return name;
    return "unknown";
}

std::optional<measure> measure_named(std::string_view name) noexcept {
    for (const auto& [which, known] : names)
        if (known == name) return which;
    return std::nullopt;
}

std::span<const measure> all_measures() noexcept {
    static const auto all = [] {
        std::array<measure, names.size()> out{};
        for (std::size_t i = 0; i < names.size(); ++i) out[i] = names[i].first;
        return out;
    }();
    return all;
}

day_number number_of(local_date date) noexcept {
    return static_cast<day_number>(std::chrono::sys_days(date).time_since_epoch().count());
}

local_date date_of(day_number day) noexcept { return local_date(std::chrono::sys_days(std::chrono::days(day))); }

std::int32_t month_of(day_number day) noexcept {
    const auto date = date_of(day);
    return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

day_number first_of(std::int32_t month) noexcept {
    const std::chrono::year year(month / 12);
    const std::chrono::month in_year(static_cast<unsigned>(month % 12) + 1);
    return number_of(local_date(year, in_year, std::chrono::day(1)));
}

} // namespace guiyi::casework::reports
