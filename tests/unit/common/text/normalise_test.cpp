#include "common/text/normalise.hpp"

#include "common/text/utf8.hpp"

#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace {

using namespace guiyi::text;

struct rewrite {
    std::string from, to;
};

TEST(Nfkc, FoldsWidthAndCompatibilityForms) {
    for (const auto& [from, to] : std::initializer_list<rewrite>{{"", ""},
                                                                 {"Plain ASCII 123", "Plain ASCII 123"},
                                                                 {"１３８　ＡＢｃ", "138 ABc"},
                                                                 {"（010）", "(010)"},
                                                                 {"ﬁne ①", "fine 1"},
                                                                 {"ｱｲｳ", "アイウ"},
                                                                 {"e\u0301", "é"},
                                                                 {"繁體", "繁體"}})
        EXPECT_EQ(nfkc(from), to);
}

TEST(Nfkc, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(nfkc("a\xff"
                   "b"),
              "a\uFFFD"
              "b");
    EXPECT_TRUE(is_utf8(nfkc("\xed\xa0\x80\xc0\xaf\xf4\x90\x80\x80 中\xe4")));
}

TEST(IsUtf8, IsStrict) {
    for (const std::string good : {"", "abc", "中文", "\u00e9", "\U0001F600", "\uFFFD", "\xf4\x8f\xbf\xbf"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const std::string bad :
         {"\xff", "\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
          "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe4\xb8", "a\xe4", "\xf0\x9f\x98"})
        EXPECT_FALSE(is_utf8(bad)) << testing::PrintToString(bad);
}

TEST(Fold, BringsCaseWidthAndScriptTogether) {
    for (const auto& [from, to] : std::initializer_list<rewrite>{{"", ""},
                                                                 {"Jinsheng CREDIT", "jinsheng credit"},
                                                                 {"ＪＩＮＳＨＥＮＧ", "jinsheng"},
                                                                 {"投訴電話機器人", "投诉电话机器人"},
                                                                 {"馬軍娟", "马军娟"},
                                                                 {"臺灣發財", "台湾发财"},
                                                                 {"Straße", "strasse"},
                                                                 {"13\u200b8\u00ad", "138"},
                                                                 {"投诉", "投诉"}})
        EXPECT_EQ(fold(from), to);
}

TEST(Fold, TwiceIsTheSameAsOnceForEveryCharacter) {
    for (char32_t c = 1; c < 0x30000; ++c) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append_code_point(text, c);
        const std::string once = fold(text);
        ASSERT_EQ(fold(once), once) << "U+" << std::hex << static_cast<unsigned>(c);
    }
}

TEST(Fold, AnyBytesGiveValidUtf8) {
    std::mt19937_64 random(20261123);
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes;
        for (std::size_t length = random() % 24; length > 0; --length) bytes += static_cast<char>(random() & 0xff);
        ASSERT_TRUE(is_utf8(fold(bytes))) << testing::PrintToString(bytes);
        ASSERT_EQ(is_utf8(bytes) ? codepoints(bytes) : 0, is_utf8(bytes) ? decode(bytes).size() : 0);
    }
}

TEST(Fold, IsTheSameFromManyThreadsAtOnce) {
    std::vector<std::string> seen(4);
    {
        std::vector<std::jthread> threads;
        for (auto& out : seen)
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) out = fold("投訴Ａ電話");
            });
    }
    for (const auto& out : seen) EXPECT_EQ(out, "投诉a电话");
}

TEST(Strip, LeavesLettersAndNumbers) {
    EXPECT_EQ(strip("hello, world! 123"), "helloworld123");
    EXPECT_EQ(strip("“您好”，请 按 1。"), "您好请按1");
    EXPECT_EQ(strip("é-ü_№😀　"), "éü");
    EXPECT_EQ(strip("。，！ "), "");
}

TEST(Codepoints, CountAndCutBetweenCharacters) {
    EXPECT_EQ(codepoints(""), 0u);
    EXPECT_EQ(codepoints("a中😀"), 3u);
    EXPECT_EQ(codepoints("\xff\xff"), 2u);
    EXPECT_EQ(truncate_codepoints("a中😀b", 2), "a中");
    EXPECT_EQ(truncate_codepoints("a中😀b", 3), "a中😀");
    EXPECT_EQ(truncate_codepoints("a中", 9), "a中");
    EXPECT_EQ(truncate_codepoints("a中", 0), "");
}

} // namespace
