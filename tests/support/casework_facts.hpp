// Casework's facts of simulated years: complaints come in, are placed, handed on, urged, accepted, refused, answered
// and ended, some late; cases are merged, taken apart again and split. Same seed, same facts. For tests and
// benchmarks of reports, which need many facts in the order casework gives them and nothing else of the system.
#pragma once

#include "common/events/event.hpp"

#include <deque>
#include <functional>
#include <map>
#include <random>

namespace guiyi::testing {

struct casework_plan {
    local_date from{std::chrono::year(2026), std::chrono::month(1), std::chrono::day(5)};
    int days = 120;
    int cases_a_day = 20;
    int officers = 30;
    int respondents = 400;
    unsigned seed = 1;
    int regroup_permille = 30; ///< merges, and as many splits; more makes tests harder
};

class casework_facts {
  public:
    using sink = std::function<void(const events::event&)>;

    explicit casework_facts(const casework_plan& plan)
        : plan_(plan), random_(plan.seed), random_of_firms_(plan.seed + 1) {}

    /// Gives every fact, in order.
    void give(const sink& to) {
        sink_ = &to;
        agenda_.resize(static_cast<std::size_t>(plan_.days) + 1);
        for (today_ = 0; today_ < plan_.days; ++today_) {
            minute_ = 0;
            for (int i = 0; i < plan_.cases_a_day; ++i) new_case();
            auto& steps = agenda_[static_cast<std::size_t>(today_)];
            for (std::size_t i = 0; i < steps.size(); ++i) { // steps may be added for today
                const auto one = steps[i];
                take(one);
            }
            steps = {};
            regroup_firms();
        }
    }

  private:
    enum class kind {
        place,
        decide,
        breach_k1,
        correct_k1,
        contact,
        reply,
        close,
        breach_k2,
        hand_on,
        urge,
        repeat,
        merge,
        restore,
        split,
        categorise,
        campaign,
        pause,
        resume
    };
    struct step {
        kind what;
        std::uint32_t on;
    };
    struct one_case {
        std::uint32_t number = 0;
        std::uint32_t desk = 0;
        std::uint32_t officer = 0;
        std::int32_t k1_due = 0, k2_due = 0;
        bool paused = false;
        bool decided = false, open = true, accepted = false, merged = false, breached_k1 = false, breached_k2 = false;
        std::uint32_t into = 0;
        std::vector<std::uint32_t> receipts; ///< in it now
        std::vector<std::uint32_t> moved;    ///< went with the merge
    };

    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }
    bool chance(std::uint32_t permille) { return below(1000) < permille; }
    /// Few firms are named often, many seldom.
    std::uint32_t firm() {
        const auto all = static_cast<std::uint32_t>(plan_.respondents);
        return chance(500) ? below(std::max(1u, all / 20)) : below(all);
    }

    local_date date(int day) const { return local_date(std::chrono::sys_days(plan_.from) + std::chrono::days(day)); }
    std::string date_text(int day) const { return format_date(date(day)); }
    instant now() {
        return start_of(date(today_), std::chrono::minutes(480)) + std::chrono::hours(9) +
               std::chrono::milliseconds(minute_++ * 20);
    }
    static std::string padded(std::uint32_t number) {
        const auto text = std::to_string(number);
        return std::string(text.size() < 7 ? 7 - text.size() : 0, '0') + text;
    }
    static case_no name(std::uint32_t number) { return case_no("C2026-" + padded(number)); }
    static receipt_no receipt_name(std::uint32_t number) { return receipt_no("R26-" + padded(number)); }
    officer_id officer_of(const one_case& of) const {
        return of.officer == 0 ? officer_id() : officer_id("officer" + std::to_string(of.officer));
    }
    desk_id desk_of(const one_case& of) const { return desk_id("desk" + std::to_string(of.desk)); }

    template <class Fact>
    void say(Fact fact) {
        events::event out{std::move(fact), now(), {}, {}};
        out.subject = events::subject_of(out.data);
        (*sink_)(out);
    }

    void later(int days, kind what, std::uint32_t on) {
        const auto day = today_ + days;
        if (day < plan_.days) agenda_[static_cast<std::size_t>(day)].push_back({what, on});
    }

    std::uint32_t new_receipt() {
        static constexpr const char* channels[] = {"portal", "hotline", "platform", "letter", "walk_in", "api"};
        static constexpr const char* topics[] = {"C1", "C2", "D2", "B1", "A1", ""};
        const auto receipt = ++receipts_;
        events::complaint_noted fact;
        fact.receipt = receipt_name(receipt);
        fact.received_at = now() - std::chrono::hours(24) * static_cast<int>(chance(50) ? below(6) : 0);
        fact.summary.channel = channels[below(6)];
        fact.summary.category = topics[below(6)];
        fact.summary.region = chance(800) ? "33030" + std::to_string(below(8)) : "";
        fact.summary.respondent = chance(900) ? "firm " + std::to_string(firm()) : "";
        fact.summary.narrative = "n";
        if (chance(200)) {
            const auto refused = static_cast<int>(below(20));
            fact.summary.calls.push_back({"", "", date_text(today_ - refused), 0, true, "", ""});
            if (chance(500)) fact.summary.calls.push_back({"", "", date_text(today_ - refused / 2), 0, false, "", ""});
        }
        if (!fact.summary.respondent.empty() && below_of_firms(10) == 0) fact.summary.respondent += " Ltd";
        say(fact);
        if (!fact.summary.respondent.empty()) record_firm(fact.receipt, fact.summary.respondent);
        return receipt;
    }

    // ---- respondents' records: two spellings are two records, until somebody merges them

    std::uint32_t below_of_firms(std::uint32_t end) { return static_cast<std::uint32_t>(random_of_firms_() % end); }

    void record_firm(const receipt_no& receipt, const std::string& name) {
        events::respondent_recorded fact;
        fact.respondent = respondent_no("F-" + name.substr(5));
        fact.receipt = receipt;
        fact.key = "name";
        fact.name = fact.name_key = name;
        firms_[fact.respondent].push_back(receipt);
        say(fact);
    }

    void regroup_firms() {
        const auto any = [&]() -> respondent_no {
            if (firms_.empty()) return {};
            return std::next(firms_.begin(), below_of_firms(static_cast<std::uint32_t>(firms_.size())))->first;
        };
        const auto one = any(), other = any();
        if (one.empty()) return;
        const officer_id who("officer1");
        if (const auto at = merged_firms_.find(one); at != merged_firms_.end()) {
            say(events::respondent_restored{one, at->second, "r", who});
            merged_firms_.erase(at);
        } else if (one != other && !merged_firms_.contains(other) && below_of_firms(3) == 0) {
            merged_firms_[one] = other;
            say(events::respondents_merged{one, other, "r", who});
        } else if (firms_[one].size() > 1 && below_of_firms(4) == 0) {
            const auto leaves = firms_[one].back();
            firms_[one].pop_back();
            const respondent_no opened("F-split" + std::to_string(++firms_split_));
            firms_[opened] = {leaves};
            say(events::respondent_split{opened, one, {leaves}, "other firm", "r", who});
        }
    }

    void new_case() {
        const auto on = static_cast<std::uint32_t>(cases_.size());
        const auto receipt = new_receipt();
        auto& made = cases_.emplace_back();
        made.number = on + 1;
        made.receipts = {receipt};
        const bool review = chance(100);
        say(events::case_registered{
            name(made.number), receipt_name(receipt), review ? "review" : "new", {}, chance(800) ? "C" : "R"});
        begin(on);
    }

    void begin(std::uint32_t on) {
        auto& made = cases_[on];
        made.desk = 1 + below(8);
        if (chance(970))
            place(on);
        else
            later(1 + static_cast<int>(below(3)), kind::place, on);
        made.k1_due = today_ + 9;
        clock(on, "K1", "running", made.k1_due);
        const auto decide = static_cast<int>(below(13));
        if (today_ + decide > made.k1_due) later(10, kind::breach_k1, on);
        later(decide, kind::decide, on);
        if (chance(100)) later(static_cast<int>(below(12)), kind::urge, on);
        if (chance(150)) later(static_cast<int>(below(40)), kind::repeat, on);
        if (chance(150)) later(1 + static_cast<int>(below(20)), kind::hand_on, on);
        if (chance(50)) later(static_cast<int>(below(20)), kind::categorise, on);
        if (chance(100)) later(static_cast<int>(below(3)), kind::campaign, on);
        const auto regroup = static_cast<std::uint32_t>(plan_.regroup_permille);
        if (chance(regroup)) later(static_cast<int>(below(30)), kind::merge, on);
        if (chance(regroup)) later(static_cast<int>(5 + below(40)), kind::split, on);
    }

    void place(std::uint32_t on) {
        auto& of = cases_[on];
        of.officer = chance(950) ? 1 + below(static_cast<std::uint32_t>(plan_.officers)) : 0;
        say(events::assignment_noted{name(of.number), desk_of(of), officer_of(of), {}});
        if (of.officer == 0) later(1, kind::place, on);
    }

    void clock(std::uint32_t on, std::string which, std::string state, int due, bool ended = false) {
        events::clock_noted fact;
        fact.of_case = name(cases_[on].number);
        fact.clock = std::move(which);
        fact.state = std::move(state);
        fact.due_on = date_text(due);
        if (ended) fact.ended_on = date_text(today_);
        say(fact);
    }

    void take(const step& one) {
        auto& of = cases_[one.on];
        if (of.merged && one.what != kind::restore) return;
        const auto officer = officer_of(of).empty() ? officer_id("officer1") : officer_of(of);
        const auto called = name(of.number);
        switch (one.what) {
            case kind::place: place(one.on); return;
            case kind::breach_k1:
                if (of.decided || of.breached_k1 || today_ <= of.k1_due) return;
                of.breached_k1 = true;
                clock(one.on, "K1", "breached", of.k1_due);
                if (one.on % 4 < 2) later(1, kind::correct_k1, one.on);
                return;
            case kind::correct_k1: correct_k1(one.on); return;
            case kind::breach_k2:
                if (of.open && !of.breached_k2) of.breached_k2 = true, clock(one.on, "K2", "breached", of.k2_due);
                return;
            case kind::decide: decide(one.on); return;
            case kind::contact:
                if (!of.open) return;
                say(events::respondent_contacted{called, officer, "firm " + std::to_string(firm()), ""});
                if (chance(800)) later(1 + static_cast<int>(below(20)), kind::reply, one.on);
                return;
            case kind::reply: {
                static constexpr const char* results[] = {"refund", "refused", "partly", "other"};
                if (of.open)
                    say(events::respondent_replied{called, officer, "firm " + std::to_string(firm()), "",
                                                   results[below(4)], static_cast<std::int64_t>(below(20))});
                return;
            }
            case kind::close: close(one.on); return;
            case kind::hand_on:
                if (!of.open) return;
                if (chance(300)) of.desk = 1 + below(8);
                place(one.on);
                if (chance(300)) later(2, kind::hand_on, one.on);
                return;
            case kind::urge:
                say(events::complainant_acted{
                    receipt_name(of.receipts.front()), chance(700) ? "urge" : "supplement", "", {}});
                if (chance(300)) later(1 + static_cast<int>(below(5)), kind::urge, one.on);
                return;
            case kind::repeat: repeat(one.on); return;
            case kind::merge: merge(one.on); return;
            case kind::restore: restore(one.on); return;
            case kind::split: split(one.on); return;
            case kind::categorise: say(events::case_categorised{called, officer, {chance(500) ? "D2" : "C3"}}); return;
            case kind::pause: pause(one.on); return;
            case kind::resume:
                if (!std::exchange(of.paused, false) || !of.open) return;
                clock(one.on, "K2", "running", of.k2_due += 10);
                step_to(one.on, "test_result", "C-MEDIATING");
                return;
            case kind::campaign:
                say(events::campaign_noted{called, campaign_no("M2026-" + std::to_string(below(40))),
                                           receipt_name(of.receipts.front())});
                return;
        }
    }

    /// A corrected calendar moves a date that was missed: to one ahead, or to another that is over as well.
    void correct_k1(std::uint32_t on) {
        auto& of = cases_[on];
        if (of.decided) return;
        of.k1_due = on % 4 == 0 ? today_ : today_ - 1;
        of.breached_k1 = of.k1_due < today_;
        clock(on, "K1", "running", of.k1_due);
        later(1, kind::breach_k1, on);
    }

    /// Mediation waits for a test: its clock stands still, and the case with it.
    void pause(std::uint32_t on) {
        auto& of = cases_[on];
        if (!of.open || of.breached_k2) return;
        of.paused = true;
        events::clock_noted fact;
        fact.of_case = name(of.number);
        fact.clock = "K2";
        fact.state = fact.change = "paused";
        fact.reason = "testing";
        fact.paused_on = date_text(today_);
        say(fact);
        step_to(on, "test", "C-TESTING");
        later(10, kind::resume, on);
    }

    void step_to(std::uint32_t on, std::string action, std::string to) {
        events::case_stepped fact;
        fact.of_case = name(cases_[on].number);
        fact.officer = officer_id("officer1");
        fact.step.action = std::move(action);
        fact.step.to = std::move(to);
        fact.step.stage = "accepted";
        say(fact);
    }

    void decide(std::uint32_t on) {
        auto& of = cases_[on];
        if (of.decided) return;
        of.decided = true;
        const auto officer = officer_of(of).empty() ? officer_id("officer1") : officer_of(of);
        if (chance(250)) {
            of.open = false;
            say(events::case_refused{name(of.number), officer, "NA" + std::to_string(1 + below(7)), "r", {}});
        } else {
            of.accepted = true;
            say(events::case_accepted{name(of.number), officer, ""});
        }
        clock(on, "K1", today_ <= of.k1_due ? "met" : "missed", of.k1_due, true);
        if (!of.open) return;
        of.k2_due = today_ + 60;
        clock(on, "K2", "running", of.k2_due);
        later(static_cast<int>(below(5)), kind::contact, on);
        if (on % 16 == 0) later(4, kind::pause, on);
        const auto end = static_cast<int>(5 + below(62));
        if (end > 60) later(61, kind::breach_k2, on);
        later(end, kind::close, on);
    }

    void close(std::uint32_t on) {
        auto& of = cases_[on];
        if (!of.open || !of.accepted) return;
        of.open = false;
        const bool agreed = chance(550);
        const auto officer = officer_of(of).empty() ? officer_id("officer1") : officer_of(of);
        say(events::case_closed{name(of.number),
                                officer,
                                agreed ? "agreed" : "terminated",
                                agreed ? "" : "T" + std::to_string(1 + below(8)),
                                "",
                                {}});
        clock(on, "K2", today_ <= of.k2_due ? "met" : "missed", of.k2_due, true);
    }

    void repeat(std::uint32_t on) {
        const auto receipt = new_receipt();
        auto& of = cases_[on];
        of.receipts.push_back(receipt);
        say(events::complaint_joined{name(of.number), receipt_name(receipt)});
        static constexpr const char* kinds[] = {"repeat_complaint", "other_channel", "joint", "new_dispute"};
        if (chance(900))
            say(events::repeat_classified{
                name(of.number), receipt_name(receipt), kinds[below(4)], {}, {}, "officer", name(of.number), {}});
        if (chance(200))
            say(events::repeat_decided{name(of.number),
                                       receipt_name(receipt),
                                       "repeat_complaint",
                                       "joint",
                                       "changed",
                                       officer_id("officer1"),
                                       "r",
                                       {},
                                       "officer"});
        if (of.open) return;
        const auto alone = "K1+" + receipt_name(receipt).str();
        clock(on, alone, "running", today_ + 9);
        if (chance(500)) {
            say(events::repeat_refused{
                name(of.number), {receipt_name(receipt)}, officer_id("officer1"), "NA2", "r", {}});
            clock(on, alone, "met", today_ + 9, true);
        }
    }

    std::vector<receipt_no> names_of(const std::vector<std::uint32_t>& receipts) const {
        std::vector<receipt_no> out;
        for (const auto one : receipts) out.push_back(receipt_name(one));
        return out;
    }

    void merge(std::uint32_t on) {
        const auto into = below(static_cast<std::uint32_t>(cases_.size()));
        if (into == on || cases_[into].merged) return;
        auto& of = cases_[on];
        of.merged = true;
        of.into = into;
        of.moved = std::exchange(of.receipts, {});
        auto& with = cases_[into].receipts;
        with.insert(with.end(), of.moved.begin(), of.moved.end());
        say(events::case_merged_noted{name(of.number), name(cases_[into].number), names_of(of.moved),
                                      chance(500) ? "verdict" : "officer", "", officer_id("officer1")});
        if (chance(500)) later(static_cast<int>(below(25)), kind::restore, on);
    }

    void restore(std::uint32_t on) {
        auto& of = cases_[on];
        auto& from = cases_[of.into];
        if (!of.merged || from.merged) return;
        std::vector<std::uint32_t> back;
        for (const auto one : of.moved)
            if (std::erase(from.receipts, one) > 0) back.push_back(one);
        if (back.empty() || from.receipts.empty()) {
            from.receipts.insert(from.receipts.end(), back.begin(), back.end());
            return;
        }
        of.merged = false;
        of.receipts = back;
        say(events::case_restored_noted{name(of.number), name(from.number), names_of(back), "",
                                        officer_id("officer1")});
        // What came due meanwhile is done now.
        if (!of.decided) later(0, kind::decide, on);
        if (of.open && of.accepted) later(3, kind::close, on);
    }

    void split(std::uint32_t on) {
        if (cases_[on].receipts.size() < 2) return;
        const auto receipt = cases_[on].receipts.back();
        cases_[on].receipts.pop_back();
        const auto opened = static_cast<std::uint32_t>(cases_.size());
        auto& made = cases_.emplace_back();
        made.number = opened + 1;
        made.receipts = {receipt};
        const auto alone = "K1+" + receipt_name(receipt).str();
        if (!cases_[on].open) clock(on, alone, "dropped", today_);
        say(events::case_split_noted{name(made.number),
                                     name(cases_[on].number),
                                     {receipt_name(receipt)},
                                     "C",
                                     "untie",
                                     "",
                                     officer_id("officer1")});
        begin(opened);
    }

    casework_plan plan_;
    std::mt19937 random_;
    std::mt19937 random_of_firms_;
    std::map<respondent_no, std::vector<receipt_no>> firms_;
    std::map<respondent_no, respondent_no> merged_firms_;
    int firms_split_ = 0;
    const sink* sink_ = nullptr;
    int today_ = 0;
    std::int64_t minute_ = 0;
    std::uint32_t receipts_ = 0;
    std::deque<one_case> cases_;
    std::vector<std::vector<step>> agenda_;
};

} // namespace guiyi::testing
