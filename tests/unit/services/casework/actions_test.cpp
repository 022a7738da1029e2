// The state machine, alone: every allowed step, every illegal one, and what is recorded of them.
#include "services/casework/actions.hpp"

#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::casework {

namespace {

const officer_id li("li.qiang");

class Actions : public ::testing::Test {
  protected:
    result<events::facts> decide(action_body what, const std::string& number = "C1", std::uint64_t stale_by = 0) {
        const auto row = load_case(state.rows(), case_no(number));
        const std::uint64_t revision = row ? row->revision - stale_by : 1;
        return decide_action(law, {who, case_no(number), revision, std::move(what), law.roles_of(who)}, state.rows(),
                             now, reply);
    }
    /// Decides and folds. @returns the one fact
    template <class Fact>
    Fact act(action_body what, const std::string& number = "C1") {
        auto facts = decide(std::move(what), number);
        EXPECT_TRUE(facts) << facts.error().detail;
        EXPECT_EQ(facts->size(), 1u);
        auto fact = std::get<Fact>(facts->front());
        state.fold(fact, format_rfc3339(now));
        EXPECT_EQ(reply.state, state.row(number).state);
        EXPECT_EQ(reply.revision, state.row(number).revision);
        return fact;
    }
    void expect_illegal(action_body what, std::string_view says, const std::string& number = "C1") {
        const auto refused = decide(std::move(what), number);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, errc::illegal_transition);
        EXPECT_NE(refused.error().detail.find(says), std::string::npos) << refused.error().detail;
    }
    /// What every track knows of what may be done now; its own steps come after.
    std::string allowed(const std::string& number = "C1") {
        std::string out;
        for (const auto& one : offers(law, state.row(number)))
            if (one.kind != action::step) out.append(out.empty() ? "" : ", ").append(one.action);
        return out.empty() ? "none" : out;
    }

    shipped_reference shipped_law;
    casework::law law = shipped_law.law();
    folded_state state;
    instant now = at("2026-05-06T09:00:00+08:00");
    action_reply reply;
    officer_id who = li;
};

} // namespace

// @law SAMR-121 §15(2), §16(2)
TEST_F(Actions, ARepeatOfADecidedCaseIsRefusedWithoutTouchingWhatWasDecided) {
    state.a_case();
    act<events::case_refused>(refuse_case{"NA3", "非生活消费"});
    state.fold(events::clock_noted{case_no("C1"), "K1", "met", {}, {}, "2026-05-06", false, {}, {}});
    EXPECT_EQ(allowed(), "split, note") << "what it told may still be a lead";
    state.fold(events::clock_noted{case_no("C1"), "K1+R2", "running", "2026-05-06", "2026-05-15", {}, false, {}, {}});
    EXPECT_EQ(allowed(), "refuse, split, note");
    const auto fact = act<events::repeat_refused>(refuse_case{"NA2", "来电13800138000所述已处理"});
    EXPECT_EQ(fact.receipts, std::vector<receipt_no>{receipt_no("R2")});
    EXPECT_EQ(fact.officer, li);
    EXPECT_EQ(fact.reason.find("13800138000"), std::string::npos) << "texts are masked";
    EXPECT_EQ(fact.basis.article, "§16(2)");
    EXPECT_EQ(state.row().outcome, "NA3");
    expect_illegal(refuse_case{"NA2", "x"}, "the case is refused");
}

// @law SAMR-121 §15(1), §16(2)
TEST_F(Actions, ARepeatOfAnAcceptedCaseIsRefusedWhileItsMediationGoesOn) {
    state.a_case();
    act<events::case_accepted>(accept_case{});
    state.fold(events::clock_noted{case_no("C1"), "K1+R2", "running", "2026-05-06", "2026-05-15", {}, false, {}, {}});
    const auto fact = act<events::repeat_refused>(refuse_case{"NA2", "已受理，正在调解"});
    EXPECT_EQ(fact.receipts, std::vector<receipt_no>{receipt_no("R2")});
    EXPECT_EQ(state.row().state, "accepted");
    expect_illegal(refuse_case{"NA2", "x"}, "the case is accepted");
}

TEST_F(Actions, NothingIsDoneUnderANumberThatWasMergedAway) {
    state.a_case();
    state.a_case("C2", "R2");
    state.fold(events::case_merged_noted{case_no("C1"), case_no("C2"), {receipt_no("R1")}, "officer", "", li});
    EXPECT_EQ(allowed(), "none");
    expect_illegal(accept_case{}, "C2");
    const auto stale = decide(add_note{"x"}, "C1", 1);
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().code, errc::illegal_transition) << "the number to use, also for an old page";
}

// @law SAMR-121 §15(1)
TEST_F(Actions, ARegisteredComplaintIsAcceptedByANamedOfficer) {
    state.a_case();
    EXPECT_EQ(allowed(), "accept, refuse, split, categorise, contact, note, close");
    const auto fact = act<events::case_accepted>(accept_case{"来电13800138000核实"});
    EXPECT_EQ(fact.officer, li);
    EXPECT_EQ(fact.note.find("13800138000"), std::string::npos) << "texts are masked";
    EXPECT_EQ(state.row().state, "accepted");
    EXPECT_EQ(allowed(), "split, categorise, contact, note, close");
}

// @law SAMR-121 §15(2), §16
TEST_F(Actions, ARefusalNamesItsGroundItsArticleAndItsReason) {
    state.a_case();
    const auto fact = act<events::case_refused>(refuse_case{"NA3", "不能证明消费关系,电话13800138000"});
    EXPECT_EQ(fact.ground, "NA3");
    EXPECT_EQ(fact.basis.instrument, "O121");
    EXPECT_EQ(fact.basis.article, "§16(3)");
    EXPECT_EQ(fact.reason.find("13800138000"), std::string::npos);
    EXPECT_EQ(state.row().outcome, "NA3");
    EXPECT_EQ(allowed(), "split, note");
}

TEST_F(Actions, ARefusalNeedsAGroundOfItsRulebookAndAReason) {
    state.a_case();
    EXPECT_EQ(decide(refuse_case{"NA9", "x"}).error().code, errc::invalid);
    EXPECT_EQ(decide(refuse_case{"T1", "x"}).error().code, errc::invalid) << "a ground for ending is none for refusing";
    EXPECT_EQ(decide(refuse_case{"NA3", ""}).error().code, errc::invalid);
}

TEST_F(Actions, UnderOrder20ThereIsNoNA6) {
    auto old = received("R1", "complaint", "2026-04-14T23:00:00+08:00");
    state.fold(events::complaint_noted{old.receipt, old.received_at, old.summary, ""});
    state.fold(events::case_registered{case_no("C1"), old.receipt, "new", {}, "C"});
    EXPECT_EQ(decide(refuse_case{"NA6", "x"}).error().code, errc::invalid);
    EXPECT_EQ(act<events::case_refused>(refuse_case{"NA3", "x"}).basis.instrument, "O20");
}

// @law SAMR-121 §9, §37
TEST_F(Actions, ASplitMakesAReportOfItsOwnWithoutTheComplainant) {
    state.a_case();
    const auto fact = act<events::report_split>(split_report{"夸大宣传,联系13800138000", "D2"});
    EXPECT_EQ(fact.report.str(), "C1-R1");
    EXPECT_EQ(reply.report.str(), "C1-R1");
    EXPECT_EQ(fact.lead.find("13800138000"), std::string::npos);
    EXPECT_EQ(fact.route.nature, "report");
    EXPECT_EQ(fact.route.category, "D2");
    EXPECT_EQ(fact.route.region, "3303");
    EXPECT_EQ(fact.route.received_at, state.row().received_at) << "with the complaint that holds it";

    const auto report = state.row("C1-R1");
    EXPECT_EQ(report.track, "R");
    EXPECT_EQ(report.complainant, "");
    EXPECT_EQ(report.complaints, 0u);
    EXPECT_TRUE(receipts_of(state.rows(), case_no("C1-R1"), 10).empty());
    EXPECT_EQ(report.respondent, "美丽科技有限公司");
    EXPECT_EQ(report.from.str(), "C1");
    EXPECT_EQ(state.row().reports, (std::vector<case_no>{case_no("C1-R1")}));
    EXPECT_EQ(act<events::report_split>(split_report{"另一线索", ""}).report.str(), "C1-R2");
    EXPECT_EQ(state.row("C1-R2").categories, (std::vector<std::string>{"C1"}));
}

// @law PROC §18
TEST_F(Actions, AReportIsCheckedByTwoAndDecidedByTheHeadNeverRefusedOrSplit) {
    state.a_case("R", "R1", "report");
    EXPECT_EQ(allowed("R"), "accept, categorise, contact, note");
    expect_illegal(close_case{"filed", "", ""}, "registered", "R");
    EXPECT_EQ(decide(accept_case{}, "R").error().detail, "second: two officers are needed for check");
    act<events::case_accepted>(accept_case{"", {{"second", "wang.min"}}}, "R");
    EXPECT_EQ(state.row("R").step, "R-CHECK");
    EXPECT_EQ(allowed("R"), "categorise, contact, note, close");
    expect_illegal(close_case{"agreed", "", ""}, "note, close (filed, not_filed)", "R");
    const auto refused = decide(close_case{"not_filed", "", "证据不足"}, "R");
    EXPECT_EQ(refused.error().code, errc::forbidden);
    EXPECT_NE(refused.error().detail.find("head (head of the authority)"), std::string::npos);
    who = officer_id("gao.feng");
    const auto fact = act<events::case_closed>(close_case{"not_filed", "", "证据不足"}, "R");
    EXPECT_EQ(fact.basis.instrument, "PROC");
    EXPECT_EQ(fact.basis.article, "§18");
    EXPECT_EQ(fact.step.role, "head");
}

TEST_F(Actions, AReplyCountsWholeDaysSinceTheLastContact) {
    state.a_case();
    expect_illegal(record_reply{"", "x", "other"}, "registered");
    act<events::respondent_contacted>(contact_respondent{"", "请核实并答复"});
    EXPECT_EQ(state.row().contacted, "美丽科技有限公司");
    now = at("2026-05-07T08:59:00+08:00");
    EXPECT_EQ(act<events::respondent_replied>(record_reply{"", "正在处理", "other"}).days, 0);
    now = at("2026-05-09T09:00:00+08:00");
    const auto fact = act<events::respondent_replied>(record_reply{"", "同意退款", "refund"});
    EXPECT_EQ(fact.days, 3);
    EXPECT_EQ(fact.respondent, "美丽科技有限公司");
    EXPECT_EQ(fact.result, "refund");
}

TEST_F(Actions, AContactNeedsSomebodyToContact) {
    auto bare = received("R1");
    bare.summary.respondent.clear();
    state.fold(events::complaint_noted{bare.receipt, bare.received_at, bare.summary, ""});
    state.fold(events::case_registered{case_no("C1"), bare.receipt, "new", {}, "C"});
    EXPECT_EQ(decide(contact_respondent{"", "x"}).error().code, errc::invalid);
    act<events::respondent_contacted>(contact_respondent{"示例商城", "x"});
    EXPECT_EQ(state.row().respondent, "示例商城");
}

TEST_F(Actions, CategoriesAreReplacedAndNotesAlwaysTaken) {
    state.a_case();
    act<events::case_categorised>(categorise_case{{"C1", "C3", "C6", "D2"}});
    EXPECT_EQ(state.row().categories, (std::vector<std::string>{"C1", "C3", "C6", "D2"}));
    act<events::case_refused>(refuse_case{"NA3", "x"});
    EXPECT_EQ(act<events::note_added>(add_note{"回访13800138000"}).text.find("13800138000"), std::string::npos);
}

// @law SAMR-121 §23, §24
TEST_F(Actions, AnAgreementNeedsAcceptanceFirst) {
    state.a_case();
    expect_illegal(close_case{"agreed", "", ""}, "the case is registered; allowed now: accept, refuse");
    act<events::case_accepted>(accept_case{});
    const auto fact = act<events::case_closed>(close_case{"agreed", "", "退款1280元"});
    EXPECT_EQ(fact.outcome, "agreed");
    EXPECT_EQ(fact.ground, "");
    EXPECT_EQ(state.row().state, "closed");
    EXPECT_EQ(allowed(), "note");
}

TEST_F(Actions, ATerminationNamesItsGround) {
    state.a_case();
    expect_illegal(close_case{"terminated", "T1", ""}, "the case is registered; allowed now: accept, refuse");
    act<events::case_accepted>(accept_case{});
    EXPECT_EQ(decide(close_case{"terminated", "", ""}).error().code, errc::invalid);
    EXPECT_EQ(decide(close_case{"terminated", "NA1", ""}).error().code, errc::invalid);
    const auto fact = act<events::case_closed>(close_case{"terminated", "T1", ""});
    EXPECT_EQ(fact.basis.article, "§23(1)(1)");
    EXPECT_EQ(state.row().outcome, "terminated T1");
}

TEST_F(Actions, ANuisanceReportIsAnsweredNotMediated) {
    state.a_case();
    state.fold(events::case_registered{case_no("N1"), receipt_no("R2"), "new", {}, "N"});
    expect_illegal(refuse_case{"NA1", "x"}, "registered", "N1");
    expect_illegal(close_case{"agreed", "", ""}, "registered", "N1");
    EXPECT_EQ(act<events::case_closed>(close_case{"answered", "", ""}, "N1").basis.article, "");
}

TEST_F(Actions, WhatHasEndedTakesNoFurtherStep) {
    state.a_case();
    act<events::case_refused>(refuse_case{"NA3", "x"});
    for (const action_body& body : std::initializer_list<action_body>{
             accept_case{}, refuse_case{"NA3", "x"}, categorise_case{{"C1"}}, contact_respondent{"x", "x"},
             record_reply{"x", "x", "other"}, close_case{"terminated", "T1", ""}})
        expect_illegal(body, "the case is refused; allowed now: split, note");
}

TEST_F(Actions, AnAcceptedCaseIsNotAcceptedOrRefusedAgain) {
    state.a_case();
    act<events::case_accepted>(accept_case{});
    expect_illegal(accept_case{}, "accept is not possible: the case is accepted");
    expect_illegal(refuse_case{"NA3", "x"}, "refuse is not possible: the case is accepted");
}

TEST_F(Actions, AnOldRevisionAndAnUnknownCaseAreTurnedAway) {
    state.a_case();
    EXPECT_EQ(decide(accept_case{}, "C1", 1).error().code, errc::stale);
    EXPECT_EQ(decide(accept_case{}, "C9").error().code, errc::not_found);
}

TEST_F(Actions, ClocksAndNoticesDoNotMakeARevisionOldButPeopleDo) {
    state.a_case();
    const auto before = state.row().revision;
    state.fold(events::clock_noted{case_no("C1"), "K1", "breached", "", "", "", false, {}, {}});
    state.fold(events::delivery_noted{case_no("C1"), message_id("m"), "failed", "accepted 550"});
    EXPECT_EQ(state.row().revision, before);
    state.fold(events::complainant_acted{receipt_no("R1"), "urge", "", {}});
    EXPECT_EQ(state.row().revision, before + 1);
}

TEST_F(Actions, RevealingIsRecordedWithItsReason) {
    state.a_case();
    const auto facts = decide_reveal(receipt_no("R1"), li, "致电13800138000核实", state.rows());
    const auto fact = std::get<events::data_revealed>(facts.value().front());
    EXPECT_EQ(fact.officer, li);
    EXPECT_EQ(fact.reason.find("13800138000"), std::string::npos);
    EXPECT_EQ(decide_reveal(receipt_no("R9"), li, "x", state.rows()).error().code, errc::not_found);
}

} // namespace guiyi::casework
