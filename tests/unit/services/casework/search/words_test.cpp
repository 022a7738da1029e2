// What a text is found by, and where it was found.
#include "services/casework/search/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace guiyi::casework::search {

namespace {

std::string marked(std::string_view query, std::string_view text) {
    std::string out;
    std::size_t at = 0;
    for (const auto& one : find_words(query, text)) {
        out.append(text.substr(at, one.begin - at)).append("[").append(text.substr(one.begin, one.end - one.begin)) +=
            "]";
        at = one.end;
    }
    return out.append(text.substr(at));
}

} // namespace

TEST(SearchWords, ChineseIsFoundByPairsOneBehindTheOther) {
    const auto asked = read_query("拒绝退款");
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].how, wanted::kind::pairs);
    EXPECT_EQ(asked[0].keys, (std::vector<std::string>{"h拒绝", "h绝退", "h退款"}));
    std::vector<term> terms;
    add_terms("他们拒绝退款", 1, terms);
    for (std::uint32_t place = 3; const auto& key : asked[0].keys)
        EXPECT_NE(std::ranges::find(terms, term{key, place++}), terms.end()) << key;
    EXPECT_EQ(read_query("款").at(0).keys, std::vector<std::string>{"h款"});
}

TEST(SearchWords, WidthCaseAndTraditionalCharactersReadTheSame) {
    EXPECT_EQ(read_query("退款"), read_query("退款"));
    EXPECT_EQ(read_query("機器人 ABC１２"), read_query("机器人 abc12"));
}

TEST(SearchWords, WordsAreFoundFromTheirBeginningAndNumbersByAnyPart) {
    EXPECT_EQ(read_query("loan"), (std::vector<wanted>{{wanted::kind::begins, {"wloan"}}}));
    EXPECT_EQ(read_query("123"), (std::vector<wanted>{{wanted::kind::begins, {"w123"}}}));
    EXPECT_EQ(read_query("5678"), (std::vector<wanted>{{wanted::kind::begins, {"n5678"}}}));
    std::vector<term> terms;
    add_terms("DD00056789", 1, terms);
    const auto holds = [&](std::string_view beginning) {
        return std::ranges::any_of(terms, [&](const term& one) { return one.key.starts_with(beginning); });
    };
    EXPECT_TRUE(holds("n5678"));
    EXPECT_TRUE(holds("wdd000"));
    EXPECT_FALSE(holds("n5679"));
}

TEST(SearchWords, ALongQuestionIsCutAndNothingButSignsIsNothing) {
    std::string many;
    for (int i = 0; i < 40; ++i) many += "w" + std::to_string(i) + " ";
    EXPECT_EQ(read_query(many).size(), parts_max);
    EXPECT_TRUE(read_query("。，!? --").empty());
}

TEST(SearchWords, WhatIsMarkedIsWhatTheIndexFinds) {
    EXPECT_EQ(marked("退款 客服", "客服拒絕退款，退款無門"), "[客服]拒絕[退款]，[退款]無門");
    EXPECT_EQ(marked("loan", "Loans, no reloan"), "[Loan]s, no reloan");
    EXPECT_EQ(marked("5678", "DD00056789"), "DD000[5678]9");
    EXPECT_EQ(marked("退 款", "退款"), "[退款]"); // what touches is one
    EXPECT_EQ(marked("没有", "退款"), "退款");
}

} // namespace guiyi::casework::search
