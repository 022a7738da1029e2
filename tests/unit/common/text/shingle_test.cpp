#include "common/text/shingle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace {

using namespace guiyi::text;

const std::string script_zh =
    "您好，我们这边是银行贷款中心，看到您的信用良好，现在可以为您办理低息贷款，最高额度三十万";

TEST(Shingles, AreSortedAndUnique) {
    auto once = shingles(script_zh + script_zh);
    auto sorted = once;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());

    EXPECT_EQ(once, sorted);
    EXPECT_GT(once.size(), 30u);
}

TEST(Shingles, DoNotSeePunctuationWidthScriptOrNumbers) {
    const auto plain = shingles("请按1转人工服务，贷款额度300000元立刻到账");

    EXPECT_EQ(shingles("请按２转人工服务 贷款额度500元，立刻到账！"), plain);
    EXPECT_EQ(shingles("請按1轉人工服務。貸款額度300,000元立刻到賬"), plain);
    EXPECT_NE(shingles("请按转人工服务，贷款额度元立刻到账"), plain);
    EXPECT_EQ(shingles("Press 1 now, to speak with the Billing department"),
              shingles("press 2 NOW to speak with the billing department!"));
    EXPECT_EQ(shingles("please don't hang up on me"), shingles("Please don’t hang up on me"));
}

TEST(Shingles, UseCharactersOfChineseAndWordsOfOtherText) {
    EXPECT_EQ(shingles("一二三四五六七八九十百千").size(), 10u);
    EXPECT_EQ(shingles("this is an automated call about your car").size(), 6u);
    EXPECT_EQ(shingles("他们用AI语音机器人不停打扰我").size(), 12u);
}

TEST(Shingles, ShortTextsAreNoEvidence) {
    EXPECT_TRUE(shingles("").empty());
    EXPECT_TRUE(shingles("骚扰电话太多了，烦死了").empty());
    EXPECT_TRUE(shingles("stop  call  me !!!").empty());
    EXPECT_FALSE(shingles("骚扰电话真的太多了，我烦死了。").empty());
    EXPECT_TRUE(shingles("congratulations winner").empty()) << "two words make no 3-gram";
}

TEST(Shingles, NeverChangeBecauseTheyAreStored) {
    EXPECT_EQ(shingles("一二三四五六七八九十百千").front(), 296440855814555496u);
    EXPECT_EQ(shingles("press 1 to speak with us").front(), 5426716875066418871u);
    EXPECT_EQ(bigrams("金盛").front(), 12272424996672182045u);
}

TEST(Bigrams, AreOfCharactersWhateverTheSpelling) {
    EXPECT_EQ(bigrams("金盛信贷").size(), 3u);
    EXPECT_EQ(bigrams("金盛 信貸"), bigrams("金盛信贷"));
    EXPECT_EQ(bigrams("Hua'an"), bigrams("HUAAN"));
    EXPECT_EQ(bigrams("王").size(), 1u);
    EXPECT_TRUE(bigrams("。").empty());
}

TEST(TokenGrams, FewTokensMakeOneGram) {
    const std::vector<std::string> two{"jie", "fang"}, three{"jie", "fang", "lu"}, swapped{"fang", "jie"};

    EXPECT_EQ(token_grams(two, 3).size(), 1u);
    EXPECT_EQ(token_grams(three, 2).size(), 2u);
    EXPECT_EQ(containment(token_grams(two, 2), token_grams(three, 2)), 1.0);
    EXPECT_NE(token_grams(two, 2), token_grams(swapped, 2));
    EXPECT_TRUE(token_grams({}, 2).empty());
    EXPECT_THROW(token_grams(two, 0), std::invalid_argument);
}

TEST(Containment, IsTheShareOfTheSmallerSet) {
    const std::vector<std::uint64_t> a{1, 2, 3, 4}, b{3, 4, 5}, none;

    EXPECT_DOUBLE_EQ(containment(a, b), 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(containment(b, a), 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(containment(a, a), 1.0);
    EXPECT_DOUBLE_EQ(containment(a, none), 0.0);
    EXPECT_DOUBLE_EQ(containment(none, none), 0.0);
}

TEST(Containment, OfAPartOfAScriptIsHigh) {
    const auto whole = shingles("前后共三次。录音内容是：" + script_zh + "。要求停止拨打");

    EXPECT_GT(containment(shingles(script_zh), whole), 0.95);
    EXPECT_LT(containment(shingles("家长您好，我们是附近的教育培训机构，现在有免费的试听课，名额有限"), whole), 0.1);
}

TEST(JaroWinkler, MatchesPublishedValues) {
    EXPECT_NEAR(jaro_winkler("MARTHA", "MARHTA"), 0.9611, 1e-4);
    EXPECT_NEAR(jaro_winkler("DWAYNE", "DUANE"), 0.8400, 1e-4);
    EXPECT_NEAR(jaro_winkler("DIXON", "DICKSONX"), 0.8133, 1e-4);
    EXPECT_DOUBLE_EQ(jaro_winkler("", ""), 1.0);
    EXPECT_DOUBLE_EQ(jaro_winkler("a", ""), 0.0);
    EXPECT_DOUBLE_EQ(jaro_winkler("王小明", "王小明"), 1.0);
    EXPECT_DOUBLE_EQ(jaro_winkler("王", "李"), 0.0);
    EXPECT_GT(jaro_winkler("王小明", "王小名"), 0.8);
}

TEST(JaroWinkler, IsSymmetricAndBounded) {
    std::mt19937_64 random(3);
    for (int round = 0; round < 20'000; ++round) {
        std::string a, b;
        for (std::size_t n = random() % 9; n > 0; --n) a += static_cast<char>('a' + random() % 4);
        for (std::size_t n = random() % 9; n > 0; --n) b += static_cast<char>('a' + random() % 4);
        ASSERT_NEAR(jaro_winkler(a, b), jaro_winkler(b, a), 1e-12) << a << " " << b;
        ASSERT_GE(jaro_winkler(a, b), 0.0);
        ASSERT_LE(jaro_winkler(a, b), 1.0);
        ASSERT_EQ(jaro_winkler(a, b) == 1.0, a == b) << a << " " << b;
    }
}

} // namespace
