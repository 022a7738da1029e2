#include "services/deduplication/loose_ends.hpp"

#include "services/deduplication/candidates.hpp"

#include <algorithm>
#include <map>

namespace guiyi::deduplication {

namespace {

using records = std::vector<record_no>;

bool contains(const records& of, record_no one) { return std::ranges::find(of, one) != of.end(); }

/// Looks at one parting.
class examiner {
  public:
    examiner(const parting& of, const store::view& rows, const decision_parts& with)
        : of_(of), state_(rows), groups_(rows), with_(with), rest_{of.number, {}, {}}, gone_{of.gone_to, {}, {}} {
        if (const auto row = state_.tie_of(of.opener)) was_in_ = row->in_case;
        for (const auto& number : groups_.numbers_of(was_in_)) note_merge(number);
    }

    std::vector<loose_end> run() {
        auto open = suspects();
        if (open.empty() || !load() || rest_.members.empty()) return {};
        std::erase_if(open, [&](record_no one) { return !profiles_.contains(one); });
        move_fitting(open, rest_);
        std::vector<loose_end> out;
        while (!open.empty()) {
            loose_end one{{open.front()}, {}};
            open.erase(open.begin());
            candidate_case with_it{of_.number, {}, {profiles_.at(one.records.front())}};
            std::ranges::copy(move_fitting(open, with_it), std::back_inserter(one.records));
            std::ranges::sort(one.records);
            const bool held_by_gone =
                std::ranges::any_of(one.records, [&](record_no r) { return beside(r, gone_).band != "new"; });
            if (!held_by_gone) continue; // they were not what held it
            one.why = explained(one.records.front());
            out.push_back(std::move(one));
        }
        return out;
    }

  private:
    /// A case that a person merged belongs where it is, and so does its first complaint; one that a complaint bridged
    /// to this one is held by that complaint alone.
    void note_merge(const case_no& number) {
        const auto ended = groups_.ended(number);
        const auto batch = ended ? groups_.batch(ended->batch) : std::nullopt;
        if (!batch) return;
        if (batch->cause != "bridge")
            confirmed_.push_back(ended->opener);
        else if (std::ranges::any_of(of_.gone, [&](record_no one) { return bridges(one, number); }))
            bridged_.insert(bridged_.end(), ended->moved.begin(), ended->moved.end());
    }
    bool bridges(record_no record, const case_no& number) const {
        const auto why = state_.explanation_of(record);
        return why && !why->bridged.empty() && (why->bridged == number || why->best == number);
    }

    bool is_suspect(record_no record) const {
        const auto why = state_.explanation_of(record);
        const bool tied_by_then = why && why->band == "tie" && record > of_.since;
        if (record == of_.opener || (!tied_by_then && !contains(bridged_, record))) return false;
        if (contains(confirmed_, record) || open_doubt(state_.rows(), record)) return false;
        const auto said = groups_.judgements(record);
        const auto last = std::ranges::find_if(
            said.rbegin(), said.rend(), [&](const judgement& one) { return groups_.living(one.of_case) == was_in_; });
        return last == said.rend() || last->verdict != "same";
    }

    records suspects() {
        records out;
        const std::size_t gone = std::min(of_.gone.size(), parting_compared_max / 2);
        looked_at_.assign(of_.stay.begin(), of_.stay.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                   of_.stay.size(), parting_compared_max - gone)));
        for (const auto record : looked_at_)
            if (is_suspect(record)) out.push_back(record);
        suspects_ = out;
        return out;
    }

    /// Unseals everybody. @returns false when nobody is left on one of the sides
    bool load() {
        for (const auto record : looked_at_)
            if (const auto* found = unsealed(record); found && !contains(suspects_, record))
                rest_.members.push_back(*found);
        for (std::size_t i = 0; i < std::min(of_.gone.size(), parting_compared_max / 2); ++i)
            if (const auto* found = unsealed(of_.gone[i])) gone_.members.push_back(*found);
        return !gone_.members.empty();
    }
    const profile* unsealed(record_no record) {
        const auto row = state_.profile_of(record);
        if (!row) return nullptr;
        auto found = unseal(*row, with_.data_keys);
        if (!found && found.error().code != errc::not_found) throw failure(found.error());
        if (!found) return nullptr;
        everybody_.members.push_back(*found);
        return &profiles_.emplace(record, std::move(*found)).first->second;
    }

    /// Moves over whoever would be tied to that case, which may bring others along.
    records move_fitting(records& from, candidate_case& to) {
        records out;
        for (bool moved = true; moved;) {
            moved = false;
            for (std::size_t i = 0; i < from.size();) {
                if (beside(from[i], to).band != "tie") {
                    ++i;
                    continue;
                }
                to.members.push_back(profiles_.at(from[i]));
                out.push_back(from[i]);
                from.erase(from.begin() + static_cast<std::ptrdiff_t>(i));
                moved = true;
            }
        }
        return out;
    }

    events::match_explanation beside(record_no record, const candidate_case& with) {
        const auto& what = profiles_.at(record);
        auto at = counts_.find(record);
        if (at == counts_.end())
            at = counts_.emplace(record, counts_beside(what, {&everybody_, 1}, with_.index, state_)).first;
        return judge(what, {&with, 1}, at->second, with_.by, with.members.size(), {});
    }

    events::match_explanation explained(record_no record) {
        auto out = beside(record, rest_);
        out.band = "review";
        out.held_by = "left";
        out.runner_up = of_.gone_to;
        out.runner_up_centibits = beside(record, gone_).total_centibits;
        return out;
    }

    const parting& of_;
    state_reader state_;
    grouping_reader groups_;
    const decision_parts& with_;
    case_no was_in_;
    records confirmed_, bridged_, looked_at_, suspects_;
    candidate_case rest_, gone_, everybody_;
    std::map<record_no, profile> profiles_;
    std::map<record_no, frequencies> counts_;
};

} // namespace

std::vector<loose_end> loose_ends(const parting& of, const store::view& state, const decision_parts& with) {
    return examiner(of, state, with).run();
}

} // namespace guiyi::deduplication
