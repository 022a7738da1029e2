// Campaigns told by script and by number: what links, what does not, what is kept.
#include "services/deduplication/campaign_fold.hpp"
#include "services/deduplication/campaign_match.hpp"
#include "tests/unit/services/deduplication/campaigns_for_tests.hpp"

#include <gmock/gmock.h>

#include <bit>

namespace guiyi::deduplication {

namespace {

using events::campaign_burst;
using events::campaign_linked;

constexpr const char* warranty =
    "Hi this is Susie with the vehicle service department. Your factory warranty is about "
    "to expire and this is the final courtesy call before the file is closed.";
constexpr const char* loan =
    "Hello we see that your student loan qualifies for complete forgiveness under the new "
    "program, your application number is still on hold at our processing center today.";
constexpr const char* menu = " Please press 1 to speak with an agent or press 2 to be removed from our calling list.";

const campaign_linked& link_in(const events::facts& facts) { return std::get<campaign_linked>(facts.at(0)); }

std::string complaint(int person, int day, std::string_view number, std::string_view more = "") {
    char text[512];
    std::snprintf(text, sizeof text,
                  "{'received_at':'2025-03-%02dT10:00:00+08:00','complainant':{'phone':'138%08d'},"
                  "'calls':[{'caller_number':'%.*s'%.*s}]}",
                  day, person, static_cast<int>(number.size()), number.data(), static_cast<int>(more.size()),
                  more.data());
    return text;
}

/// A script of its own words after a beginning that all share.
std::string variant(int which, int common = 20, int own = 20) {
    std::string out;
    for (int i = 0; i < common; ++i) out += "common" + std::string(1, static_cast<char>('a' + i)) + " ";
    for (int i = 0; i < own; ++i)
        out += std::string(1, static_cast<char>('a' + which % 26)) +
               std::string(1, static_cast<char>('a' + which / 26)) + "word" +
               std::string(1, static_cast<char>('a' + i)) + " ";
    return out;
}

} // namespace

class Campaign : public ::testing::Test {
  protected:
    campaign_id id_of(const campaign_no& number) const { return parse_campaign_number(number.str()).value(); }
    campaign_head head(const campaign_no& number) const { return state_.head(id_of(number)).value(); }

    test::memory_rows rows_;
    test::campaign_stream stream_{rows_};
    campaign_reader state_{rows_};
};

TEST_F(Campaign, TheSameScriptLinksAndAnotherBeginsItsOwn) {
    const auto first = link_in(stream_.heard(warranty));
    const auto other = link_in(stream_.heard(loan));
    const auto again = link_in(stream_.heard(std::string("one. ") + warranty + " Goodbye."));

    EXPECT_EQ(first.campaign.str(), "M2025-000001");
    EXPECT_TRUE(first.begins);
    EXPECT_EQ(other.campaign.str(), "M2025-000002");
    EXPECT_FALSE(other.review);
    EXPECT_EQ(again.campaign, first.campaign);
    EXPECT_EQ(again.exemplar, first.receipt);
    EXPECT_GE(again.containment_permille, 900);
    EXPECT_EQ(head(first.campaign).cases, 2u);
}

TEST_F(Campaign, AMenuAloneLinksNothing) {
    stream_.heard(menu);
    EXPECT_TRUE(link_in(stream_.heard(menu)).begins);
    stream_.heard(std::string(warranty) + menu);
    EXPECT_TRUE(link_in(stream_.heard(std::string(loan) + menu)).begins);
}

TEST_F(Campaign, ShortTranscriptsAreNoScript) {
    EXPECT_TRUE(stream_.heard("press 1 now").empty());
    EXPECT_TRUE(stream_.heard("").empty());
}

TEST_F(Campaign, WidthScriptAndNumeralsMakeNoDifference) {
    const auto first =
        link_in(stream_.heard("尊敬的客户您好，您的宽带套餐即将到期，现在升级千兆光纤免费送一年，按1转人工办理"));
    const auto traditional =
        link_in(stream_.heard("尊敬的客戶您好，您的寬帶套餐即將到期，現在升級千兆光纖免費送一年，按一轉人工辦理"));
    const auto latin = link_in(stream_.heard(warranty));
    const auto wide = link_in(stream_.heard(
        "Ｈｉ ｔｈｉｓ ｉｓ Ｓｕｓｉｅ ｗｉｔｈ ｔｈｅ ｖｅｈｉｃｌｅ ｓｅｒｖｉｃｅ ｄｅｐａｒｔｍｅｎｔ． "
        "ＹＯＵＲ ｆａｃｔｏｒｙ ｗａｒｒａｎｔｙ ｉｓ ａｂｏｕｔ"));

    EXPECT_EQ(traditional.campaign, first.campaign);
    EXPECT_EQ(traditional.containment_permille, 1000);
    EXPECT_EQ(wide.campaign, latin.campaign);
    EXPECT_EQ(wide.containment_permille, 1000);
    EXPECT_EQ(script_shingles("please press one to speak with the billing department"),
              script_shingles("please press 1 to speak with the billing department"));
}

TEST_F(Campaign, ARecordLikeTwoCampaignsJoinsOneAndMergesNothing) {
    const auto a = link_in(stream_.heard(warranty)).campaign;
    const auto b = link_in(stream_.heard(loan)).campaign;

    const auto both = link_in(stream_.heard(std::string(warranty) + " " + loan));

    EXPECT_EQ((std::set{both.campaign, both.runner_up}), (std::set{a, b}));
    EXPECT_EQ(head(a).complaints + head(b).complaints, 3u);
    EXPECT_EQ(link_in(stream_.heard(warranty)).campaign, both.campaign == a ? a : both.campaign);
    EXPECT_EQ(state_.last_campaign(2025), 2u);
}

TEST_F(Campaign, AWeakLikenessBeginsItsOwnAndAsksAPerson) {
    const auto first = link_in(stream_.heard(variant(0, 16, 24)));
    const auto other = link_in(stream_.heard(variant(1, 16, 24)));

    EXPECT_TRUE(other.begins);
    EXPECT_TRUE(other.review);
    EXPECT_EQ(other.resembles, first.campaign);
    EXPECT_EQ(head(other.campaign).resembles, id_of(first.campaign));
}

TEST_F(Campaign, ExemplarsAreTheFarthestAndAtMostSixteen) {
    const auto campaign = link_in(stream_.heard(variant(0))).campaign;
    EXPECT_FALSE(link_in(stream_.heard(variant(0))).becomes_exemplar) << "nothing new in it";
    for (int i = 1; i < 16; ++i) EXPECT_TRUE(link_in(stream_.heard(variant(i))).becomes_exemplar) << i;
    EXPECT_EQ(std::popcount(head(campaign).slots), 16);

    // Less of its own than every exemplar has: no place. More than some: that one goes.
    EXPECT_FALSE(link_in(stream_.heard(variant(20, 20, 12))).becomes_exemplar);
    const auto farther = link_in(stream_.heard(variant(21, 20, 24)));

    EXPECT_TRUE(farther.becomes_exemplar);
    EXPECT_EQ(farther.drops.size(), 1u);
    EXPECT_EQ(std::popcount(head(campaign).slots), 16);
}

TEST_F(Campaign, AWholeScriptTakesThePlaceOfItsFragment) {
    const auto fragment =
        link_in(stream_.heard("Your factory warranty is about to expire and this is the final courtesy"));
    const auto whole = link_in(stream_.heard(warranty));

    EXPECT_EQ(whole.campaign, fragment.campaign);
    EXPECT_THAT(whole.drops, ::testing::ElementsAre(fragment.receipt));
    EXPECT_EQ(std::popcount(head(whole.campaign).slots), 1);
    for (const auto shingle : script_shingles(warranty)) EXPECT_EQ(state_.posting(shingle).exemplars.size(), 1u);
}

TEST_F(Campaign, AShingleOfVeryManyCampaignsStopsCounting) {
    campaign_linked one;
    one.begins = one.becomes_exemplar = true;
    one.received_on = "2025-01-01";
    one.shingles = "AQAAAA=="; // shingle 1
    for (std::uint32_t i = 1; i <= shared_campaigns_max; ++i) {
        EXPECT_FALSE(state_.posting(1).stopped);
        one.campaign = campaign_number(campaign_id_of(2025, i));
        one.receipt = test::receipt_at(i);
        one.of_case = case_no("C" + std::to_string(i));
        fold_campaign(rows_, {one, instant{}, {}, {}});
    }
    EXPECT_TRUE(state_.posting(1).stopped);
    EXPECT_EQ(look_up({1}, state_, {}).weight_centibits, 0);
}

TEST_F(Campaign, AQuotedCallInTheNarrativeIsAScriptToo) {
    const auto first =
        link_in(stream_.heard("可以免费领取价值一千元的体检套餐，请按一登记您的姓名和身份证号码，名额只保留今天"));

    const auto quoted =
        link_in(stream_.submit("{'received_at':'2025-01-02T10:00:00+08:00','narrative':'"
                               "自称康福的语音拨打我的电话。录音内容是：“可以免费领取价值一千"
                               "元的体检套餐，请按一登记您的姓名和身份证号码”。开会时反复来电，影响生活。'}"));

    EXPECT_EQ(quoted.campaign, first.campaign);
}

TEST(QuotedCall, EndsWhereTheComplainantSpeaksAgain) {
    EXPECT_EQ(quoted_call("一接听就是录音，问什么都答非所问。机器人说：最高额度三十万，当天放款。严重影响我的工作。"),
              "最高额度三十万，当天放款。");
    EXPECT_EQ(
        quoted_call("It was a machine. The robot says Furnished flats are on sale. Press 1. My parents were upset."),
        "Furnished flats are on sale. Press 1.");
    EXPECT_EQ(
        quoted_call("I said: \"no\". The recording said: \"We see that your credit is good.\". They should stop."),
        "We see that your credit is good.");
    EXPECT_EQ(quoted_call("I said I was not interested but they called 8 times."), "");
    EXPECT_EQ(quoted_call("对方是机器人语音，无法沟通。录音内容是：“送一年”。"), "送一年");
    EXPECT_EQ(
        quoted_call("They palyed \"We see that your credit is good. Do you need funds now?\". I never asked for it."),
        "We see that your credit is good. Do you need funds now?");
    EXPECT_EQ(quoted_call("明确表示不需要之后，仍然打了3次。"), "");
}

TEST(QuotedCall, IsReadInABreathHoweverOftenASpeakerIsNamed) {
    std::string named, of_two;
    for (int i = 0; i < 6000; ++i) named += "录音说";
    EXPECT_EQ(quoted_call(named).size(), named.size() - std::string_view("录音说").size());
    for (int i = 0; i < 1000; ++i) of_two += "the robot said ";
    const std::string all = of_two + "no. " + of_two + "yes. I hung up.";
    EXPECT_EQ(quoted_call(all), all.substr(15, all.size() - 15 - std::string_view(" I hung up.").size()));
}

TEST_F(Campaign, ANumberLinksOnceEnoughPeopleComplainOfIt) {
    for (int person = 1; person <= 3; ++person)
        EXPECT_TRUE(stream_.submit(complaint(person, 1, "16556307311")).empty());
    EXPECT_TRUE(stream_.submit(complaint(3, 1, "16556307311")).empty()) << "the same person once more";

    const auto facts = stream_.submit(complaint(4, 2, "+86 165-5630-7311"));

    EXPECT_EQ(facts.size(), 5u) << "those that waited are linked with it";
    EXPECT_EQ(link_in(facts).by, "number");
    EXPECT_EQ(link_in(facts).number_score_centi, 743) << "3 of a day ago and 1 of today";
    EXPECT_EQ(head(link_in(facts).campaign).complaints, 5u);
    const auto next = stream_.submit(complaint(5, 2, "16556307311"));
    ASSERT_EQ(next.size(), 1u);
    EXPECT_EQ(link_in(next).campaign, link_in(facts).campaign);
    EXPECT_TRUE(stream_.submit(complaint(6, 2, "16556307312")).empty());
}

TEST_F(Campaign, WhatANumberSaysFades) {
    for (int person = 1; person <= 6; ++person)
        EXPECT_TRUE(stream_.submit(complaint(person, 1 + 5 * (person - 1), "16556307311")).empty()) << person;
    EXPECT_EQ(decayed(800, 7), 400);
    EXPECT_EQ(decayed(800, 1), 724);
    EXPECT_EQ(decayed(800, 3650), 0);
}

TEST_F(Campaign, ANumberWithAScriptLeadsToThatCampaign) {
    const auto script = ",'transcript':'" + std::string(warranty) + "'";
    const auto first = link_in(stream_.submit(complaint(1, 1, "16556307311", script)));
    stream_.submit(complaint(2, 1, "16556307311"));
    stream_.submit(complaint(3, 1, "16556307311"));

    const auto facts = stream_.submit(complaint(4, 1, "16556307311"));

    EXPECT_EQ(facts.size(), 3u);
    EXPECT_EQ(link_in(facts).campaign, first.campaign);
    EXPECT_FALSE(link_in(facts).begins);
    EXPECT_THAT(state_.details(id_of(first.campaign)).numbers_masked, ::testing::ElementsAre("165****7311"));
}

TEST_F(Campaign, ANumberHeardWithManyScriptsLinksNothing) {
    for (int i = 0; i < 3; ++i)
        stream_.submit(complaint(i, 1, "16556307311", ",'transcript':'" + variant(i, 0, 30) + "'"));
    for (int person = 10; person < 20; ++person)
        EXPECT_TRUE(stream_.submit(complaint(person, 1, "16556307311")).empty());
}

TEST_F(Campaign, ACaseCountsOnceHoweverManyComplaintsItHas) {
    const auto at =
        "{'received_at':'2025-01-02T10:00:00+08:00','calls':[{'transcript':'" + std::string(warranty) + "'}]}";
    const auto campaign = link_in(stream_.submit(at, case_no("C2025-0000001"))).campaign;
    stream_.submit(at, case_no("C2025-0000001"));

    EXPECT_EQ(head(campaign).cases, 1u);
    EXPECT_EQ(head(campaign).complaints, 2u);
    EXPECT_EQ(head(campaign).days, (std::vector<std::pair<std::int64_t, std::uint64_t>>{{20090, 1}}));
}

TEST_F(Campaign, ABurstIsToldOncePerDay) {
    std::vector<campaign_burst> alerts;
    const auto hear = [&](int day, int times) {
        for (int i = 0; i < times; ++i)
            for (const auto& fact : stream_.heard(warranty, day))
                if (const auto* one = std::get_if<campaign_burst>(&fact)) alerts.push_back(*one);
    };
    for (int day = 1; day <= 7; ++day) hear(day, 7);
    EXPECT_TRUE(alerts.empty());

    hear(9, 40); // 7 a day until the 7th, none on the 8th
    ASSERT_EQ(alerts.size(), 1u);
    EXPECT_EQ(alerts[0].cases, 20);
    EXPECT_EQ(alerts[0].daily_mean_centi, 600);
    EXPECT_EQ(alerts[0].day, "2025-01-09");
    hear(11, 30);
    ASSERT_EQ(alerts.size(), 2u);
    EXPECT_EQ(state_.alerts(id_of(alerts[0].campaign), 10).size(), 2u);

    // Ten times its size and steady is no burst.
    for (int day = 12; day <= 20; ++day) hear(day, 25);
    EXPECT_EQ(alerts.size(), 2u);
}

TEST_F(Campaign, AStateFoldedAnewIsTheSame) {
    for (int i = 0; i < 40; ++i) stream_.heard(variant(i % 20, 20, 12 + i % 9), 1 + i % 5);
    for (int person = 1; person <= 6; ++person) stream_.submit(complaint(person, 1, "16556307311"));
    stream_.heard(std::string(warranty) + menu);

    test::memory_rows again;
    for (const auto& fact : stream_.recorded) evolve(again, fact);

    EXPECT_TRUE(again == rows_);
}

TEST(CampaignNumber, ReadsBackWhatItWrites) {
    EXPECT_EQ(campaign_number(campaign_id_of(2026, 17)).str(), "M2026-000017");
    EXPECT_EQ(campaign_number(campaign_id_of(2026, 1234567)).str(), "M2026-1234567");
    for (const std::uint32_t count : {1U, 999'999U, 1'000'000U})
        EXPECT_EQ(parse_campaign_number(campaign_number(campaign_id_of(2031, count)).str()),
                  campaign_id_of(2031, count));
    for (const auto* bad : {"", "M2026-17", "C2026-000017", "M2026-00001x", "M1999-000001", "M2026-0000017"})
        EXPECT_EQ(parse_campaign_number(bad), std::nullopt) << bad;
}

TEST(CampaignRule, IsReadFromTheModelFile) {
    const auto by = test::shipped_model().campaigns;
    EXPECT_EQ(by.link_permille, 470);
    EXPECT_EQ(by.bits_min_centi, 2500);
    EXPECT_FALSE(by.generic.empty());
}

} // namespace guiyi::deduplication
