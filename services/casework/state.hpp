// What casework keeps: the register of cases with their clocks, complaints, timelines and notices, the orders of the
// queue, and how long respondents take to answer. Folded from the own stream by evolve; read by decide and the API.
// Everything here is masked but the sealed contacts, which stay sealed.
#pragma once

#include "common/events/casework.hpp"
#include "common/store/view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace guiyi::casework {

/// States of a case. The first two are open. `merged` is never stored: a case with merged_into is in it, and comes back
/// to the stored one when the merge is undone. `repeat` is asked of lists only: decided, with a repeat to be answered.
namespace stage {
inline constexpr std::string_view registered = "registered";
inline constexpr std::string_view accepted = "accepted";
inline constexpr std::string_view refused = "refused";
inline constexpr std::string_view closed = "closed";
inline constexpr std::string_view merged = "merged";
inline constexpr std::string_view repeat = "repeat";
} // namespace stage
bool is_open(std::string_view state);

/// A clock that runs, as the queue shows it.
struct running_clock {
    std::string clock;
    std::string due_on;
    bool provisional = false;
    bool breached = false;
    bool paused = false;

    friend bool operator==(const running_clock&, const running_clock&) = default;
};
BOOST_DESCRIBE_STRUCT(running_clock, (), (clock, due_on, provisional, breached, paused))

/// Who took a step last, for rules that want different people.
struct step_taker {
    std::string action;
    officer_id officer;
    officer_id second; ///< of a two-person step
};
BOOST_DESCRIBE_STRUCT(step_taker, (), (action, officer, second))

struct case_row {
    std::string track; ///< C R N T P Q
    std::string state;
    desk_id desk;
    officer_id officer;
    std::vector<std::string> trace; ///< why this desk and officer
    instant received_at{};          ///< of the complaint that opened it; of the split for a report
    instant opened_at{};
    instant changed_at{};
    std::string changed_by; ///< kind of the last change
    std::vector<std::string> categories;
    std::string complainant; ///< masked; empty on the report part of a submission (O121 §37)
    std::string respondent;
    std::string platform;
    receipt_no respondent_from; ///< the complaint that said so; empty: an officer did, or nobody
    receipt_no platform_from;
    receipt_no categories_from;
    case_no merged_into; ///< where its complaints are, when they were merged away; counters are of those that are here
    std::string verdict; ///< new | review
    case_no related;     ///< to be compared, when the verdict is review
    case_no from;        ///< the complaint a report was split from
    std::vector<case_no> reports; ///< cases opened from this one: reports, police referrals
    receipt_no first_receipt;
    std::vector<running_clock> running;
    std::string outcome;        ///< how it ended: ground of a refusal, outcome and ground of an end
    std::uint64_t revision = 0; ///< changes made by people; If-Match compares it
    std::uint64_t entries = 0;  ///< of the timeline
    std::uint64_t complaints = 0;
    std::uint64_t urges = 0;
    std::uint64_t withdrawals = 0;
    instant contacted_at{};                ///< last contact of the respondent; the epoch: never
    std::string contacted;                 ///< whom
    instant decided_at{};                  ///< accepted, refused or ended for the first time; the epoch: never
    std::vector<std::string> repeat_kinds; ///< what its complaints are taken for (repeat_row), each once, sorted
    std::uint64_t repeat_count = 0;        ///< complaints that count as repeats: no urges, no supplements (domain 8.2)
    std::string escalate;                  ///< lead | head: who must look at a repeat that nobody decided yet; or empty
    std::string book;                      ///< rulebook id it began under; empty: nobody noted it
    std::string step;                      ///< its state in that rulebook's track: "C-MEDIATING"
    std::vector<step_taker> taken;         ///< each action once, who took it last
    bool joint = false;                    ///< handled jointly, with every complainant's consent (O121 §12)
    std::vector<receipt_no> representatives; ///< of a joint case: their complaints
    std::string urgency{};                   ///< now | soon, as the words of its complaints suggest; or empty

    /// The running clock that ends first, or null; nothing is due of a merged case, nor of a clock that is paused.
    const running_clock* due() const;
    bool open() const { return merged_into.empty() && is_open(state); }
    /// The state as people see it.
    std::string_view state_now() const { return merged_into.empty() ? std::string_view(state) : stage::merged; }
    /// Repeats that came after the case was decided, and wait for their own answer (domain 8.1).
    std::vector<receipt_no> repeats() const;
};
BOOST_DESCRIBE_STRUCT(case_row, (),
                      (track, state, desk, officer, trace, received_at, opened_at, changed_at, changed_by, categories,
                       complainant, respondent, platform, respondent_from, platform_from, categories_from, merged_into,
                       verdict, related, from, reports, first_receipt, running, outcome, revision, entries, complaints,
                       urges, withdrawals, contacted_at, contacted, decided_at, repeat_kinds, repeat_count, escalate,
                       book, step, taken, joint, representatives, urgency))

std::optional<case_row> load_case(const store::view& from, const case_no& which);
/// Also keeps the orders of the queue (queue.hpp). @param before the row as it was stored, null when it is new
void save_case(store::writer& to, const case_no& which, const case_row& row, const case_row* before);

/// Where a number leads: itself, or the case its complaints were merged into, at last.
case_no living(const store::view& from, const case_no& which);

/// The full state of a clock, with its arithmetic.
void save_clock(store::writer& to, const events::clock_noted& clock);
void erase_clock(store::writer& to, const case_no& which, std::string_view clock);
std::optional<events::clock_noted> load_clock(const store::view& from, const case_no& which, std::string_view clock);
/// By clock id.
std::vector<events::clock_noted> clocks_of(const store::view& from, const case_no& which);

/// A complaint as officers see it, without its sealed contact.
struct complaint_row {
    instant received_at{};
    events::complaint_summary summary;
};
BOOST_DESCRIBE_STRUCT(complaint_row, (), (received_at, summary))
void save_complaint(store::writer& to, const events::complaint_noted& noted);
std::optional<complaint_row> load_complaint(const store::view& from, const receipt_no& which);
/// base64; empty when there is none.
std::string sealed_contact_of(const store::view& from, const receipt_no& which);

/// Where a receipt is, and what its complainant did: it goes along to another case.
struct receipt_row {
    case_no in_case;
    std::uint64_t urges = 0;
    std::uint64_t withdrawals = 0;
};
BOOST_DESCRIBE_STRUCT(receipt_row, (), (in_case, urges, withdrawals))
std::optional<receipt_row> load_receipt(const store::view& from, const receipt_no& which);
/// Also keeps the list of its case. @param before the row as it was stored, null when it is new
void save_receipt(store::writer& to, const receipt_no& which, const receipt_row& row, const receipt_row* before);
/// Which case a receipt belongs to.
std::optional<case_no> case_of(const store::view& from, const receipt_no& which);
/// Complaints of one case that are looked at where all of them would do.
inline constexpr std::size_t receipts_max = 1000;
/// In the order they were received.
std::vector<receipt_no> receipts_of(const store::view& from, const case_no& which, std::size_t limit);

/// What a complaint is taken for, and who said so. Belongs to the complaint and goes along with it.
struct repeat_row {
    case_no of_case; ///< the case the complaint was in when it was told
    std::string kind;
    std::vector<std::string> reasons;
    events::legal_basis basis;
    std::string decides;
    case_no related; ///< the case it is held against
    campaign_no campaign;
    std::string decided = "none"; ///< none | confirmed | changed
    officer_id by;
};
BOOST_DESCRIBE_STRUCT(repeat_row, (), (of_case, kind, reasons, basis, decides, related, campaign, decided, by))
/// A complaint has at most one of its own and one of its campaign. @param of_campaign which
std::optional<repeat_row> load_repeat(const store::view& from, const receipt_no& which, bool of_campaign);
void save_repeat(store::writer& to, const receipt_no& which, bool of_campaign, const repeat_row& row);
/// One as it stands now: a complaint that somebody took out of the case it was tied to is no repeat of it any more.
struct standing_repeat {
    receipt_no receipt;
    bool of_campaign = false;
    repeat_row row;
};
/// Of the first complaints of a case, in the order they were received.
std::vector<standing_repeat> repeats_of(const store::view& from, const case_no& which, std::size_t limit);

/// Cases of a campaign, by the complaint that linked each.
struct campaign_member {
    case_no of_case;
    receipt_no receipt;
};
bool in_campaign(const store::view& from, const campaign_no& which, const case_no& who);
std::uint64_t campaign_cases(const store::view& from, const campaign_no& which);
/// By case number, at most `limit`.
std::vector<campaign_member> campaign_members(const store::view& from, const campaign_no& which, std::size_t limit);
/// Counts the case once.
void add_to_campaign(store::writer& to, const campaign_no& which, const campaign_member& who);

/// What a complainant did before the receipt had a case, in order; taken once.
void put_waiting(store::writer& to, const events::complainant_acted& what);
std::vector<events::complainant_acted> take_waiting(store::writer& to, const receipt_no& which);

/// One line of the timeline, as the API gives it: {"n","at","kind","data"}.
void put_entry(store::writer& to, const case_no& of, std::uint64_t n, std::string_view json);
/// Entries after number `after`, oldest first.
std::vector<std::string> entries_of(const store::view& from, const case_no& which, std::uint64_t after,
                                    std::size_t limit);

/// A notice as the ledger of a case shows it.
struct delivery_row {
    std::string state; ///< queued | sent | failed | unreachable
    std::string detail;
    instant at{};
    message_id message;
};
BOOST_DESCRIBE_STRUCT(delivery_row, (), (state, detail, at, message))
void save_delivery(store::writer& to, const case_no& of, const delivery_row& row);
std::optional<delivery_row> load_delivery(const store::view& from, const case_no& of, const message_id& which);
std::vector<delivery_row> deliveries_of(const store::view& from, const case_no& which, std::size_t limit);
/// Which case a message is about, until it failed: one that was sent may come back. A digest is about no case.
void put_message(store::writer& to, const message_id& which, const case_no& about);
void erase_message(store::writer& to, const message_id& which);
std::optional<case_no> case_of(const store::view& from, const message_id& which);

} // namespace guiyi::casework
