// What the fold of reports keeps of a case and of a complaint: where it counts, what it waits for, and the figures it
// has brought. Small, and the fold's own: it rests on facts alone, never on the register's rows.
// Used by the fold, and by lists that say who held a case for how long.
#pragma once

#include "common/core/ids.hpp"
#include "common/store/view.hpp"
#include "services/casework/reports/measures.hpp"

#include <optional>
#include <vector>

namespace guiyi::casework::reports {

/// A figure that a case or complaint brought.
struct entry {
    std::uint32_t id = 0;   ///< its own within the unit
    std::uint32_t line = 0; ///< where it stands in the ledger; a changed figure is another line
    measure what = measure::received;
    day_number day = 0;
    std::string label;
    std::int64_t n = 0;
    std::string desk; ///< who had it when it happened; of a stock: who has it
    std::string officer;
    std::string respondent; ///< the party that it was with, as named; empty: the case's
    std::string firm;       ///< the record of that name, where it is not the case's
    std::string about;      ///< the clock, where it is one
    day_number since = 0;   ///< known

    friend bool operator==(const entry&, const entry&) = default;
};

/// What cases and complaints have in common.
struct unit {
    place at; ///< desk and officer: who has it now
    std::uint32_t next = 1;
    std::vector<entry> entries;

    figure figure_of(const entry& one) const;
    entry& put(measure what, day_number day, std::string label, std::int64_t n = 0);
    /// Takes back what `which` says.
    template <class Which>
    void drop(const Which& which) {
        std::erase_if(entries, which);
    }
};

struct hold {
    std::string desk;
    std::string officer;
    day_number from = 0;
};

struct clock_run {
    std::string id; ///< "K1", or of one complaint alone "K1+R…"
    day_number due = 0;
    std::uint32_t missed = 0; ///< the entry that says so; 0: it was not
    bool paused = false;
};

struct case_unit : unit {
    case_no merged_into; ///< its figures rest while it is merged away
    std::string first;   ///< receipt that opened it; empty for the report part of a submission
    day_number received = 0;
    std::string state; ///< empty: ended
    std::string wait;  ///< what it waits for; empty: nothing
    day_number wait_since = 0;
    bool contacted = false;         ///< the respondent's answer is awaited
    day_number asked_on = no_day;   ///< when it was first put to the respondent
    bool answered = false;          ///< the respondent answered once
    std::string hindered;           ///< what else stops the officer: testing, identity, dispatch; empty: nothing
    bool acted = false;             ///< somebody has acted on the matter
    bool acted_here = false;        ///< since this desk got it
    std::int64_t urges = 0;         ///< before the first action
    day_number refused_on = no_day; ///< a complaint of it says that calls were refused then
    receipt_no respondent_from;     ///< the complaint that said so; empty: an officer, or nobody
    receipt_no firm_from;
    receipt_no category_from;
    receipt_no region_from;
    std::vector<hold> holds;
    std::vector<clock_run> clocks;
    std::vector<receipt_no> unplaced; ///< complaints that came before a desk had the case

    bool counted() const { return merged_into.empty(); }
};

struct receipt_unit : unit {
    case_no in_case;
    instant received_at{};
    day_number received = 0;
    day_number refused_on = no_day; ///< the first call that was refused
    day_number called_on = no_day;  ///< the last call
    std::int64_t urges = 0;
    std::string repeat; ///< kind that the law makes of it
    case_no repeat_in;  ///< the case it was in then
    bool repeat_decided = false;
    std::string mass; ///< kind as part of a campaign
};

std::optional<case_unit> load_case_unit(const store::view& from, const case_no& which);
std::optional<receipt_unit> load_receipt_unit(const store::view& from, const receipt_no& which);

/// Stores the unit, and in the ledger what its figures were and are. @param before null when it is new
void save(store::writer& to, const case_no& which, case_unit now, const case_unit* before, day_number today);
void save(store::writer& to, const receipt_no& which, receipt_unit now, const receipt_unit* before, day_number today);

/// Complaints of a case in the order they were received.
void put_member(store::writer& to, const case_no& in, const receipt_no& which, instant received_at);
void erase_member(store::writer& to, const case_no& in, const receipt_no& which, instant received_at);
std::vector<receipt_no> members_of(const store::view& from, const case_no& which, std::size_t limit);

} // namespace guiyi::casework::reports
