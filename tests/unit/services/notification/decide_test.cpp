// Who is told what: decide and evolve over a real state, without bus, clock or threads.
#include "tests/unit/services/notification/notices_for_tests.hpp"

namespace guiyi::notification {

namespace {

using testing::ElementsAre;
using testing::SizeIs;

} // namespace

TEST_F(Notices, KeepsTheSealedContactOnlyOfThoseWhoHaveAnAddress) {
    complain(receipt_a, "a@example.org");
    complain(receipt_b, "");

    const auto with = load_recipient(state(), receipt_no(receipt_a)).value();
    const auto without = load_recipient(state(), receipt_no(receipt_b)).value();
    EXPECT_TRUE(with.has_email);
    EXPECT_FALSE(with.sealed_contact.empty());
    EXPECT_EQ(with.sealed_contact.find("example"), std::string::npos);
    EXPECT_FALSE(without.has_email);
    EXPECT_TRUE(without.sealed_contact.empty());
    EXPECT_EQ(without.name_masked, "王**");
}

TEST_F(Notices, AMergeTakesItsPeopleAlongAndTellsThemAlone) {
    const std::string case_b = "C2026-0000002", receipt_c = "R261120-00003-00003";
    two_in_a_case();
    complain(receipt_c, "c@example.org");
    see(events::stream::deduplication, opened(case_b, receipt_c));
    see(events::stream::assignment, assigned(case_b));
    see(events::stream::assignment, clock_runs(case_b, "K1", "2026-12-04"));
    const events::cases_merged merged{case_no(case_a),
                                      case_no(case_b),
                                      {receipt_no(receipt_a), receipt_no(receipt_b)},
                                      "officer",
                                      "",
                                      officer_id("li"),
                                      "B1"};

    const auto told = messages(see(events::stream::deduplication, merged));

    ASSERT_THAT(told, SizeIs(2));
    EXPECT_EQ(told[0].template_id, "merged");
    EXPECT_EQ(told[0].about, case_no(case_b));
    EXPECT_EQ(value(told[0], "former"), case_a);
    EXPECT_EQ(value(told[0], "decide_by"), "2026-12-04") << "as the case they are in now stands";
    EXPECT_EQ(told[1].language, "en");
    EXPECT_THAT(receipts_of(state(), case_no(case_a)), SizeIs(0));
    EXPECT_THAT(receipts_of(state(), case_no(case_b)), SizeIs(3));
    EXPECT_THAT(see(events::stream::deduplication, merged), SizeIs(0)) << "nothing twice";
    EXPECT_THAT(messages(see(events::stream::casework, events::case_accepted{case_no(case_b), officer_id("li"), ""})),
                SizeIs(3));

    const auto back = messages(see(events::stream::deduplication,
                                   events::merge_undone{case_no(case_a), case_no(case_b), merged.moved, "", {}, "B2"}));
    ASSERT_THAT(back, SizeIs(2));
    EXPECT_EQ(back[0].template_id, "separated");
    EXPECT_EQ(back[0].about, case_no(case_a));
    EXPECT_EQ(value(back[0], "decide_by"), "2026-12-01");
    EXPECT_THAT(receipts_of(state(), case_no(case_b)), ElementsAre(receipt_no(receipt_c)));
    EXPECT_THAT(messages(see(events::stream::assignment, clock_runs(case_a, "K2", "2027-01-20"))), SizeIs(0))
        << "who was told who has it is not told again";
}

TEST_F(Notices, ASplitIsToldOnceWithDeskAndDate) {
    const std::string case_n = "C2026-0000009";
    two_in_a_case();
    events::complaints_split split;
    split.out_of = case_no(case_a);
    split.opened = case_no(case_n);
    split.moved = {receipt_no(receipt_b)};
    split.route.nature = "complaint";
    EXPECT_THAT(messages(see(events::stream::deduplication, split)), SizeIs(0)) << "who has it is not known yet";
    see(events::stream::assignment, assigned(case_n));
    const auto told = messages(see(events::stream::assignment, clock_runs(case_n, "K1", "2026-12-01")));
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].template_id, "separated");
    EXPECT_EQ(told[0].receipt, receipt_no(receipt_b));
    EXPECT_EQ(value(told[0], "decide_by"), "2026-12-01");
    EXPECT_THAT(receipts_of(state(), case_no(case_a)), ElementsAre(receipt_no(receipt_a)));
}

// @law SAMR-121 §15(2), §16(2)
TEST_F(Notices, TheAnswerToARepeatGoesToItsSenderAlone) {
    two_in_a_case();
    const auto before = load_case(state(), case_no(case_a));
    see(events::stream::assignment, clock_runs(case_a, "K1+" + receipt_b, "2026-12-09"));
    EXPECT_EQ(load_case(state(), case_no(case_a)), before) << "no date of the others";
    events::repeat_refused answer;
    answer.of_case = case_no(case_a);
    answer.receipts = {receipt_no(receipt_b)};
    answer.ground = "NA3";
    answer.reason = "handled before";
    const auto told = messages(see(events::stream::casework, answer));
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].template_id, "refused");
    EXPECT_EQ(told[0].receipt, receipt_no(receipt_b));
    EXPECT_EQ(value(told[0], "ground"), "Not for daily-life consumption");
    EXPECT_EQ(value(told[0], "reason"), "handled before");
}

TEST_F(Notices, AnAddressThatWouldBreakOutOfItsHeaderIsNoAddress) {
    complain(receipt_a, R"(a@example.org>\r\nBcc: x@example.org)");

    EXPECT_FALSE(load_recipient(state(), receipt_no(receipt_a)).value().has_email);
}

TEST_F(Notices, APersonWhoseKeyWasErasedCannotBeReached) {
    auto one = complaint_from(vault_, *random_, receipt_a, "a@example.org");

    see(events::stream::intake, one.fact);

    EXPECT_FALSE(load_recipient(state(), receipt_no(receipt_a)).value().has_email);
}

TEST_F(Notices, ADamagedContactIsAnErrorAndNotSilence) {
    auto one = complaint_from(vault_, *random_, receipt_a, "a@example.org");
    runtime::store_keyring::put(rows_.on(store::family::keys), receipt_a, one.wrapped_key);
    one.fact.sealed_contact[9] = one.fact.sealed_contact[9] == 'A' ? 'B' : 'A';

    const events::event event{one.fact, now_, receipt_a, {}};
    const auto said = decide(by(), {event, events::stream::intake, 1, 0}, state(), now_);

    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, errc::corrupt);
    EXPECT_EQ(said.error().detail.find("example"), std::string::npos);
}

TEST_F(Notices, OneNoticeSaysTheDeskAndTheDateWhenTheClockStarts) { // @law O121 §15(1)
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a));

    const auto at_assignment = see(events::stream::assignment, assigned(case_a));
    const auto at_clock = see(events::stream::assignment, clock_runs(case_a, "K1", "2026-12-01"));

    EXPECT_THAT(messages(at_assignment), SizeIs(0));
    ASSERT_THAT(messages(at_clock), SizeIs(1));
    const auto message = messages(at_clock)[0];
    EXPECT_EQ(message.template_id, "placed");
    EXPECT_EQ(message.receipt.str(), receipt_a);
    EXPECT_EQ(message.channel, "email");
    EXPECT_EQ(value(message, "desk"), "示例市市场监督管理局 12315中心");
    EXPECT_EQ(value(message, "decide_by"), "2026-12-01");
    EXPECT_EQ(value(message, "provisional"), "(none)");
    EXPECT_THAT(tell_placed(by(), case_no(case_a), state(), now_), SizeIs(0))
        << "the timer must find nothing left to do";
}

TEST_F(Notices, ALetterByMailTellsItsAddresseeAloneAndOfOtherWaysNobody) {
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    events::letter_dispatched sent{case_no(case_a),
                                   letter_no("samr-city.5.2026.1"),
                                   "email",
                                   receipt_no(receipt_a),
                                   "示例市监消受〔2026〕第1号",
                                   "5",
                                   "投诉受理决定书",
                                   "Decision to accept a complaint",
                                   {},
                                   {}};

    const auto told = messages(see(events::stream::casework, sent));
    sent.channel = "phone";
    const auto by_phone = messages(see(events::stream::casework, sent));

    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].template_id, "letter");
    EXPECT_EQ(value(told[0], "number"), "示例市监消受〔2026〕第1号");
    EXPECT_EQ(value(told[0], "title"), "投诉受理决定书");
    EXPECT_THAT(by_phone, SizeIs(0));
}

TEST_F(Notices, AClockThatIsKnownBeforeTheDeskWaitsForIt) {
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a));

    EXPECT_THAT(messages(see(events::stream::assignment, clock_runs(case_a, "K1", "2027-01-05", true))), SizeIs(0));
    const auto told = messages(see(events::stream::assignment, assigned(case_a)));

    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(value(told[0], "provisional"), "yes");
}

TEST_F(Notices, WithoutAClockTheTimerTellsOnceAndWithoutADate) {
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a, "nuisance"));
    see(events::stream::assignment, assigned(case_a));
    ASSERT_EQ(load_case(state(), case_no(case_a)).tell_at, now_);

    const auto told = tell_placed(by(), case_no(case_a), state(), now_);
    fold(told);

    ASSERT_THAT(messages(told), SizeIs(1));
    EXPECT_EQ(value(messages(told)[0], "decide_by"), "(none)");
    EXPECT_THAT(tell_placed(by(), case_no(case_a), state(), now_), SizeIs(0));
    EXPECT_THAT(messages(see(events::stream::assignment, clock_runs(case_a, "K1", "2026-12-01"))), SizeIs(0));
}

TEST_F(Notices, ARepeatIsToldItsCaseAndTheDateThatRuns) {
    complain(receipt_a, "a@example.org");
    complain(receipt_b, "b@example.org", "en");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    see(events::stream::assignment, assigned(case_a));
    see(events::stream::assignment, clock_runs(case_a, "K1", "2026-12-01"));

    const auto told = messages(see(events::stream::deduplication, tied(case_a, receipt_b)));

    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].template_id, "joined");
    EXPECT_EQ(told[0].language, "en");
    EXPECT_EQ(told[0].receipt.str(), receipt_b);
    EXPECT_EQ(value(told[0], "decide_by"), "2026-12-01");
}

TEST_F(Notices, AStoppedClockIsNotTheNextDateAnyMore) {
    two_in_a_case();
    see(events::stream::assignment, events::clock_stopped{case_no(case_a), "K1", "2026-11-25", "case_accepted", true});
    see(events::stream::assignment, clock_runs(case_a, "K2", "2027-01-24"));
    const std::string receipt_c = "R261120-00003-00003";
    complain(receipt_c, "c@example.org");

    const auto told = messages(see(events::stream::deduplication, tied(case_a, receipt_c)));

    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(value(told[0], "decide_by"), "(none)");
    EXPECT_EQ(value(told[0], "mediate_by"), "2027-01-24");
}

TEST_F(Notices, EveryoneInTheCaseIsToldOfEachStepInTheirLanguage) {
    two_in_a_case();

    const auto told =
        messages(see(events::stream::casework, events::case_accepted{case_no(case_a), officer_id("li"), ""}));

    ASSERT_THAT(told, SizeIs(2));
    EXPECT_EQ(told[0].language, "zh");
    EXPECT_EQ(told[1].language, "en");
    EXPECT_NE(told[0].message, told[1].message);
    EXPECT_EQ(value(told[0], "accepted_on"), "2026-11-21") << "the office's date, not UTC's";
    EXPECT_EQ(value(told[0], "mediation"), "yes");
}

TEST_F(Notices, NoMediationIsPromisedToWhoReportsANuisance) {
    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a, "nuisance"));

    const auto told =
        messages(see(events::stream::casework, events::case_accepted{case_no(case_a), officer_id("li"), ""}));

    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(value(told[0], "mediation"), "(none)");
}

TEST_F(Notices, ARefusalSaysGroundReasonAndBasis) { // @law O121 §15(2), §16
    two_in_a_case();

    const auto told =
        messages(see(events::stream::casework, events::case_refused{case_no(case_a),
                                                                    officer_id("li"),
                                                                    "NA3",
                                                                    "购买数量明显超出生活需要",
                                                                    {"O121", "2026-04-15", "16(3)", true}}));

    ASSERT_THAT(told, SizeIs(2));
    EXPECT_EQ(value(told[0], "ground"), "不是为生活消费需要");
    EXPECT_EQ(value(told[1], "ground"), "Not for daily-life consumption");
    EXPECT_EQ(value(told[0], "reason"), "购买数量明显超出生活需要");
    EXPECT_EQ(value(told[0], "basis"), "《市场监督管理投诉举报处理办法》第十六条第三项");
}

TEST_F(Notices, ContactReplyAndEndAreTold) {
    two_in_a_case();
    const case_no c(case_a);

    const auto contacted =
        messages(see(events::stream::casework, events::respondent_contacted{c, officer_id("li"), "某平台", "…"}));
    const auto replied = messages(
        see(events::stream::casework, events::respondent_replied{c, officer_id("li"), "某平台", "…", "refund", 3}));
    const auto closed =
        messages(see(events::stream::casework, events::case_closed{c, officer_id("li"), "terminated", "T5", "", {}}));

    ASSERT_THAT(contacted, SizeIs(2));
    EXPECT_EQ(value(contacted[0], "respondent"), "某平台");
    ASSERT_THAT(replied, SizeIs(2));
    EXPECT_EQ(value(replied[0], "refund"), "yes");
    ASSERT_THAT(closed, SizeIs(2));
    EXPECT_EQ(value(closed[0], "terminated"), "yes");
    EXPECT_EQ(value(closed[0], "ground"), "自受理之日起六十日未达成协议");
}

TEST_F(Notices, TheSameFactTwiceQueuesNothingNew) {
    two_in_a_case();
    const events::event event{events::case_accepted{case_no(case_a), officer_id("li"), ""}, now_, case_a, {}};
    const runtime::input input{event, events::stream::casework, 99, 0};
    fold(decide(by(), input, state(), now_).value());

    EXPECT_THAT(decide(by(), input, state(), now_).value(), SizeIs(0));
}

TEST_F(Notices, WhoHasNoAddressIsShownToTheOfficer) {
    complain(receipt_a, "");
    see(events::stream::deduplication, opened(case_a, receipt_a));
    see(events::stream::assignment, assigned(case_a));
    const auto facts = see(events::stream::assignment, clock_runs(case_a, "K1", "2026-12-01"));

    EXPECT_THAT(messages(facts), SizeIs(0));
    const auto nobody = unreachable_of(state(), case_no(case_a));
    ASSERT_THAT(nobody, SizeIs(1));
    EXPECT_EQ(nobody[0].receipt.str(), receipt_a);
    EXPECT_EQ(nobody[0].template_id, "placed");
    EXPECT_EQ(nobody[0].reason, "no_address");
}

TEST_F(Notices, EveryWebhookIsToldOnceInCodes) {
    endpoints_ = {"one.example-00000001", "two.example-00000002"};
    two_in_a_case();

    const auto told =
        messages(see(events::stream::casework,
                     events::case_closed{case_no(case_a), officer_id("li"), "agreed", "", "给用户退款", {}}));

    ASSERT_THAT(told, SizeIs(4));
    EXPECT_EQ(told[2].endpoint, endpoints_[0]);
    EXPECT_EQ(told[3].endpoint, endpoints_[1]);
    EXPECT_EQ(told[2].channel, "webhook");
    EXPECT_EQ(value(told[2], "outcome"), "agreed");
    EXPECT_EQ(value(told[2], "note"), "(none)");
    EXPECT_TRUE(told[2].receipt.empty());
}

TEST_F(Notices, NobodyOutsideHearsOfReports) { // @law O121 §37
    endpoints_ = {"one.example-00000001"};
    const std::string report = case_a + "-R1";
    EXPECT_THAT(messages(see(events::stream::assignment, assigned(report))), SizeIs(0));
    EXPECT_THAT(messages(see(events::stream::assignment, clock_runs(report, "K5", "2026-12-11"))), SizeIs(0));
    EXPECT_FALSE(load_case(state(), case_no(report)).tell_at) << "there is nobody a timer could tell";
    EXPECT_THAT(
        see(events::stream::casework, events::case_closed{case_no(report), officer_id("li"), "filed", "", "", {}}),
        SizeIs(0));

    complain(receipt_a, "a@example.org");
    see(events::stream::deduplication, opened(case_a, receipt_a, "report"));
    see(events::stream::assignment, assigned(case_a));
    const auto told = messages(see(events::stream::assignment, clock_runs(case_a, "K5", "2026-12-11")));

    ASSERT_THAT(told, SizeIs(1)) << "the reporter, and no webhook";
    EXPECT_EQ(told[0].channel, "email");
    EXPECT_EQ(value(told[0], "check_by"), "2026-12-11");
}

TEST_F(Notices, FoldingTheSameFactsGivesTheSameRows) {
    std::vector<events::fact> all;
    const auto keep = [&](const events::facts& facts) { all.insert(all.end(), facts.begin(), facts.end()); };
    complain(receipt_a, "a@example.org");
    keep(see(events::stream::deduplication, opened(case_a, receipt_a)));
    keep(see(events::stream::assignment, assigned(case_a)));
    keep(see(events::stream::assignment, clock_runs(case_a, "K1", "2026-12-01")));
    const auto id = ledger_of(state(), case_no(case_a)).at(0);

    store::batch again(*db_);
    auto& other = again.on(store::family::casework); // any empty family will do
    for (const auto& fact : all) evolve(other, {fact, now_, {}, {}});

    EXPECT_EQ(load_case(other, case_no(case_a)), load_case(state(), case_no(case_a)));
    EXPECT_EQ(ledger_of(other, case_no(case_a)), std::vector{id});
    EXPECT_THAT(providers_waiting(other), ElementsAre("email"));
}

} // namespace guiyi::notification
