// What waits to be handed over, what is under way, and what failed: rows beside the messages, by which the sender finds
// its work. Folded by evolve; read by the sender.
#pragma once

#include "services/notification/state.hpp"

#include <memory>

namespace guiyi::notification {

/// Each group of the outbox has two queues: what was never tried, in the order it was queued, and what is tried again
/// or may not go before a time. Apart, because rows of the first are only ever added behind all others: who reads it
/// can begin where it left off.
enum class outbox_queue : std::uint8_t { fresh = 0, again = 1 };

/// Where a message waits: what is urgent goes first, and each group (a mail domain) has its own limit.
struct outbox_place {
    std::string provider;
    urgency how = urgency::normal;
    std::string group; ///< hash of the mail domain; empty for everything else
};
outbox_place place_of(const message_row& message);

/// When a message is due.
struct outbox_entry {
    instant at{};
    message_id message;
};

void put_outbox(store::writer& to, const outbox_place& at, outbox_queue queue, const outbox_entry& entry);
void erase_outbox(store::writer& to, const outbox_place& at, outbox_queue queue, const outbox_entry& entry);
/// What waits in one queue of a group, earliest first, from a moment on.
std::unique_ptr<store::cursor> scan_outbox(const store::view& from, const outbox_place& at, outbox_queue queue,
                                           instant since);
outbox_entry outbox_entry_at(const store::cursor& at);
/// Names of the providers that something waits for.
std::vector<std::string> providers_waiting(const store::view& from);
/// Names of the groups that something of one urgency waits in.
std::vector<std::string> groups_waiting(const store::view& from, std::string_view provider, urgency how);

void put_in_flight(store::writer& to, const message_id& id);
void erase_in_flight(store::writer& to, const message_id& id);
std::vector<message_id> in_flight(const store::view& from);

/// Failed for good, come back, or left unknown.
void put_failed(store::writer& to, instant at, const message_id& id);
/// Latest first.
std::vector<message_id> failed_messages(const store::view& from, std::size_t limit);

} // namespace guiyi::notification
