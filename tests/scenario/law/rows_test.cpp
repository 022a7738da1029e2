// Every row of the case tracks, walked: who takes the step, where it leads, which clocks it moves, which form it calls
// for. Complaint and report, telecom appeal, nuisance call, consumer association, police referral.
#include "tests/scenario/law/bureau.hpp"

#include <gtest/gtest.h>

namespace guiyi::law_tests {

namespace {

/// One step of a walk and what is true after it; what is null is not looked at.
struct go {
    std::string who;
    std::string action;
    step_fields given;
    std::string state;
    const char* clocks = nullptr;
    const char* letters = nullptr;
};

class Rows : public ::testing::Test {
  protected:
    void walk(const std::vector<go>& steps, const std::string& number = "C1") {
        for (const auto& one : steps) {
            SCOPED_TRACE(number + " " + one.action);
            const auto said = at.act(one.who, number, one.action, one.given);
            ASSERT_TRUE(said) << said.error().detail;
            EXPECT_EQ(at.state_of(number), one.state);
            if (one.clocks) EXPECT_EQ(at.clocks(number), one.clocks);
            if (one.letters) EXPECT_EQ(at.letters(number), one.letters);
        }
    }
    void mediating(const std::string& number = "C1") {
        at.open(number, "complaint");
        walk({{lead, "accept", {}, "C-ACCEPTED"}, {lead, "mediate", {{"consent_both", "true"}}, "C-MEDIATING"}},
             number);
    }
    void checking(const std::string& number = "R1") {
        at.open(number, "report", {}, "D2");
        walk({{plain, "check", {{"second", "chen.jing"}}, "R-CHECK"}}, number);
    }

    bureau at{"2026-07-01T10:00:00+08:00"};
};
using Complaint = Rows;
using Report = Rows;
using Appeal = Rows;
using Nuisance = Rows;
using Association = Rows;
using Police = Rows;

} // namespace

// ---- complaints

// @law SAMR-121 §15(1)
TEST_F(Complaint, ReceivedIsRegisteredAndItsAcceptanceClockRuns) {
    at.open("C1", "complaint");
    EXPECT_EQ(at.state_of("C1"), "C-REG");
    EXPECT_EQ(at.row("C1").book, "samr-o121");
    EXPECT_EQ(at.clocks("C1"), "K1 running");
}

// @law SAMR-121 §9
TEST_F(Complaint, AMixedSubmissionBecomesTwoCasesWhoseDataStayApart) {
    at.open("C1", "complaint");
    at.go_to_day("2026-07-03");
    walk({{lead, "split", {{"lead", "夸大功效"}, {"category", "D2"}}, "C-REG", "K1 running"}});
    EXPECT_EQ(at.state_of("C1-R1"), "R-REG");
    EXPECT_EQ(at.clocks("C1-R1"), "K5 running");
    EXPECT_EQ(at.due("C1-R1", "K5"), "2026-07-22") << "it reached us on 1 July, whenever somebody saw it";
    EXPECT_EQ(at.row("C1-R1").complainant, "");
    EXPECT_EQ(at.row("C1").reports, std::vector<case_no>{case_no("C1-R1")});
    walk({{dispatcher, "dispatch", {{"authority", "某县局"}}, "R-SENT"}}, "C1-R1");
    at.go_to_day("2026-07-08");
    walk({{dispatcher, "sent_back", {{"reason", "无权限"}}, "R-REG", "K5 running"}}, "C1-R1");
    EXPECT_EQ(at.due("C1-R1", "K5"), "2026-07-22") << "sending it around gains no time";
}

// A lead found while an old case is mediated is checked from the day it was found, not from when the complaint came.
TEST_F(Complaint, ALeadFoundInAnOldCaseCountsFromItsDay) {
    bureau old("2026-03-02T10:00:00+08:00");
    old.open("C1", "complaint");
    old.take(lead, "C1", "accept");
    old.go_to_day("2026-04-20");
    EXPECT_EQ(old.refusal(plain, "C1", "split", {{"lead", "夸大功效"}}), "invalid: since: is required");
    old.take(plain, "C1", "split", {{"lead", "夸大功效"}, {"since", "2026-04-20"}});
    EXPECT_EQ(old.clock("C1-R1", "K5").started_on, "2026-04-20");
    EXPECT_EQ(old.clock("C1-R1", "K5").state, "running");
}

// @law SAMR-121 §41(1)
TEST_F(Complaint, AnotherAuthorityGetsItAndItsOwnClockStartsWithItsReceipt) {
    at.open("C1", "complaint");
    EXPECT_EQ(at.refusal(plain, "C1", "dispatch", {{"authority", "某县局"}}).substr(0, 10), "forbidden:");
    walk({{dispatcher, "dispatch", {{"authority", "某县市场监管局"}}, "C-SENT", "", "form3>authority"}});
    EXPECT_EQ(at.row("C1").state, "closed");
    at.go_to_day("2026-07-06");
    walk({{dispatcher, "received_there", {{"since", "2026-07-03"}}, "C-REG", "K1 running"}});
    EXPECT_EQ(at.due("C1", "K1"), "2026-07-14");
    EXPECT_EQ(at.row("C1").state, "registered");
}

// @law SAMR-121 §41(2)
TEST_F(Complaint, WhatWasSentComesBackToTheSenderOnlyAndCountsFromItsFirstReceipt) {
    at.open("C1", "complaint");
    walk({{dispatcher, "dispatch", {{"authority", "某县局"}}, "C-SENT"}});
    at.go_to_day("2026-07-08");
    walk({{dispatcher, "sent_back", {{"reason", "不属其管辖"}}, "C-REG", "K1 running"}});
    EXPECT_EQ(at.due("C1", "K1"), "2026-07-10") << "from 1 July, when it reached us";
}

// @law SAMR-121 §41(2)
TEST_F(Complaint, AUnitReturnsItToTheDeskAndNeverPassesItOn) {
    at.open("C1", "complaint");
    walk({{dispatcher, "send_to_unit", {{"desk", "samr-enforcement"}}, "C-REG", "K1 running"}});
    EXPECT_EQ(at.row("C1").desk.str(), "samr-enforcement");
    EXPECT_NE(
        at.refusal(dispatcher, "C1", "send_to_unit", {{"desk", "association-mediation"}}).find("only the unified desk"),
        std::string::npos);
    walk({{plain, "return_to_desk", {{"reason", "非本科室职责"}}, "C-REG", "K1 running"}});
    EXPECT_EQ(at.row("C1").desk.str(), "samr-12315");
}

// @law SAMR-121 §10(3)
TEST_F(Complaint, ProofOfIdentityIsAskedInsideTheAcceptanceClockWhichRunsOn) {
    at.open("C1", "complaint");
    EXPECT_NE(at.refusal(lead, "C1", "ask_identity", {{"due_on", "2026-07-13"}}).find("2026-07-10"), std::string::npos);
    walk({{lead, "ask_identity", {{"due_on", "2026-07-08"}}, "C-ID-WAIT", "K1 running", "form4>complainant"},
          {lead, "identity_given", {}, "C-REG", "K1 running"}});
    EXPECT_EQ(at.due("C1", "K1"), "2026-07-10");
}

TEST_F(Complaint, ARepeatIsHeldForComparisonAndGoesOn) {
    at.open("C1", "complaint");
    walk({{lead, "compare_repeat", {}, "C-DUP-REVIEW", "K1 running"}, {lead, "compared", {}, "C-REG", "K1 running"}});
}

// @law XFER §3, §5
TEST_F(Complaint, ASuspectedCrimeOpensAPoliceReferralAndTheCaseGoesOn) {
    mediating();
    walk({{lead, "refer_police", {{"lead", "冒充客服诈骗"}, {"category", "E1"}}, "C-MEDIATING", "K1 met, K2 running"}});
    EXPECT_EQ(at.state_of("C1-P1"), "P-REG");
    EXPECT_EQ(at.clocks("C1-P1"), "K10 running");
    EXPECT_EQ(at.row("C1-P1").desk.str(), "liaison-police");
    EXPECT_EQ(at.row("C1-P1").complainant, "");
    EXPECT_EQ(at.refusal(lead, "C1-P1", "approve_transfer").substr(0, 10), "forbidden:");
    walk({{chief, "approve_transfer", {}, "P-APPROVED"}}, "C1-P1");
}

// @law SAMR-121 §15(1), §23(1)(5)
TEST_F(Complaint, AcceptanceStopsTheFirstClockAndStartsMediation) {
    at.open("C1", "complaint");
    walk({{lead, "accept", {}, "C-ACCEPTED", "K1 met, K2 running", "form5>complainant"}});
    EXPECT_EQ(at.due("C1", "K2"), "2026-08-30");
}

// @law SAMR-121 §15(2), §16
TEST_F(Complaint, ARefusalTakesTheLeadAGroundAndAReason) {
    at.open("C1", "complaint");
    EXPECT_NE(at.refusal(plain, "C1", "refuse", {{"ground", "NA3"}, {"reason", "x"}}).find("lead"), std::string::npos);
    walk({{lead, "refuse", {{"ground", "NA3"}, {"reason", "非生活消费"}}, "C-REFUSED", "K1 met", "form6>complainant"}});
    EXPECT_EQ(at.row("C1").state, "refused");
}

// @law SAMR-121 §18, §20
TEST_F(Complaint, MediationNeedsBothConsentsAndIsAnnouncedWhenOnSite) {
    at.open("C1", "complaint");
    walk({{lead, "accept", {}, "C-ACCEPTED"}});
    EXPECT_EQ(at.refusal(lead, "C1", "mediate"), "invalid: consent_both: is required");
    walk({{lead,
           "mediate",
           {{"consent_both", "true"}, {"place", "7月10日9时，调解室"}},
           "C-MEDIATING",
           "K1 met, K2 running",
           "form7>complainant,respondent"}});
}

// @law SAMR-121 §19
TEST_F(Complaint, DelegatedMediationRunsOnOurOwnClock) {
    at.open("C1", "complaint");
    walk({{lead, "accept", {}, "C-ACCEPTED"},
          {lead,
           "delegate",
           {{"consent_both", "true"}, {"delegate", "市消保委"}},
           "C-DELEGATED",
           "K1 met, K2 running",
           "delegation>authority"}});
}

// @law SAMR-121 §19, §21(2), §22(4): delegated or not, it is the authority's mediation
TEST_F(Complaint, DelegatedMediationIsTestedSuspendedAndTakenBackToo) {
    at.open("C1", "complaint");
    walk({{lead, "accept", {}, "C-ACCEPTED"},
          {lead, "delegate", {{"consent_both", "true"}, {"delegate", "市消保委"}}, "C-DELEGATED"},
          {lead, "suspend", {{"reason", "申请回避"}}, "C-DELEGATED-SUSPENDED", "K1 met, K13 running, K2 running"},
          {lead, "decide_recusal", {{"decision", "recused"}}, "C-DELEGATED", "K1 met, K13 met, K2 running"}});
    at.go_to_day("2026-07-06");
    walk({{lead,
           "test",
           {{"pause_reason", "appraisal"}, {"evidence", "委托书"}, {"body", "市质检所"}},
           "C-DELEGATED-TESTING",
           "K1 met, K13 met, K2 paused",
           "commission>authority"}});
    at.go_to_day("2026-07-20");
    walk({{lead, "test_result", {}, "C-DELEGATED", "K1 met, K13 met, K2 running"}});
    EXPECT_EQ(at.due("C1", "K2"), "2026-09-13") << "fourteen days later";
    walk({{lead, "end_delegation", {{"reason", "受托组织退回"}}, "C-ACCEPTED", "K1 met, K13 met, K2 running"},
          {lead, "mediate", {{"consent_both", "true"}}, "C-MEDIATING"}});
    for (const std::string state : {"suspend", "test"}) {
        const auto number = "C-" + state;
        at.open(number, "complaint");
        walk({{lead, "accept", {}, "C-ACCEPTED"},
              {lead, "delegate", {{"consent_both", "true"}, {"delegate", "市消保委"}}, "C-DELEGATED"}},
             number);
        state == "test"
            ? at.take(lead, number, "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}, {"body", "市质检所"}})
            : at.take(lead, number, "suspend", {{"reason", "申请回避"}});
        EXPECT_EQ(at.take(lead, number, "terminate", {{"ground", "T3"}}), "C-TERMINATED") << "from there as well";
        EXPECT_EQ(at.clock(number, "K2").state, "met");
    }
}

// @law SAMR-121 §21(2)
TEST_F(Complaint, ARecusalSuspendsMediationAndNotItsClock) {
    mediating();
    walk({{lead, "suspend", {{"reason", "申请回避"}}, "C-SUSPENDED", "K1 met, K13 running, K2 running"},
          {lead, "decide_recusal", {{"decision", "stays"}}, "C-MEDIATING", "K1 met, K13 met, K2 running"}});
    EXPECT_EQ(at.due("C1", "K13"), "");
    EXPECT_EQ(at.due("C1", "K2"), "2026-08-30");
}

// @law SAMR-121 §22(4)
TEST_F(Complaint, TestingPausesMediationUntilItsResult) {
    mediating();
    at.go_to_day("2026-07-06");
    walk({{lead,
           "test",
           {{"pause_reason", "testing"}, {"body", "市质检所"}, {"evidence", "委托书01"}},
           "C-TESTING",
           "K1 met, K2 paused",
           "commission>authority"}});
    at.go_to_day("2026-07-20");
    walk({{lead, "test_result", {}, "C-MEDIATING", "K1 met, K2 running"}});
    EXPECT_EQ(at.due("C1", "K2"), "2026-09-13") << "fourteen days later";
}

// @law SAMR-121 §27(1)
TEST_F(Complaint, ALeadFoundInMediationIsAReportWithItsOwnClockFromDiscovery) {
    mediating();
    at.go_to_day("2026-07-15");
    walk({{lead, "split", {{"lead", "涉嫌虚假宣传"}, {"since", "2026-07-13"}}, "C-MEDIATING", "K1 met, K2 running"}});
    EXPECT_EQ(at.clocks("C1-R1"), "K4 running");
    EXPECT_EQ(at.clock("C1-R1", "K4").started_on, "2026-07-13");
    EXPECT_EQ(at.due("C1-R1", "K4"), "2026-08-03");
}

// @law SAMR-121 §24
TEST_F(Complaint, AnAgreementEndsItWithAnAgreementOrARecord) {
    mediating();
    walk({{lead, "agree", {{"signed", "true"}}, "C-AGREED", "K1 met, K2 met", "form9>complainant,respondent,file"}});
    mediating("C2");
    walk({{lead, "agree", {}, "C-AGREED", "K1 met, K2 met", ""}}, "C2");
}

// @law SAMR-121 §23(1)
TEST_F(Complaint, EachGroundEndsMediationAndStartsTheClockOfTellingBoth) {
    for (const std::string ground : {"T1", "T2", "T3", "T4", "T6", "T7", "T8"}) {
        const auto number = "C-" + ground;
        mediating(number);
        walk({{lead,
               "terminate",
               {{"ground", ground}},
               "C-TERMINATED",
               "K1 met, K2 met, K3 running",
               "form8>complainant,respondent"}},
             number);
        EXPECT_EQ(at.row(number).outcome, "terminated " + ground);
    }
    mediating("C-T5");
    EXPECT_NE(at.refusal(lead, "C-T5", "terminate", {{"ground", "T5"}}).find("K2 is over (2026-08-30)"),
              std::string::npos);
    at.go_to_day("2026-08-31");
    walk({{lead, "terminate", {{"ground", "T5"}}, "C-TERMINATED", "K1 met, K2 missed, K3 running"}}, "C-T5");
}

// @law SAMR-121 §23(1): each ground where it can stand, and none where nothing is mediated yet
TEST_F(Complaint, NothingIsTerminatedBeforeAcceptanceAndEachGroundHasItsStates) {
    const auto refused = [&](const std::string& number, const std::string& ground) {
        return at.refusal(lead, number, "terminate", {{"ground", ground}}).substr(0, 7);
    };
    at.open("C1", "complaint");
    const auto nowhere = [&](const std::string& state) {
        EXPECT_EQ(at.state_of("C1"), state);
        EXPECT_FALSE(at.offers("C1", "terminate"));
        for (const std::string ground : {"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"})
            EXPECT_EQ(refused("C1", ground), "illegal") << ground << " in " << state;
    };
    nowhere("C-REG");
    walk({{lead, "ask_identity", {{"due_on", "2026-07-08"}}, "C-ID-WAIT"}});
    nowhere("C-ID-WAIT");
    walk({{lead, "compare_repeat", {}, "C-DUP-REVIEW"}});
    nowhere("C-DUP-REVIEW");

    walk({{lead, "accept", {}, "C-ACCEPTED"}});
    EXPECT_EQ(refused("C1", "T3"), "invalid") << "no mediation yet that could have failed";
    EXPECT_EQ(refused("C1", "T4"), "invalid") << "nor a testing whose cost could be disputed";
    walk({{lead, "terminate", {{"ground", "T2"}}, "C-TERMINATED", "K1 met, K2 met, K3 running"}});
    mediating("C2");
    walk({{lead, "suspend", {{"reason", "申请回避"}}, "C-SUSPENDED"}}, "C2");
    EXPECT_EQ(refused("C2", "T4"), "invalid");
    walk({{lead, "terminate", {{"ground", "T3"}}, "C-TERMINATED", "K1 met, K13 met, K2 met, K3 running"}}, "C2");
}

// The text is silent on what is taken back before acceptance: a person closes it, and no form calls it a decision.
TEST_F(Complaint, WithdrawnBeforeAcceptanceItIsClosedByAPersonWithoutADecision) {
    at.open("C1", "complaint", "R1");
    at.intake(events::complaint_withdrawn{receipt_no("R1"), "不再追究"});
    EXPECT_EQ(at.state_of("C1"), "C-REG") << "by itself nothing ends";
    EXPECT_EQ(at.refusal(lead, "C1", "note_withdrawal"), "invalid: withdrawal: is required");
    walk({{lead, "note_withdrawal", {{"withdrawal", "7月1日通过查询网页"}}, "C-WITHDRAWN", "K1 met", ""}});
    EXPECT_EQ(at.row("C1").outcome, "taken_back");
    EXPECT_EQ(at.recorded<events::case_closed>(stream::casework).back().basis.article, "");
    walk({{archivist, "archive", {}, "C-ARCHIVED"}});
    EXPECT_FALSE(at.offers("C1", "redo_by_order")) << "nothing was refused";
    at.open("C2", "complaint", "R2");
    for (const std::string receipt : {"R3", "R4"}) at.tie("C2", receipt);
    walk({{lead, "join", {{"consent_all", "true"}, {"representatives", "R2 R3"}}, "C-REG"}}, "C2");
    EXPECT_EQ(at.refusal(lead, "C2", "note_withdrawal", {{"withdrawal", "来信"}}),
              "invalid: consent_represented: is required");
}

// @law SAMR-121 §23(2)
TEST_F(Complaint, TellingBothPartiesClosesIt) {
    mediating();
    walk({{lead, "terminate", {{"ground", "T2"}}, "C-TERMINATED"},
          {lead, "inform_parties", {{"informed_both", "true"}}, "C-CLOSED", "K1 met, K2 met, K3 met"}});
}

// @law SAMR-121 §26
TEST_F(Complaint, ASupervisorCallsBackAndItStaysClosed) {
    mediating();
    walk({{lead, "agree", {}, "C-AGREED"},
          {supervisor, "call_back", {{"satisfied", "satisfied"}}, "C-AGREED", nullptr, "survey>complainant"}});
    EXPECT_EQ(at.row("C1").state, "closed");
}

TEST_F(Complaint, TheArchivistArchivesAndTheStateStays) {
    at.open("C1", "complaint");
    walk({{lead, "refuse", {{"ground", "NA1"}, {"reason", "x"}}, "C-REFUSED"},
          {archivist, "archive", {{"retention", "10年"}}, "C-ARCHIVED"}});
    EXPECT_EQ(at.row("C1").state, "refused");
    EXPECT_TRUE(casework::allowed_outcomes(at.law(), at.row("C1")).empty());
}

TEST_F(Complaint, TheSixtiethDayIsWarnedOfAndBreachedAndEndsNothing) {
    mediating();
    for (const std::string day : {"2026-08-19", "2026-08-20", "2026-08-27", "2026-08-30", "2026-08-31", "2026-09-30"})
        at.go_to_day(day);
    const auto warned = at.recorded<events::clock_warned>(stream::assignment);
    std::string text;
    for (const auto& one : warned)
        if (one.clock == "K2") text += one.warned_on + " -" + std::to_string(one.days_left) + "; ";
    EXPECT_EQ(text, "2026-08-20 -10; 2026-08-27 -3; 2026-08-30 -0; ");
    EXPECT_EQ(at.clocks("C1"), "K1 met, K2 breached");
    EXPECT_EQ(at.state_of("C1"), "C-MEDIATING") << "ending it is a decision";
}

// @law SAMR-121 §12
TEST_F(Complaint, JointHandlingNeedsConsentAndHasAtMostTwoRepresentatives) {
    at.open("C1", "complaint", "R1");
    for (const std::string receipt : {"R2", "R3"}) at.tie("C1", receipt);
    EXPECT_EQ(at.refusal(lead, "C1", "join"), "invalid: consent_all: is required");
    EXPECT_EQ(at.refusal(lead, "C1", "join", {{"consent_all", "true"}, {"representatives", "R1 R2 R3"}}),
              "invalid: representatives: at most 2");
    EXPECT_EQ(at.refusal(lead, "C1", "join", {{"consent_all", "true"}, {"representatives", "R9"}}),
              "invalid: representatives: must be complaints of this case");
    walk({{lead, "join", {{"consent_all", "true"}, {"representatives", "R1 R2"}}, "C-REG"},
          {lead, "accept", {}, "C-ACCEPTED", "K1 met, K2 running"}});
    EXPECT_TRUE(at.row("C1").joint);
    EXPECT_EQ(at.refusal(lead, "C1", "agree"), "invalid: consent_represented: is required");
    EXPECT_EQ(at.refusal(lead, "C1", "terminate", {{"ground", "T1"}}), "invalid: consent_represented: is required");
    walk({{lead, "agree", {{"consent_represented", "true"}}, "C-AGREED"}});
}

TEST_F(Complaint, OnlyAnOrderFromOutsideHasARefusalDecidedAgain) {
    at.open("C1", "complaint");
    walk({{lead, "refuse", {{"ground", "NA3"}, {"reason", "x"}}, "C-REFUSED"}});
    for (const auto& action : at.offered("C1"))
        EXPECT_TRUE(action == "note" || action == "call_back" || action == "redo_by_order" || action == "archive" ||
                    action == "refer_police" || action == "split")
            << action;
    at.go_to_day("2026-09-01");
    walk({{head, "redo_by_order", {{"order", "复议〔2026〕1号"}, {"since", "2026-08-31"}}, "C-REG", "K1 running"}});
    EXPECT_EQ(at.due("C1", "K1"), "2026-09-09");
    mediating("C2");
    walk({{lead, "terminate", {{"ground", "T3"}}, "C-TERMINATED"},
          {lead, "inform_parties", {{"informed_both", "true"}}, "C-CLOSED"}},
         "C2");
    for (const auto& action : at.offered("C2"))
        EXPECT_TRUE(action == "note" || action == "call_back" || action == "archive" || action == "refer_police")
            << action;
}

// @law SAMR-121 §17, §28: the refusal of a complaint does not settle the lead in it
TEST_F(Complaint, ALeadInARefusedComplaintIsStillChecked) {
    at.open("C1", "complaint");
    walk({{lead, "refuse", {{"ground", "NA3"}, {"reason", "x"}}, "C-REFUSED"}});
    at.go_to_day("2026-07-06");
    walk({{plain, "split", {{"lead", "夸大功效"}, {"since", "2026-07-06"}}, "C-REFUSED"}});
    EXPECT_EQ(at.clocks("C1-R1"), "K5 running");
    EXPECT_EQ(at.clock("C1-R1", "K5").started_on, "2026-07-06") << "the day somebody saw it, where that is named";
    walk({{plain, "refer_police", {{"lead", "涉嫌诈骗"}}, "C-REFUSED"}});
    EXPECT_EQ(at.clocks("C1-P1"), "K10 running");
}

// A review or a judgment may come when the refusal lies in the archive; what was mediated is for the civil court (§25).
TEST_F(Complaint, AnArchivedRefusalIsDecidedAgainByOrderAndNothingElseIs) {
    at.open("C1", "complaint");
    walk({{lead, "refuse", {{"ground", "NA3"}, {"reason", "x"}}, "C-REFUSED"},
          {archivist, "archive", {}, "C-ARCHIVED"},
          {head, "redo_by_order", {{"order", "（2026）行初1号"}, {"since", "2026-07-01"}}, "C-REG", "K1 running"},
          {lead, "accept", {}, "C-ACCEPTED", "K1 met, K2 running"},
          {lead, "mediate", {{"consent_both", "true"}}, "C-MEDIATING"},
          {lead, "agree", {}, "C-AGREED"},
          {archivist, "archive", {}, "C-ARCHIVED"}});
    EXPECT_EQ(at.row("C1").outcome, "agreed");
    EXPECT_FALSE(at.offers("C1", "redo_by_order")) << "it did not end as refused";
    EXPECT_EQ(
        at.refusal(head, "C1", "redo_by_order", {{"order", "x"}, {"since", "2026-07-01"}}),
        "illegal_transition: redo_by_order is only for a case that ended as: refused; this one is closed, agreed");
    at.open("C2", "complaint");
    walk({{dispatcher, "dispatch", {{"authority", "某县局"}}, "C-SENT"}, {archivist, "archive", {}, "C-ARCHIVED"}},
         "C2");
    EXPECT_FALSE(at.offers("C2", "redo_by_order"));
}

// ---- repeats of what is handled already

// @law SAMR-121 §15(1), §16(2): by the law of the day it came, whatever the case itself is under
TEST(Repeats, OneOfAnOldCaseIsAnsweredUnderTheNewOrder) {
    bureau at("2026-03-02T10:00:00+08:00");
    at.open("C1", "complaint");
    at.take(lead, "C1", "refuse", {{"ground", "NA3"}, {"reason", "x"}});
    EXPECT_EQ(at.recorded<events::case_refused>(stream::casework).back().basis.instrument, "O20");
    at.go_to_day("2026-05-06");
    at.tie("C1", "R-again");
    EXPECT_EQ(at.due("C1", "K1+R-again"), "2026-05-14") << "9 May is worked";
    EXPECT_TRUE(at.refusal(plain, "C1", "refuse", {{"ground", "NA2"}, {"reason", "x"}})
                    .starts_with("forbidden: refuse takes the role lead (head of the handling unit"));
    EXPECT_NE(at.refusal(lead, "C1", "refuse", {{"ground", "NA9"}, {"reason", "x"}}).find("NA6"), std::string::npos)
        << "the grounds are those of the new order";
    at.take(lead, "C1", "refuse", {{"ground", "NA2"}, {"reason", "已处理过"}});
    const auto said = at.recorded<events::repeat_refused>(stream::casework).back();
    EXPECT_EQ(said.basis.instrument + " " + said.basis.article, "O121 §16(2)");
    EXPECT_EQ(said.receipts, std::vector<receipt_no>{receipt_no("R-again")});
    EXPECT_EQ(at.clock("C1", "K1+R-again").state, "met");
    EXPECT_EQ(at.row("C1").outcome, "NA3") << "what was decided stands";
}

// Domain 8.1, row by row: which clock each kind has while the case is with a mediator.
TEST(Repeats, AnUrgeAndASupplementLeaveNoClockAndARepeatIsMissedWhenNobodyAnswersIt) {
    bureau at("2026-07-01T10:00:00+08:00");
    at.open("C1", "complaint");
    at.take(lead, "C1", "accept");
    for (const std::string receipt : {"R2", "R3"}) at.tie("C1", receipt);
    EXPECT_EQ(at.clocks("C1"), "K1 met, K1+R2 running, K1+R3 running, K2 running");
    at.take(lead, "C1", "classify_repeat", {{"receipt", "R2"}, {"kind", "urge"}, {"reason", "只问进度"}});
    EXPECT_EQ(at.clocks("C1"), "K1 met, K1+R3 running, K2 running");
    EXPECT_EQ(at.row("C1").repeats(), std::vector<receipt_no>{receipt_no("R3")});
    at.take(lead, "C1", "classify_repeat", {{"receipt", "R3"}, {"kind", "repeat_complaint"}});
    at.go_to("2026-07-11T00:00:00+08:00");
    EXPECT_EQ(at.clock("C1", "K1+R3").state, "breached") << "its own seven working days, not those of the case";
    at.take(lead, "C1", "classify_repeat",
            {{"receipt", "R2"}, {"kind", "repeat_complaint"}, {"reason", "另附新的请求"}});
    EXPECT_EQ(at.clock("C1", "K1+R2").due_on, "2026-07-10") << "from its receipt, so it is late already";
    at.take(lead, "C1", "refuse", {{"ground", "NA2"}, {"reason", "正在调解"}});
    EXPECT_EQ(at.clocks("C1"), "K1 met, K1+R2 missed, K1+R3 missed, K2 running");
    EXPECT_EQ(at.state_of("C1"), "C-ACCEPTED");
}

// ---- reports

// @law PROC §18
TEST_F(Report, ReceivedIsRegisteredAndItsCheckingClockRuns) {
    at.open("R1", "report", {}, "D2");
    EXPECT_EQ(at.state_of("R1"), "R-REG");
    EXPECT_EQ(at.clocks("R1"), "K5 running");
    EXPECT_EQ(at.due("R1", "K5"), "2026-07-22");
}

// @law SAMR-121 §34
TEST_F(Report, WithoutAuthorityTheReporterIsTold) {
    at.open("R1", "report", {}, "D2");
    walk({{plain, "no_authority", {{"reason", "属其他部门职责"}}, "R-NOAUTH", "", "no_authority>reporter"}}, "R1");
}

TEST_F(Report, IsDispatchedToTheCompetentAuthority) {
    at.open("R1", "report", {}, "D2");
    walk({{dispatcher, "dispatch", {{"authority", "某县局"}}, "R-SENT", "", "form3>authority"}}, "R1");
    at.go_to_day("2026-07-03");
    walk({{dispatcher, "sent_back", {{"reason", "无权限"}}, "R-REG", "K5 running"}}, "R1");
    EXPECT_EQ(at.due("R1", "K5"), "2026-07-22");
}

// @law SAMR-121 §35(2)
TEST_F(Report, ARepeatWithNothingNewIsNotHandledAgain) {
    checking();
    at.open("R2", "report", {}, "D2");
    EXPECT_EQ(at.refusal(plain, "R2", "not_again", {{"reason", "x"}}), "invalid: related: is required");
    walk({{plain, "not_again", {{"reason", "同一事实"}, {"related", "R1"}}, "R-NOT-AGAIN", "", ""}}, "R2");
    EXPECT_EQ(at.clocks("R1"), "K5 running");
}

// @law SAMR-121 §35(2)
TEST_F(Report, NewFactsMergedByTheLeadRestartTheEarlierReportsClock) {
    checking();
    at.go_to_day("2026-07-10");
    at.open("R2", "report", {}, "D2");
    at.go_to_day("2026-07-14");
    EXPECT_EQ(at.refusal(plain, "R2", "merge_new_facts", {{"related", "R1"}, {"reason", "同一举报人补充新的事实"}})
                  .substr(0, 10),
              "forbidden:");
    walk({{lead, "merge_new_facts", {{"related", "R1"}, {"reason", "同一举报人补充新的事实"}}, "R-MERGED", ""}}, "R2");
    EXPECT_EQ(at.clocks("R1"), "K5r running");
    EXPECT_EQ(at.clock("R1", "K5r").started_on, "2026-07-10") << "the last report's receipt";
    EXPECT_EQ(at.due("R1", "K5r"), "2026-07-31");
    EXPECT_EQ(at.state_of("R1"), "R-CHECK");
}

// @law SAMR-121 §35(2): a new time comes with new facts only, never by itself
TEST_F(Report, NobodyBeginsTheCheckingTimeAnewWithoutAReportThatBringsNewFacts) {
    checking();
    at.go_to_day("2026-07-10");
    EXPECT_FALSE(at.offers("R1", "restart_check"));
    EXPECT_EQ(at.refusal(lead, "R1", "restart_check", {{"related", "R1"}, {"since", "2026-07-10"}}).substr(0, 18),
              "illegal_transition");
    at.tie("R1", "AGAIN", "report");
    EXPECT_EQ(at.refusal(lead, "R1", "restart_for_repeat", {{"reason", "x"}}), "invalid: later_report: is required");
    EXPECT_EQ(at.refusal(lead, "R1", "restart_for_repeat", {{"reason", "x"}, {"later_report", "R-R1"}}),
              "invalid: later_report: must have been found to be a repeat of this kind: report_with_new_facts");
    EXPECT_EQ(at.clocks("R1"), "K5 running");
    at.take(lead, "R1", "classify_repeat",
            {{"receipt", "AGAIN"}, {"kind", "report_with_new_facts"}, {"reason", "补充了通话录音"}});
    at.go_to_day("2026-07-14");
    walk({{lead, "restart_for_repeat", {{"reason", "合并处理"}, {"later_report", "AGAIN"}}, "R-CHECK"}}, "R1");
    EXPECT_EQ(at.clock("R1", "K5r").started_on, "2026-07-10") << "the later report's receipt";
}

// @law SAMR-121 §35(2), PROC §18: extended as K5 is, also where K5 was extended before
TEST_F(Report, ANewCheckingTimeCanBeExtendedLikeTheFirst) {
    checking();
    walk({{head, "extend", {{"reason", "案情复杂"}}, "R-CHECK-EXT", "K5 running"}}, "R1");
    at.go_to_day("2026-07-10");
    at.open("R2", "report", {}, "D2");
    walk({{lead, "merge_new_facts", {{"related", "R1"}, {"reason", "补充了录音"}}, "R-MERGED", ""}}, "R2");
    EXPECT_EQ(at.state_of("R1"), "R-CHECK");
    EXPECT_EQ(at.due("R1", "K5r"), "2026-07-31");
    walk({{head, "extend", {{"reason", "案情复杂"}}, "R-CHECK-EXT"}}, "R1");
    EXPECT_EQ(at.due("R1", "K5r"), "2026-08-21");
}

TEST_F(Report, ManyReportersOfOneFactStayApartEachOnItsOwnReceipt) {
    at.open("R1", "report", {}, "D2");
    at.go_to_day("2026-07-03");
    at.open("R2", "report", {}, "D2");
    EXPECT_EQ(at.due("R1", "K5"), "2026-07-22") << "the earliest is worked to";
    EXPECT_EQ(at.due("R2", "K5"), "2026-07-24");
}

// @law PROC §18
TEST_F(Report, TwoOfficersCheckAndTestingDoesNotCount) {
    at.open("R1", "report", {}, "D2");
    EXPECT_EQ(at.refusal(plain, "R1", "check"), "invalid: second: two officers are needed for check");
    EXPECT_EQ(at.refusal(plain, "R1", "check", {{"second", plain}}), "invalid: second: must be somebody else than you");
    EXPECT_EQ(at.refusal(plain, "R1", "check", {{"second", archivist}}).substr(0, 36),
              "invalid: second: must have the role ");
    walk({{plain, "check", {{"second", "chen.jing"}}, "R-CHECK", "K5 running"}}, "R1");
    at.go_to_day("2026-07-06");
    walk({{plain, "test", {{"pause_reason", "identification"}, {"evidence", "委托书"}}, "R-CHECK", "K5 paused"}}, "R1");
    EXPECT_EQ(at.refusal(plain, "R1", "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}}),
              "illegal_transition: no clock runs that could be paused");
    at.go_to_day("2026-07-16");
    walk({{plain, "test_result", {}, "R-CHECK", "K5 running"}}, "R1");
    EXPECT_EQ(at.due("R1", "K5"), "2026-08-03") << "eight working days later";
}

// @law O121 §45, §22(4); PROC §18, §80
TEST_F(Report, AClockPausedOnItsLastDayHasNotUsedItUp) {
    checking();
    at.go_to_day("2026-07-22");
    walk({{plain, "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}}, "R-CHECK", "K5 paused"}}, "R1");
    at.go_to_day("2026-08-05");
    walk({{plain, "test_result", {}, "R-CHECK", "K5 running"}}, "R1");
    EXPECT_EQ(at.due("R1", "K5"), "2026-08-05") << "the rest of its last day is the day the result came";
    walk({{head, "not_file", {}, "R-NOTFILED", "K5 met"}}, "R1");
}

// @law PROC §18
TEST_F(Report, OnlyTheHeadExtendsAndOnlyOnceAndInTime) {
    checking();
    EXPECT_EQ(at.refusal(plain, "R1", "extend", {{"reason", "案情复杂"}}).substr(0, 10), "forbidden:");
    walk({{head, "extend", {{"reason", "案情复杂"}}, "R-CHECK-EXT", "K5 running", "extension>file"}}, "R1");
    EXPECT_EQ(at.due("R1", "K5"), "2026-08-12");
    EXPECT_EQ(at.clock("R1", "K5").extended, "15");
    EXPECT_FALSE(at.offers("R1", "extend"));
    checking("R2");
    at.go_to_day("2026-07-23");
    EXPECT_NE(at.refusal(head, "R2", "extend", {{"reason", "x"}}).find("must be granted before"), std::string::npos);
}

// @law PROC §18, §19
TEST_F(Report, OnlyTheHeadFilesAndTheCaseClockStarts) {
    checking();
    EXPECT_EQ(at.refusal(plain, "R1", "file").substr(0, 10), "forbidden:");
    walk({{head, "file", {}, "R-FILED", "K5 met, K6 running", "filing>file"}}, "R1");
    EXPECT_EQ(at.due("R1", "K6"), "2026-09-29");
    EXPECT_EQ(at.row("R1").outcome, "filed");
}

TEST_F(Report, WhoCheckedItDoesNotDecideWhetherToFile) {
    auto& officers = const_cast<std::vector<config::officer>&>(at.desks().officers);
    for (auto& one : officers)
        if (one.id == officer_id(plain)) one.roles = {access::role::officer, access::role::head};
    checking();
    EXPECT_NE(at.refusal(plain, "R1", "file").find("somebody else than who took the step check"), std::string::npos);
    walk({{head, "file", {}, "R-FILED"}}, "R1");
}

// @law PROC §20
TEST_F(Report, NotFilingIsTheHeadsToo) {
    checking();
    walk({{head, "not_file", {{"ground", "NF1"}}, "R-NOTFILED", "K5 met", "not_filing>file"}}, "R1");
    EXPECT_EQ(at.recorded<events::case_closed>(stream::casework).back().basis.article, "§20");
}

// @law PROC §64
TEST_F(Report, AFiledCaseIsPausedExtendedExtendedCollectivelyAndDecided) {
    checking();
    walk({{head, "file", {}, "R-FILED"}}, "R1");
    EXPECT_NE(at.refusal(plain, "R1", "pause_case", {{"pause_reason", "holiday"}, {"evidence", "委托书"}})
                  .find("only for: suspension, hearing"),
              std::string::npos);
    walk({{plain, "pause_case", {{"pause_reason", "hearing"}, {"evidence", "委托书"}}, "R-FILED", "K5 met, K6 paused"}},
         "R1");
    at.go_to_day("2026-07-11");
    walk({{plain, "resume_case", {}, "R-FILED", "K5 met, K6 running"}}, "R1");
    EXPECT_EQ(at.due("R1", "K6"), "2026-10-09");
    EXPECT_NE(at.refusal(head, "R1", "extend_collectively", {{"reason", "x"}, {"days", "20"}, {"evidence", "会议纪要"}})
                  .find("ordinary way first"),
              std::string::npos);
    walk({{head, "extend_case", {{"reason", "案情复杂"}}, "R-FILED"}}, "R1");
    EXPECT_EQ(at.due("R1", "K6"), "2026-11-08");
    walk({{head, "extend_collectively", {{"reason", "集体讨论"}, {"days", "20"}, {"evidence", "会议纪要"}}, "R-FILED"}},
         "R1");
    EXPECT_EQ(at.due("R1", "K6"), "2026-11-28");
    EXPECT_FALSE(at.offers("R1", "decide")) << "no penalty before the party was told and could answer";
    walk({{plain, "investigate", {{"second", "chen.jing"}}, "R-INVESTIGATING"},
          {plain, "notify", {{"reason", "拟处罚款"}}, "R-NOTIFIED", "K5 met, K6 running", "penalty_notice>file"},
          {head, "decide", {}, "R-DECIDED", "K5 met, K6 met"}},
         "R1");
    for (const std::string& way : {"no_penalty", "withdraw_case"}) {
        checking("R-" + way);
        walk({{head, "file", {}, "R-FILED"},
              {head, way, {{"reason", "x"}}, way == "no_penalty" ? "R-NOPENALTY" : "R-CLOSED", "K5 met, K6 met"}},
             "R-" + way);
    }
}

// @law PROC §64; APL §42, §44, §63
TEST_F(Report, AFiledCaseIsInvestigatedByTwoItsPartyToldAndHeardBeforeItIsDecided) {
    checking();
    walk({{head, "file", {}, "R-FILED"}}, "R1");
    EXPECT_EQ(at.refusal(plain, "R1", "investigate"), "invalid: second: two officers are needed for investigate");
    walk({{plain, "investigate", {{"second", "chen.jing"}}, "R-INVESTIGATING"},
          {plain, "notify", {{"reason", "拟处罚款"}}, "R-NOTIFIED"},
          {plain, "hear", {}, "R-HEARING", "K5 met, K6 running", "hearing_notice>file"},
          {plain,
           "pause_case",
           {{"pause_reason", "hearing"}, {"evidence", "委托书"}},
           "R-HEARING",
           "K5 met, K6 paused"}},
         "R1");
    EXPECT_FALSE(at.offers("R1", "decide")) << "the hearing is not over";
    at.go_to_day("2026-07-11");
    walk({{plain, "hearing_ended", {{"reason", "维持拟处罚内容"}}, "R-NOTIFIED", "K5 met, K6 paused"},
          {plain, "resume_case", {}, "R-NOTIFIED", "K5 met, K6 running"}},
         "R1");
    EXPECT_EQ(at.due("R1", "K6"), "2026-10-09") << "ten days more";
    walk({{head, "decide", {}, "R-DECIDED", "K5 met, K6 met"}}, "R1");
}

// @law PROC §14, §17; XFER §3
TEST_F(Report, WhatBelongsElsewhereIsTransferredAndCrimeIsReferred) {
    checking();
    walk({{plain, "refer_police", {{"lead", "涉嫌诈骗"}}, "R-CHECK", "K5 running"}}, "R1");
    EXPECT_EQ(at.clocks("R1-P1"), "K10 running");
    walk({{chief,
           "transfer",
           {{"authority", "公安机关"}, {"reason", "涉嫌犯罪"}},
           "R-TRANSFERRED",
           "K5 met",
           "case_transfer>authority"}},
         "R1");
}

// @law SAMR-121 §36
TEST_F(Report, TheReporterIsToldOnlyByCitingWhatRequiresIt) {
    checking();
    walk({{head, "not_file", {}, "R-NOTFILED"}}, "R1");
    EXPECT_EQ(at.refusal(plain, "R1", "tell"), "invalid: provision: is required");
    walk({{plain, "tell", {{"provision", "个人信息保护法§65"}}, "R-TOLD", nullptr, "form10>reporter"},
          {archivist, "archive", {}, "R-ARCHIVED"}},
         "R1");
}

// What a review or a court annuls begins where it was decided, on the clock of that decision, from the order's day.
TEST_F(Report, WhateverWasDecidedOfItIsDecidedAgainByOrder) {
    const step_fields order{{"order", "复议〔2026〕2号"}, {"since", "2026-08-31"}};
    at.open("R0", "report", {}, "D2");
    walk({{plain, "no_authority", {{"reason", "x"}}, "R-NOAUTH"}}, "R0");
    checking("R1");
    walk({{head, "not_file", {}, "R-NOTFILED"}}, "R1");
    checking("R2");
    walk({{head, "not_file", {}, "R-NOTFILED"},
          {plain, "tell", {{"provision", "个人信息保护法§65"}}, "R-TOLD"},
          {archivist, "archive", {}, "R-ARCHIVED"}},
         "R2");
    checking("R3");
    walk({{head, "file", {}, "R-FILED"},
          {head, "no_penalty", {{"reason", "x"}}, "R-NOPENALTY"},
          {archivist, "archive", {}, "R-ARCHIVED"}},
         "R3");
    at.open("R4", "report", {}, "D2");
    walk({{plain, "not_again", {{"reason", "x"}, {"related", "R1"}}, "R-NOT-AGAIN"}}, "R4");
    at.go_to_day("2026-09-01");
    EXPECT_EQ(at.refusal(lead, "R1", "recheck_by_order", order).substr(0, 10), "forbidden:");
    walk({{head, "redo_by_order", order, "R-REG", "K5 running"}}, "R0");
    walk({{head, "recheck_by_order", order, "R-CHECK", "K5 running"}}, "R1");
    EXPECT_EQ(at.due("R1", "K5"), "2026-09-20") << "from the order's day; that Sunday is worked";
    EXPECT_TRUE(at.row("R1").outcome.empty()) << "what was decided no longer stands";
    walk({{head, "file", {}, "R-FILED", "K5 met, K6 running"}}, "R1");
    EXPECT_FALSE(at.offers("R2", "redecide_by_order")) << "nothing was filed there";
    walk({{head, "recheck_by_order", order, "R-CHECK", "K5 running"}}, "R2");
    EXPECT_FALSE(at.offers("R3", "recheck_by_order"));
    walk({{head, "redecide_by_order", order, "R-FILED", "K5 met, K6 running"}}, "R3");
    EXPECT_EQ(at.due("R3", "K6"), "2026-11-29");
    walk({{head, "redo_by_order", order, "R-REG", "K5 running"}}, "R4");
}

// @law SAMR-121 §33; PROC §16
TEST_F(Report, DisputedCompetenceIsAgreedOrReferredUp) {
    at.open("R1", "report", {}, "D2");
    walk({{lead, "dispute_authority", {{"authority", "邻县局"}}, "R-REG", "K5 running, K7 running"},
          {lead, "authority_agreed", {}, "R-REG", "K5 running, K7 met"},
          {lead, "dispute_authority", {{"authority", "邻县局"}}, "R-REG", "K5 running, K7 running"},
          {lead, "authority_referred", {}, "R-REG", "K5 running, K7 met, K7b running"},
          {lead, "authority_designated", {{"authority", "本局"}}, "R-REG", "K5 running, K7 met, K7b met"}},
         "R1");
}

// The old state "told within five working days" is the legacy book's alone.
TEST_F(Report, TellingTheRealNameReporterInFiveDaysIsLegacyOnly) {
    EXPECT_FALSE(config::find_book(at.books(), "samr-o121")->find_track("R")->find_state("R-INFORMED"));
    bureau before("2026-03-02T10:00:00+08:00");
    before.open("R1", "report", {}, "D2");
    EXPECT_EQ(before.row("R1").book, "samr-o20");
    EXPECT_EQ(before.take(plain, "R1", "check", {{"second", "chen.jing"}}), "R-CHECK");
    EXPECT_EQ(before.take(head, "R1", "not_file"), "R-NOTFILED");
    EXPECT_EQ(before.clocks("R1"), "K5 met, K5t running");
    EXPECT_EQ(before.take(plain, "R1", "inform"), "R-INFORMED");
    EXPECT_EQ(before.clocks("R1"), "K5 met, K5t met");
    EXPECT_EQ(before.letters("R1"), "not_filing_told>reporter");
}

// ---- telecom appeals

TEST_F(Appeal, TheOperatorIsAskedFirstAndHasFifteenDays) {
    at.open("T1", "telecom_appeal", {}, "I1");
    EXPECT_EQ(at.row("T1").book, "miit-o35");
    EXPECT_EQ(at.clocks("T1"), "M1 running");
    walk({{lead, "back_to_operator", {}, "T-BACK-TO-OPERATOR", "M0 running, M1 met", "operator_first>complainant"}},
         "T1");
    EXPECT_EQ(at.due("T1", "M0"), "2026-07-16");
    at.go_to_day("2026-07-17");
    walk({{lead, "operator_asked", {{"operator_proof", "工单号88"}}, "T-REG", "M0 missed, M1 running"}}, "T1");
    EXPECT_EQ(at.due("T1", "M1"), "2026-07-24");
}

// @law MIIT35 §10(4), §13
TEST_F(Appeal, IsNotAcceptedWithoutProofThatTheOperatorWasAsked) {
    at.open("T1", "telecom_appeal", {}, "I1");
    EXPECT_EQ(at.refusal(lead, "T1", "accept").substr(0, 37), "invalid: operator_proof: the operator");
    walk({{lead, "back_to_operator", {}, "T-BACK-TO-OPERATOR"},
          {lead, "operator_asked", {{"operator_proof", "工单号88"}}, "T-REG"},
          {lead, "accept", {}, "T-ACCEPTED"}},
         "T1");
    at.open("T2", "telecom_appeal", {}, "I1");
    walk({{lead, "accept", {{"operator_proof", "工单号89"}}, "T-ACCEPTED"}}, "T2");
}

TEST_F(Appeal, IsAcceptedForwardedAnsweredMediatedAndClosed) {
    at.open("T1", "telecom_appeal", {}, "I1");
    walk({{lead, "accept", {{"operator_proof", "工单号88"}}, "T-ACCEPTED", "M1 met, M2 running, M4 running"},
          {lead, "forward", {}, "T-FORWARDED", "M1 met, M2 met, M3 running, M4 running", "transmittal>operator"},
          {lead, "operator_replied", {{"reply", "已退费"}}, "T-OPERATOR-REPLIED", "M1 met, M2 met, M3 met, M4 running"},
          {lead,
           "answer",
           {{"reason", "经营者已退费"}},
           "T-ANSWERED",
           "M1 met, M2 met, M3 met, M4 met",
           "appeal_answer>complainant"},
          {lead, "mediate", {{"consent_both", "true"}}, "T-MEDIATING", "M1 met, M2 met, M3 met, M4 met, M5 running"},
          {lead, "agree", {}, "T-CLOSED", "M1 met, M2 met, M3 met, M4 met, M5 met"}},
         "T1");
}

TEST_F(Appeal, IsRefusedWithAGroundInFiveWorkingDays) {
    at.open("T1", "telecom_appeal", {}, "I1");
    EXPECT_EQ(at.due("T1", "M1"), "2026-07-08");
    walk({{lead,
           "refuse",
           {{"ground", "TA3"}, {"reason", "已处理"}},
           "T-REFUSED",
           "M1 met",
           "appeal_refused>complainant"}},
         "T1");
}

TEST_F(Appeal, ARefusalIsDecidedAgainByOrder) {
    at.open("T1", "telecom_appeal", {}, "I1");
    walk({{lead, "refuse", {{"ground", "TA3"}, {"reason", "已处理"}}, "T-REFUSED", "M1 met"},
          {archivist, "archive", {}, "T-ARCHIVED"},
          {head, "redo_by_order", {{"order", "复议〔2026〕3号"}, {"since", "2026-07-01"}}, "T-REG", "M1 running"}},
         "T1");
}

TEST_F(Appeal, NothingReadSecondHandIsCalledVerified) {
    for (const auto& clock : config::find_book(at.books(), "miit-o35")->clocks)
        EXPECT_FALSE(clock.verified) << clock.id;
    for (const auto& clock : config::find_book(at.books(), "n-12321")->clocks) EXPECT_TRUE(clock.target) << clock.id;
    for (const auto& clock : config::find_book(at.books(), "association")->clocks)
        EXPECT_FALSE(clock.verified) << clock.id;
}

// ---- nuisance calls

TEST_F(Nuisance, IsValidatedForwardedActionedAndTold) {
    at.open("N1", "nuisance", {}, "A1");
    EXPECT_EQ(at.clocks("N1"), "") << "no statutory clock was found";
    walk({{lead, "validate", {}, "N-VALID", "N1 running"},
          {lead, "forward", {{"operator", "某电信企业"}}, "N-FORWARDED", "N1 met, N2 running", "forward>operator"},
          {lead, "company_acted", {{"measure", "blocked"}}, "N-ACTIONED", "N1 met, N2 met, N3 running"},
          {lead, "tell", {}, "N-TOLD", "N1 met, N2 met, N3 met", "told>reporter"}},
         "N1");
}

TEST_F(Nuisance, ACrimeGoesToThePolice) {
    at.open("N1", "nuisance", {}, "A1");
    walk({{lead, "crime", {{"lead", "冒充公检法"}}, "N-CRIME", ""}}, "N1");
    EXPECT_EQ(at.state_of("N1-P1"), "P-REG");
    EXPECT_EQ(at.row("N1").state, "closed");
}

TEST_F(Nuisance, WhatIsIncompleteIsAnswered) {
    at.open("N1", "nuisance", {}, "A1");
    walk({{lead, "answer_incomplete", {{"missing", "主叫号码"}}, "N-INCOMPLETE"}}, "N1");
}

// ---- consumer association

TEST_F(Association, WarnsBeforeAcceptingForwardsUrgesMediatesAndAgrees) {
    at.open("C1", "complaint");
    walk({{lead, "reclassify", {{"track", "A"}, {"reason", "投诉人选择消协"}}, "A-REG", "A1 running"}});
    EXPECT_EQ(at.row("C1").desk.str(), "association-mediation");
    EXPECT_FALSE(at.offers("C1", "accept")) << "first the warning";
    walk({{lead, "warn", {{"warned", "true"}}, "A-WARNED", "A1 running", "warning>complainant"},
          {lead, "accept", {}, "A-ACCEPTED", "A1 met, A2 running"},
          {lead, "forward", {}, "A-FORWARDED", "A1 met, A2 running, A3 running", "to_firm>respondent"},
          {lead, "urge_firm", {}, "A-URGED"},
          {lead, "mediate", {{"consent_both", "true"}}, "A-MEDIATING", "A1 met, A2 running, A3 met"},
          {lead, "extend", {{"consent_both", "true"}, {"reason", "双方同意"}}, "A-MEDIATING"},
          {lead,
           "agree",
           {{"signed", "true"}},
           "A-AGREED",
           "A1 met, A2 met, A3 met",
           "agreement>complainant,respondent"},
          {archivist, "archive", {}, "A-ARCHIVED"}});
    EXPECT_EQ(at.clock("C1", "A2").extended, "30");
}

TEST_F(Association, RefusesWithReasonsFailsRefersAndEnds) {
    const auto begin = [&](const std::string& number) {
        at.open(number, "complaint");
        walk({{lead, "reclassify", {{"track", "A"}, {"reason", "x"}}, "A-REG"},
              {lead, "warn", {{"warned", "true"}}, "A-WARNED"}},
             number);
    };
    begin("C1");
    walk({{lead, "refuse", {{"ground", "AR2"}, {"reason", "非生活消费"}}, "A-REFUSED", "A1 met"}});
    for (const auto& [number, last] : std::vector<std::pair<std::string, go>>{
             {"C2", {lead, "fail", {{"reason", "x"}}, "A-FAILED", "A1 met, A2 met, A3 met", "routes>complainant"}},
             {"C3", {lead, "refer", {{"authority", "市场监管局"}, {"reason", "x"}}, "A-REFERRED"}},
             {"C4", {lead, "terminate", {{"ground", "AT1"}}, "A-TERMINATED"}}}) {
        begin(number);
        walk({{lead, "accept", {}, "A-ACCEPTED"}, {lead, "forward", {}, "A-FORWARDED"}, last}, number);
    }
}

// ---- police

TEST_F(Police, IsDecidedHandedOverFiledAndTheEvidenceFollows) {
    at.open("P1", "police_lead", {}, "E1");
    EXPECT_EQ(at.clocks("P1"), "K10 running");
    walk({{lead, "alert", {{"alerted_by", "we_called_110"}}, "P-REG"},
          {chief, "approve_transfer", {}, "P-APPROVED", "K10 met, K10h running"}},
         "P1");
    EXPECT_EQ(at.clock("P1", "K10h").due_at, "2026-07-02T02:00:00.000Z") << "24 hours to the minute";
    walk({{plain,
           "hand_over",
           {{"police_body", "市公安局"}},
           "P-SENT",
           "K10 met, K10h met, K11 running",
           "transfer>police"},
          {plain, "not_theirs", {}, "P-SENT", "K10 met, K10h met, K11 running, K11h running"},
          {plain, "forwarded", {{"police_body", "邻市公安局"}}, "P-SENT"},
          {plain, "police_filed", {}, "P-FILED", "K10 met, K10h met, K11 met, K11h met, K12 running"},
          {plain, "hand_over_evidence", {}, "P-CLOSED", "K10 met, K10h met, K11 met, K11h met, K12 met"}},
         "P1");
}

TEST_F(Police, IsNotTransferredOrDeclinedWithReasons) {
    at.open("P1", "police_lead", {}, "E1");
    walk({{chief, "decline_transfer", {{"reason", "不构成犯罪"}}, "P-NOT-TRANSFERRED", "K10 met"}}, "P1");
    at.open("P2", "police_lead", {}, "E1");
    walk({{chief, "approve_transfer", {}, "P-APPROVED"},
          {plain, "hand_over", {{"police_body", "市公安局"}}, "P-SENT"},
          {plain, "police_declined", {{"reason", "情节轻微"}}, "P-DECLINED"},
          {plain, "back_to_us", {}, "P-CLOSED"}},
         "P2");
}

} // namespace guiyi::law_tests
