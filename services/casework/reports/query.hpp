// Asks the ledger: figures of a period by group, as known on a day, and the lines behind them. Pure reads.
// Sums answer what asks for one dimension; what combines several is added up from the lines of the period.
#pragma once

#include "common/access/principal.hpp"
#include "common/store/view.hpp"
#include "services/casework/reports/ledger.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace guiyi::casework::reports {

/// What rows of a report are.
struct grouping {
    enum kind { all, by_dimension, by_label, by_month } what = all;
    dimension which = dimension::desk; ///< by_dimension
    friend bool operator==(const grouping&, const grouping&) = default;
};

struct filter {
    dimension which;
    std::string value; ///< of a firm: with all that were merged into it by the day asked for
};

struct period {
    day_number from = 0;
    day_number to = 0; ///< inclusive
};

/// Whose figures may be told: those of these desks; nothing: everybody's. What no desk has is in the latter alone.
using desks_in_reach = std::optional<std::set<std::string>>;
/// @param who nobody sees nothing
desks_in_reach reach_of(const access::principal* who);

struct question {
    measure what = measure::received;
    period of;            ///< of what happens; what stands is asked for as of a day, whatever the period
    day_number as_of = 0; ///< figures as they were known at the end of this day
    bool is_now = true;   ///< nothing became known after it
    grouping by;
    std::vector<filter> where;
    desks_in_reach within = {};
};

/// Counts by label and n. Of a stock n is the age: days from its day to the day asked for, negative while it lies
/// ahead.
class histogram {
  public:
    struct cell {
        std::uint32_t label; ///< place in answer::labels
        std::int64_t n;
        std::int64_t count;
    };
    void add(std::uint32_t label, std::int64_t n, std::int64_t count);
    /// Each label and n once, by label and n, none with a count of 0.
    const std::vector<cell>& cells() const;

  private:
    void compact() const;
    mutable std::vector<cell> cells_;
    mutable std::size_t sorted_ = 0;
};

struct answer {
    std::vector<std::string> labels;
    std::map<std::string, histogram> groups; ///< by value, label or month ("2026-04"); "" of `all`: one group
};

answer ask(const store::view& from, const question& what);

/// Lines that count in an answer, by day and number.
struct lines_page {
    std::vector<line> lines;
    std::string next; ///< where the next page begins; empty at the end
};
/// @param wanted says of a line that answers the question whether it belongs to the list
/// @param after  `next` of the page before; empty: from the first
lines_page list_lines(const store::view& from, const question& what, const std::function<bool(const line&)>& wanted,
                      std::size_t limit, std::string_view after);

/// "2026-04"
std::string month_name(std::int32_t month);

} // namespace guiyi::casework::reports
