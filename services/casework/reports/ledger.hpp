// Keeps the sums of reports as facts arrive. Each figure is a line that says since when it was known and until when.
// What happens is also added to the sums of its month and day, of everything and by each dimension; what becomes known,
// or is taken back, after its day is noted as a correction, so that the figures of a past date are the sums of today
// without the corrections since. What stands has no sums: there are never many such lines, and one that ends leaves a
// correction in its place. Sums are exact: days are whole and every value has a count of its own.
// Used by the fold (writes) and by queries, which share how rows are read.
#pragma once

#include "common/store/view.hpp"
#include "services/casework/reports/keys.hpp"
#include "services/casework/reports/pack.hpp"

namespace guiyi::casework::reports {

/// Figures of one sum.
struct counted {
    std::string_view label;
    std::int64_t n = 0;
    std::int64_t count = 0;
};
/// Reads a sum; calls `with` for each of its cells, by label and n.
template <class With>
void each_counted(std::string_view row, const With& with) {
    for (unpacker from(row); !from.done();) {
        counted one;
        one.label = from.text();
        one.n = from.number();
        one.count = from.number();
        with(one);
    }
}

/// A figure, whose it is, and since when until when it was known (last day it counted is the one before `until`).
struct line {
    std::string unit; ///< case or receipt number
    std::uint32_t number = 0;
    figure what;
    day_number since = 0;
    day_number until = for_ever;
    std::string about; ///< the clock, where it is one

    bool known_on(day_number day) const noexcept { return since <= day && day < until; }
};
line read_line(std::string_view key, std::string_view row);

/// One more (+1) or one less (-1) that became known on a day later than its own; of a stock: one that ended.
struct correction {
    std::int64_t change = 0;
    line what; ///< known until the day of a correction that takes it back
};
correction read_correction(std::string_view key, std::string_view row);

class ledger {
  public:
    /// @param today when the fact became known that changes figures
    ledger(store::writer& rows, day_number today) : rows_(rows), today_(today) {}

    /// @param number no figure of that unit had before
    void add(std::string_view unit, std::uint32_t number, const figure& what, std::string_view about = {});
    /// @param since when it was added
    void remove(std::string_view unit, std::uint32_t number, const figure& what, day_number since,
                std::string_view about = {});
    /// Removes one and adds the other; sums that both are in stay as they are.
    void change(std::string_view unit, std::uint32_t number, const figure& before, day_number since,
                std::uint32_t new_number, const figure& after, std::string_view about = {});

  private:
    void open_line(std::string_view unit, std::uint32_t number, const figure& what, std::string_view about);
    void close_line(std::string_view unit, std::uint32_t number, const figure& what, day_number since,
                    std::string_view about);
    void correct(std::string_view unit, std::uint32_t number, const figure& what, day_number since, std::int64_t change,
                 std::string_view about);
    /// In the sum of everything, and in those of every dimension that has a value; but for those equal in `unless`.
    void sum(const figure& what, std::int64_t change, const place* unless);
    void sum_row(const figure& what, facet by, std::string_view value, std::int64_t change);
    void sum_at(const figure& what, facet by, level at, std::int32_t period, std::string_view value,
                std::int64_t change);

    store::writer& rows_;
    day_number today_;
};

} // namespace guiyi::casework::reports
