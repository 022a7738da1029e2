// Facts in their envelope, and commits: what crosses the bus.
#pragma once

#include "common/core/result.hpp"
#include "common/events/access.hpp"
#include "common/events/assignment.hpp"
#include "common/events/casework.hpp"
#include "common/events/deduplication.hpp"
#include "common/events/intake.hpp"
#include "common/events/notification.hpp"
#include "common/events/runtime.hpp"
#include "common/events/stream.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>

#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace guiyi::events {

/// Every type of fact of every stream.
using any_fact = boost::mp11::mp_append<intake_facts, deduplication_facts, assignment_facts, notification_facts,
                                        casework_facts, runtime_facts, access_facts>;

/// Any fact of any stream: to be asked with hand_to, get_if and holds_alternative, as the variant it is. What a variant
/// of so many costs to compile (making, copies, moves, its end) is compiled once, in fact.cpp.
class fact : public any_fact {
  public:
    fact();
    template <class T>
        requires boost::mp11::mp_contains<any_fact, T>::value
    fact(T one) : fact(boost::mp11::mp_find<any_fact, T>::value, &one) {}
    fact(const fact& other);
    fact(fact&& other) noexcept;
    fact& operator=(const fact& other);
    fact& operator=(fact&& other) noexcept;
    ~fact();

  private:
    /// @param one of the alternative at that index, moved from
    fact(std::size_t index, void* one);
};
using facts = std::vector<fact>;

/// Hands the fact to somebody who takes facts of its type; from who does not, the answer is a Result of its own. Costs
/// the compiler as much as there are types that somebody takes, where std::visit costs as much as there are types.
template <class Result = void, class Taker>
Result hand_to(Taker&& taker, const any_fact& what) {
    return boost::mp11::mp_with_index<boost::mp11::mp_size<any_fact>::value>(what.index(), [&](auto index) -> Result {
        if constexpr (requires(const boost::mp11::mp_at<any_fact, decltype(index)>& one) { taker(one); })
            return taker(*std::get_if<decltype(index)::value>(&what));
        else
            return Result();
    });
}

/// A fact with its envelope. On the wire it is a CloudEvents 1.0 event in JSON (structured mode); `id` is
/// "stream/sequence/index" and `source` is "/guiyi/stream", so both follow from its place.
struct event {
    fact data;
    instant time{};          ///< the commit's time: the only "now" that decide and evolve may use
    std::string subject;     ///< case or receipt number the fact is about, or evidence or message id
    std::string traceparent; ///< W3C trace context of the request that caused it, or empty
};

/// What one decision, or one batch of decisions, produced: appended whole or not at all.
struct commit {
    stream on = stream::intake;
    sequence seq = 0;
    instant time{};
    std::vector<cause> causes; ///< inputs consumed: each stream's position after this commit, where it moved
    std::vector<event> events;
};

/// "io.guiyi.intake.complaint_received.v1"
std::string type_of(const fact& data);
/// The case, receipt, evidence or message a fact is about; timers give their id.
std::string subject_of(const fact& data);

/// One line of JSON. Deterministic: same commit, same bytes.
std::string encode(const commit& what);
/// @errors errc::corrupt when it is not such JSON, errc::unknown_fact when it holds a type or version this program
/// lacks
result<commit> decode(std::string_view json);

/// One event alone, as webhooks and exports carry it.
std::string encode_event(const event& what, stream on, sequence seq, std::size_t index);

} // namespace guiyi::events
