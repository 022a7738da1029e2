#include "services/casework/reports/fold.hpp"

#include "services/casework/reports/firms.hpp"
#include "services/casework/reports/units.hpp"

#include <algorithm>
#include <map>

namespace guiyi::casework::reports {

namespace {

/// What a case says of itself by its complaints, unless an officer says otherwise.
constexpr std::array told_by_complaints{dimension::respondent, dimension::firm, dimension::category, dimension::region};
/// Complaints that are asked what a case is about, as in the register.
constexpr std::size_t described_by_max = 100;

day_number day_of(std::string_view date, day_number otherwise) {
    const auto read = parse_date(date.substr(0, 10));
    return read ? number_of(*read) : otherwise;
}

std::string outcome_of(const std::string& what, const std::string& ground) {
    return ground.empty() ? what : what + " " + ground;
}

// ---- a case, changed by one fact

/// What an open case waits for now. The first that holds tells.
std::string_view wait_of(const case_unit& of) {
    if (of.state.empty()) return {};
    if (!of.hindered.empty()) return of.hindered;
    if (of.at[dimension::desk].empty()) return "placement";
    if (of.contacted) return "respondent";
    if (of.at[dimension::officer].empty()) return "desk_queue";
    return "officer";
}

void stand(case_unit& of, measure stock, day_number since, std::string label, std::string about = {}) {
    of.put(stock, since, std::move(label)).about = std::move(about);
}

/// Ends the wait; a day that ends where it began is no wait.
void end_wait(case_unit& of, day_number today, std::string_view instead = {}) {
    if (of.wait.empty()) return;
    if (today > of.wait_since)
        of.put(measure::spell, today, instead.empty() ? of.wait : std::string(instead), today - of.wait_since);
    of.drop([](const entry& one) { return one.what == measure::waiting; });
    of.wait.clear();
}

void begin_wait(case_unit& of, day_number since) {
    of.wait = wait_of(of);
    of.wait_since = since;
    if (!of.wait.empty()) stand(of, measure::waiting, since, of.wait);
}

/// After what it waits for may have changed.
void look_again(case_unit& of, day_number today) {
    if (of.wait == wait_of(of)) return;
    end_wait(of, today);
    begin_wait(of, today);
}

/// Somebody acted on the matter.
void act(case_unit& of, day_number today, std::string_view what) {
    of.acted_here = true;
    if (of.acted) return;
    of.acted = true;
    of.put(measure::first_action, today, std::string(what), today - of.received);
    of.put(measure::early_urges, today, of.urges > 0 ? "urged" : "not_urged", of.urges);
}

void set_state(case_unit& of, std::string state) {
    of.state = std::move(state);
    for (auto& one : of.entries)
        if (one.what == measure::open) one.label = of.state;
}

void end(case_unit& of, day_number today, std::string outcome) {
    if (of.state.empty()) return;
    if (of.contacted && !of.answered) of.put(measure::unanswered, today, {}, today - of.asked_on);
    of.put(measure::ended, today, std::move(outcome), today - of.received);
    of.drop([](const entry& one) { return one.what == measure::open; });
    of.state.clear();
    of.contacted = false;
    of.hindered.clear();
    look_again(of, today);
}

bool had_before(const case_unit& of, const std::string& desk, const std::string* officer) {
    return std::ranges::any_of(
        of.holds, [&](const hold& one) { return one.desk == desk && (!officer || one.officer == *officer); });
}

/// What came before a case had anybody counts for whom it first falls to; waits are nobody's but those who let wait.
bool is_arrival(measure what) {
    return what == measure::received || what == measure::after_refusal || what == measure::acted ||
           what == measure::opened;
}

void place_first(unit& what, const std::string& desk, const std::string& officer) {
    for (auto& one : what.entries) {
        if (!is_arrival(one.what)) continue;
        if (one.desk.empty()) one.desk = desk;
        if (one.officer.empty()) one.officer = officer;
    }
}

/// A stock stands at whoever has the case.
void stocks_follow(case_unit& of) {
    for (auto& one : of.entries) {
        if (!is_stock(one.what)) continue;
        one.desk = of.at[dimension::desk];
        one.officer = of.at[dimension::officer];
    }
}

void hand_over(case_unit& of, const std::string& desk, const std::string& officer, day_number today) {
    auto& desk_now = of.at[dimension::desk];
    auto& officer_now = of.at[dimension::officer];
    const bool first = of.holds.empty(), other_desk = desk_now != desk;
    if (!first && !other_desk && officer_now == officer) return;
    if (!first && of.state.size() > 0) {
        const bool from_queue = !other_desk && officer_now.empty();
        if (other_desk)
            of.put(measure::moved, today, had_before(of, desk, nullptr) ? "desk_back" : "desk");
        else if (!from_queue)
            of.put(measure::moved, today, had_before(of, desk, &officer) ? "officer_back" : "officer");
    }
    // A desk that passes the case on without having acted has only delayed it.
    const bool bounced = !first && other_desk && !of.acted_here;
    end_wait(of, today, bounced ? "dispatch" : "");
    desk_now = desk;
    officer_now = officer;
    const bool had_officer = std::ranges::any_of(of.holds, [](const hold& one) { return !one.officer.empty(); });
    if (!had_officer) place_first(of, desk, officer);
    of.holds.push_back({desk, officer, today});
    if (other_desk) of.acted_here = false;
    begin_wait(of, today);
    stocks_follow(of);
}

// ---- steps along its track

/// States in which something other than the officer is waited for. Whatever else stops a clock is told by its pause.
std::string_view hindrance_in(std::string_view state) {
    static constexpr std::pair<std::string_view, std::string_view> known[] = {{"C-TESTING", "testing"},
                                                                              {"C-ID-WAIT", "identity"},
                                                                              {"C-SUSPENDED", "recusal"},
                                                                              {"T-BACK-TO-OPERATOR", "respondent"}};
    for (const auto& [one, waits_for] : known)
        if (one == state) return waits_for;
    return {};
}

/// A case that had ended is at work again.
void resume(case_unit& of, day_number today, const std::string& why, std::string state) {
    of.put(measure::reopened, today, why);
    of.state = std::move(state);
    stand(of, measure::open, of.received, of.state);
    look_again(of, today);
}

/// Where a step of the rulebook leads. @param outcome how it ends, when it does
void follow(case_unit& of, const events::step_detail& step, day_number today, const std::string& outcome) {
    if (step.empty()) return;
    if (!step.track.empty()) of.at[dimension::track] = step.track;
    if (step.stage == "refused" || step.stage == "closed") return end(of, today, outcome);
    if (step.stage != "registered" && step.stage != "accepted") return;
    if (of.state.empty()) resume(of, today, step.action, step.stage);
    if (of.state != step.stage) set_state(of, step.stage);
    of.hindered = hindrance_in(step.to);
    look_again(of, today);
}

// ---- its clocks

clock_run* run_of(case_unit& of, std::string_view clock) {
    const auto found = std::ranges::find(of.clocks, clock, &clock_run::id);
    return found != of.clocks.end() ? &*found : nullptr;
}

void stop_standing(case_unit& of, std::string_view clock) {
    of.drop([&](const entry& one) { return one.what == measure::due && one.about == clock; });
}

std::string code_of(std::string_view clock) { return std::string(events::clock_code(clock)); }

/// A pause ends; the days in it are told by its reason.
void end_pause(case_unit& of, std::string_view clock, day_number today) {
    const auto found = std::ranges::find_if(
        of.entries, [&](const entry& one) { return one.what == measure::pausing && one.about == clock; });
    if (found == of.entries.end()) return;
    auto& ended = of.put(measure::paused, today, found->label, today - found->day);
    ended.about = clock;
    of.drop([&](const entry& one) { return one.what == measure::pausing && one.about == clock; });
}

day_number missed_on(const clock_run& of, day_number today) {
    return of.due == no_day ? today : std::min(of.due + 1, today);
}

void miss_clock(case_unit& of, clock_run& run, day_number today) {
    if (run.missed != 0) return;
    auto& said = of.put(measure::clock, missed_on(run, today), code_of(run.id) + ".missed");
    said.about = run.id;
    run.missed = said.id;
}

/// It was not missed after all: a clock is met or missed, never both.
void take_back_miss(case_unit& of, clock_run& run) {
    if (run.missed == 0) return;
    of.drop([&](const entry& one) { return one.id == run.missed; });
    run.missed = 0;
}

/// It cannot run out meanwhile, so it is due on no day.
void pause_clock(case_unit& of, const events::clock_noted& fact, day_number today) {
    auto* run = run_of(of, fact.clock);
    if (!run) return;
    run->due = day_of(fact.due_on, run->due);
    if (run->paused) return;
    run->paused = true;
    stop_standing(of, fact.clock);
    if (day_of(fact.paused_on, today) <= run->due) take_back_miss(of, *run); // it stood still before it ran out
    stand(of, measure::pausing, std::min(day_of(fact.paused_on, today), today), fact.reason, fact.clock);
}

/// Another date: missed on the day after it, or not missed (yet) when it lies ahead.
void judge_anew(case_unit& of, clock_run& run, day_number today) {
    const bool over = run.due != no_day && run.due < today;
    if (!over) return take_back_miss(of, run);
    if (run.missed == 0) return miss_clock(of, run, today);
    for (auto& one : of.entries)
        if (one.id == run.missed) one.day = missed_on(run, today);
}

void run_on(case_unit& of, clock_run& run, day_number due, day_number today) {
    const bool stood = run.paused;
    if (stood) end_pause(of, run.id, today);
    run.paused = false;
    run.due = due; // extended or computed anew, it is the same clock with another date
    if (stood || run.missed != 0) judge_anew(of, run, today);
    const auto stands = std::ranges::find_if(
        of.entries, [&](const entry& one) { return one.what == measure::due && one.about == run.id; });
    if (stands != of.entries.end() && due != no_day)
        stands->day = due;
    else if (due != no_day)
        stand(of, measure::due, due, code_of(run.id), run.id);
}

void start_clock(case_unit& of, const events::clock_noted& fact, day_number today) {
    const auto due = day_of(fact.due_on, no_day); // the text of some gives no number
    if (auto* run = run_of(of, fact.clock)) return run_on(of, *run, due, today);
    of.clocks.push_back({fact.clock, due, 0, false});
    if (due != no_day) stand(of, measure::due, due, code_of(fact.clock), fact.clock);
    if (of.state.empty() && !events::clock_receipt(fact.clock).empty())
        of.put(measure::reopened, today, "repeat_to_answer").about = fact.clock;
}

void stop_clock(case_unit& of, const events::clock_noted& fact, day_number today) {
    auto* run = run_of(of, fact.clock);
    if (!run) return;
    const auto on = std::min(day_of(fact.ended_on, today), today);
    if (fact.state == "met") {
        take_back_miss(of, *run);
        of.put(measure::clock, on, code_of(run->id) + (on == run->due ? ".last_day" : ".met")).about = run->id;
    } else {
        miss_clock(of, *run, today);
        of.put(measure::late, on, code_of(run->id), run->due == no_day ? 0 : std::max(0, on - run->due)).about =
            run->id;
    }
    if (run->paused) end_pause(of, run->id, today);
    stop_standing(of, fact.clock);
    std::erase_if(of.clocks, [&](const clock_run& one) { return one.id == fact.clock; });
}

/// It no longer belongs to the case, as if it had never run here.
void drop_clock(case_unit& of, std::string_view clock) {
    of.drop([&](const entry& one) { return one.about == clock; });
    std::erase_if(of.clocks, [&](const clock_run& one) { return one.id == clock; });
}

// ---- a complaint

/// The first call that was refused, the last call, and whether one came after the person had said no.
bool read_calls(receipt_unit& to, const events::complaint_summary& said) {
    for (const auto& call : said.calls) {
        const auto day = day_of(call.called_at, no_day);
        if (day == no_day) continue;
        to.called_on = std::max(to.called_on, day);
        if (call.refused && (to.refused_on == no_day || day < to.refused_on)) to.refused_on = day;
    }
    return to.refused_on != no_day && to.called_on > to.refused_on;
}

void note_after_refusal(receipt_unit& of) {
    if (!std::ranges::any_of(of.entries, [](const entry& one) { return one.what == measure::after_refusal; }))
        of.put(measure::after_refusal, of.received, {});
}

class folder {
  public:
    folder(store::writer& state, day_number today, std::chrono::minutes utc_offset)
        : state_(state), today_(today), utc_offset_(utc_offset) {}

    void operator()(const events::complaint_noted& fact) {
        if (load_receipt_unit(state_, fact.receipt)) return;
        receipt_unit made;
        const auto& said = fact.summary;
        made.at[dimension::respondent] = said.respondent.empty() ? said.shop : said.respondent;
        made.at[dimension::category] = said.category;
        made.at[dimension::channel] = said.channel;
        made.at[dimension::region] = said.region;
        made.received_at = fact.received_at;
        made.received = number_of(date_at(fact.received_at, utc_offset_));
        made.put(measure::received, made.received, "first");
        if (read_calls(made, said)) note_after_refusal(made);
        save(state_, fact.receipt, std::move(made), nullptr, today_);
    }

    void operator()(const events::respondent_recorded& fact) {
        note_name(state_, fact.name, fact.respondent.str());
        change(fact.receipt, [&](receipt_unit& of) { of.at[dimension::firm] = fact.respondent.str(); });
        const auto of = load_receipt_unit(state_, fact.receipt);
        if (of) change(of->in_case, [&](case_unit& in) { describe(in, fact.receipt, *of); });
    }
    void operator()(const events::respondent_split& fact) {
        for (const auto& receipt : fact.receipts) {
            change(receipt, [&](receipt_unit& of) { of.at[dimension::firm] = fact.opened.str(); });
            const auto of = load_receipt_unit(state_, receipt);
            if (of)
                change(of->in_case, [&](case_unit& in) {
                    if (in.firm_from == receipt) in.at[dimension::firm] = fact.opened.str();
                });
        }
    }
    void operator()(const events::respondents_merged& fact) {
        note_merge(state_, fact.merged.str(), fact.into.str(), today_);
    }
    void operator()(const events::respondent_restored& fact) { note_merge(state_, fact.restored.str(), {}, today_); }

    void operator()(const events::case_registered& fact) {
        case_unit made;
        made.at[dimension::track] = fact.track;
        made.first = fact.receipt.str();
        made.received = today_;
        open(fact.registered, std::move(made), {fact.receipt}, fact.verdict == "review" ? "review" : "new");
    }

    void operator()(const events::complaint_joined& fact) {
        change(fact.joined, [&](case_unit& of) { take_in(fact.joined, of, fact.receipt, true); });
    }

    void operator()(const events::report_split& fact) {
        const auto from = load_case_unit(state_, fact.from);
        if (!from) return;
        change(fact.from, [&](case_unit& of) {
            act(of, today_, "split");
            follow(of, fact.step, today_, "split");
        });
        open_child(*from, fact.report, "R", fact.category, fact.route);
    }
    void operator()(const events::child_opened& fact) {
        const auto from = load_case_unit(state_, fact.from);
        if (!from) return;
        change(fact.from, [&](case_unit& of) {
            act(of, today_, fact.step.action);
            follow(of, fact.step, today_, fact.step.action);
        });
        open_child(*from, fact.child, fact.track, fact.category, fact.route);
    }

    void operator()(const events::complainant_acted& fact) {
        const auto before = load_receipt_unit(state_, fact.receipt);
        if (!before) return;
        auto mine = *before;
        const bool urge = fact.kind == "urge";
        if (urge) ++mine.urges;
        auto& one = mine.put(measure::acted, today_, fact.kind);
        if (const auto in = load_case_unit(state_, mine.in_case)) {
            one.desk = in->at[dimension::desk];
            one.officer = in->at[dimension::officer];
        }
        save(state_, fact.receipt, mine, &*before, today_);
        if (urge)
            change(mine.in_case, [](case_unit& of) {
                if (!of.acted) ++of.urges;
            });
    }

    // ---- complaints that change their case

    void operator()(const events::case_merged_noted& fact) {
        move(fact.moved, fact.into);
        change(fact.merged, [&](case_unit& of) {
            of.merged_into = fact.into;
            of.put(measure::merged, today_, fact.cause);
        });
        change(fact.into, [&](case_unit& of) { describe_anew(fact.into, of); });
        judge(fact.moved);
    }
    void operator()(const events::case_restored_noted& fact) {
        move(fact.moved, fact.restored);
        change(fact.out_of, [&](case_unit& of) { describe_anew(fact.out_of, of); });
        change(fact.restored, [&](case_unit& of) {
            of.merged_into = case_no();
            of.drop([](const entry& one) { return one.what == measure::merged; });
            describe_anew(fact.restored, of);
        });
        judge(fact.moved);
    }
    void operator()(const events::case_split_noted& fact) {
        if (fact.moved.empty()) return;
        move(fact.moved, fact.opened);
        change(fact.out_of, [&](case_unit& of) { describe_anew(fact.out_of, of); });
        case_unit made;
        made.at[dimension::track] = fact.track;
        made.first = fact.moved.front().str();
        made.received = today_;
        open(fact.opened, std::move(made), fact.moved, "split");
        judge(fact.moved);
    }

    void operator()(const events::campaign_noted& fact) {
        change(fact.of_case, [&](case_unit& of) { fill(of.at[dimension::campaign], fact.campaign.str()); });
        change(fact.receipt, [&](receipt_unit& of) { fill(of.at[dimension::campaign], fact.campaign.str()); });
    }

    void operator()(const events::repeat_classified& fact) {
        change(fact.receipt, [&](receipt_unit& of) {
            if (!fact.campaign.empty()) {
                of.mass = fact.kind;
                return;
            }
            of.repeat = fact.kind;
            of.repeat_in = fact.of_case;
            of.repeat_decided = false;
            label(of);
        });
    }
    void operator()(const events::repeat_decided& fact) {
        change(fact.receipt, [&](receipt_unit& of) {
            const bool of_campaign = !of.mass.empty() && (of.repeat.empty() || of.mass == fact.was);
            if (of_campaign) {
                of.mass = fact.kind;
                return;
            }
            of.repeat = fact.kind;
            of.repeat_in = fact.of_case;
            of.repeat_decided = true;
            label(of);
        });
    }

    // ---- who has it, and by when

    void operator()(const events::assignment_noted& fact) {
        std::vector<receipt_no> unplaced;
        change(fact.of_case, [&](case_unit& of) {
            unplaced = of.unplaced;
            if (!fact.officer.empty()) of.unplaced.clear();
            hand_over(of, fact.desk.str(), fact.officer.str(), today_);
        });
        for (const auto& one : unplaced)
            change(one, [&](receipt_unit& of) {
                if (of.in_case == fact.of_case) place_first(of, fact.desk.str(), fact.officer.str());
            });
    }

    void operator()(const events::clock_noted& fact) {
        change(fact.of_case, [&](case_unit& of) {
            const bool goes_on = fact.state == "breached" && !fact.change.empty(); // after its date all the same
            if (fact.state == "running" || (goes_on && run_of(of, fact.clock)))
                start_clock(of, fact, today_);
            else if (fact.state == "met" || fact.state == "missed")
                stop_clock(of, fact, today_);
            else if (fact.state == "paused")
                pause_clock(of, fact, today_);
            else if (fact.state == "dropped")
                drop_clock(of, fact.clock);
            else if (auto* run = run_of(of, fact.clock); run && fact.state == "breached")
                miss_clock(of, *run, today_);
        });
    }

    // ---- what officers did

    void operator()(const events::case_accepted& fact) {
        change(fact.accepted, [&](case_unit& of) {
            act(of, today_, "accept");
            if (!of.state.empty()) set_state(of, "accepted");
            follow(of, fact.step, today_, "accepted");
        });
    }
    void operator()(const events::case_refused& fact) {
        change(fact.refused, [&](case_unit& of) {
            act(of, today_, "refuse");
            end(of, today_, outcome_of("refused", fact.ground));
        });
    }
    void operator()(const events::case_closed& fact) {
        change(fact.closed, [&](case_unit& of) {
            act(of, today_, "close");
            end(of, today_, outcome_of(fact.outcome, fact.ground));
        });
    }
    void operator()(const events::case_stepped& fact) {
        change(fact.of_case, [&](case_unit& of) {
            act(of, today_, fact.step.action);
            const auto& how = fact.outcome.empty() ? fact.step.action : fact.outcome;
            follow(of, fact.step, today_, outcome_of(how, fact.ground));
        });
    }
    void operator()(const events::repeat_refused& fact) {
        change(fact.of_case, [&](case_unit& of) { act(of, today_, "refuse"); });
    }
    void operator()(const events::case_categorised& fact) {
        change(fact.of_case, [&](case_unit& of) {
            of.at[dimension::category] = fact.categories.empty() ? std::string() : fact.categories.front();
            of.category_from = receipt_no();
        });
    }
    void operator()(const events::respondent_contacted& fact) {
        change(fact.of_case, [&](case_unit& of) {
            act(of, today_, "contact");
            if (!of.state.empty()) of.contacted = true;
            if (of.asked_on == no_day) of.asked_on = today_;
            fill(of.at[dimension::respondent], fact.respondent);
            if (of.at[dimension::respondent] == fact.respondent)
                fill(of.at[dimension::firm], firm_named(state_, fact.respondent));
            of.put(measure::contacted, today_, {});
            with_party(of, fact.respondent);
            look_again(of, today_);
        });
    }
    void operator()(const events::respondent_replied& fact) {
        change(fact.of_case, [&](case_unit& of) {
            of.acted_here = true;
            of.contacted = false;
            of.put(measure::replied, today_, fact.result, fact.days);
            with_party(of, fact.respondent);
            if (!of.answered) {
                of.put(measure::first_reply, today_, {}, fact.days);
                with_party(of, fact.respondent);
            }
            of.answered = true;
            look_again(of, today_);
        });
    }

  private:
    template <class Change>
    void change(const case_no& which, const Change& how) {
        const auto before = load_case_unit(state_, which);
        if (!before) return;
        auto now = *before;
        how(now);
        save(state_, which, std::move(now), &*before, today_);
    }
    template <class Change>
    void change(const receipt_no& which, const Change& how) {
        const auto before = load_receipt_unit(state_, which);
        if (!before) return;
        auto now = *before;
        how(now);
        save(state_, which, std::move(now), &*before, today_);
    }

    /// The last figure was with this party, which need not be the case's.
    void with_party(case_unit& of, const std::string& named) {
        of.entries.back().respondent = named;
        of.entries.back().firm = firm_named(state_, named);
    }

    static void fill(std::string& what, const std::string& said) {
        if (what.empty()) what = said;
    }

    /// Of another track, from one that goes on. Nothing of the complainant goes along, but for the day it came in.
    void open_child(const case_unit& from, const case_no& which, const std::string& track, const std::string& category,
                    const events::routing& route) {
        case_unit made;
        made.at[dimension::track] = track;
        for (const auto one : {dimension::respondent, dimension::firm, dimension::channel, dimension::region})
            made.at[one] = from.at[one];
        made.at[dimension::category] = category;
        made.received = route.received_at == instant() ? today_ : number_of(date_at(route.received_at, utc_offset_));
        open(which, std::move(made), {}, "report");
    }

    /// A case begins with these complaints, which are in no other.
    void open(const case_no& which, case_unit made, const std::vector<receipt_no>& with, std::string how) {
        if (!with.empty())
            if (const auto first = load_receipt_unit(state_, with.front())) {
                made.received = first->received;
                made.at[dimension::channel] = first->at[dimension::channel];
            }
        for (const auto& one : with) take_in(which, made, one, false);
        made.state = "registered";
        made.put(measure::opened, today_, std::move(how));
        stand(made, measure::open, made.received, made.state);
        begin_wait(made, made.received);
        save(state_, which, std::move(made), nullptr, today_);
    }

    /// @param calls_again whether calls of this complaint came after a refusal that an earlier one tells of
    void take_in(const case_no& which, case_unit& of, const receipt_no& receipt, bool calls_again) {
        const auto before = load_receipt_unit(state_, receipt);
        if (!before) return;
        auto mine = *before;
        if (mine.in_case != which) {
            if (!mine.in_case.empty()) erase_member(state_, mine.in_case, receipt, mine.received_at);
            put_member(state_, which, receipt, mine.received_at);
        }
        mine.in_case = which;
        mine.at[dimension::track] = of.at[dimension::track];
        place_first(mine, of.at[dimension::desk], of.at[dimension::officer]);
        if (of.at[dimension::officer].empty()) of.unplaced.push_back(receipt);
        if (calls_again && of.refused_on != no_day && mine.called_on > of.refused_on) {
            note_after_refusal(mine);
            place_first(mine, of.at[dimension::desk], of.at[dimension::officer]);
        }
        bring(of, mine);
        describe(of, receipt, mine);
        label(mine);
        save(state_, receipt, mine, &*before, today_);
    }

    /// What a complaint tells of itself to the case that it comes into.
    static void bring(case_unit& to, const receipt_unit& one) {
        if (one.refused_on != no_day && (to.refused_on == no_day || one.refused_on < to.refused_on))
            to.refused_on = one.refused_on;
        if (!to.acted) to.urges += one.urges;
    }

    /// To a case that stands already; a new one takes its complaints in when it opens. Urges go along, from and to a
    /// case that nobody has acted upon yet. Each case is written once, however many complaints of it move.
    void move(const std::vector<receipt_no>& which, const case_no& to) {
        const auto host = load_case_unit(state_, to);
        std::map<case_no, std::int64_t> left;
        std::vector<std::pair<receipt_no, receipt_unit>> come;
        for (const auto& receipt : which)
            change(receipt, [&](receipt_unit& of) {
                if (of.in_case == to) return;
                if (!of.in_case.empty()) {
                    erase_member(state_, of.in_case, receipt, of.received_at);
                    left[of.in_case] += of.urges;
                }
                put_member(state_, to, receipt, of.received_at);
                of.in_case = to;
                if (!host) return;
                place_first(of, host->at[dimension::desk], host->at[dimension::officer]);
                come.emplace_back(receipt, of);
            });
        for (const auto& [from, urges] : left)
            if (urges > 0)
                change(from, [&](case_unit& of) {
                    if (!of.acted) of.urges -= std::min<std::int64_t>(of.urges, urges);
                });
        if (come.empty()) return;
        change(to, [&](case_unit& of) {
            for (const auto& [receipt, unit] : come) {
                bring(of, unit);
                if (of.at[dimension::officer].empty()) of.unplaced.push_back(receipt);
            }
        });
    }

    /// After complaints changed their case, and cases say where their numbers lead.
    void judge(const std::vector<receipt_no>& which) {
        for (const auto& receipt : which) change(receipt, [&](receipt_unit& of) { label(of); });
    }

    /// A repeat is called by its kind. Who took a complaint out of the case it was tied to has said that it is none.
    void label(receipt_unit& of) {
        std::string now = of.repeat.empty() ? "first" : of.repeat;
        const bool apart = !of.repeat.empty() && !of.repeat_decided && of.in_case != of.repeat_in &&
                           living(of.repeat_in) != of.in_case;
        if (apart && now != "refile" && now != "other_procedure") now = "new_dispute";
        for (auto& one : of.entries)
            if (one.what == measure::received) one.label = now;
    }

    case_no living(const case_no& which) {
        case_no at = which;
        for (auto row = load_case_unit(state_, at); row && !row->merged_into.empty(); row = load_case_unit(state_, at))
            at = row->merged_into;
        return at;
    }

    /// What nobody has said of the case yet, as this complaint says it.
    static void describe(case_unit& of, const receipt_no& receipt, const receipt_unit& said) {
        const auto take = [&](dimension which, receipt_no& from) {
            if (!of.at[which].empty() || said.at[which].empty()) return;
            of.at[which] = said.at[which];
            from = receipt;
        };
        take(dimension::respondent, of.respondent_from);
        take(dimension::firm, of.firm_from);
        take(dimension::category, of.category_from);
        take(dimension::region, of.region_from);
    }

    /// What was said by a complaint that went is forgotten, what is missing taken from others.
    void describe_anew(const case_no& which, case_unit& of) {
        const auto forget = [&](dimension what, receipt_no& from) {
            if (from.empty()) return;
            const auto said = load_receipt_unit(state_, from);
            if (said && said->in_case == which) return;
            of.at[what].clear();
            from = receipt_no();
        };
        forget(dimension::respondent, of.respondent_from);
        forget(dimension::firm, of.firm_from);
        forget(dimension::category, of.category_from);
        forget(dimension::region, of.region_from);
        for (const auto& receipt : members_of(state_, which, described_by_max)) {
            if (std::ranges::none_of(told_by_complaints, [&](dimension one) { return of.at[one].empty(); })) return;
            if (const auto said = load_receipt_unit(state_, receipt)) describe(of, receipt, *said);
        }
    }

    store::writer& state_;
    day_number today_;
    std::chrono::minutes utc_offset_;
};

} // namespace

void fold(store::writer& state, const events::event& fact, std::chrono::minutes utc_offset) {
    const auto today = number_of(date_at(fact.time, utc_offset));
    events::hand_to(folder(state, today, utc_offset), fact.data);
}

} // namespace guiyi::casework::reports
