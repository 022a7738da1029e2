#include "services/deduplication/regroup_fold.hpp"

#include "services/deduplication/case_number.hpp"
#include "services/deduplication/grouping.hpp"

#include <algorithm>

namespace guiyi::deduplication {

namespace {

std::vector<record_no> records_of(const state_reader& state, const std::vector<receipt_no>& receipts) {
    std::vector<record_no> out;
    for (const auto& receipt : receipts)
        if (const auto record = state.record_of(receipt)) out.push_back(*record);
    std::ranges::sort(out);
    return out;
}

std::vector<record_no> without(const std::vector<record_no>& all, const std::vector<record_no>& gone) {
    std::vector<record_no> out;
    std::ranges::set_difference(all, gone, std::back_inserter(out));
    return out;
}

/// How the model's question about a record stands: still open, and did somebody say no to it. What is said of the
/// record and another case answers it not.
struct question {
    bool asked = false;  ///< ever, so that it may be in the queue
    bool beside = false; ///< by the model when it arrived, and nobody said no
    bool open = false;
    bool unsure = false;
};

question question_of(const grouping_reader& groups, record_no record, const events::match_explanation& why,
                     const case_no& in_case) {
    question out;
    if (why.band != "review" || why.best.empty()) return out;
    out.asked = true;
    const bool elsewhere = groups.living(why.best) != in_case;
    bool denied = false, same = false;
    for (const auto& said : groups.judgements(record)) {
        if (!said.answers) continue;
        denied = denied || said.verdict == "different";
        same = same || said.verdict == "same";
        out.unsure = said.verdict == "unsure";
    }
    out.beside = elsewhere && !denied;
    out.open = out.beside && !same;
    return out;
}

/// Whether it is asked of a tied complaint if it belongs where it is.
void add_doubts(const grouping_reader& groups, record_no record, const case_no& in_case, bool first, question& to) {
    for (const auto& doubt : groups.doubts(record)) {
        to.asked = true;
        const auto stands = first ? doubt_state::none : state_of(doubt, groups, record, in_case);
        if (stands == doubt_state::none) continue;
        to.open = true;
        to.unsure = stands == doubt_state::unsure;
    }
}

class folder {
  public:
    folder(store::writer& rows, instant at) : rows_(rows), at_(at), state_(rows), groups_(rows), put_(rows) {}

    void operator()(const events::pair_judged& fact) {
        const auto record = state_.record_of(fact.receipt);
        const auto row = record ? state_.tie_of(*record) : std::nullopt;
        const auto why = record ? state_.explanation_of(*record) : std::nullopt;
        if (!row || !why) return;
        judgement said{.of_case = fact.of_case,
                       .verdict = fact.verdict,
                       .reason = fact.reason,
                       .by = fact.by,
                       .at = at_,
                       .band = fact.band,
                       .total_centibits = fact.total_centibits,
                       .answers = !why->best.empty() && groups_.living(why->best) == fact.of_case,
                       .others = {},
                       .batch = fact.batch,
                       .replaced = {}};
        const auto batch = batch_number(fact.batch).value_or(0);
        for (const bool apart : {true, false})
            for (const auto other : records_of(state_, apart ? fact.apart : fact.lifted)) {
                put_.say(*record, other, {batch, apart});
                said.others.push_back(other);
            }
        put_.push(*record, said);
        settle(row->in_case);
        note(fact, "verdict", [&](batch_row& batch) { batch.judged.push_back(*record); });
    }

    void operator()(const events::cases_merged& fact) {
        const auto from = state_.case_of(fact.merged);
        if (!from) return;
        const auto moved = records_of(state_, fact.moved);
        std::vector<record_no> all;
        std::ranges::set_union(groups_.members(fact.into), moved, std::back_inserter(all));
        put_.drop_case(fact.merged);
        put_.put(fact.merged, {fact.into, from->opener, moved, fact.batch});
        settle(fact.into, all, opener_of(fact.into));
        note_move(fact, fact.cause, "merged", fact.merged, fact.into);
    }

    void operator()(const events::merge_undone& fact) {
        const auto ended = groups_.ended(fact.restored);
        if (!ended) return;
        const auto moved = records_of(state_, fact.moved);
        const auto stay = without(groups_.members(fact.out_of), moved);
        put_.drop_ended(fact.restored);
        settle(fact.out_of, stay, opener_of(fact.out_of));
        settle(fact.restored, moved, ended->opener);
        note_move(fact, "untie", "restored", fact.out_of, fact.restored);
    }

    void operator()(const events::complaints_split& fact) {
        const auto moved = records_of(state_, fact.moved);
        if (moved.empty()) return;
        if (const auto parts = parse_case_number(fact.opened))
            state_writer(rows_).put_last_case(parts->year, parts->count);
        settle(fact.out_of, without(groups_.members(fact.out_of), moved), opener_of(fact.out_of));
        settle(fact.opened, moved, moved.front());
        note_move(fact, fact.cause, "split", fact.out_of, fact.opened);
    }

    void operator()(const events::tie_doubted& fact) {
        const auto record = state_.record_of(fact.receipt);
        const auto number = batch_number(fact.batch);
        const auto row = record ? state_.tie_of(*record) : std::nullopt;
        if (!row || !number) return;
        put_.put_doubt(*record, {fact.of_case, records_of(state_, fact.together), *number, fact.why});
        auto batch = groups_.batch(fact.batch).value_or(batch_row{});
        batch.doubted.push_back(*record);
        put_.put(*number, batch);
        settle(row->in_case);
    }

    void operator()(const events::batch_undone& fact) {
        auto undone = groups_.batch(fact.undone);
        if (!undone) return;
        for (const auto record : undone->doubted) {
            put_.drop_doubt(record, *batch_number(fact.undone));
            state_writer(rows_).drop_review(record);
            put_.drop_unsure(record);
            if (const auto row = state_.tie_of(record)) settle(row->in_case);
        }
        for (auto record = undone->judged.rbegin(); record != undone->judged.rend(); ++record) withdraw(*record);
        undone->undone_by = fact.batch;
        put_.put(*batch_number(fact.undone), *undone);
        note(fact, "undo", [&](batch_row& batch) { batch.undoes = fact.undone; });
    }

  private:
    record_no opener_of(const case_no& number) const {
        const auto row = state_.case_of(number);
        return row ? row->opener : 0;
    }

    void withdraw(record_no record) {
        const auto said = put_.pop(record);
        if (!said) return;
        const auto batch = batch_number(said->batch).value_or(0);
        for (const auto other : said->others) put_.unsay(record, other, batch);
        if (const auto row = state_.tie_of(record)) settle(row->in_case);
    }

    void settle(const case_no& number) { settle(number, groups_.members(number), opener_of(number)); }

    /// Writes all that a case and its complaints show, from who its members are.
    void settle(const case_no& number, const std::vector<record_no>& members, record_no opener) {
        case_row row;
        row.opener = opener;
        for (const auto record : members) {
            const auto why = state_.explanation_of(record);
            if (!why) continue;
            auto asked = question_of(groups_, record, *why, number);
            add_doubts(groups_, record, number, record == members.front(), asked);
            if (asked.beside && row.beside.empty()) row.beside = why->best;
            row.add_id(place(record, number, record == members.front(), asked));
        }
        put_.set_members(number, std::move(row), members);
    }

    /// @returns the blind key of its ID number
    std::string place(record_no record, const case_no& in_case, bool first, const question& asked) {
        state_writer to(rows_);
        auto profile = state_.profile_of(record);
        auto tie = state_.tie_of(record);
        if (!profile || !tie) return {};
        if (profile->in_case != in_case) {
            profile->in_case = in_case;
            to.put(record, *profile);
        }
        const std::string verdict = !first ? "tie" : asked.open ? "review" : "new";
        if (tie->in_case != in_case || tie->verdict != verdict) {
            tie->in_case = in_case;
            tie->verdict = verdict;
            to.put(record, *tie);
        }
        if (asked.asked) {
            to.drop_review(record);
            put_.drop_unsure(record);
            if (asked.open) asked.unsure ? put_.put_unsure(record) : to.put_review(record);
        }
        return std::move(profile->id);
    }

    template <class Fact, class Change>
    void note(const Fact& fact, std::string_view cause, Change change) {
        const auto number = batch_number(fact.batch);
        if (!number) return;
        batch_row row = groups_.batch(fact.batch).value_or(batch_row{});
        if (row.cause.empty()) {
            row.cause = cause;
            row.reason = fact.reason;
            row.by = fact.by;
            row.at = at_;
            row.records = state_.records();
        }
        change(row);
        put_.put(*number, row);
    }

    template <class Fact>
    void note_move(const Fact& fact, std::string_view cause, std::string_view move, const case_no& from,
                   const case_no& to) {
        note(fact, cause, [&](batch_row& batch) {
            // An untie or a split begins with its verdicts; the move tells what was asked for.
            if (batch.cause == "verdict") batch.cause = cause;
            batch.move = move;
            batch.from = from;
            batch.to = to;
            batch.moved = fact.moved.size();
        });
    }

    store::writer& rows_;
    instant at_;
    state_reader state_;
    grouping_reader groups_;
    grouping_writer put_;
};

} // namespace

void fold_regrouping(store::writer& rows, const events::event& fact) {
    events::hand_to(folder(rows, fact.time), fact.data);
}

} // namespace guiyi::deduplication
