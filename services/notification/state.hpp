// What notification keeps: who can be reached, who is in which case, what a case's notices say, and every message with
// its deliveries. Folded from the own stream by evolve; read by decide, the sender and the ledger.
// Beside it: outbox.hpp (what waits), gathering.hpp (what is gathered into one message), spread.hpp (news of large
// cases), inbox.hpp (what officers are told).
#pragma once

#include "common/events/notification.hpp"
#include "common/store/view.hpp"
#include "services/notification/policy.hpp"

#include <optional>
#include <string>
#include <vector>

namespace guiyi::notification {

/// The person behind a receipt.
struct recipient {
    std::string language; ///< zh | en
    std::string name_masked;
    bool has_email = false;
    bool has_phone = false;
    std::string sealed_contact; ///< base64
    std::string person;         ///< keyed hash, the same for all receipts of a person; or empty
    std::string mail_domain;    ///< keyed hash, or empty
    case_no in_case;
    std::string mail_key;   ///< keyed hash of the address, or empty
    std::string phone_key;  ///< likewise
    bool email_bad = false; ///< mail to the address came back for good, with whichever receipt; not stored here
    bool phone_bad = false; ///< likewise text messages

    friend bool operator==(const recipient&, const recipient&) = default;
};

/// How a person wants to be told; empty: not said.
struct preference {
    std::string channel;   ///< email | sms | both
    std::string language;  ///< zh | en
    std::string frequency; ///< each | daily
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
    officer_id officer;
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

    urgency how = urgency::normal;
    std::string cause;
    std::string person;
    std::string mail_domain;
    std::int64_t version = 0;
    std::vector<message_id> members; ///< of a digest
    std::string sealed_to;           ///< of a test
    officer_id by;                   ///< likewise
    instant first_at{};              ///< when it may first go out
    officer_id officer;              ///< to one of the staff
    std::vector<events::attached_file> files;

    /// Whose limits and ledger it falls under: the person, where that is not known the receipt. Empty for machines.
    const std::string& who() const { return person.empty() ? receipt.str() : person; }
    /// It goes to somebody who may be asleep.
    bool to_people() const { return !receipt.empty() || !officer.empty(); }
};

enum class message_state : std::uint8_t {
    waiting = 0,   ///< not tried yet, or to be tried again
    in_flight = 1, ///< a provider may have it
    sent = 2,
    failed = 3,   ///< refused for good, given up, or come back
    held = 4,     ///< waits to be told in one message with others
    gathered = 5, ///< told in another message
    unknown = 6,  ///< a provider was given it and never said what became of it; not tried again
};
/// "waiting", "in_flight", "sent", "failed", "held", "gathered", "unknown"
std::string_view name_of(message_state state) noexcept;

/// Where a message's delivery stands. No row: waiting since it was queued, never tried.
struct delivery_row {
    message_state state = message_state::waiting;
    std::int64_t attempts = 0;
    std::int64_t unknown_attempts = 0; ///< of these: no answer after the data was out
    instant next_at{};                 ///< when waiting or held
    instant last_at{};                 ///< start or end of the last attempt
    std::string outcome;               ///< of the last attempt that ended: sent | temporary | permanent | unknown
    std::string answer;                ///< "250", "451", "timeout", ...
    message_id in_message;             ///< gathered: the message it is told in
    std::string returned;              ///< what came back for it: bounce | delayed | auto_reply, or empty
    std::string returned_status;       ///< "5.1.1"
};

/// One attempt, as the ledger admits it.
struct attempt_row {
    instant started_at{};
    instant ended_at{};  ///< same as started while it is under way
    std::string outcome; ///< empty while it is under way
    std::string answer;
};

/// Somebody who could not be told by a machine.
struct unreachable_row {
    receipt_no receipt;
    std::string template_id;
    std::string reason;
    instant at{};
};

/// "email", "sms", or "webhook:" and the endpoint: what shares one connection limit and one breaker.
std::string provider_of(std::string_view channel, std::string_view endpoint);
/// Report cases ("…-R…") have no receipts and nobody outside hears of them (O121 §37).
bool is_report_case(const case_no& which);

std::optional<recipient> load_recipient(const store::view& from, const receipt_no& receipt);
void save_recipient(store::writer& to, const receipt_no& receipt, const recipient& row);
/// Whether an address takes anything, for every receipt that gives it. @param channel email | sms
void mark_address(store::writer& to, const recipient& of, const receipt_no& receipt, std::string_view channel,
                  bool bad);

/// What stands for one of the staff where persons are told apart by a hash.
std::string staff_key(const officer_id& officer);
/// The name limits, preferences and the ledger of a person go by.
std::string who(const recipient& of, const receipt_no& receipt);
/// Nothing said: an empty row.
preference load_preference(const store::view& from, std::string_view who);
void save_preference(store::writer& to, std::string_view who, const preference& row);

/// An unknown case is an empty row.
case_row load_case(const store::view& from, const case_no& which);
void save_case(store::writer& to, const case_no& which, const case_row& row);
bool knows_case(const store::view& from, const case_no& which);

bool is_placed(const store::view& from, const case_no& which, const receipt_no& receipt);
void place(store::writer& to, const case_no& which, const receipt_no& receipt);
void displace(store::writer& to, const case_no& which, const receipt_no& receipt);
/// In the order of their numbers, those after `after`, at most `limit`.
std::vector<receipt_no> receipts_of(const store::view& from, const case_no& which, const receipt_no& after = {},
                                    std::size_t limit = static_cast<std::size_t>(-1));

bool has_message(const store::view& from, const message_id& id);
std::optional<message_row> load_message(const store::view& from, const message_id& id);
/// Also enters it in the ledgers of its case and of its person.
void save_message(store::writer& to, const message_id& id, const message_row& row);
/// Of a message that exists.
delivery_row load_delivery(const store::view& from, const message_id& id, const message_row& message);
void save_delivery(store::writer& to, const message_id& id, const delivery_row& row);
void save_attempt(store::writer& to, const message_id& id, std::int64_t attempt, const attempt_row& row);
/// In the order they were made.
std::vector<attempt_row> attempts_of(const store::view& from, const message_id& id);

bool has_unreachable(const store::view& from, const case_no& which, const receipt_no& receipt,
                     std::string_view template_id);
void save_unreachable(store::writer& to, const case_no& which, const unreachable_row& row);
std::vector<unreachable_row> unreachable_of(const store::view& from, const case_no& which);

/// Messages of a case, in the order they were queued.
std::vector<message_id> ledger_of(const store::view& from, const case_no& which);
/// Messages to a person, by who(), the latest first.
std::vector<message_id> ledger_of_person(const store::view& from, std::string_view who, std::size_t limit);

} // namespace guiyi::notification
