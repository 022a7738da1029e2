#include "common/text/phrases.hpp"

#include <gtest/gtest.h>

namespace guiyi::text {
namespace {

/// What is found, as the text has it; a negated one in brackets.
std::string found(const phrase_book& in, std::string_view text) {
    std::string out;
    for (const auto& one : in.find(text)) {
        const std::string words(text.substr(one.at, one.size));
        out += (out.empty() ? "" : "|") + (one.negated ? "(" + words + ")" : words);
    }
    return out;
}

phrase_book book_of(std::initializer_list<std::string_view> phrases) {
    phrase_book out;
    for (const auto one : phrases) out.add(one);
    for (const auto one : {"没有", "未", "not", "never"}) out.add_negation(one);
    return out;
}

TEST(Phrases, AreFoundThroughWidthCaseAndTraditionalCharactersInTheBytesGiven) {
    const auto book = book_of({"转账", "VOIP", "press 1"});

    EXPECT_EQ(found(book, "叫我轉賬，用ＶＯＩＰ线路"), "轉賬|ＶＯＩＰ");
    EXPECT_EQ(found(book, "Please PRESS 1 now"), "PRESS 1");
    EXPECT_EQ(found(book, ""), "");
}

TEST(Phrases, LatinOnesAreWholeWords) {
    const auto book = book_of({"loan", "press 1"});

    EXPECT_EQ(found(book, "a loan. loans, unloaned; press 10"), "loan");
}

TEST(Phrases, AStarStandsForAFewCharactersOfOneClause) {
    const auto book = book_of({"被扣*元"});

    EXPECT_EQ(found(book, "按键后被扣1500元"), "被扣1500元");
    EXPECT_EQ(found(book, "被扣了，后来才知道元"), "") << "not across clauses";
    EXPECT_EQ(found(book, "被扣一二三四五六七八九元"), "") << "not across more than gap_max";
}

TEST(Phrases, ANegationShortlyBeforeInTheSameClauseTakesThemBack) {
    const auto book = book_of({"转账", "没有退款", "paid"});

    EXPECT_EQ(found(book, "我没有转账"), "(转账)");
    EXPECT_EQ(found(book, "我没有上当，转账了"), "转账");
    EXPECT_EQ(found(book, "没有退款"), "没有退款") << "a phrase may hold a negation of its own";
    EXPECT_EQ(found(book, "没有人提醒我要小心就转账了"), "转账") << "too far away";
    EXPECT_EQ(found(book, "I never actually paid; I paid"), "(paid)|paid");
}

TEST(Phrases, DamagedTextIsReadWithoutHarm) {
    const auto book = book_of({"转账"});

    EXPECT_EQ(found(book, "\xff\xfe转账\xe8"), "转账");
}

} // namespace
} // namespace guiyi::text
