// Decisions alone: pure functions over a state that a batch holds.
#include "services/intake/decide.hpp"

#include "services/intake/evolve.hpp"
#include "services/intake/state.hpp"
#include "services/intake/status.hpp"
#include "tests/unit/services/intake/intake_for_tests.hpp"

namespace guiyi::intake {

using namespace testing;

class Decide : public folded_state {
  protected:
    sealed_submission sealed(std::string receipt, std::string submission_key = {}, std::string idempotency_key = {},
                             std::string content = "content") {
        sealed_submission out;
        out.fact.receipt = receipt_no(std::move(receipt));
        out.fact.received_at = now;
        out.fact.submission_key = std::move(submission_key);
        out.fact.idempotency_key = std::move(idempotency_key);
        out.fact.content_key = std::move(content);
        return out;
    }
    result<events::facts> submit(const sealed_submission& what) {
        reply = {};
        auto facts = intake::submit(what, state, reply);
        if (facts) fold(*facts);
        return facts;
    }
    static events::case_opened opened(const std::string& case_of, const std::string& receipt) {
        events::case_opened out{case_no(case_of), "new", {}, {}};
        out.record.receipt = receipt_no(receipt);
        return out;
    }

    submit_reply reply;
    act_reply acted;
};

TEST_F(Decide, ANewComplaintIsRecordedUnderItsCandidate) {
    const auto facts = submit(sealed("R1", "s", "i")).value();

    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(reply.receipt, receipt_no("R1"));
    EXPECT_FALSE(reply.repeat);
}

TEST_F(Decide, TheSameReferenceIsTheSameSubmission) {
    submit(sealed("R1", "s")).value();
    const auto facts = submit(sealed("R2", "s")).value();

    EXPECT_TRUE(facts.empty());
    EXPECT_EQ(reply.receipt, receipt_no("R1"));
    EXPECT_TRUE(reply.repeat);
    EXPECT_TRUE(reply.same_content);
}

TEST_F(Decide, TheSameIdempotencyKeyIsTheSameSubmission) {
    submit(sealed("R1", "", "i")).value();
    EXPECT_TRUE(submit(sealed("R2", "", "i")).value().empty());
    EXPECT_EQ(reply.receipt, receipt_no("R1"));
}

TEST_F(Decide, OtherContentUnderAKnownReferenceIsSaidToDiffer) {
    submit(sealed("R1", "s")).value();
    EXPECT_TRUE(submit(sealed("R2", "s", "", "other")).value().empty());
    EXPECT_EQ(reply.receipt, receipt_no("R1"));
    EXPECT_FALSE(reply.same_content);
}

TEST_F(Decide, ATakenReceiptNumberIsAConflict) {
    submit(sealed("R1", "s")).value();
    EXPECT_EQ(submit(sealed("R1", "t")).error().code, errc::conflict);
    EXPECT_EQ(submit(sealed("R1")).error().code, errc::conflict);
}

TEST_F(Decide, EvidenceMustBeStoredFirst) {
    auto what = sealed("R1");
    what.evidence = {{"sha256:aa", "/evidence/0"}, {"sha256:bb", "/calls/0/recording"}};
    fold({events::evidence_stored{evidence_id("sha256:aa"), "image/png", 1}});

    EXPECT_TRUE(submit(what).value().empty());
    EXPECT_EQ(reply.unknown_evidence, std::vector<std::string>{"/calls/0/recording"});
    fold({events::evidence_stored{evidence_id("sha256:bb"), "audio/wav", 1}});
    EXPECT_EQ(submit(what).value().size(), 1u);
}

TEST_F(Decide, TheSameEvidenceIsStoredOnce) {
    const events::evidence_stored one{evidence_id("sha256:aa"), "image/png", 1};
    EXPECT_EQ(keep_evidence(one, state).size(), 1u);
    fold({one});
    EXPECT_TRUE(keep_evidence(one, state).empty());
}

TEST_F(Decide, UrgesAreBoundedADay) {
    submit(sealed("R1")).value();
    const events::complaint_urged one{receipt_no("R1"), ""};
    for (std::uint64_t i = 0; i < urges_a_day_max; ++i) {
        acted = {};
        const auto facts = urge(one, state, now, office_offset, acted).value();
        ASSERT_EQ(facts.size(), 1u);
        fold(facts);
    }
    acted = {};
    EXPECT_TRUE(urge(one, state, now, office_offset, acted).value().empty());
    EXPECT_EQ(acted.retry_after, std::chrono::hours(14)) << "it is ten in the morning at the office";

    now += std::chrono::hours(14);
    acted = {};
    EXPECT_EQ(urge(one, state, now, office_offset, acted).value().size(), 1u);
    EXPECT_FALSE(acted.retry_after);
}

TEST_F(Decide, WithdrawingTwiceIsAConflict) {
    submit(sealed("R1")).value();
    const events::complaint_withdrawn one{receipt_no("R1"), ""};
    fold(withdraw(one, state, now, acted).value());

    EXPECT_EQ(withdraw(one, state, now, acted).error().code, errc::conflict);
    EXPECT_EQ(urge({receipt_no("R1"), ""}, state, now, office_offset, acted).error().code, errc::conflict);
}

TEST_F(Decide, SupplementsAreBoundedAndTheirEvidenceMustBeStored) {
    submit(sealed("R1")).value();
    events::complaint_supplemented one{receipt_no("R1"), "more", "", {"sha256:aa"}};
    EXPECT_TRUE(supplement(one, state, now, 2, acted).value().empty());
    EXPECT_EQ(acted.unknown_evidence, std::vector<std::string>{"/evidence/0"});

    one.evidence.clear();
    acted = {};
    fold(supplement(one, state, now, 2, acted).value());
    fold(supplement(one, state, now, 2, acted).value());
    EXPECT_EQ(supplement(one, state, now, 2, acted).error().code, errc::conflict);
}

TEST_F(Decide, NothingCanBeDoneAboutAnUnknownReceipt) {
    EXPECT_EQ(urge({receipt_no("R9"), ""}, state, now, office_offset, acted).error().code, errc::not_found);
    EXPECT_EQ(supplement({receipt_no("R9"), "", "", {}}, state, now, 9, acted).error().code, errc::not_found);
    EXPECT_EQ(withdraw({receipt_no("R9"), ""}, state, now, acted).error().code, errc::not_found);
}

TEST_F(Decide, AComplaintIsPlacedOnce) {
    submit(sealed("R1")).value();

    const auto facts = follow(opened("C1", "R1"));
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(std::get<events::complaint_placed>(facts[0]).verdict, "new");
    EXPECT_TRUE(follow(opened("C1", "R1")).empty());
    EXPECT_TRUE(follow(opened("C2", "R9")).empty()) << "a receipt that is not ours";
}

TEST_F(Decide, ARepeatIsPlacedWithTheCaseItWasTiedTo) {
    submit(sealed("R1")).value();
    events::complaint_tied tied{case_no("C7"), {}, {}};
    tied.record.receipt = receipt_no("R1");

    const auto facts = follow(tied);
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(std::get<events::complaint_placed>(facts[0]).in_case, case_no("C7"));
    EXPECT_EQ(std::get<events::complaint_placed>(facts[0]).verdict, "tie");
}

TEST_F(Decide, StepsOfACaseAreNoted) {
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    const auto stage = [&](events::fact input) {
        const auto facts = follow(std::move(input));
        return facts.size() == 1 ? std::get<events::progress_noted>(facts[0]).stage + "|" +
                                       std::get<events::progress_noted>(facts[0]).detail
                                 : "none";
    };
    const case_no c("C1");
    EXPECT_EQ(stage(events::case_assigned{c, desk_id("d1"), officer_id("o1"), {}}), "assigned|d1");
    EXPECT_EQ(
        stage(events::clock_started{c, "K1", "2026-11-23", "2026-12-02", false, {"O121", "", "§15(1)", true}, {}}),
        "clock_started|K1");
    EXPECT_EQ(stage(events::clock_breached{c, "K1", "2026-12-02"}), "clock_breached|K1");
    EXPECT_EQ(stage(events::clock_stopped{c, "K1", "2026-12-03", "case_accepted", false}), "clock_stopped|K1");
    EXPECT_EQ(stage(events::case_accepted{c, officer_id("o1"), "note"}), "accepted|");
    EXPECT_EQ(stage(events::respondent_contacted{c, officer_id("o1"), "金盛", "internal"}), "contacted|金盛");
    EXPECT_EQ(stage(events::respondent_replied{c, officer_id("o1"), "金盛", "internal", "refund", 3}),
              "replied|refund");
    EXPECT_EQ(stage(events::note_added{c, officer_id("o1"), "internal"}), "none");
    events::case_refused refused;
    refused.refused = c;
    refused.ground = "NA5";
    refused.reason = "no address";
    EXPECT_EQ(stage(refused), "refused|NA5: no address");
    events::case_closed closed;
    closed.closed = c;
    closed.outcome = "terminated";
    closed.ground = "T2";
    EXPECT_EQ(stage(closed), "closed|terminated T2");
}

TEST_F(Decide, AReportThatWasSplitOffLeavesNoTrace) { // @law O121 §9, §37
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    events::report_split split;
    split.from = case_no("C1");
    split.report = case_no("C2");

    EXPECT_TRUE(follow(split).empty());
    EXPECT_TRUE(follow(events::case_assigned{case_no("C2"), desk_id("d"), officer_id("o"), {}}).empty());
    EXPECT_TRUE(follow(events::case_accepted{case_no("C2"), officer_id("o"), ""}).empty());
}

// ---- what the public status makes of it

TEST_F(Decide, StatusShowsTheNextDeadlineAndWhatHappened) {
    submit(sealed("R1")).value();
    now += std::chrono::minutes(1);
    follow(opened("C1", "R1"));
    const case_no c("C1");
    follow(events::case_assigned{c, desk_id("d1"), officer_id("o1"), {}});
    follow(events::clock_started{c, "K5", "2026-11-23", "2026-12-14", false, {"PROC", "", "§18", true}, {}});
    follow(events::clock_started{c, "K1", "2026-11-23", "2026-12-02", true, {"O121", "", "§15(1)", true}, {}});

    const auto said = status_of(receipt_no("R1"), state, now, office_offset, words(), http::language::en).value();
    EXPECT_EQ(said.at("stage"), "assigned");
    EXPECT_EQ(said.at("case_no"), "C1");
    EXPECT_EQ(said.at("received_at"), "2026-11-23T10:00:00+08:00");
    const auto& next = said.at("next_deadline").get_object();
    EXPECT_EQ(next.at("due_on"), "2026-12-02") << "the earliest";
    EXPECT_EQ(next.at("provisional"), true);
    EXPECT_EQ(next.at("basis"), "Measures for Handling Complaints and Reports in Market Regulation, article 15(1)");
    EXPECT_EQ(next.at("what"), "decide whether to accept, and tell you");
    std::string stages;
    for (const auto& step : said.at("history").get_array()) stages += std::string(step.at("stage").as_string()) + " ";
    EXPECT_EQ(stages, "received registered assigned clock_started clock_started ");
    EXPECT_EQ(boost::json::serialize(said).find("o1"), std::string::npos) << "no officer is named";

    follow(events::clock_stopped{c, "K1", "2026-11-24", "case_accepted", true});
    follow(events::case_accepted{c, officer_id("o1"), ""});
    const auto later = status_of(receipt_no("R1"), state, now, office_offset, words(), http::language::zh).value();
    EXPECT_EQ(later.at("stage"), "accepted");
    EXPECT_EQ(later.at("stage_text"), "已受理");
    EXPECT_EQ(later.at("next_deadline").at("due_on"), "2026-12-14");
    EXPECT_EQ(later.at("next_deadline").at("basis"), "《市场监督管理行政处罚程序规定》第十八条");
    EXPECT_EQ(later.at("history").at(3).at("text"), "办理期限开始计算：核查举报并决定是否立案，最晚2026年12月14日");
}

TEST_F(Decide, ARepeatReadsItsCaseFromWhereItJoined) {
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    follow(events::case_accepted{case_no("C1"), officer_id("o1"), ""});
    submit(sealed("R2")).value();
    events::complaint_tied tied{case_no("C1"), {}, {}};
    tied.record.receipt = receipt_no("R2");
    follow(tied);
    follow(events::respondent_replied{case_no("C1"), officer_id("o1"), "", "", "refused", 1});

    const auto said = status_of(receipt_no("R2"), state, now, office_offset, words(), http::language::en).value();
    std::string stages;
    for (const auto& step : said.at("history").get_array()) stages += std::string(step.at("stage").as_string()) + " ";
    EXPECT_EQ(stages, "received joined replied ");
    EXPECT_EQ(said.at("stage_text"), "The respondent replied: refused");
}

TEST_F(Decide, StatusFollowsAComplaintThroughMergesAndNothingShownVanishes) {
    const case_no a("C1"), b("C2");
    const auto status = [&](http::language in) {
        return status_of(receipt_no("R1"), state, now, office_offset, words(), in).value();
    };
    const auto texts = [&](http::language in) {
        std::vector<std::string> out;
        const auto said = status(in);
        for (const auto& step : said.at("history").get_array()) out.emplace_back(step.at("text").as_string());
        return out;
    };
    const auto later = [&] { now += std::chrono::minutes(1); };
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    later();
    follow(events::case_assigned{a, desk_id("d1"), officer_id("o1"), {}});
    follow(events::clock_started{a, "K1", "2026-11-23", "2026-12-02", false, {}, {}});
    submit(sealed("R2")).value();
    follow(opened("C2", "R2"));
    later();
    follow(events::respondent_contacted{b, officer_id("o1"), "unseen", ""});
    follow(events::clock_started{b, "K2", "2026-11-23", "2027-01-22", false, {}, {}});
    later();
    const auto before = status(http::language::en);
    const events::cases_merged merged{a, b, {receipt_no("R1")}, "officer", "", officer_id("o1"), "B1"};
    EXPECT_EQ(follow(merged).size(), 1u);
    EXPECT_TRUE(follow(merged).empty()) << "once";
    later();
    follow(events::case_accepted{b, officer_id("o1"), ""});

    const auto there = status(http::language::en);
    EXPECT_EQ(there.at("case_no"), "C2");
    EXPECT_EQ(there.at("stage"), "accepted");
    EXPECT_EQ(there.at("next_deadline").at("due_on"), "2027-01-22");
    const std::vector<std::string> seen{
        "Your complaint was received",
        "Your complaint was registered as a case",
        "A desk was given the case",
        "A deadline began: decide whether to accept, and tell you by 2 December 2026",
        "Joined with case: C2",
        "The case was accepted"};
    EXPECT_EQ(texts(http::language::en), seen);
    EXPECT_EQ(texts(http::language::zh).at(4), "已与以下案件合并办理：C2");

    later();
    follow(events::merge_undone{a, b, {receipt_no("R1")}, "", officer_id("o1"), "B2"});
    const auto back = status(http::language::en);
    for (const auto* part : {"case_no", "stage", "stage_text", "next_deadline"})
        EXPECT_EQ(back.at(part), before.at(part)) << part;
    auto all = seen;
    all.emplace_back("Has its own case again: C1");
    EXPECT_EQ(texts(http::language::en), all);
    EXPECT_EQ(texts(http::language::zh).back(), "已恢复单独办理，案件编号：C1");

    later();
    follow(events::case_accepted{a, officer_id("o1"), ""});
    follow(events::case_accepted{b, officer_id("o1"), ""});
    all.emplace_back("The case was accepted");
    EXPECT_EQ(texts(http::language::en), all) << "its own, and once";
}

TEST_F(Decide, ASplitComplaintReadsItsNewCase) {
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    submit(sealed("R2")).value();
    events::complaint_tied tied{case_no("C1"), {}, {}};
    tied.record.receipt = receipt_no("R2");
    follow(tied);
    events::complaints_split split;
    split.out_of = case_no("C1");
    split.opened = case_no("C9");
    split.moved = {receipt_no("R2")};
    follow(split);
    follow(events::case_assigned{case_no("C9"), desk_id("d1"), officer_id("o1"), {}});
    follow(events::case_accepted{case_no("C1"), officer_id("o1"), ""});
    const auto said = status_of(receipt_no("R2"), state, now, office_offset, words(), http::language::en).value();
    EXPECT_EQ(said.at("case_no"), "C9");
    EXPECT_EQ(said.at("stage"), "assigned");
    EXPECT_EQ(said.at("history").get_array().size(), 4u);
    EXPECT_EQ(said.at("history").at(2).at("text"), "Has a case of its own now: C9");
}

TEST_F(Decide, ARepeatOfADecidedCaseReadsItsOwnDeadlineAndAnswer) { // @law O121 §15, §16(2)
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    events::case_refused refused;
    refused.refused = case_no("C1");
    refused.ground = "NA4";
    follow(refused);
    submit(sealed("R2")).value();
    events::complaint_tied tied{case_no("C1"), {}, {}};
    tied.record.receipt = receipt_no("R2");
    follow(tied);
    const auto status = [&](const char* receipt) {
        return status_of(receipt_no(receipt), state, now, office_offset, words(), http::language::en).value();
    };
    const auto others = status("R1");
    follow(events::case_assigned{case_no("C1"), desk_id("d1"), officer_id("o2"), {}});
    follow(events::clock_started{case_no("C1"), "K1+R2", "2026-11-23", "2026-12-02", false, {}, {}});
    EXPECT_EQ(status("R2").at("next_deadline").at("due_on"), "2026-12-02");
    EXPECT_EQ(status("R2").at("next_deadline").at("what"), "decide whether to accept, and tell you");
    events::repeat_refused answer;
    answer.of_case = case_no("C1");
    answer.receipts = {receipt_no("R2")};
    answer.ground = "NA2";
    answer.reason = "handled before";
    follow(answer);
    follow(events::clock_stopped{case_no("C1"), "K1+R2", "2026-11-23", "repeat_refused", true});
    EXPECT_EQ(std::string(status("R2").at("stage_text").as_string()),
              "The case was not accepted: " + words().ground("NA2", "en") + ". handled before");
    EXPECT_TRUE(status("R2").at("next_deadline").is_null());
    EXPECT_EQ(status("R1"), others) << "nothing of this is the others' business";
}

TEST_F(Decide, AWithdrawalShowsUntilTheCaseIsClosed) {
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    follow(events::case_accepted{case_no("C1"), officer_id("o1"), ""});
    fold(withdraw({receipt_no("R1"), ""}, state, now, acted).value());
    const auto stage = [&] {
        return status_of(receipt_no("R1"), state, now, office_offset, words(), http::language::en).value().at("stage");
    };

    EXPECT_EQ(stage(), "withdrawn");
    events::case_closed closed;
    closed.closed = case_no("C1");
    closed.outcome = "terminated";
    follow(closed);
    EXPECT_EQ(stage(), "closed");
}

TEST_F(Decide, StatusCallsGroundsByWhatTheySay) { // @law O121 §15(2), §16, §23
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    const auto text = [&](http::language in) {
        const auto said = status_of(receipt_no("R1"), state, now, office_offset, words(), in).value();
        return std::string(said.at("stage_text").as_string());
    };
    events::case_refused refused;
    refused.refused = case_no("C1");
    refused.ground = "NA4";
    refused.reason = "2022年的争议: 已过三年";
    follow(refused);
    EXPECT_EQ(text(http::language::zh),
              "不予受理：知道或者应当知道权益受到侵害之日起超过三年，法律另有规定的除外。"
              "2022年的争议: 已过三年");
    refused.reason.clear();
    follow(refused);
    EXPECT_EQ(text(http::language::en), "The case was not accepted: " + words().ground("NA4", "en"));
    refused.ground = "NA99";
    follow(refused);
    EXPECT_EQ(text(http::language::zh), "不予受理：NA99") << "what no rulebook has stays a code";

    events::case_closed closed;
    closed.closed = case_no("C1");
    closed.outcome = "terminated";
    closed.ground = "T2";
    follow(closed);
    EXPECT_EQ(text(http::language::zh), "已办结：终止调解（一方无正当理由不参加调解，或者拒绝调解）");
    EXPECT_EQ(text(http::language::en),
              "The case is closed: the mediation was ended (" + words().ground("T2", "en") + ")");
}

TEST_F(Decide, ALongHistoryShowsItsEnd) {
    submit(sealed("R1")).value();
    follow(opened("C1", "R1"));
    for (int i = 0; i < 300; ++i) {
        now += std::chrono::minutes(1);
        follow(events::respondent_contacted{case_no("C1"), officer_id("o1"), std::to_string(i), ""});
    }
    const auto said = status_of(receipt_no("R1"), state, now, office_offset, words(), http::language::en).value();
    const auto& history = said.at("history").get_array();
    EXPECT_EQ(history.size(), history_max);
    EXPECT_EQ(history.front().at("stage"), "received");
    EXPECT_EQ(history.back().at("text"), "The respondent was contacted: 299");
}

} // namespace guiyi::intake
