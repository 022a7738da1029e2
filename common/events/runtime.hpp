// Facts that the runtime itself writes, on any stream.
// Produced and consumed by common/runtime of the stream's own service.
#pragma once

#include "common/events/stream.hpp"
#include "common/time/instant.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <variant>

namespace guiyi::events {

/// A timer of the service's state came due and was handed to decide; it is gone from the state.
struct timer_fired {
    static constexpr std::string_view type = "timer_fired";
    std::string timer; ///< id given when it was scheduled
    instant due{};
};
BOOST_DESCRIBE_STRUCT(timer_fired, (), (timer, due))

/// A fact that could not be handled (poison) waits here with its case; later facts of that case queue behind it.
struct fact_parked {
    static constexpr std::string_view type = "fact_parked";
    std::string from; ///< stream it came on
    sequence seq = 0;
    std::int64_t index = 0; ///< which fact of that commit
    std::string subject;    ///< case or receipt it is about
    std::string why;        ///< error, or "behind" when an earlier fact of the case is parked
};
BOOST_DESCRIBE_STRUCT(fact_parked, (), (from, seq, index, subject, why))

/// An operator had a parked fact handled again, and it was.
struct fact_replayed {
    static constexpr std::string_view type = "fact_replayed";
    std::string from;
    sequence seq = 0;
    std::int64_t index = 0;
    std::string subject;
};
BOOST_DESCRIBE_STRUCT(fact_replayed, (), (from, seq, index, subject))

using runtime_facts = std::variant<timer_fired, fact_parked, fact_replayed>;

} // namespace guiyi::events
