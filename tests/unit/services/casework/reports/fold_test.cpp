// What one case's facts come to in figures, fact by fact.
#include "services/casework/reports/units.hpp"
#include "tests/unit/services/casework/reports/reports_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::casework::reports {

namespace {

class ReportFold : public ::testing::Test {
  protected:
    std::string ask_text(measure what, grouping by = {}, std::vector<filter> where = {}, std::string_view as_of = {}) {
        question asked{what, {day("2026-01-01"), day("2026-12-31")}, day("2026-12-31"), true, by, std::move(where)};
        if (!as_of.empty()) asked.as_of = day(as_of), asked.is_now = false;
        return text_of(ask(in.rows(), asked));
    }
    static grouping by(dimension which) { return {grouping::by_dimension, which}; }

    void merge(const std::string& gone, const std::string& into, const std::string& receipt, std::string_view on) {
        in.fold(events::case_merged_noted{case_no(gone), case_no(into), {receipt_no(receipt)}, "verdict", "", {}}, on);
    }
    void restore(const std::string& back, const std::string& from, const std::string& receipt, std::string_view on) {
        in.fold(events::case_restored_noted{case_no(back), case_no(from), {receipt_no(receipt)}, "", {}}, on);
    }

    folded in;
};

} // namespace

TEST_F(ReportFold, AClockMetOnItsLastDayIsOnTimeAndToldApart) { // @law SAMR-121 §15(1)
    in.open("C1", "R1", "2026-05-04");
    in.assign("C1", "d1", "li", "2026-05-04");
    in.clock("C1", "K1", "running", "2026-05-13", "2026-05-04");
    EXPECT_EQ(ask_text(measure::clock), "");
    in.clock("C1", "K1", "met", "2026-05-13", "2026-05-13");
    EXPECT_EQ(ask_text(measure::clock, by(dimension::officer)), "[li] K1.last_day/0x1\n");
    EXPECT_EQ(ask_text(measure::due), "");
}

TEST_F(ReportFold, ABreachCountsOnceAndItsDelayWhenItEnds) {
    in.open("C1", "R1", "2026-05-04");
    in.assign("C1", "d1", "li", "2026-05-04");
    in.clock("C1", "K1", "running", "2026-05-13", "2026-05-04");
    in.clock("C1", "K1", "breached", "2026-05-13", "2026-05-14");
    EXPECT_EQ(ask_text(measure::clock), "[] K1.missed/0x1\n");
    EXPECT_EQ(ask_text(measure::due, {}, {}, "2026-05-20"), "[] K1/7x1\n");
    in.clock("C1", "K1", "missed", "2026-05-13", "2026-05-18");
    EXPECT_EQ(ask_text(measure::clock), "[] K1.missed/0x1\n");
    EXPECT_EQ(ask_text(measure::late), "[] K1/5x1\n");
    EXPECT_EQ(ask_text(measure::due), "");
    EXPECT_EQ(ask_text(measure::due, {}, {}, "2026-05-17"), "[] K1/4x1\n") << "as of a day when it still ran";
}

TEST_F(ReportFold, AClockIsMetOrMissedNeverBoth) { // its date as it stands in the end decides
    in.open("C1", "R1", "2026-05-04");
    in.clock("C1", "K1", "running", "2026-05-13", "2026-05-04");
    in.clock("C1", "K1", "breached", "2026-05-13", "2026-05-14");
    in.clock("C1", "K1", "running", "2026-05-20", "2026-05-15"); // the calendar was corrected
    EXPECT_EQ(ask_text(measure::clock), "") << "it runs in time again";
    EXPECT_EQ(ask_text(measure::clock, {}, {}, "2026-05-14"), "[] K1.missed/0x1\n") << "as it was known then";
    in.clock("C1", "K1", "met", "2026-05-20", "2026-05-19");
    EXPECT_EQ(ask_text(measure::clock), "[] K1.met/0x1\n");
    EXPECT_EQ(ask_text(measure::late), "");
}

TEST_F(ReportFold, AClockThatIsMovedAndMissedAgainIsMissedOnce) {
    in.open("C1", "R1", "2026-05-04");
    in.clock("C1", "K1", "running", "2026-05-13", "2026-05-04");
    in.clock("C1", "K1", "breached", "2026-05-13", "2026-05-14");
    in.clock("C1", "K1", "running", "2026-05-15", "2026-05-18"); // to a day that is over as well
    EXPECT_EQ(ask_text(measure::clock, {grouping::by_month, {}}), "[2026-05] K1.missed/0x1\n");
    in.clock("C1", "K1", "running", "2026-05-20", "2026-05-18");
    in.clock("C1", "K1", "breached", "2026-05-20", "2026-05-21");
    EXPECT_EQ(ask_text(measure::clock), "[] K1.missed/0x1\n");
    in.clock("C1", "K1", "missed", "2026-05-20", "2026-05-25");
    EXPECT_EQ(ask_text(measure::clock), "[] K1.missed/0x1\n");
    EXPECT_EQ(ask_text(measure::late), "[] K1/5x1\n");
}

TEST_F(ReportFold, AClockThatStaysMissedOnAnotherDateIsMissedThen) {
    in.open("C1", "R1", "2026-05-04");
    in.clock("C1", "K1", "running", "2026-04-28", "2026-05-04");
    in.clock("C1", "K1", "breached", "2026-04-28", "2026-05-05");
    events::clock_noted moved;
    moved.of_case = case_no("C1");
    moved.clock = "K1";
    moved.state = "breached";
    moved.change = "moved";
    moved.due_on = "2026-05-05";
    in.fold(moved, "2026-05-06");
    EXPECT_EQ(ask_text(measure::clock, {grouping::by_month, {}}), "[2026-05] K1.missed/0x1\n");
    EXPECT_EQ(ask_text(measure::due, {}, {}, "2026-05-08"), "[] K1/3x1\n");
}

TEST_F(ReportFold, AMissThatAPauseFromBeforeExplainsIsNone) { // found in time when it is stopped
    in.open("C1", "R1", "2026-05-04");
    in.clock("C1", "K5", "running", "2026-05-13", "2026-05-04");
    in.clock("C1", "K5", "breached", "2026-05-13", "2026-05-14");
    in.pause("C1", "K5", "2026-05-13", "2026-05-12", "2026-05-15"); // recorded late, with its evidence
    EXPECT_EQ(ask_text(measure::clock), "") << "it stood still before it ran out";
    in.clock("C1", "K5", "met", "2026-05-13", "2026-05-16");
    EXPECT_EQ(ask_text(measure::clock), "[] K5.met/0x1\n");
}

TEST_F(ReportFold, AClockThatGoesOnAfterItsDateIsMissed) {
    in.open("C1", "R1", "2026-05-04");
    in.clock("C1", "K5", "running", "2026-05-13", "2026-05-04");
    in.clock("C1", "K5", "breached", "2026-05-13", "2026-05-14");
    in.pause("C1", "K5", "2026-05-13", "2026-05-12", "2026-05-15");
    in.clock("C1", "K5", "running", "2026-05-16", "2026-05-20"); // the pause had ended days before
    EXPECT_EQ(ask_text(measure::clock), "[] K5.missed/0x1\n");
    in.clock("C1", "K5", "missed", "2026-05-16", "2026-05-22");
    EXPECT_EQ(ask_text(measure::clock), "[] K5.missed/0x1\n");
    EXPECT_EQ(ask_text(measure::late), "[] K5/6x1\n");
}

TEST_F(ReportFold, AnEarlierRunOfAClockKeepsItsMiss) {
    in.open("C1", "R1", "2026-05-04");
    in.clock("C1", "K1", "running", "2026-05-13", "2026-05-04");
    in.clock("C1", "K1", "breached", "2026-05-13", "2026-05-14");
    in.clock("C1", "K1", "missed", "2026-05-13", "2026-05-18");
    in.clock("C1", "K1", "running", "2026-05-28", "2026-05-20"); // decided anew
    in.clock("C1", "K1", "met", "2026-05-28", "2026-05-21");
    EXPECT_EQ(ask_text(measure::clock), "[] K1.met/0x1 K1.missed/0x1\n");
}

TEST_F(ReportFold, ADroppedClockNeverRan) {
    in.open("C1", "R1", "2026-05-04");
    in.clock("C1", "K1+R2", "running", "2026-05-13", "2026-05-04");
    in.clock("C1", "K1+R2", "breached", "2026-05-13", "2026-05-14");
    in.clock("C1", "K1+R2", "dropped", "", "2026-05-15");
    EXPECT_EQ(ask_text(measure::clock) + ask_text(measure::due), "");
    EXPECT_EQ(ask_text(measure::clock, {}, {}, "2026-05-14"), "[] K1.missed/0x1\n");
}

TEST_F(ReportFold, WaitsAddUpToTheWholeTimeOfTheCase) {
    in.open("C1", "R1", "2026-05-01");
    in.assign("C1", "d1", "", "2026-05-03");
    in.assign("C1", "d1", "li", "2026-05-04");
    in.accept("C1", "2026-05-06");
    in.fold(events::respondent_contacted{case_no("C1"), officer_id("li"), "firm", ""}, "2026-05-07");
    EXPECT_EQ(ask_text(measure::waiting, {}, {}, "2026-05-10"), "[] respondent/3x1\n");
    in.fold(events::respondent_replied{case_no("C1"), officer_id("li"), "firm", "", "refund", 10}, "2026-05-17");
    in.close("C1", "agreed", "2026-05-21");
    EXPECT_EQ(ask_text(measure::spell, {grouping::by_label, {}}),
              "[desk_queue] desk_queue/1x1\n[officer] officer/3x1 officer/4x1\n[placement] placement/2x1\n"
              "[respondent] respondent/10x1\n");
    EXPECT_EQ(ask_text(measure::ended), "[] agreed/20x1\n");
    EXPECT_EQ(ask_text(measure::open) + ask_text(measure::waiting), "");
    EXPECT_EQ(ask_text(measure::first_action), "[] accept/5x1\n");
}

TEST_F(ReportFold, ADeskThatPassesTheCaseOnWithoutActingHasOnlyDelayedIt) {
    in.open("C1", "R1", "2026-05-01");
    in.assign("C1", "d1", "li", "2026-05-01");
    in.assign("C1", "d2", "wu", "2026-05-05");
    in.assign("C1", "d1", "li", "2026-05-06");
    EXPECT_EQ(ask_text(measure::spell, by(dimension::desk)), "[d1] dispatch/4x1\n[d2] dispatch/1x1\n");
    EXPECT_EQ(ask_text(measure::moved, by(dimension::desk)), "[d1] desk/0x1\n[d2] desk_back/0x1\n");
    EXPECT_EQ(ask_text(measure::opened, by(dimension::officer)), "[li] new/0x1\n");
    EXPECT_EQ(ask_text(measure::open, by(dimension::officer), {}, "2026-05-05"), "[wu] registered/4x1\n");
    EXPECT_EQ(ask_text(measure::open, by(dimension::officer), {}, "2026-05-07"), "[li] registered/6x1\n");
}

TEST_F(ReportFold, UrgesBeforeTheFirstActionAreCountedWithIt) {
    in.open("C1", "R1", "2026-05-01");
    in.assign("C1", "d1", "li", "2026-05-01");
    for (const auto* on : {"2026-05-03", "2026-05-04"})
        in.fold(events::complainant_acted{receipt_no("R1"), "urge", "", {}}, on);
    in.fold(events::complainant_acted{receipt_no("R1"), "supplement", "", {}}, "2026-05-04");
    in.accept("C1", "2026-05-06");
    in.fold(events::complainant_acted{receipt_no("R1"), "urge", "", {}}, "2026-05-08");
    EXPECT_EQ(ask_text(measure::early_urges), "[] urged/2x1\n");
    EXPECT_EQ(ask_text(measure::acted, by(dimension::desk)), "[d1] supplement/0x1 urge/0x3\n");
}

TEST_F(ReportFold, UrgesGoAlongWithTheirComplaintUntilSomebodyActs) {
    in.open("C1", "R1", "2026-05-01");
    in.open("C2", "R2", "2026-05-02");
    for (const auto* on : {"2026-05-03", "2026-05-04", "2026-05-05"})
        in.fold(events::complainant_acted{receipt_no("R1"), "urge", "", {}}, on);
    merge("C1", "C2", "R1", "2026-05-06");
    in.change([](store::writer& rows) { EXPECT_EQ(load_case_unit(rows, case_no("C1"))->urges, 0); });
    restore("C1", "C2", "R1", "2026-05-07");
    in.accept("C2", "2026-05-08");
    EXPECT_EQ(ask_text(measure::early_urges), "[] not_urged/0x1\n") << "the urges went back where they came from";
    merge("C1", "C2", "R1", "2026-05-09");
    in.fold(events::case_split_noted{case_no("C3"), case_no("C2"), {receipt_no("R1")}, "C", "untie", "", {}},
            "2026-05-10");
    in.accept("C3", "2026-05-11");
    EXPECT_EQ(ask_text(measure::early_urges), "[] not_urged/0x1 urged/3x1\n");
}

TEST_F(ReportFold, AnActionOnACaseThatTookInAnUrgedOneCountsItsUrges) {
    in.open("C1", "R1", "2026-05-01");
    in.open("C2", "R2", "2026-05-02");
    in.fold(events::complainant_acted{receipt_no("R1"), "urge", "", {}}, "2026-05-03");
    merge("C1", "C2", "R1", "2026-05-06");
    in.accept("C2", "2026-05-08");
    EXPECT_EQ(ask_text(measure::early_urges), "[] urged/1x1\n");
}

TEST_F(ReportFold, CallsAfterARefusalThatAMergedComplaintTellsOfAreTold) {
    in.open("C1", "R1", "2026-05-01");
    const auto called = [&](const char* receipt, const char* on, bool refused) {
        events::complaint_noted fact;
        fact.receipt = receipt_no(receipt);
        fact.received_at = parse_rfc3339(std::string(on) + "T12:00:00+08:00").value();
        fact.summary.respondent = "firm";
        fact.summary.calls = {{"", "", on, 0, refused, "", ""}};
        in.fold(fact, on);
    };
    called("R2", "2026-05-03", true);
    in.fold(events::case_registered{case_no("C2"), receipt_no("R2"), "new", {}, "C"}, "2026-05-03");
    merge("C2", "C1", "R2", "2026-05-04");
    called("R3", "2026-05-06", false);
    in.fold(events::complaint_joined{case_no("C1"), receipt_no("R3")}, "2026-05-06");
    EXPECT_EQ(ask_text(measure::after_refusal), "[] /0x1\n");
}

TEST_F(ReportFold, AReportSplitOffIsAsOldAsTheComplaintItCameIn) { // @law SAMR-121 §9
    in.open("C1", "R1", "2026-05-01");
    in.assign("C1", "d1", "li", "2026-05-01");
    events::report_split fact;
    fact.from = case_no("C1");
    fact.report = case_no("R-1");
    fact.officer = officer_id("li");
    fact.route.received_at = parse_rfc3339("2026-05-01T09:00:00+08:00").value();
    in.fold(fact, "2026-05-10");
    const auto of_reports = [&](std::string_view as_of) {
        return ask_text(measure::open, by(dimension::track), {{dimension::track, "R"}}, as_of);
    };
    EXPECT_EQ(of_reports("2026-05-12"), "[R] registered/11x1\n");
    in.close("R-1", "no_violation", "2026-05-21");
    EXPECT_EQ(ask_text(measure::ended, {}, {{dimension::track, "R"}}), "[] no_violation/20x1\n");
}

TEST_F(ReportFold, AMergedCaseIsNotCountedTwiceAndItsReturnRestoresEveryFigure) {
    in.open("C1", "R1", "2026-05-01");
    in.assign("C1", "d1", "li", "2026-05-01");
    in.open("C2", "R2", "2026-05-02");
    in.assign("C2", "d1", "wu", "2026-05-02");
    in.clock("C2", "K1", "running", "2026-05-10", "2026-05-02");
    in.clock("C2", "K1", "breached", "2026-05-10", "2026-05-11");
    const auto all = [&](std::string_view as_of = {}) {
        std::string out;
        for (const auto one : all_measures())
            out += std::string(name_of(one)) + ask_text(one, by(dimension::officer), {}, as_of);
        return out;
    };
    const auto before = all();

    merge("C2", "C1", "R2", "2026-05-12");

    EXPECT_EQ(ask_text(measure::opened), "[] new/0x1\n");
    EXPECT_EQ(ask_text(measure::open, by(dimension::officer), {}, "2026-05-12"), "[li] registered/11x1\n");
    EXPECT_EQ(ask_text(measure::clock) + ask_text(measure::due), "");
    EXPECT_EQ(ask_text(measure::received), "[] first/0x2\n") << "the complaints were received all the same";
    EXPECT_EQ(ask_text(measure::merged, by(dimension::officer)), "[wu] verdict/0x1\n");
    EXPECT_EQ(ask_text(measure::opened, {}, {}, "2026-05-11"), "[] new/0x2\n") << "as of a day before";

    restore("C2", "C1", "R2", "2026-05-15");
    EXPECT_EQ(all(), before);
    EXPECT_EQ(ask_text(measure::merged, {}, {}, "2026-05-13"), "[] verdict/0x1\n");
}

TEST_F(ReportFold, ARepeatIsCalledByItsKindUntilSomebodyTakesItOut) { // @law SAMR-121 §16(2)
    in.open("C1", "R1", "2026-05-01");
    in.complaint("R2", "2026-05-03", "hotline");
    in.fold(events::complaint_joined{case_no("C1"), receipt_no("R2")}, "2026-05-03");
    in.fold(
        events::repeat_classified{
            case_no("C1"), receipt_no("R2"), "repeat_complaint", {}, {}, "officer", case_no("C1"), {}},
        "2026-05-03");
    EXPECT_EQ(ask_text(measure::received, by(dimension::channel)),
              "[hotline] repeat_complaint/0x1\n[portal] first/0x1\n");
    in.fold(events::case_split_noted{case_no("C2"), case_no("C1"), {receipt_no("R2")}, "C", "untie", "", {}},
            "2026-05-05");
    EXPECT_EQ(ask_text(measure::received, by(dimension::channel)), "[hotline] new_dispute/0x1\n[portal] first/0x1\n");
    EXPECT_EQ(ask_text(measure::opened), "[] new/0x1 split/0x1\n");
    EXPECT_EQ(ask_text(measure::received, by(dimension::channel), {}, "2026-05-04"),
              "[hotline] repeat_complaint/0x1\n[portal] first/0x1\n");
}

TEST_F(ReportFold, CallsAfterARefusalAreTold) {
    events::complaint_noted fact;
    fact.receipt = receipt_no("R1");
    fact.received_at = parse_rfc3339("2026-05-04T10:00:00+08:00").value();
    fact.summary.respondent = "firm";
    fact.summary.calls = {{"", "", "2026-05-01", 0, true, "", ""},
                          {"", "", "2026-05-03T09:00:00+08:00", 0, false, "", ""}};
    in.fold(fact, "2026-05-04");
    EXPECT_EQ(ask_text(measure::after_refusal, by(dimension::respondent)), "[firm] /0x1\n");
}

TEST_F(ReportFold, WhatAnOfficerSaysOfTheCaseHoldsForAllOfIt) {
    in.open("C1", "R1", "2026-05-01");
    in.assign("C1", "d1", "li", "2026-05-01");
    in.accept("C1", "2026-05-06");
    in.fold(events::case_categorised{case_no("C1"), officer_id("li"), {"D2", "C1"}}, "2026-06-01");
    EXPECT_EQ(ask_text(measure::first_action, by(dimension::category)), "[D2] accept/5x1\n");
    EXPECT_EQ(ask_text(measure::first_action, by(dimension::category), {}, "2026-05-31"), "[C1] accept/5x1\n");
    EXPECT_EQ(ask_text(measure::first_action, {}, {{dimension::category, "D2"}, {dimension::officer, "li"}}),
              "[] accept/5x1\n");
}

TEST_F(ReportFold, WhatIsNotKnownIsAGroupOfItsOwn) {
    in.complaint("R1", "2026-05-01", "portal", "");
    in.complaint("R2", "2026-05-01", "portal", "firm");
    EXPECT_EQ(ask_text(measure::received, by(dimension::respondent)), "[] first/0x1\n[firm] first/0x1\n");
    EXPECT_EQ(ask_text(measure::received, {}, {{dimension::respondent, ""}}), "[] first/0x1\n");
}

TEST_F(ReportFold, ARepeatAfterTheEndPutsTheCaseToWorkAgain) {
    in.open("C1", "R1", "2026-05-01");
    in.close("C1", "answered", "2026-05-04");
    in.clock("C1", "K1+R2", "running", "2026-06-10", "2026-06-01");
    EXPECT_EQ(ask_text(measure::reopened), "[] repeat_to_answer/0x1\n");
}

TEST_F(ReportFold, APauseCountsWithItsDaysAndNothingIsDueMeanwhile) { // @law SAMR-121 §22(4)
    in.open("C1", "R1", "2026-05-04");
    in.clock("C1", "K2", "running", "2026-07-03", "2026-05-04");
    events::clock_noted paused;
    paused.of_case = case_no("C1");
    paused.clock = "K2";
    paused.state = "paused";
    paused.change = "paused";
    paused.reason = "testing";
    paused.paused_on = "2026-05-10";
    in.fold(paused, "2026-05-10");
    EXPECT_EQ(ask_text(measure::due), "");
    EXPECT_EQ(ask_text(measure::pausing, {}, {}, "2026-05-12"), "[] testing/2x1\n");
    in.clock("C1", "K2", "running", "2026-07-13", "2026-05-20");
    EXPECT_EQ(ask_text(measure::paused), "[] testing/10x1\n");
    EXPECT_EQ(ask_text(measure::pausing), "");
    EXPECT_EQ(ask_text(measure::due, {}, {}, "2026-07-12"), "[] K2/-1x1\n");
    in.clock("C1", "K2", "met", "2026-07-13", "2026-07-01");
    EXPECT_EQ(ask_text(measure::clock), "[] K2.met/0x1\n");
}

TEST_F(ReportFold, StepsOfTheRulebookSayWhatTheCaseWaitsForAndWhetherItIsBack) {
    in.open("C1", "R1", "2026-05-01");
    in.assign("C1", "d1", "li", "2026-05-01");
    const auto step = [&](std::string action, std::string to, std::string stage, std::string_view on,
                          std::string outcome = {}) {
        events::case_stepped fact;
        fact.of_case = case_no("C1");
        fact.officer = officer_id("li");
        fact.outcome = std::move(outcome);
        fact.step.action = std::move(action);
        fact.step.to = std::move(to);
        fact.step.stage = std::move(stage);
        in.fold(std::move(fact), on);
    };
    in.accept("C1", "2026-05-03");
    step("test", "C-TESTING", "accepted", "2026-05-05");
    step("test_result", "C-MEDIATING", "accepted", "2026-05-15");
    EXPECT_EQ(ask_text(measure::spell), "[] officer/4x1 testing/10x1\n");
    step("dispatch", "C-SENT", "closed", "2026-05-16");
    EXPECT_EQ(ask_text(measure::ended), "[] dispatch/15x1\n");
    step("sent_back", "C-REG", "registered", "2026-05-20");
    EXPECT_EQ(ask_text(measure::reopened), "[] sent_back/0x1\n");
    EXPECT_EQ(ask_text(measure::open, {}, {}, "2026-05-20"), "[] registered/19x1\n");
}

} // namespace guiyi::casework::reports
