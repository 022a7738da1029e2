#include "services/casework/decide.hpp"

#include "services/casework/repeat.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

/// Turns one fact of another stream into what casework records of it, if anything.
class recorder {
  public:
    recorder(const law& under, const store::view& state, instant at)
        : under_(under), state_(state), today_(under.date_of(at)) {}

    // ---- intake
    void operator()(const events::complaint_received& fact) {
        if (!load_complaint(state_, fact.receipt))
            record(events::complaint_noted{fact.receipt, fact.received_at, fact.summary, fact.sealed_contact});
    }
    void operator()(const events::complaint_urged& fact) { acted(fact.receipt, "urge", fact.text, {}); }
    void operator()(const events::complaint_supplemented& fact) {
        acted(fact.receipt, "supplement", fact.text, fact.evidence);
    }
    void operator()(const events::complaint_withdrawn& fact) { acted(fact.receipt, "withdraw", fact.text, {}); }

    // ---- deduplication
    void operator()(const events::case_opened& fact) {
        if (load_case(state_, fact.opened)) return;
        const auto related = fact.verdict == "review" ? fact.why.best : case_no();
        const auto begins = beginning(fact.record.route.nature, fact.record.receipt, fact.record.route.received_at);
        record(events::case_registered{fact.opened, fact.record.receipt, fact.verdict, related, begins.track,
                                       begins.book, begins.state});
        if (fact.verdict == "review")
            take_for(relation::review, fact.opened, fact.record, fact.why, fact.why.best);
        else
            take_for(relation::related, fact.opened, fact.record, fact.why, fact.why.same_person);
    }
    void operator()(const events::complaint_tied& fact) {
        if (case_of(state_, fact.record.receipt)) return;
        record(events::complaint_joined{fact.to, fact.record.receipt});
        take_for(relation::tied, fact.to, fact.record, fact.why, fact.to);
    }

    void operator()(const events::cases_merged& fact) {
        const auto row = load_case(state_, fact.merged);
        if (row && row->merged_into.empty())
            record(events::case_merged_noted{fact.merged, fact.into, fact.moved, fact.cause, fact.reason, fact.by});
    }
    void operator()(const events::merge_undone& fact) {
        const auto row = load_case(state_, fact.restored);
        if (row && !row->merged_into.empty())
            record(events::case_restored_noted{fact.restored, fact.out_of, fact.moved, fact.reason, fact.by});
    }
    void operator()(const events::complaints_split& fact) {
        if (load_case(state_, fact.opened)) return;
        const auto begins = beginning(fact.route.nature, fact.moved.empty() ? receipt_no() : fact.moved.front(),
                                      fact.route.received_at);
        record(events::case_split_noted{fact.opened, fact.out_of, fact.moved, begins.track, fact.cause, fact.reason,
                                        fact.by, begins.book, begins.state});
    }
    void operator()(const events::pair_judged& fact) {
        record(events::verdict_noted{fact.of_case, fact.receipt, fact.verdict, fact.reason, fact.by});
        told_apart(fact);
    }
    void operator()(const events::campaign_linked& fact) {
        record(events::campaign_noted{fact.of_case, fact.campaign, fact.receipt});
        take_for_mass(fact);
    }

    // ---- assignment
    void operator()(const events::case_assigned& fact) {
        record(events::assignment_noted{fact.assigned, fact.desk, fact.officer, fact.trace, fact.by, fact.reason});
    }
    void operator()(const events::clock_started& fact) {
        events::clock_noted out_fact;
        out_fact.of_case = fact.of_case;
        out_fact.clock = fact.clock;
        out_fact.state = "running";
        out_fact.started_on = fact.started_on;
        out_fact.due_at = fact.due_at;
        out_fact.book = fact.book;
        record(dated(std::move(out_fact), fact));
    }
    void operator()(const events::clock_paused& fact) {
        auto out_fact = known_clock(fact.of_case, fact.clock, "paused");
        out_fact.change = "paused";
        out_fact.paused_on = fact.paused_on;
        out_fact.reason = fact.reason;
        out_fact.evidence = fact.evidence;
        out_fact.by = fact.by;
        record(std::move(out_fact));
    }
    void operator()(const events::clock_resumed& fact) {
        auto out_fact = known_clock(fact.of_case, fact.clock, is_over(fact.due_on) ? "breached" : "running");
        out_fact.change = "resumed";
        out_fact.was_due_on = fact.was_due_on;
        out_fact.reason = fact.reason;
        out_fact.evidence = fact.evidence;
        out_fact.by = fact.by;
        record(dated(std::move(out_fact), fact));
    }
    void operator()(const events::clock_extended& fact) {
        auto out_fact = known_clock(fact.of_case, fact.clock, "running");
        out_fact.change = "extended";
        out_fact.was_due_on = fact.was_due_on;
        out_fact.reason = fact.reason;
        out_fact.extended = std::to_string(fact.total);
        out_fact.by = fact.approver;
        out_fact.due_on = fact.due_on;
        out_fact.provisional = fact.provisional;
        out_fact.arithmetic = fact.arithmetic;
        record(std::move(out_fact));
    }
    void operator()(const events::clock_moved& fact) {
        const auto known = load_clock(state_, fact.of_case, fact.clock);
        // What was missed and moves to another day that is over as well stays missed: nobody is told of it again.
        const bool missed = known && known->state == "breached" && is_over(fact.due_on);
        const bool paused = known && known->state == "paused";
        auto out_fact = known_clock(fact.of_case, fact.clock, paused ? "paused" : missed ? "breached" : "running");
        out_fact.change = "moved";
        out_fact.was_due_on = fact.was_due_on;
        out_fact.reason = fact.reason;
        record(dated(std::move(out_fact), fact));
    }
    void operator()(const events::clock_warned& fact) {
        const auto known = load_clock(state_, fact.of_case, fact.clock);
        auto out_fact = known_clock(fact.of_case, fact.clock, known ? known->state : "running");
        out_fact.change = "warned";
        out_fact.days_left = std::to_string(fact.days_left);
        record(std::move(out_fact));
    }
    void operator()(const events::clock_stopped& fact) {
        end_clock(fact.of_case, fact.clock, fact.met ? "met" : "missed", fact.stopped_on);
    }
    void operator()(const events::clock_breached& fact) { end_clock(fact.of_case, fact.clock, "breached", {}); }
    void operator()(const events::clock_dropped& fact) { end_clock(fact.of_case, fact.clock, "dropped", {}); }

    // ---- notification
    void operator()(const events::message_queued& fact) {
        for (const auto& member : fact.members) // told in one message with others
            if (const auto about = case_of(state_, member))
                record(events::delivery_noted{*about, member, "gathered", "digest " + fact.message.str()});
        if (fact.about.empty() || load_delivery(state_, fact.about, fact.message)) return;
        record(events::delivery_noted{fact.about, fact.message, "queued", fact.template_id + " " + fact.channel});
    }
    void operator()(const events::recipient_unreachable& fact) {
        const message_id message(fact.receipt.str() + "/" + fact.template_id);
        if (!load_delivery(state_, fact.about, message))
            record(events::delivery_noted{fact.about, message, "unreachable", fact.template_id + " " + fact.reason});
    }
    void operator()(const events::delivery_ended& fact) {
        const auto about = case_of(state_, fact.message);
        if (!about || !fact.retry_at.empty()) return;
        const std::string end = fact.outcome == "sent" || fact.outcome == "unknown" ? fact.outcome : "failed";
        record(events::delivery_noted{*about, fact.message, end, fact.outcome + " " + fact.answer});
    }
    void operator()(const events::delivery_returned& fact) {
        const auto about = case_of(state_, fact.message);
        if (about && fact.kind == "bounce")
            record(events::delivery_noted{*about, fact.message, "failed", "returned " + fact.status});
    }

    events::facts out;

  private:
    template <class Fact>
    void record(Fact fact) {
        out.emplace_back(std::move(fact));
    }
    void acted(const receipt_no& receipt, std::string kind, const std::string& text,
               std::vector<std::string> evidence) {
        record(events::complainant_acted{receipt, std::move(kind), text, std::move(evidence)});
    }
    struct first_state {
        std::string track;
        std::string book;
        std::string state;
    };

    /// Where a matter of that nature begins, under the law of the day it reached us.
    first_state beginning(const std::string& nature, const receipt_no& receipt, instant received_at) const {
        const auto complaint = load_complaint(state_, receipt);
        const auto* book = under_.book_for_nature(nature, complaint ? complaint->received_at : received_at);
        const auto* on = book ? book->track_for(nature) : nullptr;
        if (!on) return {std::string(track_of(nature)), {}, {}};
        return {on->id, book->id, on->initial};
    }

    /// What a clock's dates are now, as the fact tells them.
    template <class Fact>
    static events::clock_noted dated(events::clock_noted to, const Fact& from) {
        to.due_on = from.due_on;
        to.provisional = from.provisional;
        to.basis = from.basis;
        to.arithmetic = from.arithmetic;
        to.other_due_on = from.other_due_on;
        to.other_basis = from.other_basis;
        to.other_arithmetic = from.other_arithmetic;
        return to;
    }

    /// Whether a due date lies behind us; none never does.
    bool is_over(const std::string& due_on) const { return !due_on.empty() && due_on < today_; }

    events::clock_noted known_clock(const case_no& of, const std::string& clock, std::string state) const {
        events::clock_noted out_fact;
        out_fact.of_case = of;
        out_fact.clock = clock;
        out_fact.state = std::move(state);
        if (const auto known = load_clock(state_, of, clock)) {
            out_fact.started_on = known->started_on;
            out_fact.due_on = known->due_on;
            out_fact.provisional = known->provisional;
            out_fact.basis = known->basis;
        }
        return out_fact;
    }

    void end_clock(const case_no& of, const std::string& clock, std::string state, const std::string& on) {
        const auto known = load_clock(state_, of, clock);
        events::clock_noted out_fact;
        out_fact.of_case = of;
        out_fact.clock = clock;
        out_fact.state = std::move(state);
        if (known) out_fact.due_on = known->due_on;
        out_fact.ended_on = on;
        record(std::move(out_fact));
    }

    /// What the law makes of a complaint that was held against a case.
    void take_for(relation how, const case_no& in, const events::matched_record& complaint,
                  const events::match_explanation& why, const case_no& against) {
        if (against.empty()) return;
        const auto row = load_case(state_, living(state_, against));
        if (!row) return;
        const auto told = load_complaint(state_, complaint.receipt);
        const auto first = load_complaint(state_, row->first_receipt);
        const repeat_subject subject{how,
                                     complaint.route.channel,
                                     complaint.route.nature,
                                     complaint.route.received_at,
                                     told ? told->summary.evidence : std::vector<std::string>(),
                                     why,
                                     *row,
                                     first ? first->summary.channel : std::string(),
                                     first ? first->summary.evidence : std::vector<std::string>()};
        const auto& book = under_.book_on(complaint.route.received_at);
        if (auto found = classify(subject, book))
            record(classified(book, in, complaint.receipt, std::move(*found), against));
    }

    /// Who says that a complaint and the case it was held against differ says what it is. Taking it out of its case
    /// says so by itself, and can be undone.
    void told_apart(const events::pair_judged& fact) {
        const auto row = load_repeat(state_, fact.receipt, false);
        const auto in = case_of(state_, fact.receipt);
        if (fact.verdict != "different" || !row || !in || *in == fact.of_case || row->decided != "none") return;
        if (living(state_, row->related) != living(state_, fact.of_case) || row->kind == "joint" ||
            row->kind == "new_dispute")
            return;
        const auto held = load_case(state_, *in);
        if (!held) return;
        const auto& book = under_.book_for(*held);
        const auto* rule = book.find_repeat("new_dispute");
        record(events::repeat_decided{*in, fact.receipt, "new_dispute", row->kind, "changed", fact.by, fact.reason,
                                      basis_of_repeat(book, "new_dispute"), rule ? rule->decides : "officer"});
    }

    /// Many cases of one campaign, nobody's consent: each stays a case of its own, and the lead hears of it.
    void take_for_mass(const events::campaign_linked& fact) {
        const auto& book = under_.book_on(fact.received_at);
        const auto* rule = book.find_repeat("mass");
        if (!rule || in_campaign(state_, fact.campaign, fact.of_case)) return;
        const auto from = static_cast<std::uint64_t>(rule->count_from);
        const auto cases = campaign_cases(state_, fact.campaign) + 1;
        if (cases < from) return;
        std::vector<campaign_member> whose;
        if (cases == from) whose = campaign_members(state_, fact.campaign, from);
        whose.push_back({fact.of_case, fact.receipt});
        for (const auto& [which, receipt] : whose) {
            const auto in = case_of(state_, receipt).value_or(which);
            const auto row = load_case(state_, in);
            if (!row || row->track == "Q" || load_repeat(state_, receipt, true)) continue;
            auto mass = classified(book, in, receipt, {"mass", {"campaign_cases:" + std::to_string(cases)}}, {});
            mass.campaign = fact.campaign;
            record(std::move(mass));
        }
    }

    const law& under_;
    const store::view& state_;
    std::string today_;
};

} // namespace

std::string_view track_of(std::string_view nature) {
    if (nature == "report") return "R";
    if (nature == "nuisance") return "N";
    if (nature == "telecom_appeal") return "T";
    if (nature == "police_lead") return "P";
    if (nature == "enquiry") return "Q";
    return "C";
}

events::facts decide_input(const events::event& one, const law& under, const store::view& state) {
    recorder into(under, state, one.time);
    events::hand_to(into, one.data);
    return std::move(into.out);
}

} // namespace guiyi::casework
