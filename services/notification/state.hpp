// What notification keeps: who can be reached, who is in which case, what a case's notices say, and every message with
// its deliveries. Folded from the own stream by evolve; read by decide, the sender and the ledger.
#pragma once

#include "common/events/notification.hpp"
#include "common/store/view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace guiyi::notification {

/// The person behind a receipt.
struct recipient {
    std::string language; ///< zh | en
    std::string name_masked;
    bool has_email = false;
    std::string sealed_contact; ///< base64

    friend bool operator==(const recipient&, const recipient&) = default;
};

/// A statutory clock that runs.
struct running_clock {
    std::string clock;
    std::string due_on;
    bool provisional = false;

    friend bool operator==(const running_clock&, const running_clock&) = default;
};

/// What notices say about a case.
struct case_row {
    std::string nature; ///< of the complaint that opened it; empty: the desk decides
    desk_id desk;
    bool apart = false;             ///< it was split off another: that is told with who has it
    bool told = false;              ///< everyone was told who has it
    std::optional<instant> tell_at; ///< the timer that tells them when no clock starts with the assignment
    std::vector<running_clock> clocks;

    friend bool operator==(const case_row&, const case_row&) = default;
};

/// A message as it was queued; never changes.
struct message_row {
    case_no about;
    receipt_no receipt;
    std::string channel;
    std::string endpoint;
    std::string template_id;
    std::string language;
    std::string reason;
    instant queued_at{};
    std::vector<events::template_value> values;
};

enum class message_state : std::uint8_t {
    waiting = 0,   ///< not tried yet, or to be tried again
    in_flight = 1, ///< a provider may have it
    sent = 2,
    failed = 3, ///< refused for good, or given up
};
/// "waiting", "in_flight", "sent", "failed"
std::string_view name_of(message_state state) noexcept;

/// Where a message's delivery stands. No row: waiting since it was queued, never tried.
struct delivery_row {
    message_state state = message_state::waiting;
    std::int64_t attempts = 0;
    std::int64_t unknown_attempts = 0; ///< of these: no answer after the data was out
    instant next_at{};                 ///< when waiting
    instant last_at{};                 ///< start or end of the last attempt
    std::string outcome;               ///< of the last attempt that ended: sent | temporary | permanent | unknown
    std::string answer;                ///< "250", "451", "timeout", ...
};

/// Somebody who could not be told by a machine.
struct unreachable_row {
    receipt_no receipt;
    std::string template_id;
    std::string reason;
    instant at{};
};

/// The outbox has two queues a provider: what was never tried, in the order it was queued, and what is tried again.
/// Apart, because rows of the first are only ever added behind all others: who reads it can begin where it left off.
enum class outbox_queue : std::uint8_t { fresh = 0, again = 1 };

/// When a message is due.
struct outbox_entry {
    instant at{};
    message_id message;
};

/// "email", or "webhook:" and the endpoint: what shares one connection limit and one breaker.
std::string provider_of(std::string_view channel, std::string_view endpoint);
/// Report cases ("…-R…") have no receipts and nobody outside hears of them (O121 §37).
bool is_report_case(const case_no& which);

std::optional<recipient> load_recipient(const store::view& from, const receipt_no& receipt);
void save_recipient(store::writer& to, const receipt_no& receipt, const recipient& row);

/// An unknown case is an empty row.
case_row load_case(const store::view& from, const case_no& which);
void save_case(store::writer& to, const case_no& which, const case_row& row);
bool knows_case(const store::view& from, const case_no& which);

bool is_placed(const store::view& from, const case_no& which, const receipt_no& receipt);
void place(store::writer& to, const case_no& which, const receipt_no& receipt);
void displace(store::writer& to, const case_no& which, const receipt_no& receipt);
/// In the order of their numbers.
std::vector<receipt_no> receipts_of(const store::view& from, const case_no& which);

bool has_message(const store::view& from, const message_id& id);
std::optional<message_row> load_message(const store::view& from, const message_id& id);
/// Also enters it in the ledger of its case.
void save_message(store::writer& to, const message_id& id, const message_row& row);
/// Of a message that exists.
delivery_row load_delivery(const store::view& from, const message_id& id, const message_row& message);
void save_delivery(store::writer& to, const message_id& id, const delivery_row& row);

bool has_unreachable(const store::view& from, const case_no& which, const receipt_no& receipt,
                     std::string_view template_id);
void save_unreachable(store::writer& to, const case_no& which, const unreachable_row& row);
std::vector<unreachable_row> unreachable_of(const store::view& from, const case_no& which);

/// Messages of a case, in the order they were queued.
std::vector<message_id> ledger_of(const store::view& from, const case_no& which);

void put_outbox(store::writer& to, std::string_view provider, outbox_queue queue, const outbox_entry& entry);
void erase_outbox(store::writer& to, std::string_view provider, outbox_queue queue, const outbox_entry& entry);
/// What waits for one provider, earliest first, from a moment on.
std::unique_ptr<store::cursor> scan_outbox(const store::view& from, std::string_view provider, outbox_queue queue,
                                           instant since);
outbox_entry outbox_entry_at(const store::cursor& at);
/// Names of the providers that something waits for.
std::vector<std::string> providers_waiting(const store::view& from);

void put_in_flight(store::writer& to, const message_id& id);
void erase_in_flight(store::writer& to, const message_id& id);
std::vector<message_id> in_flight(const store::view& from);

void put_failed(store::writer& to, instant at, const message_id& id);
/// Latest first.
std::vector<message_id> failed_messages(const store::view& from, std::size_t limit);

} // namespace guiyi::notification
