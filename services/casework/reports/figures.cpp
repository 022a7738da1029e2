#include "services/casework/reports/figures.hpp"

#include <algorithm>

namespace guiyi::casework::reports {

namespace {

/// Labels and counts of the figures that a column takes from one answer.
class chosen {
  public:
    chosen(const std::vector<selection>& which, measure what, const std::vector<std::string>& labels)
        : labels_(labels) {
        for (const auto& one : which)
            if (one.what == what) which_.push_back(&one);
    }

    bool none() const { return which_.empty(); }

    template <class With>
    void each(const histogram& of, const With& with) const {
        for (const auto& cell : of.cells())
            for (const auto* one : which_)
                if (one->takes(labels_[cell.label], cell.n)) with(cell);
    }

  private:
    const std::vector<std::string>& labels_;
    std::vector<const selection*> which_;
};

/// Counts by n, whatever their label.
using spread = std::map<std::int64_t, std::int64_t>;

/// Gathers what one column needs of one group.
struct gathered {
    std::int64_t count = 0, sum = 0, whole = 0;
    spread by_n;

    void take(const column& of, const histogram::cell& cell) {
        count += cell.count;
        sum += cell.n * cell.count;
        if (of.how == column::percentile || of.how == column::maximum) by_n[cell.n] += cell.count;
    }

    /// The smallest n that at least `percent` of all are not above.
    std::int64_t at_percent(int percent) const {
        const auto rank = (count * percent + 99) / 100;
        std::int64_t seen = 0;
        for (const auto& [n, many] : by_n)
            if ((seen += many) >= rank) return n;
        return 0;
    }

    value as(const column& of) const {
        switch (of.how) {
            case column::count: return {count, 0};
            case column::sum: return {sum, 0};
            case column::mean: return {sum, count};
            case column::percentile: return {at_percent(of.percent), count};
            case column::maximum: return {by_n.empty() ? 0 : by_n.rbegin()->first, count};
            case column::share: return {count, whole};
        }
        return {};
    }
};

using group_columns = std::vector<gathered>;

class gathering {
  public:
    gathering(const store::view& from, const definition& report, const request& asked)
        : from_(from), report_(report), asked_(asked), total_(report.columns.size()) {}

    report_table take() {
        for (const auto what : measures_asked()) read(what);
        report_table out;
        for (const auto& [group, columns] : groups_) out.rows.push_back({group, values_of(columns)});
        out.total = {{}, values_of(total_)};
        std::erase_if(out.rows, [](const table_row& row) {
            return std::ranges::all_of(row.values, [](const value& one) { return one == value{}; });
        });
        return out;
    }

  private:
    std::vector<measure> measures_asked() const {
        std::vector<measure> out;
        const auto want = [&](const std::vector<selection>& of) {
            for (const auto& one : of)
                if (std::ranges::find(out, one.what) == out.end()) out.push_back(one.what);
        };
        for (const auto& one : report_.columns) want(one.of), want(one.whole);
        return out;
    }

    void read(measure what) {
        const auto said =
            ask(from_, {what, asked_.of, asked_.as_of, asked_.is_now, asked_.by, asked_.where, asked_.within});
        for (std::size_t i = 0; i < report_.columns.size(); ++i) {
            const auto& column = report_.columns[i];
            const chosen part(column.of, what, said.labels), whole(column.whole, what, said.labels);
            if (part.none() && whole.none()) continue;
            for (const auto& [group, cells] : said.groups) {
                auto& mine = groups_.try_emplace(group, report_.columns.size()).first->second[i];
                part.each(cells, [&](const auto& cell) { mine.take(column, cell), total_[i].take(column, cell); });
                whole.each(cells, [&](const auto& cell) {
                    mine.whole += cell.count;
                    total_[i].whole += cell.count;
                });
            }
        }
    }

    std::vector<value> values_of(const group_columns& of) const {
        std::vector<value> out;
        for (std::size_t i = 0; i < of.size(); ++i) out.push_back(of[i].as(report_.columns[i]));
        return out;
    }

    const store::view& from_;
    const definition& report_;
    const request& asked_;
    std::map<std::string, group_columns> groups_;
    group_columns total_;
};

bool larger(column::kind kind, const value& left, const value& right) {
    const bool divided = kind == column::share || kind == column::mean;
    if (!divided) return left.number > right.number;
    if (left.whole == 0 || right.whole == 0) return left.whole > right.whole;
    return left.number * right.whole > right.number * left.whole;
}

} // namespace

report_table figures_of(const store::view& from, const definition& report, const request& asked) {
    return gathering(from, report, asked).take();
}

void sort_rows(report_table& what, const definition& report, std::size_t column) {
    const auto kind = report.columns[column].how;
    std::ranges::sort(what.rows, [&](const table_row& left, const table_row& right) {
        const auto &one = left.values[column], &other = right.values[column];
        if (larger(kind, one, other) || larger(kind, other, one)) return larger(kind, one, other);
        return left.group < right.group;
    });
}

} // namespace guiyi::casework::reports
