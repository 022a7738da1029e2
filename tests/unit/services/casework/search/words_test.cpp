// What a text is found by, and where it was found.
#include "services/casework/search/words.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace guiyi::casework::search {

namespace {

std::vector<std::string> keys_of(std::string_view query) {
    std::vector<std::string> out;
    for (const auto& one : read_query(query)) out.insert(out.end(), one.keys.begin(), one.keys.end());
    return out;
}

std::vector<std::string> terms_of(std::string_view text) {
    std::vector<std::string> out;
    add_terms(text, out);
    return out;
}

std::string marked(std::string_view query, std::string_view text) {
    std::string out;
    std::size_t at = 0;
    const auto asked = read_query(query);
    std::vector<bool> held(asked.size());
    for (const auto& one : find_words(asked, text, held)) {
        out.append(text.substr(at, one.begin - at)).append("[").append(text.substr(one.begin, one.end - one.begin)) +=
            "]";
        at = one.end;
    }
    return out.append(text.substr(at));
}

} // namespace

TEST(SearchWords, ChineseIsFoundByPairsAndOneCharacterBeginsThem) {
    EXPECT_EQ(keys_of("拒绝退款"), (std::vector<std::string>{"h拒绝", "h绝退", "h退款"}));
    EXPECT_EQ(read_query("拒绝退款").at(0).how, wanted::kind::pairs);
    EXPECT_EQ(terms_of("他们拒绝退款"), (std::vector<std::string>{"h他们", "h们拒", "h拒绝", "h绝退", "h退款", "h款"}));
    EXPECT_EQ(keys_of("款"), std::vector<std::string>{"h款"});
    EXPECT_EQ(read_query("款").at(0).how, wanted::kind::character);
}

TEST(SearchWords, WhatATextHoldsIsToldPartByPart) {
    const auto asked = read_query("净水器 loan 退款");
    std::vector<bool> held(asked.size());
    find_words(asked, "净水，水器", held); // both pairs, but not one behind the other
    EXPECT_EQ(held, (std::vector<bool>{false, false, false}));
    find_words(asked, "退款", held);
    find_words(asked, "净水器", held);
    EXPECT_EQ(held, (std::vector<bool>{true, false, true}));
}

TEST(SearchWords, WidthCaseAndTraditionalCharactersReadTheSame) {
    EXPECT_EQ(read_query("退款"), read_query("退款"));
    EXPECT_EQ(read_query("機器人 ABC１２"), read_query("机器人 abc12"));
}

TEST(SearchWords, WordsAreFoundFromTheirBeginningAndNumbersByAnyPart) {
    EXPECT_EQ(keys_of("loan 123 5678"), (std::vector<std::string>{"wloan", "w123", "n5678"}));
    for (const auto& one : read_query("loan 123 5678")) EXPECT_EQ(one.how, wanted::kind::begins);
    const auto terms = terms_of("DD00056789");
    const auto holds = [&](std::string_view beginning) {
        return std::ranges::any_of(terms, [&](const std::string& one) { return one.starts_with(beginning); });
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
