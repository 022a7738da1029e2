// How much work comes to a desk in the next days, against who is there to do it. Plain arithmetic over what assignment
// keeps, with every part shown: a manager decides, not a curve.
// Used by the API.
#pragma once

#include "services/assignment/choice.hpp"

namespace guiyi::assignment {

inline constexpr int forecast_days = 10; ///< working days ahead
inline constexpr int forecast_weeks = 4; ///< weeks back from which arrivals are expected

struct forecast_day {
    std::string date;
    std::int64_t due = 0;         ///< weight of open cases whose next date falls on it
    std::int64_t present = 0;     ///< officers who work then and are not away
    double arrivals_expected = 0; ///< mean of the same weekday in the weeks before
    double endings_expected = 0;  ///< mean a working day of cases ended, by as many as are present
    double open_expected = 0;     ///< at the end of the day, if both come true
};

struct desk_forecast {
    desk_id desk;
    std::int64_t open = 0;    ///< weight of open cases with an officer
    std::int64_t waiting = 0; ///< cases in the queue
    std::int64_t capacity = 0;
    std::vector<forecast_day> days;
    std::string full_on; ///< the first day on which what is expected exceeds the capacity; empty: none
};

desk_forecast forecast(const choosing& with, const desk_id& of);

} // namespace guiyi::assignment
