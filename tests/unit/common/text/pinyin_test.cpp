#include "common/text/pinyin.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace {

using namespace guiyi::text;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(PinyinKey, ReadsHanAndSortsLatinWords) {
    for (const auto& [from, to] : std::initializer_list<std::pair<const char*, const char*>>{
             {"", ""},
             {"王小明", "wangxiaoming"},
             {"馬軍娟", "majunjuan"},
             {"金盛信贷", "jinshengxindai"},
             {"吕布", "lubu"},
             {"曾国藩", "zengguofan"},
             {"易车汇", "yichehui"},
             {"AI语音１２", "aiyuyin12"},
             {"Wei ZHANG", "weizhang"},
             {"zhang wei", "weizhang"},
             {"Perez, Rebecca", "perezrebecca"},
             {"Hua'an", "huaan"},
             {"。，", ""},
         })
        EXPECT_EQ(pinyin_key(from), to);
}

TEST(PinyinKey, IsTheSameForTraditionalAndSimplified) { EXPECT_EQ(pinyin_key("華安保險"), pinyin_key("华安保险")); }

TEST(PinyinOf, IsEmptyForWhatHasNoReading) {
    EXPECT_EQ(pinyin_of(U'王'), "wang");
    EXPECT_EQ(pinyin_of(U'電'), "dian");
    EXPECT_EQ(pinyin_of(U'a'), "");
    EXPECT_EQ(pinyin_of(U'ア'), "");
    EXPECT_EQ(pinyin_of(U'\U00020000'), "");
    EXPECT_EQ(pinyin_of(0x9FFF), "");
}

TEST(PinyinOf, FillsItsTableFromManyThreads) {
    std::vector<std::string> seen(4);
    {
        std::vector<std::jthread> threads;
        for (auto& out : seen)
            threads.emplace_back([&] {
                for (char32_t c = U'\u6000'; c < U'\u6200'; ++c) out += pinyin_of(c);
            });
    }
    for (const auto& out : seen) EXPECT_EQ(out, seen[0]);
    EXPECT_GT(seen[0].size(), 1000u);
}

TEST(PinyinSyllables, CutsWords) {
    EXPECT_THAT(pinyin_syllables("jiefang"), ElementsAre("jie", "fang"));
    EXPECT_THAT(pinyin_syllables("xuefang"), ElementsAre("xue", "fang"));
    EXPECT_THAT(pinyin_syllables("guangzhou"), ElementsAre("guang", "zhou"));
    EXPECT_THAT(pinyin_syllables("danan"), ElementsAre("dan", "an"));
    EXPECT_THAT(pinyin_syllables("lvbu"), ElementsAre("lu", "bu"));
    EXPECT_THAT(pinyin_syllables("xinaner"), ElementsAre("xin", "an", "er"));
    EXPECT_THAT(pinyin_syllables("james"), IsEmpty());
    EXPECT_THAT(pinyin_syllables("king"), IsEmpty());
    EXPECT_THAT(pinyin_syllables(""), IsEmpty());
    EXPECT_THAT(pinyin_syllables(std::string(60, 'a')), IsEmpty());
    EXPECT_THAT(pinyin_syllables(std::string(40, 'a') + "q"), IsEmpty()) << "and without trying every cut";
}

} // namespace
