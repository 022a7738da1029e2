#include "services/casework/reports/query.hpp"

#include "services/casework/reports/firms.hpp"

#include <algorithm>
#include <cstdio>

namespace guiyi::casework::reports {

namespace {

/// Lines that are looked at for one page, so that no request reads for ever.
constexpr std::size_t looked_at_max = 250'000;

/// Periods are asked of the ledger by whole months and, at their ends, by days.
struct piece {
    level at;
    std::int32_t from; ///< month or day
    std::int32_t to;   ///< inclusive
};

std::vector<piece> pieces_of(const period& of) {
    std::vector<piece> out;
    auto first = month_of(of.from), last = month_of(of.to);
    if (first_of(first) != of.from) ++first;
    if (first_of(last + 1) - 1 != of.to) --last;
    if (first > last) {
        if (of.from <= of.to) out.push_back({level::day, of.from, of.to});
        return out;
    }
    if (of.from < first_of(first)) out.push_back({level::day, of.from, first_of(first) - 1});
    out.push_back({level::month, first, last});
    if (of.to >= first_of(last + 1)) out.push_back({level::day, first_of(last + 1), of.to});
    return out;
}

class asking {
  public:
    asking(const store::view& from, const question& what) : from_(from), what_(what), stock_(is_stock(what.what)) {
        if (!what_.is_now) what_.of.to = std::min(what_.of.to, what_.as_of);
        const bool by_firm = what_.by == grouping{grouping::by_dimension, dimension::firm};
        const auto of_firm = [](const filter& one) { return one.which == dimension::firm; };
        if (by_firm || std::ranges::any_of(what_.where, of_firm)) merged_ = merges_on(from, what_.as_of);
        for (auto& one : what_.where) one.value = std::string(counts_as(one.which, one.value));
    }

    answer take() {
        if (stock_)
            from_stock();
        else if (what_.of.from > what_.of.to)
            return std::move(out_);
        else if (by_sums())
            from_sums();
        else
            from_lines(what_.of, [this](const line& one) { return counts(one); });
        return std::move(out_);
    }

    /// Where the lines stand that may answer.
    store::range lines() const {
        store::range rows = store::range::prefix(lines_of(what_.what));
        if (stock_) return rows;
        rows.from = lines_of(what_.what, what_.of.from).str();
        rows.to = lines_of(what_.what, what_.of.to + 1).str();
        return rows;
    }
    bool counts(const line& one) const {
        return (what_.is_now ? one.until == for_ever : one.known_on(what_.as_of)) && asked_for(one.what);
    }

    /// Lines of a stock that counted on a past day and have ended since.
    template <class With>
    void each_ended_since(const With& with) const {
        if (!what_.is_now)
            each_correction([&](const correction& one) {
                if (counts(one.what)) with(one.what);
            });
    }

  private:
    /// The one dimension that sums can answer, if it is one.
    bool by_sums() const {
        const bool grouped = what_.by.what == grouping::by_dimension;
        if (what_.within) return by_sums_of_desks(grouped);
        if (what_.where.empty()) return true;
        if (what_.where.size() > 1 || what_.where.front().value.empty()) return false;
        return !grouped || what_.where.front().which == what_.by.which;
    }

    /// A reach is itself a choice of desks, so that nothing else may be asked for.
    bool by_sums_of_desks(bool grouped) const {
        if (grouped && what_.by.which != dimension::desk) return false;
        return what_.where.empty() || (what_.where.size() == 1 && what_.where.front().which == dimension::desk &&
                                       in_reach(what_.where.front().value));
    }

    bool in_reach(const std::string& desk) const { return !what_.within || what_.within->contains(desk); }

    /// A value, and those that count as it.
    std::vector<std::string> values_of(const filter& by) const {
        std::vector<std::string> out{by.value};
        if (by.which == dimension::firm)
            for (const auto& [firm, into] : merged_)
                if (into == by.value) out.push_back(firm);
        return out;
    }
    /// What a value counts as.
    const std::string& counts_as(dimension which, const std::string& value) const {
        if (which != dimension::firm || merged_.empty()) return value;
        const auto found = merged_.find(value);
        return found != merged_.end() ? found->second : value;
    }

    void from_sums() {
        if (!what_.where.empty())
            read_each(facet_of(what_.where.front().which), values_of(what_.where.front()));
        else if (what_.within)
            read_each(facet_of(dimension::desk), {what_.within->begin(), what_.within->end()});
        else if (what_.by.what == grouping::by_dimension)
            read_values();
        else
            read_each(of_all, {std::string()});
        if (!what_.is_now) take_back_corrections();
    }

    /// Every value of the dimension; what has none is what the sum of all has more.
    void read_values() {
        const auto by = facet_of(what_.by.which);
        for (const auto& part : pieces_of(what_.of)) {
            if (part.at == level::day && !has_days(by)) {
                days_from_lines(part);
                continue;
            }
            auto& rest = out_.groups[std::string()];
            each_sum(by, part, [&](std::int32_t, std::string_view value, std::string_view row) {
                auto& mine = out_.groups[counts_as(what_.by.which, std::string(value))];
                add(row, [&](std::uint32_t label, std::int64_t n, std::int64_t many) {
                    mine.add(label, n, many);
                    rest.add(label, n, -many);
                });
            });
            each_sum(of_all, part, [&](std::int32_t, std::string_view, std::string_view row) {
                add(row, [&](std::uint32_t label, std::int64_t n, std::int64_t many) { rest.add(label, n, many); });
            });
        }
    }

    void read_each(facet by, const std::vector<std::string>& values) {
        for (const auto& part : pieces_of(what_.of))
            if (part.at == level::day && !has_days(by))
                days_from_lines(part); // of all the values asked for
            else
                for (const auto& value : values) read_value(by, part, value);
    }

    void read_value(facet by, const piece& part, const std::string& value) {
        for (auto span = part.from; span <= part.to; ++span)
            if (const auto row = from_.get(sums_of(what_.what, by, part.at).raw(sortable(span)).raw(value)))
                add(*row, [&](std::uint32_t label, std::int64_t n, std::int64_t many) {
                    const auto month = part.at == level::month ? span : month_of(span);
                    group_of(value, label, month).add(label, n, many);
                });
    }

    template <class With>
    void each_sum(facet by, const piece& part, const With& with) const {
        const auto prefix = sums_of(what_.what, by, part.at);
        store::range rows{store::key(prefix).raw(sortable(part.from)).str(),
                          store::key(prefix).raw(sortable(part.to + 1)).str()};
        for (auto at = from_.scan(std::move(rows)); at->valid(); at->next())
            with(from_sortable(at->key().substr(period_at)), at->key().substr(value_at), at->value());
    }

    template <class With>
    void add(std::string_view row, const With& with) {
        each_counted(row, [&](const counted& one) { with(label_of(one.label), one.n, one.count); });
    }

    /// The figures of a past day are those of today without what became known since.
    void take_back_corrections() {
        each_correction([this](const correction& one) {
            if (asked_for(one.what.what)) count(one.what.what, -one.change);
        });
    }

    template <class With>
    void each_correction(const With& with) const {
        store::range rows = store::range::prefix(corrections_of(what_.what));
        rows.from = corrections_of(what_.what, what_.as_of + 1).str();
        for (auto at = from_.scan(std::move(rows)); at->valid(); at->next())
            with(read_correction(at->key(), at->value()));
    }

    /// As the sums are: of today.
    void days_from_lines(const piece& part) {
        from_lines({part.from, part.to},
                   [this](const line& one) { return one.until == for_ever && asked_for(one.what); });
    }

    template <class Which>
    void from_lines(const period& of, const Which& which) {
        store::range rows{lines_of(what_.what, of.from).str(), lines_of(what_.what, of.to + 1).str()};
        for (auto at = from_.scan(std::move(rows)); at->valid(); at->next()) {
            const auto one = read_line(at->key(), at->value());
            if (which(one)) count(one.what, 1);
        }
    }

    /// What stands, and of a past day also what has ended since.
    void from_stock() {
        for (auto at = from_.scan(lines()); at->valid(); at->next()) {
            const auto one = read_line(at->key(), at->value());
            if (counts(one)) count(one.what, 1);
        }
        each_ended_since([this](const line& one) { count(one.what, 1); });
    }

    bool asked_for(const figure& one) const {
        if (!stock_ && (one.day < what_.of.from || one.day > what_.of.to)) return false;
        if (!in_reach(one.at[dimension::desk])) return false;
        return std::ranges::all_of(what_.where,
                                   [&](const filter& by) { return counts_as(by.which, one.at[by.which]) == by.value; });
    }

    void count(const figure& one, std::int64_t change) {
        const auto label = label_of(one.label);
        const auto& value = what_.by.what == grouping::by_dimension ? one.at[what_.by.which] : std::string();
        group_of(value, label, month_of(one.day)).add(label, stock_ ? what_.as_of - one.day : one.n, change);
    }

    histogram& group_of(const std::string& value, std::uint32_t label, std::int32_t month) {
        switch (what_.by.what) {
            case grouping::by_dimension: return out_.groups[counts_as(what_.by.which, value)];
            case grouping::by_label: return out_.groups[out_.labels[label]];
            case grouping::by_month: return out_.groups[month_name(month)];
            case grouping::all: break;
        }
        return out_.groups[std::string()];
    }

    std::uint32_t label_of(std::string_view text) {
        if (last_label_ < out_.labels.size() && out_.labels[last_label_] == text) return last_label_;
        const auto found = std::ranges::find(out_.labels, text);
        last_label_ = static_cast<std::uint32_t>(found - out_.labels.begin());
        if (found == out_.labels.end()) out_.labels.emplace_back(text);
        return last_label_;
    }

    const store::view& from_;
    question what_;
    bool stock_;
    std::map<std::string, std::string> merged_; ///< firms, as of the day asked for; only where that matters
    answer out_;
    std::uint32_t last_label_ = 0;
};

} // namespace

void histogram::add(std::uint32_t label, std::int64_t n, std::int64_t count) {
    cells_.push_back({label, n, count});
    if (cells_.size() > 4096 && cells_.size() > 2 * sorted_) compact();
}

const std::vector<histogram::cell>& histogram::cells() const {
    if (cells_.size() != sorted_) compact();
    return cells_;
}

void histogram::compact() const {
    std::ranges::sort(cells_, {}, [](const cell& one) { return std::pair(one.label, one.n); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < cells_.size();) {
        cell sum = cells_[i];
        for (++i; i < cells_.size() && cells_[i].label == sum.label && cells_[i].n == sum.n; ++i)
            sum.count += cells_[i].count;
        if (sum.count != 0) cells_[kept++] = sum;
    }
    cells_.resize(kept);
    sorted_ = kept;
}

desks_in_reach reach_of(const access::principal* who) {
    if (who && who->rows == access::row_scope::all) return std::nullopt;
    std::set<std::string> out;
    if (who)
        for (const auto& one : who->desks) out.insert(one.str());
    out.erase(std::string());
    return out;
}

answer ask(const store::view& from, const question& what) {
    auto out = asking(from, what).take();
    std::erase_if(out.groups, [](const auto& one) { return one.second.cells().empty(); });
    return out;
}

namespace {

/// Of a past day, what stood then stands in two places; they are told as one list, by day.
lines_page list_past_stock(const store::view& from, const asking& with, const std::function<bool(const line&)>& wanted,
                           measure what, std::size_t limit, std::string_view after) {
    std::map<std::string, line> all; // by what follows the measure in a line's key
    const auto take = [&](const line& one) {
        auto place = lines_of(what, one.what.day).text(one.unit).number(one.number).str().substr(line_day_at);
        if (place < after || !wanted(one)) return;
        all.emplace(std::move(place), one);
        if (all.size() > limit + 1) all.erase(std::prev(all.end()));
    };
    for (auto at = from.scan(with.lines()); at->valid(); at->next())
        if (const auto one = read_line(at->key(), at->value()); with.counts(one)) take(one);
    with.each_ended_since(take);
    lines_page out;
    for (auto& [place, one] : all) {
        if (out.lines.size() == limit)
            out.next = place;
        else
            out.lines.push_back(std::move(one));
    }
    return out;
}

} // namespace

lines_page list_lines(const store::view& from, const question& what, const std::function<bool(const line&)>& wanted,
                      std::size_t limit, std::string_view after) {
    const asking with(from, what);
    if (is_stock(what.what) && !what.is_now) return list_past_stock(from, with, wanted, what.what, limit, after);
    auto rows = with.lines();
    if (!after.empty()) rows.from = std::max(rows.from, lines_of(what.what).raw(after).str());
    lines_page out;
    std::size_t looked_at = 0;
    for (auto at = from.scan(std::move(rows)); at->valid(); at->next()) {
        if (out.lines.size() == limit || looked_at++ == looked_at_max) {
            out.next = at->key().substr(line_day_at);
            break;
        }
        auto one = read_line(at->key(), at->value());
        if (with.counts(one) && wanted(one)) out.lines.push_back(std::move(one));
    }
    return out;
}

std::string month_name(std::int32_t month) {
    char text[24];
    std::snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
    return text;
}

} // namespace guiyi::casework::reports
