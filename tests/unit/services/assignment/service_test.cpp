// Assignment on a real runner: from a new case to its end, with the clock that breaches in between.
#include "services/assignment/service.hpp"

#include "tests/support/service_rig.hpp"
#include "tests/unit/services/assignment/law_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::assignment {

using events::stream;

namespace {

const case_no one("C2026-0000001");
const officer_id wang("wang.min");

class Assignment : public ::testing::Test {
  protected:
    void open(const case_no& number = one, std::string nature = "complaint", std::string category = "C1",
              std::string_view received_at = "2026-04-30T10:00:00+08:00") {
        rig.append(stream::deduplication, a_case(number.str(), std::move(nature), std::move(category), received_at));
        rig.settle();
    }
    /// A repeat by the same person, of the same nature and category.
    void tie(const case_no& to, const std::string& receipt, std::string_view received_at) {
        events::complaint_tied fact{to, {}, {}};
        fact.record.receipt = receipt_no(receipt);
        fact.record.route = {"portal", "zh", "complaint", "C1", "", parse_rfc3339(received_at).value()};
        rig.append(stream::deduplication, fact);
        rig.settle();
    }
    void casework(events::fact what) {
        rig.append(stream::casework, std::move(what));
        rig.settle();
    }
    /// "K1 stopped 2026-05-06 met by case_accepted; K2 ..." of everything but assignments
    std::string clocks() const {
        std::string out;
        for (const auto& fact : rig.recorded()) {
            if (const auto* s = std::get_if<events::clock_started>(&fact))
                out += s->clock + " from " + s->started_on + " due " + s->due_on + "; ";
            if (const auto* s = std::get_if<events::clock_stopped>(&fact))
                out += s->clock + " stopped " + s->stopped_on + (s->met ? " met by " : " missed by ") + s->by + "; ";
            if (const auto* s = std::get_if<events::clock_breached>(&fact))
                out += s->clock + " breached " + s->due_on + "; ";
            if (const auto* s = std::get_if<events::case_released>(&fact)) out += s->officer.str() + " released; ";
        }
        return out;
    }

    shipped_rules by;
    service subject{by.desks, by.topics, by.rulebooks, by.days, by.office};
    testing::service_rig rig{subject, "2026-04-30T12:00:00+08:00"};
};

} // namespace

TEST_F(Assignment, ANewComplaintGetsADeskAnOfficerAndK1) {
    open();

    const auto assigned = rig.recorded_of<events::case_assigned>();
    ASSERT_EQ(assigned.size(), 1u);
    EXPECT_EQ(assigned[0].desk.str(), "samr-12315");
    EXPECT_EQ(assigned[0].officer.str(), "li.qiang");
    EXPECT_EQ(assigned[0].trace, (std::vector<std::string>{"nature:complaint", "article:O121 §13(1)", "place:none",
                                                           "category:C", "region:*", "load:0/120"}));
    EXPECT_EQ(clocks(), "K1 from 2026-04-30 due 2026-05-13; ");
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 1);
}

TEST_F(Assignment, CasesSpreadOverTheOfficersOnDuty) {
    for (int i = 0; i < 5; ++i) open(case_no("C" + std::to_string(i)));
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 3);
    EXPECT_EQ(load_of(rig.state(), wang), 2);
    EXPECT_EQ(load_of(rig.state(), officer_id("zhao.lei")), 0) << "off duty";
}

TEST_F(Assignment, AFullDeskKeepsTheCaseInItsQueue) {
    for (auto& officer : by.desks.officers) officer.capacity = 1;
    for (int i = 0; i < 3; ++i) open(case_no("C" + std::to_string(i)));
    const auto last = rig.recorded_of<events::case_assigned>().back();
    EXPECT_EQ(last.desk.str(), "samr-12315");
    EXPECT_TRUE(last.officer.empty());
    EXPECT_EQ(last.trace.back(), "officers:full");
}

TEST_F(Assignment, ANatureBeginsWithTheClocksOfItsTrack) {
    open(case_no("A"), "nuisance", "A1");
    open(case_no("B"), "enquiry", "Z");
    EXPECT_EQ(clocks(), "");
    open(case_no("D"), "report", "D2");
    EXPECT_EQ(clocks(), "K5 from 2026-04-30 due 2026-05-25; ");
    open(case_no("E"), "", "");
    EXPECT_EQ(clocks(), "K5 from 2026-04-30 due 2026-05-25; K1 from 2026-04-30 due 2026-05-13; ");
}

TEST_F(Assignment, TheStartIsTheOfficesDateNotUtc) {
    open(one, "complaint", "C1", "2026-04-29T16:30:00Z");
    EXPECT_EQ(rig.recorded_of<events::clock_started>()[0].started_on, "2026-04-30");
}

// @law SAMR-121 §15(1), §23(1)(5)
TEST_F(Assignment, AcceptanceStopsK1AndStartsMediation) {
    open();
    rig.go_to("2026-05-06T09:00:00+08:00");
    casework(events::case_accepted{one, wang, ""});
    EXPECT_EQ(clocks(),
              "K1 from 2026-04-30 due 2026-05-13; K1 stopped 2026-05-06 met by case_accepted; "
              "K2 from 2026-05-06 due 2026-07-05; ");
    casework(events::case_accepted{one, wang, ""});
    EXPECT_EQ(rig.recorded_of<events::clock_started>().size(), 2u) << "once";
}

TEST_F(Assignment, AcceptanceOnTheDueDateIsInTime) {
    open();
    rig.go_to("2026-05-13T23:59:00+08:00");
    casework(events::case_accepted{one, wang, ""});
    EXPECT_TRUE(rig.recorded_of<events::clock_stopped>()[0].met);
    EXPECT_TRUE(rig.recorded_of<events::clock_breached>().empty());
}

TEST_F(Assignment, AcceptingANuisanceCallMovesNoClock) {
    open(one, "nuisance", "A1");
    casework(events::case_accepted{one, wang, ""});
    EXPECT_EQ(clocks(), "");
}

TEST_F(Assignment, ARefusalStopsK1AndGivesTheOfficerRoom) {
    open();
    casework(events::case_refused{one, wang, "NA3", "no purchase", {}});
    EXPECT_EQ(clocks(),
              "K1 from 2026-04-30 due 2026-05-13; K1 stopped 2026-04-30 met by case_refused; li.qiang released; ");
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 0);
    casework(events::case_refused{one, wang, "NA3", "no purchase", {}});
    EXPECT_EQ(rig.recorded_of<events::case_released>().size(), 1u) << "once";
}

TEST_F(Assignment, TheEndStopsWhateverRuns) {
    open();
    casework(events::case_accepted{one, wang, ""});
    rig.go_to("2026-06-01T09:00:00+08:00");
    casework(events::case_closed{one, wang, "agreed", "", "", {}});
    EXPECT_EQ(clocks(),
              "K1 from 2026-04-30 due 2026-05-13; K1 stopped 2026-04-30 met by case_accepted; "
              "K2 from 2026-04-30 due 2026-06-29; K2 stopped 2026-06-01 met by case_closed; "
              "li.qiang released; ");
}

// @law SAMR-121 §9; PROC §18
TEST_F(Assignment, ASplitReportGoesToEnforcementWithK5FromThatDay) {
    open();
    rig.go_to("2026-05-08T09:00:00+08:00");
    events::report_split split;
    split.from = one;
    split.report = case_no(one.str() + "-R1");
    split.officer = wang;
    split.category = "D2";
    split.route = {"portal", "zh", "report", "D2", "", parse_rfc3339("2026-04-30T10:00:00+08:00").value()};
    casework(split);

    const auto assigned = rig.recorded_of<events::case_assigned>().back();
    EXPECT_EQ(assigned.assigned.str(), "C2026-0000001-R1");
    EXPECT_EQ(assigned.desk.str(), "samr-enforcement");
    EXPECT_EQ(clocks(), "K1 from 2026-04-30 due 2026-05-13; K5 from 2026-05-08 due 2026-05-28; ");
    casework(split);
    EXPECT_EQ(rig.recorded_of<events::case_assigned>().size(), 2u) << "once";
}

TEST_F(Assignment, AClockBreachesOnceAtTheEndOfItsDueDate) {
    open();
    rig.go_to("2026-05-13T23:59:59+08:00");
    EXPECT_TRUE(rig.recorded_of<events::clock_breached>().empty());
    rig.go_to("2026-05-14T00:00:00+08:00");
    rig.go_to("2026-05-20T00:00:00+08:00");
    EXPECT_EQ(clocks(), "K1 from 2026-04-30 due 2026-05-13; K1 breached 2026-05-13; ");

    casework(events::case_accepted{one, wang, ""});

    EXPECT_FALSE(rig.recorded_of<events::clock_stopped>()[0].met) << "missed, and mediation starts all the same";
    EXPECT_EQ(rig.recorded_of<events::clock_started>().back().clock, "K2");
}

TEST_F(Assignment, WhatIsBroughtInLateIsWarnedOfOnceOrIsMissedAtOnce) {
    const auto told = [&](const case_no& which) {
        std::string out;
        for (const auto& fact : rig.recorded()) {
            const auto* warned = std::get_if<events::clock_warned>(&fact);
            const auto* missed = std::get_if<events::clock_breached>(&fact);
            if (warned && warned->of_case == which) out += warned->warned_on + "; ";
            if (missed && missed->of_case == which) out += "missed " + missed->due_on + "; ";
        }
        return out;
    };
    const auto all = [&] { return rig.recorded_of<events::clock_started>().back().warn_on; };
    const case_no in_time("A"), near("B"), last_day("C"), late("D");
    open(in_time);
    ASSERT_EQ(all(), (std::vector<std::string>{"2026-05-11", "2026-05-13"}));
    rig.go_to("2026-05-12T09:00:00+08:00");
    open(near);
    EXPECT_EQ(told(near), "2026-05-11; ") << "the one that is past but still true";
    rig.go_to("2026-05-13T09:00:00+08:00");
    open(last_day);
    EXPECT_EQ(told(last_day), "2026-05-13; ") << "not that of the day before yesterday too";
    rig.go_to("2026-05-14T09:00:00+08:00");
    open(late);
    EXPECT_EQ(told(late), "missed 2026-05-13; ");
    EXPECT_EQ(all(), (std::vector<std::string>{"2026-05-11", "2026-05-13"})) << "the fact says what the law says";
    for (const auto& which : {in_time, near}) EXPECT_EQ(told(which), "2026-05-11; 2026-05-13; missed 2026-05-13; ");
}

TEST_F(Assignment, AStoppedClockNeverBreaches) {
    open();
    casework(events::case_refused{one, wang, "NA3", "no purchase", {}});
    rig.go_to("2026-07-01T00:00:00+08:00");
    EXPECT_TRUE(rig.recorded_of<events::clock_breached>().empty());
}

TEST_F(Assignment, ARepeatChangesNothing) {
    open();
    const auto before = rig.recorded().size();
    rig.append(stream::deduplication, events::complaint_tied{one, {}, {}});
    rig.settle();
    EXPECT_EQ(rig.recorded().size(), before);
}

// @law SAMR-121 §15(1), §16(2)
TEST_F(Assignment, ARepeatOfADecidedCaseHasItsOwnClockAndTheOfficerHasItAgain) {
    open();
    casework(events::case_refused{one, wang, "NA3", "no purchase", {}});
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 0);
    events::complaint_tied again{one, {}, {}};
    again.record.receipt = receipt_no("R2");
    again.record.route = {"portal", "zh", "complaint", "C1", "", parse_rfc3339("2026-05-08T10:00:00+08:00").value()};
    const auto tie = [&] {
        rig.append(stream::deduplication, again);
        rig.settle();
    };
    tie();
    tie();
    EXPECT_EQ(clocks(),
              "K1 from 2026-04-30 due 2026-05-13; K1 stopped 2026-04-30 met by case_refused; "
              "li.qiang released; K1+R2 from 2026-05-08 due 2026-05-18; ")
        << "once";
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 1);
    EXPECT_EQ(rig.recorded_of<events::case_assigned>().size(), 1u) << "who decided it answers";

    again.record.receipt = receipt_no("R3");
    again.record.route.nature = "report";
    tie();
    EXPECT_EQ(clocks().find("R3"), std::string::npos) << "a repeated report is not decided again (O121 §35(2))";

    rig.go_to("2026-05-19T09:00:00+08:00");
    casework(events::repeat_refused{one, {receipt_no("R2")}, wang, "NA2", "handled before", {}});
    const auto stopped = rig.recorded_of<events::clock_stopped>().back();
    EXPECT_EQ(stopped.clock, "K1+R2");
    EXPECT_FALSE(stopped.met);
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 0);
}

// @law SAMR-121 §15(1), §16(2): accepted already is a ground for refusing it, within its own time
TEST_F(Assignment, ARepeatOfAnAcceptedCaseHasItsOwnClockAndOutlivesTheCase) {
    open();
    casework(events::case_accepted{one, wang, ""});
    tie(one, "R2", "2026-05-08T10:00:00+08:00");
    ASSERT_TRUE(load_case(rig.state(), one)->find("K1+R2"));
    EXPECT_EQ(load_case(rig.state(), one)->find("K1+R2")->due_on, "2026-05-18");
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 1);

    casework(events::case_closed{one, wang, "agreed", "", "", {}});
    EXPECT_TRUE(load_case(rig.state(), one)->find("K1+R2")) << "the end of the case is no answer to it";
    EXPECT_FALSE(load_case(rig.state(), one)->find("K2"));
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 1);
    casework(events::repeat_refused{one, {receipt_no("R2")}, wang, "NA2", "accepted before", {}});
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 0);
}

// It may lie no more than a new one: the watch begins when it comes, and outlives the end of the case.
TEST_F(Assignment, ARepeatThatLiesIdleIsHeardOf) {
    open();
    const auto again = [&](const std::string& receipt, std::string_view when) {
        rig.go_to(when);
        events::complaint_tied fact{one, {}, {}};
        fact.record.receipt = receipt_no(receipt);
        fact.record.route = {"portal", "zh", "complaint", "C1", "", parse_rfc3339(when).value()};
        rig.append(stream::deduplication, fact);
        rig.settle();
    };
    const auto told = [&] { return rig.recorded_of<events::case_idle>().size(); };
    casework(events::case_refused{one, wang, "NA3", "no purchase", {}});
    rig.go_to("2026-05-30T09:00:00+08:00");
    EXPECT_EQ(told(), 0u) << "what is decided lies";

    again("R2", "2026-06-01T10:00:00+08:00");
    const auto first = load_case(rig.state(), one)->idle_on;
    ASSERT_FALSE(first.empty());
    rig.go_to(first.front() + "T09:00:00+08:00");
    ASSERT_EQ(told(), 1u);
    EXPECT_EQ(rig.recorded_of<events::case_idle>().back().since, "2026-06-01");
    casework(events::repeat_refused{one, {receipt_no("R2")}, wang, "NA2", "handled before", {}});

    again("R3", "2026-07-01T10:00:00+08:00");
    EXPECT_GT(load_case(rig.state(), one)->idle_on.front(), "2026-07-01") << "from its own day, not the first one's";

    const case_no other("C2026-0000002");
    open(other, "complaint", "C1", "2026-07-01T10:00:00+08:00");
    casework(events::case_accepted{other, wang, ""});
    tie(other, "R4", "2026-07-01T10:00:00+08:00");
    casework(events::case_closed{other, wang, "agreed", "", "", {}});
    EXPECT_FALSE(load_case(rig.state(), other)->idle_on.empty()) << "its repeat still waits";
}

// What a person takes it for settles whether it is owed an answer of its own (domain 8.1).
TEST_F(Assignment, AnUrgeOrASupplementIsOwedNoAnswerOfItsOwn) {
    open();
    casework(events::case_accepted{one, wang, ""});
    tie(one, "R2", "2026-05-08T10:00:00+08:00");
    ASSERT_TRUE(load_case(rig.state(), one)->find("K1+R2"));
    events::repeat_decided said;
    said.of_case = one;
    said.receipt = receipt_no("R2");
    said.kind = "urge";
    said.nature = "complaint";
    said.received_on = "2026-05-08";
    said.clock = "unchanged";
    casework(said);
    EXPECT_FALSE(load_case(rig.state(), one)->find("K1+R2"));
    EXPECT_TRUE(load_case(rig.state(), one)->find("K2")) << "the case's own runs on";

    rig.go_to("2026-05-12T09:00:00+08:00");
    said.kind = "repeat_complaint";
    said.clock = "own";
    casework(said);
    casework(said);
    const auto row = load_case(rig.state(), one);
    const auto* owed = row->find("K1+R2");
    ASSERT_TRUE(owed) << "it is one after all";
    EXPECT_EQ(owed->started_on, "2026-05-08") << "from its receipt, whenever somebody says so";
    EXPECT_EQ(owed->due_on, "2026-05-18");
    EXPECT_EQ(row->clocks.size(), 2u) << "once";

    const case_no waiting("C2026-0000002");
    open(waiting);
    said.of_case = waiting;
    said.receipt = receipt_no("R-" + waiting.str());
    casework(said);
    EXPECT_EQ(load_case(rig.state(), waiting)->clocks.size(), 1u) << "while acceptance is open it shares that answer";
}

TEST_F(Assignment, WhoLeftTheDeskIsNotCalledBack) {
    open();
    casework(events::case_refused{one, wang, "NA3", "no purchase", {}});
    for (auto& officer : by.desks.officers) officer.on_duty = officer.id != officer_id("li.qiang");
    tie(one, "R2", "2026-05-08T10:00:00+08:00");
    EXPECT_EQ(rig.recorded_of<events::case_assigned>().back().officer, wang);
    EXPECT_EQ(load_of(rig.state(), wang), 1);
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 0);
}

TEST_F(Assignment, AMergedCaseRestsAndIsResumedAsItWas) {
    open();
    open(case_no("C2026-0000002"));
    const auto before = rig.recorded().size();
    const auto row = load_case(rig.state(), one);
    const events::cases_merged merged{
        one, case_no("C2026-0000002"), {receipt_no("R-C2026-0000001")}, "officer", "", wang, "B1"};
    const events::merge_undone undone{one, case_no("C2026-0000002"), {receipt_no("R-C2026-0000001")}, "", wang, "B2"};
    rig.append(stream::deduplication, merged);
    rig.append(stream::deduplication, merged);
    rig.settle();
    EXPECT_EQ(rig.recorded().size(), before + 1) << "once";
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 0);
    rig.append(stream::deduplication, undone);
    rig.append(stream::deduplication, undone);
    rig.settle();
    EXPECT_EQ(rig.recorded().size(), before + 2) << "once";
    EXPECT_EQ(load_case(rig.state(), one), row);
    EXPECT_EQ(load_of(rig.state(), officer_id("li.qiang")), 1);
    rig.go_to("2026-05-14T00:00:00+08:00");
    EXPECT_EQ(rig.recorded_of<events::clock_breached>().size(), 2u) << "its timer runs again";
}

TEST_F(Assignment, WhoComesWithAMergedAppealIsOwedAnAnswerByTheAppealsOwnClock) {
    const case_no decided("T1"), merged("T2");
    open(decided, "telecom_appeal", "B1");
    casework(events::case_refused{decided, wang, "operator_first", "not asked yet", {}});
    open(merged, "telecom_appeal", "B1");
    rig.append(stream::deduplication,
               events::cases_merged{merged, decided, {receipt_no("R-T2")}, "officer", "", wang, "B1"});
    rig.settle();
    const auto row = load_case(rig.state(), decided);
    ASSERT_TRUE(row);
    ASSERT_EQ(row->clocks.size(), 1u);
    EXPECT_EQ(row->clocks.front().clock, events::clock_for("M1", receipt_no("R-T2")));
}

TEST_F(Assignment, ASplitBeginsLikeANewCase) {
    open();
    events::complaints_split split;
    split.out_of = one;
    split.opened = case_no("C2026-0000009");
    split.moved = {receipt_no("R2")};
    split.route = {"portal", "zh", "complaint", "C1", "", parse_rfc3339("2026-05-08T10:00:00+08:00").value()};
    rig.append(stream::deduplication, split);
    rig.append(stream::deduplication, split);
    rig.settle();
    EXPECT_EQ(rig.recorded_of<events::case_assigned>().size(), 2u) << "once";
    EXPECT_EQ(clocks(), "K1 from 2026-04-30 due 2026-05-13; K1 from 2026-05-08 due 2026-05-18; ");
}

TEST_F(Assignment, SurvivesRestartAndRebuildWithItsTimers) {
    open();
    open(case_no("R1"), "report", "D2");
    casework(events::case_accepted{one, wang, ""});
    const auto before = rig.dump();
    rig.rebuild();
    EXPECT_EQ(rig.dump(), before);
    rig.go_to("2026-07-01T00:00:00+08:00");
    EXPECT_EQ(rig.recorded_of<events::clock_breached>().size(), 2u);
}

} // namespace guiyi::assignment
