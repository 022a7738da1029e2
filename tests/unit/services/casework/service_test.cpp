// Casework on a real runner: what it records of the other services, and the register that comes of it.
#include "services/casework/service.hpp"

#include "services/casework/actions.hpp"
#include "services/casework/audit.hpp"
#include "services/casework/queue.hpp"
#include "services/casework/respondent_report.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace guiyi::casework {

using events::stream;

namespace {

const case_no one("C2026-0000001");

class Casework : public ::testing::Test {
  protected:
    void intake(events::fact what) { rig.append(stream::intake, std::move(what)); }
    void deduplication(events::fact what) { rig.append(stream::deduplication, std::move(what)); }
    void assignment(events::fact what) { rig.append(stream::assignment, std::move(what)); }
    void notification(events::fact what) { rig.append(stream::notification, std::move(what)); }

    /// Two receipts of one dispute, assigned, with K1.
    void two_in_one_case() {
        intake(received("R1"));
        intake(received("R2"));
        rig.settle();
        deduplication(opened(one.str(), "R1"));
        deduplication(tied(one.str(), "R2"));
        rig.settle();
        assignment(events::case_assigned{one, desk_id("samr-12315"), officer_id("wang.min"), {"nature:complaint"}});
        assignment(started(one.str(), "K1", "2026-05-13"));
        rig.settle();
    }
    case_row row(const case_no& which = one) { return load_case(rig.state(), which).value(); }
    std::string kinds(const case_no& which = one) {
        std::string out;
        for (const auto& entry : entries_of(rig.state(), which, 0, 1000)) {
            const auto value = boost::json::parse(entry);
            out += std::string(value.at("kind").as_string()) + " ";
        }
        return out;
    }
    result<action_reply> act(action_body what, const case_no& which = one) {
        const action_request request{
            officer_id("wang.min"), which, row(which).revision, std::move(what), {"officer", "mediator", "lead"}};
        runtime::decide_with_reply<action_reply> decide = [this, request](const auto& state, instant now, auto& reply) {
            return decide_action(law, request, state, now, reply);
        };
        return rig.run(runtime::execute<action_reply>(*rig.runner, {}, std::move(decide)));
    }

    shipped_reference shipped_law;
    casework::law law = shipped_law.law();
    service subject{law};
    testing::service_rig rig{subject, "2026-04-30T12:00:00+08:00"};
};

} // namespace

TEST_F(Casework, ACaseWithTwoReceiptsHasOneTimeline) {
    two_in_one_case();
    intake(events::complaint_urged{receipt_no("R2"), "什么时候处理"});
    intake(events::complaint_supplemented{receipt_no("R1"), "补充购买凭证", "", {"sha256:aa"}});
    intake(events::complaint_withdrawn{receipt_no("R2"), ""});
    rig.settle();

    EXPECT_EQ(kinds(),
              "case_registered complaint_joined repeat_classified assignment_noted clock_noted complainant_acted "
              "complainant_acted complainant_acted ");
    EXPECT_EQ(row().complaints, 2u);
    EXPECT_EQ(row().urges, 1u);
    EXPECT_EQ(row().withdrawals, 1u);
    EXPECT_EQ(row().state, "registered") << "ending it stays an officer's decision";
    EXPECT_EQ(receipts_of(rig.state(), one, 10), (std::vector<receipt_no>{receipt_no("R1"), receipt_no("R2")}));
    EXPECT_EQ(case_of(rig.state(), receipt_no("R2")), one);
    const auto entries = entries_of(rig.state(), one, 5, 1);
    const auto urge = boost::json::parse(entries.at(0));
    EXPECT_EQ(urge.at("n").to_number<int>(), 6);
    EXPECT_EQ(urge.at("at").as_string(), "2026-04-30T04:00:00.000Z");
    EXPECT_EQ(urge.at("data").at("receipt").as_string(), "R2");
    EXPECT_EQ(urge.at("data").at("text").as_string(), "什么时候处理");
}

TEST_F(Casework, TheRegisterKnowsTheCaseFromItsFirstComplaint) {
    two_in_one_case();
    EXPECT_EQ(row().track, "C");
    EXPECT_EQ(row().complainant, "王**");
    EXPECT_EQ(row().respondent, "美丽科技有限公司");
    EXPECT_EQ(row().categories, (std::vector<std::string>{"C1"}));
    EXPECT_EQ(row().received_at, at("2026-04-30T10:00:00+08:00"));
    EXPECT_EQ(row().officer.str(), "wang.min");
    ASSERT_TRUE(row().due());
    EXPECT_EQ(row().due()->due_on, "2026-05-13");
    EXPECT_EQ(clocks_of(rig.state(), one).at(0).arithmetic.size(), 1u);
}

TEST_F(Casework, EveryNatureHasItsTrack) {
    int n = 0;
    for (const auto& [nature, track] : std::vector<std::pair<std::string, std::string>>{{"", "C"},
                                                                                        {"complaint", "C"},
                                                                                        {"report", "R"},
                                                                                        {"nuisance", "N"},
                                                                                        {"telecom_appeal", "T"},
                                                                                        {"enquiry", "Q"}}) {
        const std::string number = "C" + std::to_string(++n);
        intake(received("R" + number, nature));
        rig.settle();
        deduplication(opened(number, "R" + number, nature));
        rig.settle();
        EXPECT_EQ(row(case_no(number)).track, track);
    }
}

TEST_F(Casework, AReviewNamesTheCaseToCompare) {
    auto doubtful = opened(one.str(), "R1");
    doubtful.verdict = "review";
    doubtful.why.best = case_no("C2026-0000000");
    deduplication(doubtful);
    rig.settle();
    EXPECT_EQ(row().verdict, "review");
    EXPECT_EQ(row().related.str(), "C2026-0000000");
}

TEST_F(Casework, WhatAComplainantDidBeforeTheCaseStoodIsInIt) {
    intake(received("R1"));
    intake(events::complaint_urged{receipt_no("R1"), "一"});
    intake(events::complaint_urged{receipt_no("R1"), "二"});
    rig.settle();
    deduplication(opened(one.str(), "R1"));
    rig.settle();
    EXPECT_EQ(kinds(), "case_registered complainant_acted complainant_acted ");
    EXPECT_EQ(row().urges, 2u);
    EXPECT_NE(entries_of(rig.state(), one, 1, 1).at(0).find("一"), std::string::npos);
}

TEST_F(Casework, AClockKeepsItsArithmeticThroughBreachAndEnd) {
    two_in_one_case();
    assignment(events::clock_breached{one, "K1", "2026-05-13"});
    rig.settle();
    EXPECT_TRUE(row().due()->breached);
    assignment(events::clock_stopped{one, "K1", "2026-05-20", "case_accepted", false});
    assignment(started(one.str(), "K2", "2026-07-19"));
    rig.settle();

    const auto clocks = clocks_of(rig.state(), one);
    ASSERT_EQ(clocks.size(), 2u);
    EXPECT_EQ(clocks[0].state, "missed");
    EXPECT_EQ(clocks[0].due_on, "2026-05-13");
    EXPECT_EQ(clocks[0].ended_on, "2026-05-20");
    EXPECT_EQ(clocks[0].basis.article, "§15(1)");
    EXPECT_EQ(clocks[0].arithmetic.size(), 1u);
    EXPECT_EQ(row().due()->clock, "K2");
    EXPECT_EQ(row().running.size(), 1u);
}

TEST_F(Casework, AMissedDateThatMovesStaysMissedUnlessItLiesAheadAgain) {
    two_in_one_case();
    assignment(events::clock_breached{one, "K1", "2026-05-13"});
    const auto moved_to = [&](const std::string& due_on) {
        events::clock_moved fact;
        fact.of_case = one;
        fact.clock = "K1";
        fact.due_on = due_on;
        assignment(fact);
        rig.settle();
        return clocks_of(rig.state(), one).at(0).state;
    };
    const auto today = std::chrono::sys_days(date_at(rig.time.now(), std::chrono::minutes(480)));
    EXPECT_EQ(moved_to(format_date(local_date(today - std::chrono::days(1)))), "breached");
    EXPECT_TRUE(row().due()->breached);
    EXPECT_EQ(moved_to(format_date(local_date(today))), "running");
    EXPECT_FALSE(row().due()->breached);
}

TEST_F(Casework, TheLedgerTellsWhatBecameOfEachNotice) {
    two_in_one_case();
    const auto queued = [&](std::string id, std::string template_id) {
        events::message_queued out;
        out.message = message_id(std::move(id));
        out.about = one;
        out.channel = "email";
        out.template_id = std::move(template_id);
        return out;
    };
    notification(queued("m1", "placed"));
    notification(queued("m2", "accepted"));
    notification(events::recipient_unreachable{one, receipt_no("R2"), "placed", "no_address"});
    notification(events::delivery_started{message_id("m1"), 1});
    notification(events::delivery_ended{message_id("m1"), 1, "temporary", "451", "2026-04-30T05:00:00Z"});
    notification(events::delivery_ended{message_id("m1"), 2, "sent", "250", ""});
    notification(events::delivery_ended{message_id("m2"), 1, "permanent", "550", ""});
    notification(events::delivery_ended{message_id("unknown"), 1, "sent", "250", ""});
    rig.settle();

    std::map<std::string, std::string> states;
    for (const auto& delivery : deliveries_of(rig.state(), one, 10)) states[delivery.message.str()] = delivery.state;
    EXPECT_EQ(states,
              (std::map<std::string, std::string>{{"R2/placed", "unreachable"}, {"m1", "sent"}, {"m2", "failed"}}));
    EXPECT_EQ(kinds(),
              "case_registered complaint_joined repeat_classified assignment_noted clock_noted delivery_noted "
              "delivery_noted ")
        << "only what did not arrive needs somebody's eye";
    EXPECT_FALSE(case_of(rig.state(), message_id("m2"))) << "forgotten once it has failed";

    notification(events::delivery_returned{message_id("m1"), "delayed", "4.4.1"});
    notification(events::delivery_returned{message_id("m1"), "bounce", "5.1.1"});
    rig.settle();
    const auto back = load_delivery(rig.state(), one, message_id("m1"));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->state + ", " + back->detail, "failed, returned 5.1.1") << "what came back after it was sent";
    EXPECT_TRUE(kinds().ends_with("delivery_noted delivery_noted delivery_noted ")) << kinds();
}

TEST_F(Casework, AMergeMovesComplaintsWithWhatTheirPeopleDidAndUndoingItBringsThemBack) {
    two_in_one_case();
    intake(received("R3"));
    rig.settle();
    deduplication(opened("C2026-0000002", "R3"));
    rig.settle();
    intake(events::complaint_urged{receipt_no("R2"), "催"});
    rig.settle();
    const case_no other("C2026-0000002");
    const std::vector<receipt_no> moved{receipt_no("R1"), receipt_no("R2")};
    deduplication(events::cases_merged{one, other, moved, "officer", "同一订单", officer_id("li.qiang"), "B1"});
    rig.settle();
    EXPECT_EQ(receipts_of(rig.state(), other, 10).size(), 3u);
    EXPECT_EQ(row(other).urges, 1u);
    EXPECT_EQ(row().urges, 0u);
    EXPECT_EQ(row().state_now(), "merged");
    EXPECT_FALSE(row().due()) << "nothing is due of it";
    intake(events::complaint_urged{receipt_no("R1"), "再催"});
    rig.settle();
    EXPECT_EQ(row(other).urges, 2u) << "where the complaint is now";

    deduplication(events::merge_undone{one, other, moved, "", officer_id("li.qiang"), "B2"});
    rig.settle();
    EXPECT_EQ(row().urges, 2u) << "what was done meanwhile comes along";
    EXPECT_EQ(row(other).urges, 0u);
    EXPECT_EQ(row().state_now(), "registered");
    EXPECT_EQ(kinds(),
              "case_registered complaint_joined repeat_classified assignment_noted clock_noted complainant_acted "
              "case_merged_noted case_restored_noted ");
    EXPECT_EQ(kinds(other), "case_registered case_merged_noted complainant_acted case_restored_noted ");
}

TEST_F(Casework, VerdictsAndCampaignsAreInTheTimeline) {
    two_in_one_case();
    deduplication(opened("C2026-0000002", "R3"));
    rig.settle();
    events::pair_judged said;
    said.receipt = receipt_no("R3");
    said.of_case = one;
    said.verdict = "different";
    deduplication(said);
    events::campaign_linked linked;
    linked.campaign = campaign_no("M2026-000017");
    linked.of_case = one;
    deduplication(linked);
    rig.settle();
    EXPECT_EQ(kinds(),
              "case_registered complaint_joined repeat_classified assignment_noted clock_noted verdict_noted "
              "campaign_noted ");
    EXPECT_EQ(kinds(case_no("C2026-0000002")), "case_registered verdict_noted ");
    EXPECT_NE(entries_of(rig.state(), one, 6, 1).at(0).find("M2026-000017"), std::string::npos);
}

TEST_F(Casework, WhatAComplaintSaidOfTheFirmLeavesWithIt) {
    auto silent = received("R1");
    silent.summary.respondent = silent.summary.platform = silent.summary.category = "";
    intake(silent);
    intake(received("R2"));
    rig.settle();
    deduplication(opened(one.str(), "R1"));
    deduplication(tied(one.str(), "R2"));
    rig.settle();
    EXPECT_EQ(row().respondent, "美丽科技有限公司");
    events::complaints_split split;
    split.out_of = one;
    split.opened = case_no("C2026-0000009");
    split.moved = {receipt_no("R2")};
    deduplication(split);
    rig.settle();
    EXPECT_EQ(row().respondent + row().platform, "");
    EXPECT_TRUE(row().categories.empty());
    EXPECT_EQ(row(case_no("C2026-0000009")).respondent, "美丽科技有限公司");
}

TEST_F(Casework, TheWholeWayFromRegisterToAgreement) {
    two_in_one_case();
    EXPECT_EQ(act(accept_case{}).value().state, "accepted");
    EXPECT_EQ(act(categorise_case{{"C1", "C3", "C6", "D2"}}).value().state, "accepted");
    const auto split = act(split_report{"电话中索取银行卡号", "D2"});
    EXPECT_EQ(split.value().report.str(), "C2026-0000001-R1");
    ASSERT_TRUE(act(contact_respondent{"示例商城", "请答复"}));
    rig.time.set(at("2026-05-08T12:00:00+08:00"));
    ASSERT_TRUE(act(record_reply{"", "同意退款", "refund"}));
    EXPECT_EQ(act(close_case{"agreed", "", ""}).value().state, "closed");

    EXPECT_EQ(kinds(),
              "case_registered complaint_joined repeat_classified assignment_noted clock_noted case_accepted "
              "case_categorised "
              "report_split respondent_contacted respondent_replied case_closed ");
    EXPECT_EQ(kinds(case_no("C2026-0000001-R1")), "report_split ");
    const auto lines = respondent_lines(rig.state(), {});
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(to_csv(lines), "respondent,contacts,replies,p50_days,max_days\r\n\"示例商城\",1,1,8,8\r\n");
}

TEST_F(Casework, TwoOfficersAtOnceTheSecondHasToReadAgain) {
    two_in_one_case();
    const auto seen = row().revision;
    ASSERT_TRUE(act(accept_case{}));
    const action_request late{officer_id("li.qiang"), one, seen, refuse_case{"NA3", "x"}, {"lead"}};
    runtime::decide_with_reply<action_reply> decide = [this, late](const auto& state, instant now, auto& reply) {
        return decide_action(law, late, state, now, reply);
    };
    const auto said = rig.run(runtime::execute<action_reply>(*rig.runner, {}, std::move(decide)));
    EXPECT_EQ(said.error().code, errc::stale);
    EXPECT_TRUE(rig.recorded_of<events::case_refused>().empty());
}

TEST_F(Casework, MedianAndMaximumOfTheAnswersAreKept) {
    two_in_one_case();
    for (const int days : {1, 3, 10}) {
        ASSERT_TRUE(act(contact_respondent{"=SUM(A1)\"", "请答复"}));
        rig.time.advance(std::chrono::days(days));
        ASSERT_TRUE(act(record_reply{"", "x", "other"}));
    }
    const auto lines = respondent_lines(rig.state(), {});
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].contacts, 3);
    EXPECT_EQ(lines[0].p50_days, 3);
    EXPECT_EQ(lines[0].max_days, 10);
    EXPECT_NE(to_csv(lines).find("\"'=SUM(A1)\"\"\",3"), std::string::npos) << to_csv(lines);
}

TEST_F(Casework, TheSameFactsFoldToTheSameRows) {
    two_in_one_case();
    ASSERT_TRUE(act(accept_case{}));
    ASSERT_TRUE(act(split_report{"线索", "D2"}));
    intake(events::complaint_urged{receipt_no("R2"), "催"});
    rig.settle();
    const auto before = rig.dump();
    rig.rebuild();
    EXPECT_EQ(rig.dump(), before);
}

TEST_F(Casework, TheAuditTrailVerifiesToItsTail) {
    two_in_one_case();
    ASSERT_TRUE(act(accept_case{}));
    EXPECT_EQ(verify(*rig.over).value(), rig.over->tail(stream::casework).value());
}

} // namespace guiyi::casework
