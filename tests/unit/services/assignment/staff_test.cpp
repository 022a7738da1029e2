// Who gets a case, and what happens when officers are full, away, must not act, fall ill, or let a case lie: on a real
// runner, with the shipped desks and a clock that stands still until told.
#include "services/assignment/recalculate.hpp"
#include "services/assignment/service.hpp"
#include "services/assignment/staff_decide.hpp"

#include "tests/support/service_rig.hpp"
#include "tests/unit/services/assignment/law_for_tests.hpp"

#include <gtest/gtest.h>

#include <random>

namespace guiyi::assignment {

using events::stream;

namespace {

const officer_id li("li.qiang"), wang("wang.min"), gao("gao.feng"), zhao("zhao.lei");
const desk_id desk("samr-12315");

class Staff : public ::testing::Test {
  protected:
    void open(const std::string& number, const std::function<void(events::case_opened&)>& with = {},
              std::string nature = "complaint") {
        auto one = a_case(number, std::move(nature), "C1", format_rfc3339(rig.time.now()));
        if (with) with(one);
        rig.append(stream::deduplication, one);
        rig.settle();
    }
    void casework(events::fact what) {
        rig.append(stream::casework, std::move(what));
        rig.settle();
    }
    struct nothing {};
    result<void> ask(std::function<result<events::facts>(const choosing&)> how) {
        runtime::decide_with_reply<nothing> decide = [this, how](const store::view& state, instant at, nothing&) {
            return how(choosing(subject.by(), state, at));
        };
        const auto said = rig.run(runtime::execute<nothing>(*rig.runner, {}, std::move(decide)));
        rig.settle();
        return said ? result<void>() : result<void>(said.error());
    }
    events::case_assigned last() const { return rig.recorded_of<events::case_assigned>().back(); }
    std::string officer_of(const std::string& number) const {
        const auto row = load_case(rig.state(), case_no(number));
        return row ? row->officer.str() : "none";
    }
    /// A decided case is to be decided again.
    void redo(const std::string& number) {
        events::case_stepped step;
        step.of_case = case_no(number);
        step.officer = wang;
        step.step.action = "redo_by_order";
        step.step.stage = "registered";
        step.step.book = "samr-o121";
        step.step.clocks = {{"K1", "start", {}, {}, {}, {}}};
        casework(step);
    }
    void refuse(const std::string& number) { casework(events::case_refused{case_no(number), li, "NA3", "", {}}); }
    void merge(const std::string& number, const std::string& into) {
        rig.append(stream::deduplication,
                   events::cases_merged{
                       case_no(number), case_no(into), {receipt_no("R-" + number)}, "officer", "", wang, "B1"});
        rig.settle();
    }
    void undo_merge(const std::string& number, const std::string& into) {
        rig.append(stream::deduplication,
                   events::merge_undone{case_no(number), case_no(into), {receipt_no("R-" + number)}, "", wang, "B2"});
        rig.settle();
    }
    void leaves_for_good(const officer_id& who) {
        by.desks.officers.erase(std::ranges::find(by.desks.officers, who, &config::officer::id));
    }
    choosing now() const { return {subject.by(), rig.state(), rig.time.now()}; }
    void capacities(int of_each) {
        for (auto& one : by.desks.officers) one.capacity = of_each;
    }

    shipped_rules by;
    service subject{by.desks, by.topics, by.rulebooks, by.days, by.office};
    testing::service_rig rig{subject, "2026-05-11T10:00:00+08:00"}; // a Monday
    const asked_by lead{wang, "排班", true};
};

events::leave_planned away(const officer_id& who, std::string from, std::string until, const officer_id& deputy = {}) {
    events::leave_planned out;
    out.officer = who;
    out.from = std::move(from);
    out.until = std::move(until);
    out.deputy = deputy;
    out.reason = "leave";
    return out;
}

} // namespace

TEST_F(Staff, SkillsComeBeforeLoadAndGiveWayWhereNobodyWithThemHasRoom) {
    capacities(2);
    const auto english = [](events::case_opened& one) { one.record.route.language = "en"; };
    open("A", english);
    open("B", english);
    EXPECT_EQ(officer_of("A") + officer_of("B"), "li.qiangli.qiang") << "who can English, though fuller";
    EXPECT_EQ(last().trace[5], "skill:en");
    open("C", english);
    EXPECT_EQ(officer_of("C"), "wang.min");
    EXPECT_EQ(last().trace[5], "skill:full:en");
}

TEST_F(Staff, APersonsCasesStayTogether) {
    const auto same = [](events::case_opened& one) { one.record.keys = {"phone:abc", "caller:xyz"}; };
    open("A", same);
    open("B", same);
    EXPECT_EQ(officer_of("A"), officer_of("B"));
    EXPECT_EQ(last().trace.back(), "same_person:A");
    open("C", [](auto& one) { one.record.keys = {"phone:def", "caller:xyz"}; });
    EXPECT_NE(officer_of("C"), officer_of("A")) << "a robot's number is nobody's person";
}

TEST_F(Staff, APersonsCasesComeApartWhereTheOfficerIsMuchFullerThanOthers) {
    capacities(10);
    by.desks.staffing.person_margin = 30;
    const auto same = [](events::case_opened& one) { one.record.keys = {"phone:abc"}; };
    for (const auto* number : {"A", "B", "C", "D"}) open(number, same);
    EXPECT_EQ(officer_of("A"), officer_of("D")) << "three more than the other";
    open("E", same);
    EXPECT_NE(officer_of("E"), officer_of("A")) << "four would be too many more";
    EXPECT_EQ(last().trace.back(), "load:0/10");
}

TEST_F(Staff, ACampaignsCasesGoToWhoeverHasOthersOfIt) {
    capacities(10);
    const auto of_campaign = [](events::case_opened& one) { one.record.route.campaign = campaign_no("M2026-000017"); };
    open("A", of_campaign);
    open("B", of_campaign);
    EXPECT_EQ(officer_of("B"), officer_of("A"));
    EXPECT_EQ(last().trace.back(), "campaign:M2026-000017");
    open("C", of_campaign);
    EXPECT_NE(officer_of("C"), officer_of("A")) << "two more than the other is over the margin of a tenth";
    open("D");
    open("E", of_campaign);
    EXPECT_EQ(last().trace.back(), "campaign:M2026-000017") << "both have some now, so the least full of them";

    casework(events::case_closed{case_no("A"), li, "agreed", "", "", {}});
    casework(events::case_closed{case_no("B"), li, "agreed", "", "", {}});
    EXPECT_FALSE(holds_of_campaign(rig.state(), officer_id("nobody"), campaign_no("M2026-000017")));
}

TEST_F(Staff, ACaseThatTurnsOutToBelongToACampaignStaysAndDrawsTheNext) {
    capacities(10);
    open("A");
    events::campaign_linked linked;
    linked.campaign = campaign_no("M2026-000018");
    linked.of_case = case_no("A");
    rig.append(stream::deduplication, linked);
    rig.append(stream::deduplication, linked);
    rig.settle();
    EXPECT_EQ(rig.recorded_of<events::case_in_campaign>().size(), 1u);
    EXPECT_EQ(rig.recorded_of<events::case_assigned>().size(), 1u) << "nobody loses it by that";
    open("B", [](auto& one) { one.record.route.campaign = campaign_no("M2026-000018"); });
    EXPECT_EQ(officer_of("B"), officer_of("A"));
}

// @law SAMR-121 §6
TEST_F(Staff, AnInterestInAPersonIsKnownByKeyedHashesAlone) {
    const auto person = [](events::case_opened& one) { one.record.keys = {"phone:abc", "email:def"}; };
    open("A", person);
    const auto had = officer_of("A");
    events::interest_declared of_person;
    of_person.officer = officer_id(had);
    of_person.complainant_of = case_no("A");
    ASSERT_TRUE(ask([&](const choosing& with) { return declare_interest(with, of_person, lead); }));
    EXPECT_NE(officer_of("A"), had) << "goes to somebody else at once";
    EXPECT_EQ(last().trace.at(0), "conflict:I1");
    open("B", [](auto& one) { one.record.keys = {"email:def"}; });
    EXPECT_NE(officer_of("B"), had) << "the same person by another way";
    EXPECT_EQ(
        ask([&](const choosing& with) { return give_case(with, case_no("B"), officer_id(had), lead); }).error().code,
        errc::forbidden);
    EXPECT_EQ(rig.recorded_of<events::interest_declared>().at(0).persons,
              (std::vector<std::string>{"phone:abc", "email:def"}));

    open("C");
    of_person.complainant_of = case_no("C");
    EXPECT_EQ(ask([&](const choosing& with) { return declare_interest(with, of_person, lead); }).error().code,
              errc::conflict)
        << "nothing tells who that was";
}

TEST_F(Staff, WhatWaitsIsGivenToWhoeverHasRoomFirstWhatIsDueFirst) {
    capacities(1);
    open("A");
    open("B");
    rig.go_to("2026-05-12T10:00:00+08:00");
    open("D");
    EXPECT_EQ(officer_of("D"), "");
    open("C", [](auto& one) { one.record.route.received_at = parse_rfc3339("2026-05-08T10:00:00+08:00").value(); });
    casework(events::case_closed{case_no("A"), li, "agreed", "", "", {}});
    EXPECT_NE(officer_of("C"), "") << "received earlier, due earlier";
    EXPECT_EQ(officer_of("D"), "");
    EXPECT_EQ(last().trace.front(), "queue");
    casework(events::case_closed{case_no("B"), li, "agreed", "", "", {}});
    EXPECT_NE(officer_of("D"), "");
    EXPECT_TRUE(waiting_at(rig.state(), desk, 10).empty());
}

TEST_F(Staff, WhoIsAwayGetsNothingAndTheDeputyHasWhatFallsDue) {
    open("A");
    open("B");
    ASSERT_EQ(officer_of("A"), "li.qiang");
    const auto due = load_case(rig.state(), case_no("A"))->due_on(); // K1
    ASSERT_TRUE(ask([&](const choosing& with) { return plan_leave(with, away(li, "2026-05-12", due, wang), lead); }));
    EXPECT_EQ(officer_of("A"), "li.qiang") << "not yet";
    rig.go_to("2026-05-12T08:00:00+08:00");
    EXPECT_EQ(officer_of("A"), "wang.min");
    EXPECT_EQ(last().trace, std::vector<std::string>{"deputy_of:li.qiang"});
    EXPECT_EQ(rig.recorded_of<events::leave_begun>().at(0).given, 1);
    for (const auto* number : {"C", "D", "E"}) open(number);
    EXPECT_EQ(officer_of("C") + officer_of("D") + officer_of("E"), "wang.minwang.minwang.min");

    EXPECT_EQ(ask([&](const choosing& with) { return give_case(with, case_no("C"), li, lead); }).error().code,
              errc::conflict);
    EXPECT_EQ(ask([&](const choosing& with) { return plan_leave(with, away(li, "2026-05-13", "2026-05-14"), lead); })
                  .error()
                  .code,
              errc::conflict)
        << "twice away";
    ASSERT_TRUE(ask([&](const choosing& with) { return cancel_leave(with, li, "L1", lead); }));
    open("F");
    EXPECT_EQ(officer_of("F"), "li.qiang");
}

TEST_F(Staff, TheQueueIsLookedAtWhenSomebodyComesBack) {
    capacities(1);
    ASSERT_TRUE(
        ask([&](const choosing& with) { return plan_leave(with, away(li, "2026-05-11", "2026-05-12"), lead); }));
    open("A");
    open("B");
    EXPECT_EQ(officer_of("B"), "");
    rig.go_to("2026-05-13T08:00:00+08:00");
    EXPECT_EQ(officer_of("B"), "li.qiang");
}

// @law SAMR-121 §6, PROC §4 (回避)
TEST_F(Staff, WhoHasAnInterestNeverActs) {
    const auto against = [](std::string firm) {
        return [firm](events::case_opened& one) { one.record.route.respondent = firm; };
    };
    open("A", against("某某 科技公司"));
    ASSERT_EQ(officer_of("A"), "li.qiang");
    events::interest_declared what;
    what.officer = li;
    what.respondent = "某某科技公司";
    ASSERT_TRUE(ask([&](const choosing& with) { return declare_interest(with, what, {li, "亲属任职", false}); }));
    EXPECT_EQ(officer_of("A"), "wang.min") << "goes to somebody else at once";
    EXPECT_EQ(last().trace.front(), "conflict:I1");
    for (const auto* number : {"B", "C", "D"}) open(number, against("某某科技公司"));
    EXPECT_EQ(officer_of("B") + officer_of("C") + officer_of("D"), "wang.minwang.minwang.min");
    EXPECT_EQ(ask([&](const choosing& with) { return take_case(with, case_no("B"), {li, "", true}); }).error().code,
              errc::forbidden);
}

TEST_F(Staff, WhatWaitedBecauseOfAnInterestIsGivenWhenThatIsGone) {
    by.desks.officers.erase(std::ranges::find(by.desks.officers, wang, &config::officer::id));
    open("A", [](auto& one) { one.record.route.respondent = "某某科技公司"; });
    ASSERT_EQ(officer_of("A"), "li.qiang");
    events::interest_declared what;
    what.officer = li;
    what.respondent = "某某科技公司";
    ASSERT_TRUE(ask([&](const choosing& with) { return declare_interest(with, what, {li, "亲属任职", false}); }));
    open("B", [](auto& one) { one.record.route.respondent = "某某科技公司"; });
    ASSERT_EQ(officer_of("A") + officer_of("B"), "");
    ASSERT_TRUE(ask([&](const choosing& with) { return withdraw_interest(with, li, "I1", {li, "", false}); }));
    EXPECT_EQ(officer_of("B"), "li.qiang");
    EXPECT_EQ(officer_of("A"), "li.qiang") << "it was taken from them by the interest alone";
}

TEST_F(Staff, AWarningGoesToTheDeputyTooWhileTheOfficerIsAway) {
    open("A");
    ASSERT_EQ(officer_of("A"), "li.qiang");
    ASSERT_TRUE(ask( // over before the case is due, so that it stays where it is
        [&](const choosing& with) { return plan_leave(with, away(li, "2026-05-11", "2026-05-19", wang), lead); }));
    rig.go_to("2026-05-18T09:00:00+08:00");
    rig.go_to("2026-05-20T09:00:00+08:00");
    const auto warned = rig.recorded_of<events::clock_warned>();
    ASSERT_EQ(warned.size(), 2u);
    EXPECT_EQ(warned[0].officer, li);
    EXPECT_EQ(warned[0].instead, std::vector{wang});
    EXPECT_TRUE(warned[1].instead.empty()) << "back on the day itself";
}

TEST_F(Staff, AWarningGoesToTheLeadsThenToTheHeadsWhereNoDeputyMayAct) {
    open("A");
    open("B");
    ASSERT_EQ(officer_of("B"), "wang.min");
    for (const auto& who : {wang, li}) // the deputy goes too
        ASSERT_TRUE(ask([&](const choosing& with) {
            return plan_leave(with, away(who, who == wang ? "2026-05-11" : "2026-05-19", "2026-05-20"), lead);
        }));
    rig.go_to("2026-05-18T09:00:00+08:00");
    rig.go_to("2026-05-20T09:00:00+08:00");
    std::map<std::string, std::vector<officer_id>> instead;
    for (const auto& one : rig.recorded_of<events::clock_warned>())
        if (one.of_case == case_no("B")) instead[one.warned_on] = one.instead;
    EXPECT_EQ(instead["2026-05-18"], std::vector{li}) << "the desk's lead";
    EXPECT_EQ(instead["2026-05-20"], std::vector{gao}) << "who is away as well by then";
}

TEST_F(Staff, ALookAtTheQueuePassesOverAnyNumberThatNobodyMayHave) {
    capacities(1);
    by.desks.officers.erase(std::ranges::find(by.desks.officers, wang, &config::officer::id));
    open("A");
    events::interest_declared what;
    what.officer = li;
    what.respondent = "某某科技公司";
    ASSERT_TRUE(ask([&](const choosing& with) { return declare_interest(with, what, {li, "亲属任职", false}); }));
    for (int i = 0; i < 600; ++i) {
        auto one = a_case("M" + std::to_string(1000 + i), "complaint", "C1", "2026-05-11T10:00:00+08:00");
        one.record.route.respondent = "某某科技公司";
        rig.append(stream::deduplication, one);
    }
    open("Z");
    ASSERT_EQ(officer_of("Z"), "");
    casework(events::case_closed{case_no("A"), li, "agreed", "", "", {}});
    EXPECT_EQ(officer_of("Z"), "li.qiang");
}

TEST_F(Staff, WhoIsFullOfWhatOthersMayHaveDoesNotHideThemInTheQueue) {
    capacities(1);
    open("A");
    open("B");
    ASSERT_EQ(officer_of("A"), "li.qiang");
    events::interest_declared what;
    what.officer = li;
    what.respondent = "某某科技公司";
    ASSERT_TRUE(ask([&](const choosing& with) { return declare_interest(with, what, {li, "亲属任职", false}); }));
    open("C", [](auto& one) { one.record.route.respondent = "某某科技公司"; }); // li must not, wang is full
    open("D");
    casework(events::case_closed{case_no("A"), li, "agreed", "", "", {}});
    EXPECT_EQ(officer_of("C") + officer_of("D"), "li.qiang") << "the first is for wang, who has no room";
}

TEST_F(Staff, WhoHasGoneHomeGetsNothingWhileOthersWork) {
    config::officer& one = *std::ranges::find(by.desks.officers, li, &config::officer::id);
    one.hours = {{1, std::chrono::hours(8), std::chrono::hours(12)}};
    one.weekdays = {1};
    open("A"); // Monday, ten o'clock
    EXPECT_EQ(officer_of("A"), "li.qiang");
    rig.go_to("2026-05-11T12:00:00+08:00");
    for (const auto* number : {"B", "C", "D"}) open(number);
    EXPECT_EQ(officer_of("B") + officer_of("C") + officer_of("D"), "wang.minwang.minwang.min");
    by.desks.officers.erase(std::ranges::find(by.desks.officers, wang, &config::officer::id));
    open("E");
    EXPECT_EQ(officer_of("E"), "li.qiang") << "nobody else is there";
}

TEST_F(Staff, IdleDaysAreThoseOnWhichTheOfficerWorks) {
    by.desks.staffing.idle = {{"complaint", 2, 4, 6}};
    auto& one = *std::ranges::find(by.desks.officers, li, &config::officer::id);
    one.weekdays = {1, 2};
    open("A"); // on a Monday
    EXPECT_EQ(last().idle_on, (std::vector<std::string>{"2026-05-18", "2026-05-25", "2026-06-01"}));
    one.weekdays = {6}; // who works at weekends alone
    EXPECT_EQ(idle_dates(subject.by(), "complaint", *parse_date("2026-05-11"), li),
              (std::vector<std::string>{"2026-05-23", "2026-06-06", "2026-06-20"}));
}

TEST_F(Staff, AWarningOnADayThatTheOfficerDoesNotWorkReachesTheLead) {
    auto& one = *std::ranges::find(by.desks.officers, wang, &config::officer::id);
    open("A");
    open("B");
    ASSERT_EQ(officer_of("B"), "wang.min");
    one.weekdays = {1};
    rig.go_to("2026-05-18T09:00:00+08:00"); // a Monday
    rig.go_to("2026-05-20T09:00:00+08:00");
    std::map<std::string, std::vector<officer_id>> instead;
    for (const auto& warned : rig.recorded_of<events::clock_warned>())
        if (warned.of_case == case_no("B")) instead[warned.warned_on] = warned.instead;
    EXPECT_TRUE(instead.at("2026-05-18").empty());
    EXPECT_EQ(instead.at("2026-05-20"), std::vector{li});
}

TEST_F(Staff, CasesAreGivenTakenAndReturned) {
    open("A");
    ASSERT_TRUE(ask([&](const choosing& with) { return give_case(with, case_no("A"), wang, lead); }));
    EXPECT_EQ(officer_of("A"), "wang.min");
    EXPECT_EQ(last().reason, "排班");
    EXPECT_EQ(ask([&](const choosing& with) { return take_case(with, case_no("A"), {li, "", false}); }).error().code,
              errc::conflict)
        << "somebody has it";
    EXPECT_EQ(
        ask([&](const choosing& with) { return return_case(with, case_no("A"), {li, "不会", false}); }).error().code,
        errc::forbidden);
    ASSERT_TRUE(ask([&](const choosing& with) { return return_case(with, case_no("A"), {wang, "不熟", false}); }));
    EXPECT_EQ(officer_of("A"), "li.qiang") << "the queue gives it on, and not to who gave it back";
    EXPECT_EQ(ask([&](const choosing& with) { return give_case(with, case_no("A"), officer_id("chen.jing"), lead); })
                  .error()
                  .code,
              errc::conflict)
        << "another desk's";
    casework(events::case_closed{case_no("A"), li, "agreed", "", "", {}});
    EXPECT_EQ(ask([&](const choosing& with) { return give_case(with, case_no("A"), wang, lead); }).error().code,
              errc::illegal_transition);
}

TEST_F(Staff, ARebalancingIsWhatItsPreviewSaidAndCanBeTakenBack) {
    for (int i = 0; i < 6; ++i) open("C" + std::to_string(i));
    const auto before = load_of(rig.state(), li);
    ASSERT_GT(before, 0);
    const auto plan = plan_rebalance(now(), li, {});
    ASSERT_EQ(static_cast<std::int64_t>(plan.moves.size()), before);
    open("X");
    if (plan_rebalance(now(), li, {}).fingerprint != plan.fingerprint)
        EXPECT_EQ(
            ask([&](const choosing& with) { return rebalance(with, li, {}, plan.fingerprint, lead); }).error().code,
            errc::stale);
    const auto seen = plan_rebalance(now(), li, {});
    ASSERT_TRUE(ask([&](const choosing& with) { return rebalance(with, li, {}, seen.fingerprint, lead); }));
    EXPECT_EQ(load_of(rig.state(), li), 0);
    for (const auto& one : seen.moves) EXPECT_EQ(officer_of(one.of_case.str()), one.to.str());
    const auto gone_on = seen.moves.front().of_case;
    ASSERT_TRUE(ask([&](const choosing& with) { return return_case(with, gone_on, lead); }));
    ASSERT_TRUE(ask([&](const choosing& with) { return undo_rebalance(with, "B1", lead); }));
    for (const auto& one : seen.moves)
        if (one.of_case != gone_on) EXPECT_EQ(officer_of(one.of_case.str()), "li.qiang");
    EXPECT_EQ(ask([&](const choosing& with) { return undo_rebalance(with, "B1", lead); }).error().code, errc::not_found)
        << "once";
}

TEST_F(Staff, NobodyTakesBeyondTheCapAndAnUndoingGivesNobodyWhatTheyMayNotHave) {
    capacities(2);
    for (const auto* number : {"A", "B", "C", "D", "E"}) open(number);
    ASSERT_EQ(officer_of("E"), "");
    EXPECT_EQ(ask([&](const choosing& with) { return take_case(with, case_no("E"), {li, "", false}); }).error().code,
              errc::conflict);
    ASSERT_TRUE(ask([&](const choosing& with) { return give_case(with, case_no("E"), li, lead); }));
    EXPECT_EQ(last().trace, (std::vector<std::string>{"given", "over_cap"}));

    capacities(100);
    const auto seen = plan_rebalance(now(), li, {});
    ASSERT_EQ(seen.moves.size(), 3u);
    ASSERT_TRUE(ask([&](const choosing& with) { return rebalance(with, li, {}, seen.fingerprint, lead); }));
    ASSERT_TRUE(
        ask([&](const choosing& with) { return plan_leave(with, away(li, "2026-05-11", "2026-05-20"), lead); }));
    ASSERT_TRUE(ask([&](const choosing& with) { return undo_rebalance(with, "B1", lead); }));
    EXPECT_EQ(load_of(rig.state(), li), 0) << "is away by now";
}

TEST_F(Staff, AnIdleCaseIsHeardOfByTheOfficerThenTheLeadEachOnce) {
    by.desks.staffing.idle = {{"complaint", 2, 4, 6}};
    open("A"); // Monday
    casework(events::note_added{case_no("A"), li, "x"});
    rig.go_to("2026-05-13T09:00:00+08:00");
    ASSERT_EQ(rig.recorded_of<events::case_idle>().size(), 1u);
    EXPECT_EQ(rig.recorded_of<events::case_idle>()[0].told, "officer");
    casework(events::note_added{case_no("A"), li, "x"}); // a deed: it begins anew
    rig.go_to("2026-05-18T09:00:00+08:00");
    EXPECT_EQ(rig.recorded_of<events::case_idle>().size(), 2u);
    rig.go_to("2026-05-21T09:00:00+08:00");
    const auto all = rig.recorded_of<events::case_idle>();
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[2].told + all[3].told, "leadqueue");
    EXPECT_EQ(all[3].since, "2026-05-13");
    EXPECT_NE(officer_of("A"), "") << "released, and given on at once";
    EXPECT_NE(officer_of("A"), all[3].officer.str()) << "to somebody else than who let it lie";
    EXPECT_EQ(last().trace.front(), "queue");
}

TEST_F(Staff, AMissedClockGoesUpEachLevelOnceWhileItRuns) {
    open("A");
    const auto due = load_case(rig.state(), case_no("A"))->due_on();
    EXPECT_EQ(due, "2026-05-20");
    rig.go_to("2026-05-21T09:00:00+08:00");
    ASSERT_EQ(rig.recorded_of<events::clock_breached>().size(), 1u);
    EXPECT_TRUE(rig.recorded_of<events::clock_escalated>().empty());
    rig.go_to("2026-05-26T09:00:00+08:00");
    ASSERT_EQ(rig.recorded_of<events::clock_escalated>().size(), 1u);
    EXPECT_EQ(rig.recorded_of<events::clock_escalated>()[0].level, "head");
    EXPECT_EQ(rig.recorded_of<events::clock_escalated>()[0].days_over, 3);
    rig.go_to("2026-05-28T09:00:00+08:00");
    EXPECT_EQ(rig.recorded_of<events::clock_escalated>().size(), 1u);
    casework(events::case_refused{case_no("A"), li, "NA3", "", {}});
    rig.go_to("2026-06-30T09:00:00+08:00");
    EXPECT_EQ(rig.recorded_of<events::clock_escalated>().size(), 1u) << "it runs no more";
}

TEST_F(Staff, WhatAnOfficerHasWhoIsNotThereAnyMoreGoesBackToTheQueue) {
    open("A");
    const auto gone = officer_of("A");
    const auto left = [&] {
        recalculation so_far;
        return recalculate(subject.by(), rig.state(), rig.time.now(), so_far).value();
    };
    const auto given_up = [&](const events::facts& all) {
        return std::ranges::count_if(all, [](const events::fact& one) {
            const auto* to = std::get_if<events::case_assigned>(&one);
            return to && to->officer.empty();
        });
    };
    EXPECT_EQ(given_up(left()), 0);
    std::erase_if(by.desks.officers, [&](const auto& one) { return one.id.str() == gone; });
    EXPECT_EQ(given_up(left()), 1);
}

// @law SAMR-121 §6, PROC §4
TEST_F(Staff, WhoMustNotActByNowDoesNotHaveACaseAgainThatIsDecidedAnew) {
    open("A", [](auto& one) { one.record.route.respondent = "某某科技公司"; });
    ASSERT_EQ(officer_of("A"), "li.qiang");
    refuse("A");
    events::interest_declared what;
    what.officer = li;
    what.respondent = "某某科技公司";
    ASSERT_TRUE(ask([&](const choosing& with) { return declare_interest(with, what, {li, "亲属任职", false}); }));
    redo("A");
    EXPECT_EQ(officer_of("A"), "wang.min");
    EXPECT_EQ(last().trace.front(), "step:redo_by_order");
    EXPECT_EQ(load_of(rig.state(), li), 0);
    EXPECT_EQ(load_of(rig.state(), wang), 1);
}

TEST_F(Staff, ACaseThatIsDecidedAnewStaysWithItsOfficerAndMayNotLieEither) {
    open("A");
    refuse("A");
    rig.go_to("2026-06-01T09:00:00+08:00");
    ASSERT_TRUE(rig.recorded_of<events::case_idle>().empty()) << "what is decided lies";
    redo("A");
    EXPECT_EQ(rig.recorded_of<events::case_assigned>().size(), 1u);
    EXPECT_EQ(rig.recorded_of<events::case_touched>().size(), 1u);
    rig.go_to("2026-06-08T09:00:00+08:00");
    ASSERT_EQ(rig.recorded_of<events::case_idle>().size(), 1u);
    EXPECT_EQ(rig.recorded_of<events::case_idle>()[0].since, "2026-06-01");
}

TEST_F(Staff, ACaseThatComesBackToAFullDeskWaitsForRoom) {
    capacities(1);
    open("A");
    refuse("A");
    open("B");
    open("C");
    ASSERT_EQ(officer_of("B") + officer_of("C"), "li.qiangwang.min");
    redo("A");
    EXPECT_EQ(officer_of("A"), "");
    EXPECT_EQ(last().trace.back(), "officers:full");
    casework(events::case_closed{case_no("C"), wang, "agreed", "", "", {}});
    EXPECT_EQ(officer_of("A"), "wang.min");
}

TEST_F(Staff, WhoLeftMeanwhileDoesNotHaveACaseAgainThatWasMerged) {
    open("A");
    open("B");
    ASSERT_EQ(officer_of("A"), "li.qiang");
    merge("A", "B");
    leaves_for_good(li);
    undo_merge("A", "B");
    EXPECT_EQ(officer_of("A"), "wang.min");
    EXPECT_EQ(last().trace.front(), "resumed");
    merge("A", "B");
    leaves_for_good(wang);
    undo_merge("A", "B");
    EXPECT_EQ(officer_of("A"), "") << "nobody is left";
    EXPECT_EQ(waiting_at(rig.state(), desk, 10).size(), 1u) << "and the queue has it";
}

TEST_F(Staff, ACaseThatRestedWhileItWasMergedMayLieAsLongAsANewOne) {
    open("A");
    open("B");
    merge("A", "B");
    rig.go_to("2026-06-01T09:00:00+08:00");
    undo_merge("A", "B");
    const auto of_a = [&] {
        return std::ranges::count(rig.recorded_of<events::case_idle>(), case_no("A"), &events::case_idle::of_case);
    };
    EXPECT_EQ(of_a(), 0) << "nobody could act on it";
    rig.go_to("2026-06-08T09:00:00+08:00");
    EXPECT_EQ(of_a(), 1);
}

TEST_F(Staff, TheRoomThatAMergerOrItsUndoingMakesIsThereInTheSameBreath) {
    capacities(1);
    leaves_for_good(wang);
    open("B");
    refuse("B");
    open("A");
    ASSERT_EQ(officer_of("A"), "li.qiang");
    merge("A", "B");
    ASSERT_EQ(load_case(rig.state(), case_no("B"))->clocks.size(), 1u) << "the answer owed to who came with A";
    EXPECT_EQ(officer_of("B"), "li.qiang");
    undo_merge("A", "B");
    EXPECT_EQ(officer_of("A"), "li.qiang");
    EXPECT_EQ(load_of(rig.state(), li), 1);
}

TEST_F(Staff, ARebuiltStateIsTheSame) {
    capacities(2);
    for (int i = 0; i < 7; ++i) open("C" + std::to_string(i));
    ASSERT_TRUE(
        ask([&](const choosing& with) { return plan_leave(with, away(li, "2026-05-12", "2026-05-30", wang), lead); }));
    rig.go_to("2026-05-12T08:00:00+08:00");
    casework(events::case_closed{case_no("C1"), li, "agreed", "", "", {}});
    rig.go_to("2026-06-12T08:00:00+08:00");
    const auto before = rig.dump();
    rig.rebuild();
    EXPECT_EQ(rig.dump(), before);
}

/// Whatever comes in whatever order: nobody over the cap, nobody against their interest, what waits waits visibly.
TEST_F(Staff, RandomDaysKeepTheRules) {
    std::mt19937 dice(20260511);
    capacities(5);
    events::interest_declared what;
    what.officer = wang;
    what.respondent = "甲公司";
    ASSERT_TRUE(ask([&](const choosing& with) { return declare_interest(with, what, lead); }));
    std::vector<std::string> open_cases;
    for (int i = 0; i < 120; ++i) {
        if (dice() % 3 != 0 || open_cases.empty()) {
            open_cases.push_back("C" + std::to_string(i));
            open(open_cases.back(), [&](events::case_opened& one) {
                if (dice() % 4 == 0) one.record.route.respondent = "甲公司";
                if (dice() % 5 == 0) one.record.route.language = "en";
                if (dice() % 3 == 0) one.record.keys = {"phone:" + std::to_string(dice() % 6)};
            });
        } else {
            const auto at = dice() % open_cases.size();
            casework(events::case_closed{case_no(open_cases[at]), li, "agreed", "", "", {}});
            open_cases.erase(open_cases.begin() + static_cast<std::ptrdiff_t>(at));
        }
    }
    std::int64_t held = 0;
    for (const auto& one : by.desks.officers) {
        if (one.desk != desk) continue;
        EXPECT_LE(load_of(rig.state(), one.id), 5) << one.id.str();
        held += static_cast<std::int64_t>(held_by(rig.state(), one.id, 1000).size());
    }
    EXPECT_EQ(held + static_cast<std::int64_t>(waiting_at(rig.state(), desk, 1000).size()),
              static_cast<std::int64_t>(open_cases.size()));
    for (const auto& one : held_by(rig.state(), wang, 1000))
        EXPECT_NE(load_case(rig.state(), one.which)->profile.respondent, "甲公司");
}

} // namespace guiyi::assignment
