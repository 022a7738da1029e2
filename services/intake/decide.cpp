#include "services/intake/decide.hpp"

#include "services/intake/next_step.hpp"
#include "services/intake/state.hpp"

#include <algorithm>

namespace guiyi::intake {

namespace {

using events::facts;

std::optional<receipt_no> known_receipt(const events::complaint_received& what, const state_reader& state) {
    if (!what.submission_key.empty())
        if (auto found = state.of_submission(what.submission_key)) return found;
    if (!what.idempotency_key.empty()) return state.of_idempotency(what.idempotency_key);
    return std::nullopt;
}

std::int64_t office_day(instant at, std::chrono::minutes utc_offset) {
    return std::chrono::sys_days(date_at(at, utc_offset)).time_since_epoch().count();
}

std::chrono::seconds until_tomorrow(instant now, std::chrono::minutes utc_offset) {
    const auto tomorrow = start_of(std::chrono::sys_days(date_at(now, utc_offset)) + std::chrono::days(1), utc_offset);
    return std::chrono::ceil<std::chrono::seconds>(tomorrow - now);
}

error no_receipt() { return fail(errc::not_found, "no complaint under this receipt number"); }

facts placed(const receipt_no& receipt, const case_no& in_case, std::string verdict, const state_reader& state) {
    const auto row = state.find(receipt);
    if (!row || row->in_case == in_case) return {};
    return {events::complaint_placed{receipt, in_case, std::move(verdict)}};
}

void move(const std::vector<receipt_no>& receipts, const case_no& left, const case_no& to, std::string_view how,
          bool back, const state_reader& state, facts& out) {
    for (const auto& receipt : receipts)
        if (const auto row = state.find(receipt); row && row->in_case == left)
            out.emplace_back(events::complaint_moved{receipt, to, left, std::string(how), back});
}

/// Complaints that changed their case.
facts moved(const events::fact& what, const state_reader& state) {
    facts out;
    if (const auto* x = std::get_if<events::cases_merged>(&what))
        move(x->moved, x->merged, x->into, "merged", x->cause == "undo", state, out);
    if (const auto* x = std::get_if<events::merge_undone>(&what))
        move(x->moved, x->out_of, x->restored, "restored", true, state, out);
    if (const auto* x = std::get_if<events::complaints_split>(&what))
        move(x->moved, x->out_of, x->opened, "split", false, state, out);
    return out;
}

/// "NA5", or "NA5: the officer's reason".
std::string refusal_detail(const std::string& ground, const std::string& reason) {
    return reason.empty() ? ground : ground + ": " + reason;
}

/// The answer to repeats of a decided case.
facts answered(const events::repeat_refused& what, const state_reader& state) {
    facts out;
    for (const auto& receipt : what.receipts)
        if (state.has(receipt))
            out.emplace_back(events::answer_noted{
                receipt, what.of_case, "refused", refusal_detail(what.ground, what.reason), {}, false, what.basis});
    return out;
}

/// Why assignment moved a date, as a code: several causes at once are none that could be named.
std::string why_moved_anew(std::string_view reason) {
    if (reason.starts_with("rulebook ")) return "rulebook";
    const bool calendar_alone = reason.starts_with("calendar ") && reason.find("; rulebook ") == reason.npos;
    return calendar_alone ? "calendar" : "recalculated";
}

/// The readable step of a fact of another service; none for facts that are not for complainants.
class step_of {
  public:
    using step = std::optional<events::progress_noted>;

    step operator()(const events::case_assigned& x) const { return note(x.assigned, "assigned", x.desk.str()); }
    step operator()(const events::clock_started& x) const {
        if (x.due_on.empty()) return std::nullopt; // the law gives no number: there is no date to tell
        auto out = note(x.of_case, "clock_started", x.clock);
        out->due_on = x.due_on;
        out->provisional = x.provisional;
        out->basis = x.basis;
        return out;
    }
    step operator()(const events::clock_stopped& x) const { return note(x.of_case, "clock_stopped", x.clock); }
    step operator()(const events::clock_dropped& x) const { return note(x.of_case, "clock_dropped", x.clock); }
    step operator()(const events::clock_paused& x) const {
        return note(x.of_case, "clock_paused", x.clock + " paused:" + x.reason);
    }
    step operator()(const events::clock_resumed& x) const { return moved(x, "paused:" + x.reason); }
    step operator()(const events::clock_extended& x) const { return moved(x, "extended"); }
    step operator()(const events::clock_moved& x) const { return moved(x, why_moved_anew(x.reason)); }
    step operator()(const events::clock_breached& x) const {
        auto out = note(x.of_case, "clock_breached", x.clock);
        out->due_on = x.due_on;
        return out;
    }
    step operator()(const events::campaign_linked& x) const { return note(x.of_case, "similar", x.campaign.str()); }
    step operator()(const events::case_accepted& x) const { return note(x.accepted, "accepted", ""); }
    step operator()(const events::case_refused& x) const {
        auto out = note(x.refused, "refused", refusal_detail(x.ground, x.reason));
        out->basis = x.basis;
        return out;
    }
    step operator()(const events::respondent_contacted& x) const { return note(x.of_case, "contacted", x.respondent); }
    step operator()(const events::respondent_replied& x) const { return note(x.of_case, "replied", x.result); }
    step operator()(const events::case_closed& x) const {
        auto out = note(x.closed, "closed", x.ground.empty() ? x.outcome : x.outcome + " " + x.ground);
        out->basis = x.basis;
        return out;
    }
    step operator()(const events::case_stepped& x) const { return along(x.of_case, x.step); }
    step operator()(const events::child_opened& x) const { return along(x.from, x.step); }

  private:
    /// A step that no fact of its own tells of. Those by which a case goes elsewhere say where to, others their name.
    static step along(const case_no& of, const events::step_detail& x) {
        if (x.stage.empty()) return std::nullopt;
        if (x.action != "dispatch" && x.action != "transfer") return note(of, x.stage, x.action);
        const auto where = std::ranges::find(x.fields, "authority", &events::named_text::name);
        return note(of, "sent", where != x.fields.end() ? where->value : std::string());
    }
    template <class Moved>
    static step moved(const Moved& x, std::string why) {
        auto out = note(x.of_case, "clock_moved", written({x.clock, x.was_due_on, std::move(why)}));
        out->due_on = x.due_on;
        out->provisional = x.provisional;
        out->basis = x.basis;
        return out;
    }
    static step note(const case_no& of, std::string stage, std::string detail) {
        return events::progress_noted{of, std::move(stage), std::move(detail), {}, false, {}};
    }
};

/// The step of a clock that runs for one complaint alone is nobody else's business.
facts own_step(const receipt_no& receipt, events::progress_noted step, const state_reader& state) {
    if (!state.has(receipt)) return {};
    const auto clock = moved_date_in(step.detail).clock;
    step.detail.replace(0, clock.size(), events::clock_code(clock));
    return {events::answer_noted{receipt, step.of_case, std::move(step.stage), std::move(step.detail),
                                 std::move(step.due_on), step.provisional, std::move(step.basis)}};
}

/// A clock that runs already and starts again is a date that moved, and the complainant is told why.
void tell_new_date(events::progress_noted& step, const case_row& of_case) {
    if (step.stage != "clock_started") return;
    for (const auto& running : of_case.clocks)
        if (running.clock == step.detail && running.due_on != step.due_on) {
            step.stage = "clock_moved";
            step.detail = written({running.clock, running.due_on, "restarted"});
            return;
        }
}

/// Of the steps of a track that no other fact tells of, complainants read those that end a case or take it up again.
bool tells_ends_only(const events::fact& what) {
    return std::holds_alternative<events::case_stepped>(what) || std::holds_alternative<events::child_opened>(what);
}

} // namespace

result<facts> submit(const sealed_submission& what, const store::view& rows, submit_reply& reply) {
    const state_reader state(rows);
    if (const auto known = known_receipt(what.fact, state)) {
        const auto row = state.find(*known);
        if (!row) return fail(errc::corrupt, "a reference leads to no receipt");
        reply.receipt = *known;
        reply.received_at = row->received_at;
        reply.repeat = true;
        reply.same_content = row->content_key == what.fact.content_key;
        return facts{};
    }
    for (const evidence_use& one : what.evidence)
        if (!state.has(evidence_id(one.id))) reply.unknown_evidence.push_back(one.pointer);
    if (!reply.unknown_evidence.empty()) return facts{};
    if (state.has(what.fact.receipt)) return fail(errc::conflict, "this receipt number is taken");
    reply.receipt = what.fact.receipt;
    reply.received_at = what.fact.received_at;
    facts out;
    out.emplace_back(what.fact); // an initializer list would copy it twice
    return out;
}

facts keep_evidence(const events::evidence_stored& what, const store::view& state) {
    if (state_reader(state).has(what.evidence)) return {};
    return {what};
}

result<facts> urge(const events::complaint_urged& what, const store::view& state, instant now,
                   std::chrono::minutes utc_offset, act_reply& reply) {
    const auto row = state_reader(state).find(what.receipt);
    if (!row) return no_receipt();
    if (row->withdrawn) return fail(errc::conflict, "the complaint was withdrawn");
    reply.in_case = row->in_case;
    reply.at = now;
    if (row->urge_day == office_day(now, utc_offset) && row->urges_that_day >= urges_a_day_max) {
        reply.retry_after = until_tomorrow(now, utc_offset);
        return facts{};
    }
    return facts{what};
}

result<facts> supplement(const events::complaint_supplemented& what, const store::view& rows, instant now,
                         std::size_t limit, act_reply& reply) {
    const state_reader state(rows);
    const auto row = state.find(what.receipt);
    if (!row) return no_receipt();
    if (row->supplements >= limit)
        return fail(errc::conflict, "this complaint has its " + std::to_string(limit) + " supplements");
    reply.in_case = row->in_case;
    reply.at = now;
    for (std::size_t i = 0; i < what.evidence.size(); ++i)
        if (!state.has(evidence_id(what.evidence[i])))
            reply.unknown_evidence.push_back("/evidence/" + std::to_string(i));
    if (!reply.unknown_evidence.empty()) return facts{};
    return facts{what};
}

result<facts> withdraw(const events::complaint_withdrawn& what, const store::view& state, instant now,
                       act_reply& reply) {
    const auto row = state_reader(state).find(what.receipt);
    if (!row) return no_receipt();
    if (row->withdrawn) return fail(errc::conflict, "the complaint was withdrawn already");
    reply.in_case = row->in_case;
    reply.at = now;
    return facts{what};
}

result<facts> prefer(const events::contact_preferred& what, const store::view& state, instant now, act_reply& reply) {
    const auto row = state_reader(state).find(what.receipt);
    if (!row) return no_receipt();
    reply.in_case = row->in_case;
    reply.at = now;
    return facts{what};
}

result<facts> give_feedback(events::feedback_given what, const store::view& rows, instant now, act_reply& reply) {
    const state_reader state(rows);
    const auto row = state.find(what.receipt);
    if (!row) return no_receipt();
    const auto of_case = state.find(row->in_case);
    const auto* mine = row->answer();
    const bool decided = (of_case && ends(of_case->stage)) || (mine && !mine->refused.empty());
    if (!decided) return fail(errc::conflict, "the case is not decided yet");
    what.in_case = row->in_case;
    reply.in_case = row->in_case;
    reply.at = now;
    return facts{std::move(what)};
}

facts follow(const runtime::input& one, const store::view& rows) {
    const state_reader state(rows);
    if (const auto* opened = std::get_if<events::case_opened>(&one.what.data))
        return placed(opened->record.receipt, opened->opened, opened->verdict, state);
    if (const auto* tied = std::get_if<events::complaint_tied>(&one.what.data))
        return placed(tied->record.receipt, tied->to, "tie", state);
    if (auto out = moved(one.what.data, state); !out.empty()) return out;
    if (const auto* refused = std::get_if<events::repeat_refused>(&one.what.data)) return answered(*refused, state);
    auto step = events::hand_to<step_of::step>(step_of(), one.what.data);
    if (!step) return {};
    if (step->stage.starts_with("clock_"))
        if (const auto receipt = events::clock_receipt(moved_date_in(step->detail).clock); !receipt.empty())
            return own_step(receipt, std::move(*step), state);
    const auto of_case = state.find(step->of_case);
    if (!of_case) return {};
    // A case shows one campaign: the first that it was found to belong to.
    if (step->stage == "similar" && !of_case->campaign.empty()) return {};
    tell_new_date(*step, *of_case);
    // Who answers a repeat is no news of a case that has been decided, nor is who has it within its desk.
    if (step->stage == "assigned" && (ends(of_case->stage) || of_case->desk == step->detail)) return {};
    if (tells_ends_only(one.what.data) && ends(step->stage) == ends(of_case->stage)) return {};
    return {std::move(*step)};
}

} // namespace guiyi::intake
