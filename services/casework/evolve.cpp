#include "services/casework/evolve.hpp"

#include "common/events/assignment.hpp"
#include "services/casework/repeat.hpp"
#include "services/casework/rows.hpp"
#include "services/casework/state.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

/// Complaints that are asked what a case is about.
constexpr std::size_t described_by_max = 100;
/// Complaints whose kinds a case tells in the queue.
constexpr std::size_t counted_max = 1000;

template <class Fact>
std::string entry_json(std::uint64_t n, instant at, const Fact& fact) {
    std::string out = R"({"n":)" + std::to_string(n) + R"(,"at":)";
    events::json::write(out, at);
    out += R"(,"kind":)";
    events::json::write_string(out, Fact::type);
    out += R"(,"data":)";
    events::json::write(out, fact);
    out += '}';
    return out;
}

class folder {
  public:
    folder(store::writer& state, instant at) : state_(state), at_(at) {}

    void operator()(const events::complaint_noted& fact) { save_complaint(state_, fact); }

    void operator()(const events::case_registered& fact) {
        case_row row;
        row.track = fact.track;
        row.book = fact.book;
        row.step = fact.state;
        row.state = stage::registered;
        row.verdict = fact.verdict;
        row.related = fact.related;
        row.first_receipt = fact.receipt;
        row.opened_at = row.received_at = at_;
        begin(row, fact.receipt);
        row.complaints = 1;
        save_receipt(state_, fact.receipt, {fact.registered}, nullptr);
        note(fact.registered, row, fact);
        row.revision = 1;
        save_case(state_, fact.registered, row, nullptr);
        fold_waiting(fact.receipt);
    }

    void operator()(const events::complaint_joined& fact) {
        change(fact.joined, fact, by_people, [&](case_row& row) {
            ++row.complaints;
            save_receipt(state_, fact.receipt, {fact.joined}, nullptr);
            describe(row, fact.receipt);
        });
        fold_waiting(fact.receipt);
    }

    void operator()(const events::complainant_acted& fact) {
        const auto before = load_receipt(state_, fact.receipt);
        if (!before) return put_waiting(state_, fact);
        auto mine = *before;
        const std::uint64_t urges = fact.kind == "urge" ? 1 : 0, withdrawals = fact.kind == "withdraw" ? 1 : 0;
        mine.urges += urges;
        mine.withdrawals += withdrawals;
        if (urges + withdrawals > 0) save_receipt(state_, fact.receipt, mine, &*before);
        change(mine.in_case, fact, by_people, [&](case_row& row) {
            row.urges += urges;
            row.withdrawals += withdrawals;
        });
    }

    void operator()(const events::case_merged_noted& fact) {
        const auto gone = move(fact.moved, fact.into);
        change(fact.merged, fact, by_people, [&](case_row& row) {
            take(row, gone);
            row.merged_into = fact.into;
        });
        change(fact.into, fact, by_people, [&](case_row& row) {
            add(row, gone);
            describe_anew(row, fact.into);
        });
        recount_repeats(fact.merged);
        recount_repeats(fact.into);
    }

    void operator()(const events::case_restored_noted& fact) {
        const auto back = move(fact.moved, fact.restored);
        change(fact.out_of, fact, by_people, [&](case_row& row) {
            take(row, back);
            describe_anew(row, fact.out_of);
        });
        change(fact.restored, fact, by_people, [&](case_row& row) {
            add(row, back);
            row.merged_into = case_no();
            describe_anew(row, fact.restored);
        });
        recount_repeats(fact.out_of);
        recount_repeats(fact.restored);
    }

    void operator()(const events::case_split_noted& fact) {
        if (fact.moved.empty()) return;
        const auto gone = move(fact.moved, fact.opened);
        change(fact.out_of, fact, by_people, [&](case_row& row) {
            take(row, gone);
            describe_anew(row, fact.out_of);
        });
        case_row row;
        row.track = fact.track;
        row.book = fact.book;
        row.step = fact.state;
        row.state = stage::registered;
        row.verdict = "new";
        row.first_receipt = fact.moved.front();
        row.opened_at = row.received_at = at_;
        begin(row, row.first_receipt);
        add(row, gone);
        describe_anew(row, fact.opened);
        note(fact.opened, row, fact);
        row.revision = 1;
        save_case(state_, fact.opened, row, nullptr);
        recount_repeats(fact.out_of);
        recount_repeats(fact.opened);
    }

    void operator()(const events::verdict_noted& fact) {
        const auto in = case_of(state_, fact.receipt);
        if (in) change(*in, fact, by_system, [](case_row&) {});
        if (in != fact.of_case) change(fact.of_case, fact, by_system, [](case_row&) {});
    }

    void operator()(const events::campaign_noted& fact) {
        add_to_campaign(state_, fact.campaign, {fact.of_case, fact.receipt});
        change(fact.of_case, fact, by_system, [](case_row&) {});
    }

    void operator()(const events::repeat_classified& fact) {
        const repeat_row made{fact.of_case, fact.kind,     fact.reasons, fact.basis, fact.decides,
                              fact.related, fact.campaign, "none",       {}};
        save_repeat(state_, fact.receipt, !fact.campaign.empty(), made);
        change(fact.of_case, fact, by_system, [&](case_row& row) { count_repeat(row, made); });
    }

    void operator()(const events::repeat_decided& fact) {
        const bool of_campaign = decides_campaign(fact);
        auto row = load_repeat(state_, fact.receipt, of_campaign).value_or(repeat_row{});
        row.of_case = fact.of_case;
        row.kind = fact.kind;
        row.basis = fact.basis;
        row.decides = fact.decides;
        row.decided = fact.decided;
        row.by = fact.officer;
        save_repeat(state_, fact.receipt, of_campaign, row);
        change(fact.of_case, fact, by_people, [&](case_row& of) { count_repeats(of, fact.of_case); });
    }

    void operator()(const events::repeat_refused& fact) {
        // The clocks end when assignment says so; from here on there is nothing to answer any more.
        change(fact.of_case, fact, by_people, [&](case_row& row) {
            std::erase_if(row.running, [&](const running_clock& one) {
                return std::ranges::find(fact.receipts, events::clock_receipt(one.clock)) != fact.receipts.end();
            });
        });
    }

    void operator()(const events::assignment_noted& fact) {
        change(fact.of_case, fact, by_system, [&](case_row& row) {
            row.desk = fact.desk;
            row.officer = fact.officer;
            row.trace = fact.trace;
        });
    }

    void operator()(const events::clock_noted& fact) {
        const auto whole = whole_clock(fact);
        if (fact.state == "dropped")
            erase_clock(state_, fact.of_case, fact.clock);
        else
            save_clock(state_, whole);
        events::clock_noted brief = whole; // the arithmetic is kept with the clock
        brief.arithmetic.clear();
        brief.other_arithmetic.clear();
        change(fact.of_case, brief, by_system, [&](case_row& row) { follow(row, whole); });
    }

    void operator()(const events::case_accepted& fact) {
        change(fact.accepted, fact, by_people, [&](case_row& row) {
            row.state = stage::accepted;
            decided(row);
            step(row, fact.step, fact.officer);
        });
    }

    void operator()(const events::case_refused& fact) {
        change(fact.refused, fact, by_people, [&](case_row& row) {
            row.state = stage::refused;
            decided(row);
            row.outcome = fact.ground;
            step(row, fact.step, fact.officer);
        });
    }

    void operator()(const events::case_closed& fact) {
        change(fact.closed, fact, by_people, [&](case_row& row) {
            row.state = stage::closed;
            decided(row);
            row.outcome = fact.ground.empty() ? fact.outcome : fact.outcome + " " + fact.ground;
            step(row, fact.step, fact.officer);
        });
    }

    void operator()(const events::case_stepped& fact) {
        change(fact.of_case, fact, by_people, [&](case_row& row) {
            const bool was_open = is_open(row.state);
            step(row, fact.step, fact.officer);
            if (!fact.outcome.empty()) {
                row.outcome = fact.ground.empty() ? fact.outcome : fact.outcome + " " + fact.ground;
                decided(row);
            } else if (!was_open && is_open(row.state)) {
                row.outcome.clear();
            }
        });
    }

    void operator()(const events::child_opened& fact) {
        case_row child;
        child.track = fact.track;
        child.book = fact.book;
        child.step = fact.state;
        open_child(fact, fact.child, child, fact.step);
    }

    void operator()(const events::report_split& fact) {
        case_row report;
        report.track = "R";
        report.book = fact.book;
        report.step = fact.state;
        open_child(fact, fact.report, report, fact.step);
    }

    void operator()(const events::case_categorised& fact) {
        change(fact.of_case, fact, by_people, [&](case_row& row) {
            row.categories = fact.categories;
            row.categories_from = receipt_no();
        });
    }

    void operator()(const events::respondent_contacted& fact) {
        change(fact.of_case, fact, by_people, [&](case_row& row) {
            row.contacted = fact.respondent;
            row.contacted_at = at_;
            if (row.respondent.empty()) row.respondent = fact.respondent;
        });
    }

    void operator()(const events::respondent_replied& fact) {
        change(fact.of_case, fact, by_people, [](case_row&) {});
    }

    void operator()(const events::note_added& fact) {
        change(fact.of_case, fact, by_people, [](case_row&) {});
    }

    void operator()(const events::delivery_noted& fact) {
        save_delivery(state_, fact.of_case, {fact.state, fact.detail, at_, fact.message});
        if (fact.state == "queued")
            put_message(state_, fact.message, fact.of_case);
        else if (fact.state == "failed")
            erase_message(state_, fact.message); // what was sent may still come back
        // The ledger tells of what arrived; only what did not needs somebody's eye.
        if (fact.state == "failed" || fact.state == "unreachable")
            change(fact.of_case, fact, by_system, [](case_row&) {});
    }

    void operator()(const events::data_revealed& fact) {
        if (const auto which = case_of(state_, fact.receipt)) change(*which, fact, by_system, [](case_row&) {});
    }

  private:
    /// A change by people makes what others read before stale; clocks and notices do not.
    enum cause { by_people, by_system };

    template <class Fact, class Change>
    void change(const case_no& which, const Fact& fact, cause why, Change&& how) {
        const auto before = load_case(state_, which);
        if (!before) return;
        case_row row = *before;
        how(row);
        if (why == by_people) ++row.revision;
        note(which, row, fact);
        save_case(state_, which, row, &*before);
    }

    template <class Fact>
    void note(const case_no& which, case_row& row, const Fact& fact) {
        row.changed_at = at_;
        row.changed_by = Fact::type;
        ++row.entries;
        put_entry(state_, which, row.entries, entry_json(row.entries, at_, fact));
    }

    /// A case of its own that carries nothing of the complainant (O121 §37).
    template <class Fact>
    void open_child(const Fact& fact, const case_no& number, case_row& child, const events::step_detail& detail) {
        change(fact.from, fact, by_people, [&](case_row& row) {
            row.reports.push_back(number);
            child.respondent = row.respondent;
            child.platform = row.platform;
            step(row, detail, fact.officer);
        });
        child.state = stage::registered;
        child.verdict = "new";
        child.from = fact.from;
        child.received_at = fact.route.received_at; // what its clock counts from, whenever it was seen
        child.opened_at = at_;
        if (!fact.category.empty()) child.categories = {fact.category};
        note(number, child, fact);
        child.revision = 1;
        save_case(state_, number, child, nullptr);
    }

    /// Where a step of the rulebook leaves the case.
    static void step(case_row& row, const events::step_detail& detail, const officer_id& who) {
        if (detail.empty()) return;
        row.step = detail.to;
        row.track = detail.track;
        row.book = detail.book;
        if (!detail.stage.empty()) row.state = detail.stage;
        const auto known = std::ranges::find(row.taken, detail.action, &step_taker::action);
        if (known != row.taken.end())
            *known = {detail.action, who, detail.second};
        else
            row.taken.push_back({detail.action, who, detail.second});
        for (const auto& [name, value] : detail.fields) {
            if (name == "consent_all") row.joint = true;
            if (name == "representatives") row.representatives = receipts_in(value);
        }
    }

    static std::vector<receipt_no> receipts_in(const std::string& text) {
        std::vector<receipt_no> out;
        for (std::size_t from = 0; from < text.size();) {
            const auto end = std::min(text.find(' ', from), text.size());
            out.emplace_back(text.substr(from, end - from));
            from = end + 1;
        }
        return out;
    }

    /// The queue's view of a clock.
    static void follow(case_row& row, const events::clock_noted& whole) {
        const auto found = std::ranges::find(row.running, whole.clock, &running_clock::clock);
        const bool runs = whole.state == "running" || whole.state == "paused" || whole.state == "breached";
        if (!runs) {
            if (found != row.running.end()) row.running.erase(found);
            return;
        }
        // A breach that is told of a clock nobody knows starts none.
        if (found == row.running.end() && whole.state == "breached") return;
        auto& one = found != row.running.end() ? *found : row.running.emplace_back();
        one = {whole.clock, whole.due_on, whole.provisional, whole.state == "breached", whole.state == "paused"};
    }

    void fold_waiting(const receipt_no& receipt) {
        for (const auto& one : take_waiting(state_, receipt)) (*this)(one);
    }

    struct moved_ones {
        std::uint64_t complaints = 0, urges = 0, withdrawals = 0;
    };

    moved_ones move(const std::vector<receipt_no>& receipts, const case_no& to) {
        moved_ones out;
        for (const auto& receipt : receipts) {
            const auto before = load_receipt(state_, receipt);
            if (!before || before->in_case == to) continue;
            auto now = *before;
            now.in_case = to;
            save_receipt(state_, receipt, now, &*before);
            ++out.complaints;
            out.urges += now.urges;
            out.withdrawals += now.withdrawals;
        }
        return out;
    }

    static void take(case_row& row, const moved_ones& gone) {
        row.complaints -= gone.complaints;
        row.urges -= gone.urges;
        row.withdrawals -= gone.withdrawals;
    }

    static void add(case_row& row, const moved_ones& more) {
        row.complaints += more.complaints;
        row.urges += more.urges;
        row.withdrawals += more.withdrawals;
    }

    void decided(case_row& row) const {
        if (row.decided_at == instant()) row.decided_at = at_;
    }

    static void count_repeat(case_row& row, const repeat_row& one) {
        const auto place = std::ranges::lower_bound(row.repeat_kinds, one.kind);
        if (place == row.repeat_kinds.end() || *place != one.kind) row.repeat_kinds.insert(place, one.kind);
        if (counts_as_repeat(one.kind)) ++row.repeat_count;
        if (one.decided == "none" && (one.decides == "head" || (one.decides == "lead" && row.escalate.empty())))
            row.escalate = one.decides;
    }

    void count_repeats(case_row& row, const case_no& which) {
        row.repeat_kinds.clear();
        row.repeat_count = 0;
        row.escalate.clear();
        for (const auto& one : repeats_of(state_, which, counted_max)) count_repeat(row, one.row);
    }

    /// After complaints came or went, and the rows say where each case's number leads.
    void recount_repeats(const case_no& which) {
        const auto before = load_case(state_, which);
        if (!before) return;
        case_row row = *before;
        count_repeats(row, which);
        save_case(state_, which, row, &*before);
    }

    /// What was said of a whole campaign's case, rather than of the complaint.
    bool decides_campaign(const events::repeat_decided& fact) {
        const auto own = load_repeat(state_, fact.receipt, false);
        const auto mass = load_repeat(state_, fact.receipt, true);
        return mass && (!own || mass->kind == fact.was);
    }

    void begin(case_row& row, const receipt_no& first) {
        const auto complaint = load_complaint(state_, first);
        if (!complaint) return;
        row.received_at = complaint->received_at;
        row.complainant = complaint->summary.complainant_masked;
        describe(row, first);
    }

    /// What nobody has said of the case yet, as this complaint says it.
    void describe(case_row& row, const receipt_no& by) {
        if (!row.respondent.empty() && !row.platform.empty() && !row.categories.empty()) return;
        const auto complaint = load_complaint(state_, by);
        if (!complaint) return;
        const auto& said = complaint->summary;
        fill(row.respondent, row.respondent_from, said.respondent.empty() ? said.shop : said.respondent, by);
        fill(row.platform, row.platform_from, said.platform, by);
        if (!row.categories.empty() || said.category.empty()) return;
        row.categories = {said.category};
        row.categories_from = by;
    }

    static void fill(std::string& what, receipt_no& from, const std::string& said, const receipt_no& by) {
        if (!what.empty() || said.empty()) return;
        what = said;
        from = by;
    }

    /// After complaints came or went: what was said by one that went is forgotten, what is missing taken from others.
    void describe_anew(case_row& row, const case_no& which) {
        const auto went = [&](const receipt_no& by) { return !by.empty() && case_of(state_, by) != which; };
        if (went(row.respondent_from)) row.respondent.clear(), row.respondent_from = receipt_no();
        if (went(row.platform_from)) row.platform.clear(), row.platform_from = receipt_no();
        if (went(row.categories_from)) row.categories.clear(), row.categories_from = receipt_no();
        for (const auto& receipt : receipts_of(state_, which, described_by_max)) {
            if (!row.respondent.empty() && !row.platform.empty() && !row.categories.empty()) return;
            describe(row, receipt);
        }
    }

    /// What a fact does not repeat is taken from what the clock was.
    events::clock_noted whole_clock(const events::clock_noted& fact) {
        if (fact.state == "running" && fact.change.empty()) return fact;
        const auto known = load_clock(state_, fact.of_case, fact.clock);
        if (!known) return fact;
        auto whole = *known;
        whole.state = fact.state;
        whole.change = fact.change;
        whole.was_due_on = fact.was_due_on;
        whole.reason = fact.reason;
        whole.evidence = fact.evidence;
        whole.days_left = fact.days_left;
        whole.by = fact.by;
        if (fact.change != "warned" && fact.change != "moved") whole.paused_on = fact.paused_on;
        if (!fact.ended_on.empty()) whole.ended_on = fact.ended_on;
        if (!fact.extended.empty()) whole.extended = fact.extended;
        if (fact.arithmetic.empty()) return whole;
        whole.due_on = fact.due_on;
        whole.provisional = fact.provisional;
        whole.arithmetic = fact.arithmetic;
        if (fact.change == "extended") return whole;
        whole.basis = fact.basis;
        whole.other_due_on = fact.other_due_on;
        whole.other_basis = fact.other_basis;
        whole.other_arithmetic = fact.other_arithmetic;
        return whole;
    }

    store::writer& state_;
    instant at_;
};

} // namespace

void evolve(store::writer& state, const events::event& fact) { events::hand_to(folder(state, fact.time), fact.data); }

} // namespace guiyi::casework
