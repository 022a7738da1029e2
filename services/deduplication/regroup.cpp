#include "services/deduplication/regroup.hpp"

#include "common/privacy/mask.hpp"
#include "services/deduplication/case_number.hpp"
#include "services/deduplication/loose_ends.hpp"

#include <algorithm>
#include <functional>

namespace guiyi::deduplication {

namespace {

using records = std::vector<record_no>;
/// A pair of which may be disregarded that it is held apart.
using disregard = std::function<bool(record_no, record_no)>;

refusal unknown(std::string pointer, std::string_view zh, std::string_view en) {
    return {errc::not_found, std::move(pointer), "not_found", std::string(zh), std::string(en)};
}
refusal unknown_receipt(std::string pointer = {}) {
    return unknown(std::move(pointer), "没有这件投诉", "there is no such complaint");
}
refusal unknown_case(std::string pointer) {
    return unknown(std::move(pointer), "没有这个案件", "there is no such case");
}
refusal against(std::string pointer, std::string reason, std::string zh, std::string en) {
    return {errc::conflict, std::move(pointer), std::move(reason), std::move(zh), std::move(en)};
}

bool contains(const records& of, record_no one) { return std::ranges::binary_search(of, one); }

refusal too_many(std::string pointer) {
    return {errc::too_large, std::move(pointer), "too_many", "涉及的投诉过多，请分次处理",
            "too many complaints at once: do it in parts"};
}

/// The older number survives a verdict.
bool older(const case_no& a, const case_no& b) {
    const auto x = parse_case_number(a), y = parse_case_number(b);
    if (!x || !y) return a < b;
    return x->year != y->year ? x->year < y->year : x->count < y->count;
}

/// Looks at one state; every answer of this file is worked out by one.
class office {
  public:
    /// @param with needed for whatever takes a case apart
    office(const store::view& rows, const actor& who, const decision_parts* with = nullptr)
        : state_(rows), groups_(rows), with_(with), by_(who.by), reason_(privacy::mask(who.reason)) {
        out_.batch = groups_.next_batch();
    }

    regrouped judge(const verdict_said& said);
    regrouped take_out(const case_no& from, const records& chosen, std::string_view cause);
    regrouped join(const case_no& from, const case_no& into);
    regrouped take_back(std::string_view batch);

    const state_reader& state() const { return state_; }
    const grouping_reader& groups() const { return groups_; }

  private:
    struct named {
        case_no number;
        records members;
        record_no opener;
    };
    std::optional<named> find(const case_no& number) const;
    receipt_no receipt_of(record_no record) const;
    std::vector<receipt_no> receipts_of(const records& of) const;
    std::optional<refusal> forbids(const named& a, const named& b, const disregard& but) const;
    std::optional<std::string> last_word(record_no record, const case_no& on) const;
    bool still_holds(const std::string& verdict, record_no record, const named& mine, const named& other) const;
    events::pair_judged word(record_no record, const case_no& on, std::string_view verdict) const;
    void add_move(const named& from, const case_no& into, std::string_view cause);
    void ask_about(const parting& of);
    std::optional<case_no> came_by_merge(const case_no& in, const records& all, const records& leaving) const;
    std::optional<refusal> judged_since(const batch_row& row, std::string_view batch) const;
    bool stands_as_left(const ended_case& ended, const batch_row& row, std::string_view batch) const;
    std::optional<refusal> unmerge(const batch_row& row, std::string_view batch);
    std::optional<refusal> rejoin(const batch_row& row, std::string_view batch);

    state_reader state_;
    grouping_reader groups_;
    const decision_parts* with_;
    officer_id by_;
    std::string reason_;
    regrouping out_;
};

std::optional<office::named> office::find(const case_no& number) const {
    named out{groups_.living(number), {}, 0};
    const auto row = state_.case_of(out.number);
    if (!row) return std::nullopt;
    out.members = groups_.members(out.number);
    out.opener = row->opener;
    return out;
}

receipt_no office::receipt_of(record_no record) const {
    const auto row = state_.tie_of(record);
    return row ? row->receipt : receipt_no();
}

std::vector<receipt_no> office::receipts_of(const records& of) const {
    std::vector<receipt_no> out;
    out.reserve(of.size());
    for (const auto record : of) out.push_back(receipt_of(record));
    return out;
}

std::optional<refusal> office::forbids(const named& a, const named& b, const disregard& but) const {
    const bool fewer = a.members.size() <= b.members.size();
    const auto& these = fewer ? a.members : b.members;
    const auto& those = fewer ? b.members : a.members;
    for (const auto one : these)
        for (const auto other : groups_.apart_from(one)) {
            if (!contains(those, other) || (but && but(one, other))) continue;
            const std::string x = receipt_of(one).str(), y = receipt_of(other).str();
            return against({}, "held_apart", x + "与" + y + "已由人判定不是同一争议",
                           x + " and " + y + " were said to be different matters");
        }
    return std::nullopt;
}

std::optional<std::string> office::last_word(record_no record, const case_no& on) const {
    std::optional<std::string> out;
    for (const auto& said : groups_.judgements(record))
        if (groups_.living(said.of_case) == on) out = said.verdict;
    return out;
}

/// Whether the same was said last, and is so: complaints may have been taken apart since, or have come.
bool office::still_holds(const std::string& verdict, record_no record, const named& mine, const named& other) const {
    if (last_word(record, other.number) != verdict) return false;
    if (verdict == "same") return mine.number == other.number;
    return verdict != "different" ||
           std::ranges::all_of(other.members, [&](record_no one) { return groups_.are_apart(record, one); });
}

/// The label: what a person said beside what the model had said of that pair.
events::pair_judged office::word(record_no record, const case_no& on, std::string_view verdict) const {
    events::pair_judged out{receipt_of(record), on, std::string(verdict), reason_, by_, "new", 0, {}, {}, out_.batch};
    const auto why = state_.explanation_of(record);
    if (why && !why->best.empty() && groups_.living(why->best) == on) {
        out.band = why->band;
        out.total_centibits = why->total_centibits;
    } else if (why && !why->runner_up.empty() && groups_.living(why->runner_up) == on) {
        out.total_centibits = why->runner_up_centibits;
    }
    return out;
}

void office::add_move(const named& from, const case_no& into, std::string_view cause) {
    out_.facts.emplace_back(events::cases_merged{from.number, into, receipts_of(from.members), std::string(cause),
                                                 reason_, by_, out_.batch});
}

/// Asks whether complaints that stay together still do so without those that are gone.
void office::ask_about(const parting& of) {
    for (auto& one : loose_ends(of, state_.rows(), *with_))
        out_.facts.emplace_back(events::tie_doubted{receipt_of(one.records.front()), of.number,
                                                    receipts_of(one.records), std::move(one.why), out_.batch});
}

regrouped office::judge(const verdict_said& said) {
    const auto record = state_.record_of(said.receipt);
    const auto row = record ? state_.tie_of(*record) : std::nullopt;
    const auto doubt = record ? open_doubt(state_.rows(), *record) : std::nullopt;
    const auto why = doubt ? doubt->why : record ? state_.explanation_of(*record) : std::nullopt;
    if (!row || !why) return unknown_receipt();
    if (said.against.empty() && why->best.empty())
        return refusal{errc::invalid, "/against", "required", "没有可比较的案件，请指明案件",
                       "nothing resembled this complaint: name the case"};
    const auto mine = find(row->in_case);
    const auto other = find(said.against.empty() ? why->best : said.against);
    if (!mine || !other) return unknown_case("/against");
    if (still_holds(said.verdict, *record, *mine, *other))
        return against("/verdict", "already_said", "已经这样判定过", "this has been said already");

    auto word = office::word(*record, other->number, said.verdict);
    const bool together = mine->number == other->number;
    if (together && doubt && said.verdict == "different") {
        records leaving;
        std::ranges::set_intersection(doubt->together, mine->members, std::back_inserter(leaving));
        return take_out(mine->number, leaving, "untie");
    }
    const bool tied_here = together && *record != mine->opener;
    if (together && (said.verdict == "different" || !tied_here))
        return against("/verdict", "one_case", "投诉已在该案件中，如不是同一争议请拆出",
                       "the complaint is in that case: untie it if it is another matter");
    if (said.verdict == "different") {
        if (other->members.size() > apart_max) return too_many("/against");
        word.apart = receipts_of(other->members);
    }
    if (said.verdict != "same" || together) {
        out_.facts.emplace_back(std::move(word));
        return std::move(out_);
    }
    // A person may take back what people said of this very pair, and of no other.
    const disregard this_pair = [&](record_no a, record_no b) { return a == *record || b == *record; };
    if (auto forbidden = forbids(*mine, *other, this_pair)) return *forbidden;
    for (const auto one : groups_.apart_from(*record))
        if (contains(other->members, one)) word.lifted.push_back(receipt_of(one));
    out_.facts.emplace_back(std::move(word));
    const bool mine_stays = older(mine->number, other->number);
    const auto& ends = mine_stays ? *other : *mine;
    if (ends.members.size() > moved_max) return too_many({});
    add_move(ends, mine_stays ? mine->number : other->number, "verdict");
    return std::move(out_);
}

/// The case whose complaints are exactly those that leave, when a merge had brought them here.
std::optional<case_no> office::came_by_merge(const case_no& in, const records& all, const records& leaving) const {
    for (const auto& number : groups_.numbers_of(in)) {
        const auto row = groups_.ended(number);
        if (!row || !contains(leaving, row->opener)) continue;
        records still;
        std::ranges::set_intersection(row->moved, all, std::back_inserter(still));
        if (still == leaving) return number;
    }
    return std::nullopt;
}

regrouped office::take_out(const case_no& from, const records& chosen, std::string_view cause) {
    const auto here = find(from);
    if (!here) return unknown_case("/case_no");
    out_.founder_stays = contains(chosen, here->opener);
    records rest;
    std::ranges::set_difference(here->members, chosen, std::back_inserter(rest));
    const records& leaving = out_.founder_stays ? rest : chosen;
    const records& staying = out_.founder_stays ? chosen : rest;
    if (leaving.empty() || staying.empty())
        return against({}, "nothing_to_split", "案件中没有其他投诉，无需拆分",
                       "there is nothing to take it apart from");
    if (leaving.size() > moved_max || leaving.size() * staying.size() > apart_max) return too_many({});

    const auto apart = receipts_of(staying);
    for (const auto record : leaving) {
        auto said = word(record, here->number, "different");
        said.apart = apart;
        out_.facts.emplace_back(std::move(said));
    }
    auto moved = receipts_of(leaving);
    case_no to;
    record_no opener = leaving.front();
    if (const auto old = came_by_merge(here->number, here->members, leaving)) {
        to = *old;
        opener = groups_.ended(to)->opener;
        out_.facts.emplace_back(events::merge_undone{to, here->number, std::move(moved), reason_, by_, out_.batch});
    } else {
        auto route = state_.route_of(leaving.front()).value_or(events::routing{});
        const int year = static_cast<int>(date_at(route.received_at, with_->utc_offset).year());
        to = case_number(year, state_.last_case(year) + 1);
        out_.facts.emplace_back(events::complaints_split{here->number, to, std::move(moved), std::move(route),
                                                         std::string(cause), reason_, by_, out_.batch});
    }
    if (out_.founder_stays)
        ask_about({to, opener, rest, chosen, here->number, chosen.front()});
    else
        ask_about({here->number, here->opener, rest, chosen, to, chosen.front()});
    return std::move(out_);
}

regrouped office::join(const case_no& from, const case_no& into) {
    const auto a = find(from), b = find(into);
    if (!a) return unknown_case("/from");
    if (!b) return unknown_case("/into");
    if (a->number == b->number)
        return against("/into", "one_case", "两个案号已是同一案件", "both are one case already");
    if (auto forbidden = forbids(*a, *b, {})) return *forbidden;
    if (a->members.size() > moved_max) return too_many("/from");
    add_move(*a, b->number, "officer");
    return std::move(out_);
}

std::optional<refusal> office::judged_since(const batch_row& row, std::string_view batch) const {
    for (const auto record : row.judged) {
        const auto said = groups_.judgements(record);
        if (!said.empty() && said.back().batch == batch) continue;
        const std::string receipt = receipt_of(record).str();
        return against("/batch", "judged_since", receipt + "其后又有判定", receipt + " was judged again since");
    }
    return std::nullopt;
}

/// Whether a case ended by that batch, or by taking back that it was restored since: then all is as that batch left it.
bool office::stands_as_left(const ended_case& ended, const batch_row& row, std::string_view batch) const {
    if (ended.batch == batch) return true;
    const auto by = groups_.batch(ended.batch);
    const auto undone = by ? groups_.batch(by->undoes) : std::nullopt;
    return undone && undone->move == "restored" && undone->to == row.from &&
           groups_.living(ended.into) == groups_.living(row.to);
}

std::optional<refusal> office::unmerge(const batch_row& row, std::string_view batch) {
    const auto ended = groups_.ended(row.from);
    const auto here = find(row.from);
    records still;
    if (ended && here) std::ranges::set_intersection(ended->moved, here->members, std::back_inserter(still));
    if (!ended || !stands_as_left(*ended, row, batch) || !contains(still, ended->opener))
        return against("/batch", "moved_since", "案件" + row.from.str() + "的投诉其后又被移动",
                       "the complaints of " + row.from.str() + " were moved again since");
    out_.facts.emplace_back(events::merge_undone{row.from, here->number, receipts_of(still), reason_, by_, out_.batch});
    records stay;
    std::ranges::set_difference(here->members, still, std::back_inserter(stay));
    // What came since may have come for the sake of those that go.
    ask_about({here->number, here->opener, std::move(stay), std::move(still), row.from, row.records});
    return std::nullopt;
}

std::optional<refusal> office::rejoin(const batch_row& row, std::string_view batch) {
    const auto from = state_.case_of(row.to) ? find(row.to) : std::nullopt;
    const auto into = find(row.from);
    if (!from || !into || from->number == into->number)
        return against("/batch", "moved_since", "案件" + row.to.str() + "其后又有变动",
                       "case " + row.to.str() + " was changed again since");
    // What this batch held apart is free again with it, unless a person said the same of the pair since.
    const disregard of_this = [&](record_no a, record_no b) {
        return !groups_.are_apart_without(a, b, batch_number(batch));
    };
    if (auto forbidden = forbids(*from, *into, of_this)) return forbidden;
    add_move(*from, into->number, "undo");
    return std::nullopt;
}

regrouped office::take_back(std::string_view batch) {
    const auto row = groups_.batch(batch);
    if (!row) return unknown("/batch", "没有这个批次", "there is no such batch");
    if (!row->undone_by.empty())
        return against("/batch", "already_undone", "该批次已撤销", "this batch has been undone already");
    if (!row->undoes.empty())
        return against("/batch", "is_an_undo", "撤销本身不能再撤销，请重新操作",
                       "an undoing is not undone: do it again instead");
    if (auto since = judged_since(*row, batch)) return *since;
    out_.facts.emplace_back(events::batch_undone{std::string(batch), reason_, by_, out_.batch});
    std::optional<refusal> refused;
    if (row->move == "merged")
        refused = unmerge(*row, batch);
    else if (!row->move.empty())
        refused = rejoin(*row, batch);
    if (refused) return *refused;
    return std::move(out_);
}

} // namespace

bool may_join(const case_no& a, const case_no& b, const store::view& state) {
    const grouping_reader groups(state);
    const auto these = groups.members(groups.living(a)), those = groups.members(groups.living(b));
    return std::ranges::none_of(these, [&](record_no one) {
        return std::ranges::any_of(groups.apart_from(one), [&](record_no other) { return contains(those, other); });
    });
}

regrouped judge_pair(const verdict_said& said, const actor& who, const store::view& state, const decision_parts& with) {
    return office(state, who, &with).judge(said);
}

regrouped untie(const receipt_no& receipt, const actor& who, const store::view& state, const decision_parts& with) {
    office at(state, who, &with);
    const auto record = at.state().record_of(receipt);
    const auto row = record ? at.state().tie_of(*record) : std::nullopt;
    if (!row) return unknown_receipt();
    return at.take_out(row->in_case, {*record}, "untie");
}

regrouped split(const case_no& from, const std::vector<receipt_no>& receipts, const actor& who,
                const store::view& state, const decision_parts& with) {
    office at(state, who, &with);
    const case_no here = at.groups().living(from);
    if (!at.state().case_of(here)) return unknown_case("/case_no");
    records chosen;
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        const auto record = at.state().record_of(receipts[i]);
        const auto row = record ? at.state().tie_of(*record) : std::nullopt;
        const std::string pointer = "/receipts/" + std::to_string(i);
        if (!row) return unknown_receipt(pointer);
        if (row->in_case != here)
            return against(pointer, "other_case", "投诉不在该案件中", "the complaint is not in that case");
        chosen.push_back(*record);
    }
    std::ranges::sort(chosen);
    const auto twice = std::ranges::unique(chosen);
    chosen.erase(twice.begin(), twice.end());
    return at.take_out(here, chosen, "split");
}

regrouped merge(const case_no& from, const case_no& into, const actor& who, const store::view& state) {
    return office(state, who).join(from, into);
}

regrouped undo(std::string_view batch, const actor& who, const store::view& state, const decision_parts& with) {
    return office(state, who, &with).take_back(batch);
}

} // namespace guiyi::deduplication
