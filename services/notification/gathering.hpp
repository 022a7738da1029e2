// What one person got lately, and what waits to be told to them in one message. Rows folded by evolve; decisions pure.
// @see policy: the most one person gets, how long is waited, who wants one message a day
#pragma once

#include "common/events/event.hpp"
#include "services/notification/rules.hpp"
#include "services/notification/state.hpp"

namespace guiyi::notification {

/// Whom something is gathered for: a person, by who(), on one channel.
struct gathering {
    std::string who;
    std::string channel;
};
inline constexpr std::string_view digest_timer = "digest/";
std::string timer_of(const gathering& of);
/// The other way round. Empty parts when it is no such timer.
gathering gathering_of(std::string_view timer);

/// When messages to a person were queued, the latest of them; what is held does not count.
std::vector<instant> recent_of(const store::view& from, std::string_view who);
void note_recent(store::writer& to, std::string_view who, instant at);

/// When what is held is told; none when nothing is.
std::optional<instant> gathered_at(const store::view& from, const gathering& of);
/// Holds a message, and sets the timer with the first. @returns nothing
void hold(store::writer& to, const gathering& of, instant until, const message_id& id);
/// Takes a message out.
void let_go(store::writer& to, const gathering& of, const message_id& id);
/// Sets the timer for what is left, or forgets the gathering when nothing is.
void go_on(store::writer& to, const gathering& of, instant at);
/// In the order they were held.
std::vector<message_id> held_of(const store::view& from, const gathering& of, std::size_t limit);

/// Until when a message must be held: none when it may go by itself.
/// @param daily the person wants one message a day
std::optional<instant> hold_until(const policy& by, const store::view& state, const gathering& of, bool daily,
                                  urgency how, instant now);

/// What a timer of digest_timer decides: one message that tells those held, at most policy::digest_items_max.
/// It goes to the address of one of their receipts that still has one.
events::facts tell_gathered(const rules& by, const gathering& of, const store::view& state, instant now);

} // namespace guiyi::notification
