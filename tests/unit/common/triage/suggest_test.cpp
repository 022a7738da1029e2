// What the shipped words make of complaints, each a situation that a desk meets.
#include "common/triage/suggest.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace guiyi::triage {
namespace {

const config::taxonomy& shipped() {
    static const auto all = config::load_taxonomy(std::string(GUIYI_SHIPPED_CONFIG) + "/taxonomy.toml").value();
    return all;
}

events::complaint_summary told(std::string narrative) {
    events::complaint_summary out;
    out.channel = "portal";
    out.narrative = std::move(narrative);
    return out;
}

events::complaint_hinted hinted(const events::complaint_summary& what) {
    return suggest(receipt_no("R1"), what, shipped()).value_or(events::complaint_hinted{});
}

/// "axis/code axis/code ..." of the hints of these axes.
std::string codes(const events::complaint_hinted& what, std::string_view axis) {
    std::string out;
    for (const auto& one : what.hints)
        if (one.axis == axis) out += (out.empty() ? "" : " ") + one.code;
    return out;
}

} // namespace

TEST(Suggest, MoneyThatIsMovingGoesBeforeEverything) { // @law ATFL §20, §30(3)
    const auto said = hinted(told("自称公安的人说我涉嫌洗钱，要我把钱转到安全账户，我刚刚转了五万元，现在还在通话"));

    EXPECT_EQ(said.urgency, "now");
    EXPECT_EQ(said.nature, "police_lead");
    EXPECT_EQ(said.category, "E2");
    EXPECT_EQ(said.desk, "police");
    EXPECT_EQ(said.referral, "P") << "offered at once, no clock is waited for";
    EXPECT_TRUE(suggests(said, "harm", "money_moving"));
    EXPECT_TRUE(suggests(said, "action", action::call_110));
    EXPECT_TRUE(suggests(said, "action", action::refer_police));
}

TEST(Suggest, TheSameInEnglish) {
    const auto said =
        hinted(told("A man from the legal department about my social security number made me buy time: I "
                    "just transferred 5000 and am still on the phone with them."));

    EXPECT_EQ(said.urgency, "now");
    EXPECT_EQ(said.category, "E2");
    EXPECT_TRUE(suggests(said, "action", action::call_110));
}

TEST(Suggest, WhoeverIsStillOnTheLineIsToldAtOnceInWhateverWords) { // @law ATFL §20
    const auto said =
        hinted(told("A robot claiming to be the police told me to transfer money to a safe account; I just "
                    "sent 50000 and he is still on the line."));
    EXPECT_EQ(said.urgency, "now");
    EXPECT_TRUE(suggests(said, "action", action::call_110));
    EXPECT_NE(hinted(told("I just sent you the documents by mail; the lamp came broken.")).urgency, "now");
}

TEST(Suggest, ANegationTakesThePlaceOfHarmAway) {
    const auto said = hinted(told("自称公安说我涉嫌洗钱要转到安全账户，幸好我没有转账，没有被骗"));

    EXPECT_EQ(said.category, "E2");
    EXPECT_FALSE(suggests(said, "harm", "money_moving"));
    EXPECT_FALSE(suggests(said, "harm", "money_lost"));
    EXPECT_EQ(said.referral, "");
    EXPECT_NE(said.urgency, "now");
}

TEST(Suggest, PayingForGoodsIsNoFraudOnTheMove) {
    const auto said = hinted(told("机器人推销的美容仪与宣传不符，我刚转了货款3000元，商家拒绝退款"));

    EXPECT_EQ(said.nature, "complaint");
    EXPECT_FALSE(suggests(said, "harm", "money_moving")) << "it needs words of fraud beside it";
    EXPECT_EQ(said.referral, "");
}

TEST(Suggest, ABareRobotCallIsANuisanceAndNoComplaint) {
    const auto said = hinted(told("接到机器人语音电话，一接听就是录音，不停拨打"));

    EXPECT_EQ(said.nature, "nuisance");
    EXPECT_TRUE(suggests(said, "technique", "prerecorded"));
    EXPECT_TRUE(suggests(said, "technique", "conversational_ai"));
    EXPECT_EQ(said.urgency, "normal");
}

TEST(Suggest, WhatTheRobotSaidIsNotWhatHappened) {
    auto what = told("I got a recorded call.");
    what.calls = {{"", "", "2026-04-30T10:00:00+08:00", 0, false,
                   "There is a legal enforcement action on your social security number, press 1", ""}};
    const auto said = hinted(what);

    EXPECT_EQ(said.category, "E2");
    EXPECT_EQ(said.nature, "nuisance") << "the person hung up: a report for 12321, with a hint of fraud";
    EXPECT_EQ(said.referral, "");
    EXPECT_TRUE(suggests(said, "technique", "ivr_keypress"));
}

TEST(Suggest, ADisputeWithPunishmentAskedForIsTwoMatters) { // @law O121 §9
    const auto said = hinted(told("按提示操作后被扣费1500元，要求退款，请依法处罚该企业并查处"));

    EXPECT_EQ(said.nature, "complaint");
    EXPECT_TRUE(suggests(said, "nature", "report"));
    EXPECT_TRUE(suggests(said, "action", action::split_report));
}

TEST(Suggest, ARefundLureIsFlaggedAndTheComplainantWarned) {
    const auto said = hinted(told("上次投诉之后，有人打电话自称12315可以退款，要我先交手续费"));

    EXPECT_EQ(said.category, "E7");
    EXPECT_TRUE(suggests(said, "action", action::warn_refund_lure));
}

TEST(Suggest, AbusiveWordingIsOnlyACaution) {
    const auto said = hinted(told("他妈的机器人天天打电话，要求停止拨打，你们都是吃干饭的"));

    EXPECT_EQ(codes(said, "caution"), "abusive");
    EXPECT_EQ(said.nature, "nuisance") << "the matter is suggested as for anybody else";
    EXPECT_EQ(codes(said, "action"), "");
    EXPECT_EQ(shipped().words().find_flag("caution", "abusive")->urgency, "normal");
}

TEST(Suggest, OnesOwnOperatorComesFirst) { // @law MIIT Order 35 §10(4)
    const auto said = hinted(told("我的号码被标记为骚扰电话，运营商不处理"));

    EXPECT_EQ(said.nature, "telecom_appeal");
    EXPECT_EQ(said.desk, "telecom");
    EXPECT_TRUE(suggests(said, "action", action::operator_first));
    const auto blocking = hinted(told("中国移动营业厅拒绝给我开通来电拦截，运营商自己的推广电话退订不了。"));
    EXPECT_EQ(blocking.category, "I2");
    EXPECT_EQ(blocking.desk, "telecom");
    EXPECT_TRUE(suggests(blocking, "action", action::operator_first));
}

TEST(Suggest, FieldsCountAsWordsDo) {
    auto what = told("机器人来电");
    what.requests = {"refund", "stop_calls"};
    what.amount = "1280.00";
    for (const char* at : {"2026-04-30T23:10:00+08:00", "2026-04-30T10:00:00+08:00", "2026-04-30T11:00:00+08:00",
                           "2026-04-30T12:00:00+08:00"})
        what.calls.push_back({"165****6963", "", at, 0, true, "", ""});
    const auto said = hinted(what);

    EXPECT_EQ(said.nature, "complaint");
    for (const char* flag : {"night_time", "many_calls", "refusal_recorded"})
        EXPECT_TRUE(suggests(said, "harm", flag)) << flag;
    EXPECT_TRUE(suggests(said, "category", "B1"));
}

TEST(Suggest, EveryHintSaysWhichWordsLedToIt) {
    const auto what = told("机器人说：您的车险即将到期，现在续保送加油卡。老人孩子都被吵醒");
    const auto said = hinted(what);

    EXPECT_EQ(said.category, "A5");
    ASSERT_FALSE(said.hints.empty());
    for (const auto& one : said.hints) {
        ASSERT_FALSE(one.because.empty()) << one.axis << "/" << one.code;
        for (const auto& span : one.because)
            if (span.field == "/narrative")
                EXPECT_EQ(what.narrative.substr(static_cast<std::size_t>(span.at), static_cast<std::size_t>(span.size)),
                          span.words);
    }
    EXPECT_TRUE(suggests(said, "harm", "elderly"));
}

TEST(Suggest, NothingIsSuggestedWithoutWords) {
    EXPECT_FALSE(suggest(receipt_no("R1"), told("。。。"), shipped()));
    EXPECT_FALSE(suggest(receipt_no("R1"), told(""), shipped()));
}

TEST(Suggest, DangerToLifeIsUrgentWithoutAnyMoney) {
    EXPECT_EQ(hinted(told("催收天天恐吓，我不想活了")).urgency, "now");
}

} // namespace guiyi::triage
