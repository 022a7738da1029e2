#include "common/privacy/mask.hpp"

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace guiyi::privacy;

struct rewrite {
    const char* from;
    const char* to;
};

TEST(Mask, HidesEachKindInItsOwnWay) {
    for (const auto& [from, to] : std::initializer_list<rewrite>{
             {"", ""},
             {"没有个人信息", "没有个人信息"},
             {"电话13800138000。", "电话138****8000。"},
             {"+86 138 0013 8000", "138****8000"},
             {"８６１３８００１３８０００", "138****8000"},
             {"（010）5555 0100", "010****0100"},
             {"+1 (903) 592-1299", "+190****1299"},
             {"903-592-1299", "90****1299"},
             {"+65 6123 4567", "+65****4567"},
             {"证11010519491231002X号", "证110**************X号"},
             {"440308 19900307 0136", "440**************6"},
             {"110105491231002", "110***********2"},
             {"4111 1111 1111 1111", "************1111"},
             {"lilei@example.com", "l***@example.com"},
             {"a@b.cn", "***@b.cn"},
             {"lilei＠163．com", "l***@163.com"},
             {"R261123-40718-26593 13900139000 JD2026110112345", "R261123-40718-26593 139****9000 JD2026110112345"},
         })
        EXPECT_EQ(mask(from), to);
}

TEST(Mask, LeavesInvalidUtf8AsItIs) {
    EXPECT_EQ(mask("\xff\xef\xbc 13800138000 \xef"), "\xff\xef\xbc 138****8000 \xef");
}

TEST(Mask, ObeysTheOptions) {
    EXPECT_EQ(mask("13800138000 lilei@163.com", {.phones = false}), "13800138000 l***@163.com");
    EXPECT_EQ(mask("13800138000 lilei@163.com", {.emails = false}), "138****8000 lilei@163.com");
}

// Random neighbours of real numbers: what masking leaves must hold nothing more to mask.
TEST(Mask, TwiceIsTheSameAsOnce) {
    constexpr const char* pieces[] = {"13800138000",
                                      "11010519491231002X",
                                      "440308199003070136",
                                      "4111111111111111",
                                      "6222 0212 0234 5678 909",
                                      "010-55550100",
                                      "(010)",
                                      "+86",
                                      "+44 20 7946 0958",
                                      "903-592-1299",
                                      "lilei@163.com",
                                      "@",
                                      "a@b.cn",
                                      "１３８００１３８０００",
                                      "8000",
                                      "138",
                                      "0013",
                                      "1",
                                      "3",
                                      "5555 0100",
                                      " ",
                                      " ",
                                      "-",
                                      ".",
                                      "*",
                                      "****",
                                      "(",
                                      ")",
                                      "（",
                                      "）",
                                      "+",
                                      "，",
                                      "电话",
                                      "x",
                                      "X",
                                      "R",
                                      "ab",
                                      "Tel",
                                      "＠",
                                      "＊",
                                      "86",
                                      "0086",
                                      "0",
                                      "95588",
                                      "/",
                                      ":",
                                      "_",
                                      "2026-11-20",
                                      "4111",
                                      "1111",
                                      "\xef",
                                      "\xbc",
                                      "tel:",
                                      "163.com",
                                      "139.com",
                                      "1995"};
    std::mt19937_64 random(20261123);
    std::uniform_int_distribution<std::size_t> pick(0, std::size(pieces) - 1);
    for (int round = 0; round < 60'000; ++round) {
        std::string text;
        for (std::size_t length = 1 + random() % 12; length > 0; --length) text += pieces[pick(random)];

        const std::string once = mask(text);

        ASSERT_EQ(mask(once), once) << "from: " << text << " (round " << round << ")";
    }
}

TEST(Mask, FindingsAreInOrderAndApart) {
    std::mt19937_64 random(7);
    constexpr std::string_view alphabet = "0123456789013 -.+()@aX*13800138000";
    for (int round = 0; round < 60'000; ++round) {
        std::string text;
        for (std::size_t length = random() % 60; length > 0; --length) text += alphabet[random() % alphabet.size()];
        std::size_t from = 0;
        for (const auto& f : find(text)) {
            ASSERT_LE(from, f.begin) << text;
            ASSERT_LT(f.begin, f.end) << text;
            ASSERT_LE(f.end, text.size()) << text;
            from = f.end;
        }
        const std::string once = mask(text);
        ASSERT_EQ(mask(once), once) << "from: " << text;
    }
}

TEST(MaskName, KeepsTheFirstCharacterOnly) {
    for (const auto& [from, to] : std::initializer_list<rewrite>{
             {"", ""},
             {"  ", ""},
             {"王小明", "王**"},
             {" 王小明 ", "王**"},
             {"王", "王"},
             {"馬軍娟", "馬**"},
             {"买买提·阿不都", "买******"},
             {"𠮷田", "𠮷*"},
             {"James King", "J*** K***"},
             {"Perez, Rebecca", "P***, R***"},
             {"A. White", "A*** W***"},
             {"Élodie", "É***"},
         }) {
        EXPECT_EQ(mask_name(from), to);
        EXPECT_EQ(mask_name(to), to);
    }
}

TEST(MaskPhone, HidesWhateverWasEntered) {
    for (const auto& [from, to] : std::initializer_list<rewrite>{
             {"", ""},
             {"未知号码", "未知号码"},
             {"+86 138 0013 8000", "138****8000"},
             {"010-55550100", "010****0100"},
             {"5555 0100", "****0100"},
             {"95588", "***88"},
             {"110", "***"},
             {"138****1234", "138****1234"},
         }) {
        EXPECT_EQ(mask_phone(from), to);
        EXPECT_EQ(mask_phone(to), to);
    }
}

TEST(MaskEmail, KeepsOneCharacterAndTheDomain) {
    for (const auto& [from, to] : std::initializer_list<rewrite>{
             {"", ""}, {"lilei@163.com", "l***@163.com"}, {"l@163.com", "***@163.com"}, {"not an address", "***"}}) {
        EXPECT_EQ(mask_email(from), to);
        EXPECT_EQ(mask_email(to), to);
    }
}

TEST(MaskAddress, StopsAtTheRoadOrTheDistrict) {
    for (const auto& [from, to] : std::initializer_list<rewrite>{
             {"", ""},
             {"天河区解放路687号6栋113室", "天河区解放路***"},
             {"和平路424号12栋290室（广州朝阳）", "和平路***"},
             {"广州江岸中山路184号17号楼2888", "广州江岸中山路***"},
             {"深圳市南山区科技园３栋", "深圳市南山区***"},
             {"幸福小区3栋", "幸福小区***"},
             {"Room 113, Bldg 6, 687 Jiefang Road, Tianhe, Chengdu",
              "Room ***, Bldg ***, *** Jiefang Road, Tianhe, Chengdu"},
             {"38-3104, No.858 Renmin Road", "***, *** Renmin Road"},
         }) {
        EXPECT_EQ(mask_address(from), to);
        EXPECT_EQ(mask_address(to), to);
    }
}

} // namespace
