#include "common/identity/check_digit.hpp"
#include "common/identity/company.hpp"
#include "common/identity/id_number.hpp"
#include "common/identity/numbering_plan.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace guiyi::identity;

TEST(Luhn, AcceptsCardsAndRefusesChangedOnes) {
    for (const char* good :
         {"4111111111111111", "371449635398431", "6222021202345678909", "6217000010001234569", "18", "00"})
        EXPECT_TRUE(luhn(good)) << good;
    for (const char* bad : {"4111111111111112", "4111111111111", "", "0", "411111111111111x", "４111111111111111"})
        EXPECT_FALSE(luhn(bad)) << bad;
}

TEST(Luhn, CatchesEverySingleWrongDigit) {
    const std::string good = "6222021202345678909";
    for (std::size_t i = 0; i < good.size(); ++i)
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string changed = good;
            changed[i] = digit;
            ASSERT_EQ(luhn(changed), changed == good) << changed;
        }
}

TEST(Mod11_10, GivesTheStandardsExample) {
    EXPECT_EQ(mod11_10("0794"), '5'); // ISO/IEC 7064, example of the hybrid systems
    EXPECT_EQ(mod11_10("1"), '9');
    EXPECT_EQ(mod11_10("26112340718265"), '7');
    EXPECT_TRUE(valid_mod11_10("07945"));
    EXPECT_FALSE(valid_mod11_10("07944"));
    EXPECT_FALSE(valid_mod11_10("5"));
    EXPECT_FALSE(valid_mod11_10(""));
    EXPECT_FALSE(valid_mod11_10("079a5"));
    EXPECT_EQ(mod11_10(""), '\0');
}

TEST(Mod11_10, CatchesEverySingleWrongDigitAndNearlyEverySwap) {
    const std::string good = "261123407182657";
    ASSERT_TRUE(valid_mod11_10(good));
    for (std::size_t i = 0; i < good.size(); ++i)
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string changed = good;
            changed[i] = digit;
            ASSERT_EQ(valid_mod11_10(changed), changed == good) << changed;
        }
}

TEST(IdNumber, FollowsGb11643) {
    for (const char* good : {"11010519491231002X", "11010519491231002x", "440308199003070136", "310115200002291016",
                             "11010119900307002X", "51010719850515431X"})
        EXPECT_TRUE(valid_id_number(good)) << good;
    for (const char* bad : {"110105194912310021", "440308199003070137", "", "1101051949123100", "11010519491231002Y",
                            "1101051949123100X2", "000105194912310021", "X10105194912310021", "440308199003070136 "})
        EXPECT_FALSE(valid_id_number(bad)) << bad;
}

// Each has the right check character, so that only the named part can be what is refused.
TEST(IdNumber, DateAndProvinceMustBePlausible) {
    for (const char* bad : {"44030819901307013X", "440308199002300139", "440308190002290136", "440308189903070132",
                            "440308210003070130", "990308199003070133", "440308199003000138", "440308199000070130"})
        EXPECT_FALSE(valid_id_number(bad)) << bad;
}

TEST(OldIdNumber, HasFifteenDigitsWithADate) {
    EXPECT_TRUE(plausible_old_id_number("110105491231002"));
    EXPECT_FALSE(plausible_old_id_number("110105491331002")) << "month 13";
    EXPECT_FALSE(plausible_old_id_number("110105490230002")) << "30 February";
    EXPECT_FALSE(plausible_old_id_number("990105491231002")) << "no such province";
    EXPECT_FALSE(plausible_old_id_number("110105491231000")) << "no order number";
    EXPECT_FALSE(plausible_old_id_number("11010549123100"));
    EXPECT_FALSE(plausible_old_id_number("11010549123100X"));
}

TEST(CreditCode, FollowsGb32100) {
    for (const char* good : {"91350100M000100Y43", "9144030071526726XG", "91310000MA1FL0AB1X", "91330106MA2CDE1239",
                             "911100001000017348", "9144030071526726xg"})
        EXPECT_TRUE(valid_credit_code(good)) << good;
    for (const char* bad : {"91350100M000100Y44", "9144030071526726XX", "", "91350100M000100Y4", "91350100I000100Y43",
                            "91350100M000100Y430", "9135010０M000100Y"})
        EXPECT_FALSE(valid_credit_code(bad)) << bad;
}

TEST(NumberingPlan, TellsKindsApart) {
    for (const char* good : {"13800138000", "19912345678", "17012345678"}) EXPECT_TRUE(is_mobile(good)) << good;
    for (const char* bad : {"12800138000", "1380013800", "138001380000", "23800138000", "", "1380013800a"})
        EXPECT_FALSE(is_mobile(bad)) << bad;
    for (const char* good : {"01055550100", "02155550100", "057188880000", "05718888000"})
        EXPECT_TRUE(is_fixed(good)) << good;
    for (const char* bad :
         {"01155550100", "1055550100", "010555501000", "057118880000", "0571888800", "013800138000", "04008001234", ""})
        EXPECT_FALSE(is_fixed(bad)) << bad;
    for (const char* good : {"9035921299", "2125550100"}) EXPECT_TRUE(is_nanp(good)) << good;
    for (const char* bad : {"1035921299", "9031921299", "9115921299", "9034111299", "903592129", "", "903592129a"})
        EXPECT_FALSE(is_nanp(bad)) << bad;
    for (const char* good : {"4008001234", "8008208820", "95588", "955880001", "96110", "12315", "10106666", "10086",
                             "110", "106901234567", "120"})
        EXPECT_TRUE(is_service(good)) << good;
    for (const char* bad : {"13800138000", "400800123", "", "55550100", "9558800012345", "01055550100", "99"})
        EXPECT_FALSE(is_service(bad)) << bad;
}

} // namespace
