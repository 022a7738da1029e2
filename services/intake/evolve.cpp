#include "services/intake/evolve.hpp"

#include "services/intake/next_step.hpp"
#include "services/intake/state.hpp"

#include <algorithm>

namespace guiyi::intake {

namespace {

class folder {
  public:
    folder(store::writer& rows, instant at, std::chrono::minutes utc_offset)
        : reader_(rows), writer_(rows), at_(at), utc_offset_(utc_offset) {}

    void operator()(const events::complaint_received& x) {
        receipt_row row;
        row.received_at = x.received_at;
        row.content_key = x.content_key;
        writer_.save(x.receipt, row);
        writer_.save_keys(x.receipt, x.submission_key, x.idempotency_key);
    }

    void operator()(const events::evidence_stored& x) { writer_.save(x.evidence, x.media_type, x.size_bytes); }

    void operator()(const events::complaint_urged& x) {
        act(x.receipt, "urged", [&](receipt_row& row) {
            const auto today = std::chrono::sys_days(date_at(at_, utc_offset_)).time_since_epoch().count();
            row.urges_that_day = row.urge_day == today ? row.urges_that_day + 1 : 1;
            row.urge_day = today;
            ++row.urges;
        });
    }

    void operator()(const events::complaint_supplemented& x) {
        act(x.receipt, "supplemented", [](receipt_row& row) { ++row.supplements; });
    }

    void operator()(const events::complaint_withdrawn& x) {
        act(x.receipt, "withdrawn", [](receipt_row& row) { row.withdrawn = true; });
    }

    void operator()(const events::contact_preferred& x) {
        auto row = reader_.find(x.receipt);
        if (!row) return;
        if (!x.channel.empty()) row->wish.channel = x.channel;
        if (!x.language.empty()) row->wish.language = x.language;
        if (!x.frequency.empty()) row->wish.frequency = x.frequency;
        writer_.save(x.receipt, *row);
    }

    void operator()(const events::feedback_given& x) {
        const feedback_row said{at_, x.in_case, x.satisfaction, x.promise, x.call_back, x.text};
        act(x.receipt, "feedback", [&](receipt_row& row) { row.feedback = said; });
        writer_.save_feedback(x.receipt, said);
    }

    void operator()(const events::complaint_placed& x) {
        const case_row into = reader_.find(x.in_case).value_or(case_row());
        if (into.steps == 0) writer_.save(x.in_case, into);
        auto row = reader_.find(x.receipt);
        if (!row) return;
        row->in_case = x.in_case;
        row->verdict = x.verdict;
        row->placed_at = at_;
        row->placed_from = into.steps;
        writer_.save(x.receipt, *row);
    }

    void operator()(const events::complaint_moved& x) {
        auto row = reader_.find(x.receipt);
        if (!row) return;
        const auto left = reader_.find(x.left).value_or(case_row());
        const auto into = reader_.find(x.in_case).value_or(case_row());
        if (into.steps == 0) writer_.save(x.in_case, into);
        const auto earlier = x.back ? stay_in(x.receipt, x.in_case) : std::nullopt;
        writer_.add_move(x.receipt,
                         {at_, x.how, x.in_case, x.left, row->verdict, row->placed_at, row->placed_from, left.steps});
        row->in_case = x.in_case;
        row->verdict = earlier ? earlier->verdict : x.how == "merged" ? "tie" : "new";
        row->placed_at = earlier ? earlier->placed_at : at_;
        row->placed_from = earlier ? earlier->placed_from : into.steps;
        writer_.save(x.receipt, *row);
    }

    void operator()(const events::answer_noted& x) {
        auto row = reader_.find(x.receipt);
        if (!row) return;
        auto mine = std::ranges::find(row->answers, x.in_case, &own_answer::in_case);
        if (mine == row->answers.end()) mine = row->answers.insert(mine, {x.in_case, {}, {}});
        if (x.stage == "refused") mine->refused = x.detail;
        follow_clock(mine->clocks, x);
        if (mine->refused.empty() && mine->clocks.empty()) row->answers.erase(mine);
        writer_.save_step(x.receipt, row->steps++, {at_, x.stage, x.detail, x.due_on, x.provisional});
        writer_.save(x.receipt, *row);
    }

    void operator()(const events::progress_noted& x) {
        case_row row = reader_.find(x.of_case).value_or(case_row());
        writer_.save_step(x.of_case, row.steps++, {at_, x.stage, x.detail, x.due_on, x.provisional});
        follow_clock(row.clocks, x);
        if (x.stage == "similar") {
            row.campaign = campaign_no(x.detail);
            writer_.count_case(row.campaign);
        } else if (x.stage == "assigned") {
            row.desk = x.detail;
            // Later on, who has the case does not say how far it is.
            if (row.stage.empty() || row.stage == "assigned") set_stage(row, x);
        } else if (!x.stage.starts_with("clock_")) {
            set_stage(row, x);
        }
        writer_.save(x.of_case, row);
    }

  private:
    static void set_stage(case_row& row, const events::progress_noted& x) {
        row.stage = x.stage;
        row.detail = x.detail;
    }

    /// Whether days count again where a date moved for that.
    static bool goes_on(std::string_view why) { return why.starts_with("paused:") || why == "restarted"; }

    template <class Noted>
    static void follow_clock(std::vector<running_clock>& running, const Noted& x) {
        if (x.stage.starts_with("clock_") && x.stage != "clock_breached")
            std::erase_if(running, [&](const running_clock& one) { return one.clock == x.detail; });
        if (x.stage == "clock_started") running.push_back({x.detail, x.due_on, x.provisional, x.basis, false});
        if (x.stage != "clock_moved" && x.stage != "clock_paused") return;
        const auto what = moved_date_in(x.detail);
        for (auto& one : running) {
            if (one.clock != what.clock) continue;
            // A date that moves for another reason while days do not count is still none that holds.
            one.paused = x.stage == "clock_paused" || (one.paused && !goes_on(what.why));
            if (x.stage == "clock_paused") continue;
            one.due_on = x.due_on;
            one.provisional = x.provisional;
            if (!x.basis.instrument.empty()) one.basis = x.basis;
        }
    }

    /// How a receipt stood in a case when it last left it.
    std::optional<move_row> stay_in(const receipt_no& receipt, const case_no& in) const {
        std::optional<move_row> out;
        for (auto& one : reader_.moves(receipt))
            if (one.left == in) out = std::move(one);
        return out;
    }

    template <class Change>
    void act(const receipt_no& receipt, std::string stage, Change change) {
        auto row = reader_.find(receipt);
        if (!row) return;
        change(*row);
        writer_.save_step(receipt, row->steps++, {at_, std::move(stage), {}, {}, false});
        writer_.save(receipt, *row);
    }

    state_reader reader_;
    state_writer writer_;
    instant at_;
    std::chrono::minutes utc_offset_;
};

} // namespace

void evolve(store::writer& rows, const events::event& fact, std::chrono::minutes utc_offset) {
    events::hand_to(folder(rows, fact.time, utc_offset), fact.data);
}

} // namespace guiyi::intake
