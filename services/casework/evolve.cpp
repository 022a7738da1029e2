#include "services/casework/evolve.hpp"

#include "services/casework/rows.hpp"
#include "services/casework/state.hpp"

#include <algorithm>

namespace guiyi::casework {

namespace {

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
        row.state = stage::registered;
        row.verdict = fact.verdict;
        row.related = fact.related;
        row.first_receipt = fact.receipt;
        row.opened_at = row.received_at = at_;
        if (const auto complaint = load_complaint(state_, fact.receipt)) {
            row.received_at = complaint->received_at;
            row.complainant = complaint->summary.complainant_masked;
            fill_respondent(row, complaint->summary);
        }
        row.complaints = 1;
        put_receipt(state_, fact.registered, 1, fact.receipt);
        note(fact.registered, row, fact);
        row.revision = 1;
        save_case(state_, fact.registered, row, nullptr);
        fold_waiting(fact.receipt);
    }

    void operator()(const events::complaint_joined& fact) {
        change(fact.joined, fact, by_people, [&](case_row& row) {
            put_receipt(state_, fact.joined, ++row.complaints, fact.receipt);
            if (const auto complaint = load_complaint(state_, fact.receipt); complaint && row.respondent.empty())
                fill_respondent(row, complaint->summary);
        });
        fold_waiting(fact.receipt);
    }

    void operator()(const events::complainant_acted& fact) {
        const auto which = case_of(state_, fact.receipt);
        if (!which) return put_waiting(state_, fact);
        change(*which, fact, by_people, [&](case_row& row) {
            if (fact.kind == "urge") ++row.urges;
            if (fact.kind == "withdraw") ++row.withdrawals;
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
        save_clock(state_, whole);
        events::clock_noted brief = whole; // the arithmetic is kept with the clock
        brief.arithmetic.clear();
        change(fact.of_case, brief, by_system, [&](case_row& row) {
            const auto found = std::ranges::find(row.running, fact.clock, &running_clock::clock);
            if (whole.state == "running" && found == row.running.end())
                row.running.push_back({whole.clock, whole.due_on, whole.provisional, false});
            else if (whole.state == "breached" && found != row.running.end())
                found->breached = true;
            else if (found != row.running.end())
                row.running.erase(found);
        });
    }

    void operator()(const events::case_accepted& fact) {
        change(fact.accepted, fact, by_people, [](case_row& row) { row.state = stage::accepted; });
    }

    void operator()(const events::case_refused& fact) {
        change(fact.refused, fact, by_people, [&](case_row& row) {
            row.state = stage::refused;
            row.outcome = fact.ground;
        });
    }

    void operator()(const events::case_closed& fact) {
        change(fact.closed, fact, by_people, [&](case_row& row) {
            row.state = stage::closed;
            row.outcome = fact.ground.empty() ? fact.outcome : fact.outcome + " " + fact.ground;
        });
    }

    void operator()(const events::report_split& fact) {
        case_row report;
        change(fact.from, fact, by_people, [&](case_row& row) {
            row.reports.push_back(fact.report);
            report.respondent = row.respondent;
            report.platform = row.platform;
        });
        // The report carries nothing of the complainant (O121 §37).
        report.track = "R";
        report.state = stage::registered;
        report.verdict = "new";
        report.from = fact.from;
        report.received_at = report.opened_at = at_;
        if (!fact.category.empty()) report.categories = {fact.category};
        note(fact.report, report, fact);
        report.revision = 1;
        save_case(state_, fact.report, report, nullptr);
    }

    void operator()(const events::case_categorised& fact) {
        change(fact.of_case, fact, by_people, [&](case_row& row) { row.categories = fact.categories; });
    }

    void operator()(const events::respondent_contacted& fact) {
        change(fact.of_case, fact, by_people, [&](case_row& row) {
            row.contacted = fact.respondent;
            row.contacted_at = at_;
            if (row.respondent.empty()) row.respondent = fact.respondent;
        });
        auto stands = load_respondent(state_, fact.respondent);
        ++stands.contacts;
        save_respondent(state_, fact.respondent, stands);
    }

    void operator()(const events::respondent_replied& fact) {
        change(fact.of_case, fact, by_people, [](case_row&) {});
        auto stands = load_respondent(state_, fact.respondent);
        ++stands.replies;
        const auto place = std::ranges::lower_bound(stands.days, fact.days, {}, &day_count::days);
        if (place != stands.days.end() && place->days == fact.days)
            ++place->count;
        else
            stands.days.insert(place, {fact.days, 1});
        save_respondent(state_, fact.respondent, stands);
    }

    void operator()(const events::note_added& fact) {
        change(fact.of_case, fact, by_people, [](case_row&) {});
    }

    void operator()(const events::delivery_noted& fact) {
        save_delivery(state_, fact.of_case, {fact.state, fact.detail, at_, fact.message});
        if (fact.state == "queued")
            put_message(state_, fact.message, fact.of_case);
        else
            erase_message(state_, fact.message);
        // The ledger tells of what arrived; only what did not needs somebody's eye.
        if (fact.state == "failed" || fact.state == "unreachable")
            change(fact.of_case, fact, by_system, [](case_row&) {});
    }

    void operator()(const events::data_revealed& fact) {
        if (const auto which = case_of(state_, fact.receipt)) change(*which, fact, by_system, [](case_row&) {});
    }

    /// Facts of other streams never stand on this one.
    template <class Other>
    void operator()(const Other&) {}

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

    void fold_waiting(const receipt_no& receipt) {
        for (const auto& one : take_waiting(state_, receipt)) (*this)(one);
    }

    static void fill_respondent(case_row& row, const events::complaint_summary& from) {
        row.respondent = from.respondent.empty() ? from.shop : from.respondent;
        row.platform = from.platform;
        if (row.categories.empty() && !from.category.empty()) row.categories = {from.category};
    }

    /// What a stop or a breach does not repeat is taken from the clock's start.
    events::clock_noted whole_clock(const events::clock_noted& fact) {
        if (fact.state == "running") return fact;
        auto whole = load_clock(state_, fact.of_case, fact.clock).value_or(fact);
        whole.state = fact.state;
        whole.ended_on = fact.ended_on;
        return whole;
    }

    store::writer& state_;
    instant at_;
};

} // namespace

void evolve(store::writer& state, const events::event& fact) { std::visit(folder(state, fact.time), fact.data); }

} // namespace guiyi::casework
