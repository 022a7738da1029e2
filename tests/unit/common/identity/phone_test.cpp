#include "common/identity/phone.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <random>

namespace {

using namespace guiyi::identity;

struct phone_case {
    const char* raw;
    const char* key;
    phone_kind kind;
    const char* region;
};

void PrintTo(const phone_case& c, std::ostream* out) { *out << c.raw; }

class NormalisePhone : public testing::TestWithParam<phone_case> {};

TEST_P(NormalisePhone, GivesOneKey) {
    const auto& [raw, key, kind, region] = GetParam();
    const auto found = normalise_phone(raw);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->key, key);
    EXPECT_EQ(found->kind, kind);
    EXPECT_EQ(found->region, region);
}

TEST_P(NormalisePhone, KeyIsItsOwnKey) {
    const auto found = normalise_phone(normalise_phone(GetParam().raw)->key);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->key, GetParam().key);
    EXPECT_EQ(found->kind, GetParam().kind);
}

constexpr auto mobile = phone_kind::mobile;
constexpr auto fixed = phone_kind::fixed;
constexpr auto service = phone_kind::service;
constexpr auto nanp = phone_kind::nanp;
constexpr auto other = phone_kind::other;
constexpr auto masked = phone_kind::masked;

INSTANTIATE_TEST_SUITE_P(Mobile, NormalisePhone,
                         testing::Values(phone_case{"13800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"138 0013 8000", "+8613800138000", mobile, "CN"},
                                         phone_case{"138-0013-8000", "+8613800138000", mobile, "CN"},
                                         phone_case{"138.0013.8000", "+8613800138000", mobile, "CN"},
                                         phone_case{"１３８００１３８０００", "+8613800138000", mobile, "CN"},
                                         phone_case{"+86 13800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"＋８６　１３８　００１３　８０００", "+8613800138000", mobile,
                                                    "CN"},
                                         phone_case{"(+86)138-0013-8000", "+8613800138000", mobile, "CN"},
                                         phone_case{"+86 (138) 0013 8000", "+8613800138000", mobile, "CN"},
                                         phone_case{"008613800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"8613800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"1795113800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"12593 13800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"013800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"+86 013800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"电话：13800138000（微信同号）", "+8613800138000", mobile, "CN"},
                                         phone_case{"第2个号码: 13800138000", "+8613800138000", mobile, "CN"},
                                         phone_case{"13800138000/13900139000", "+8613800138000", mobile, "CN"},
                                         phone_case{"13800138000 13900139000", "+8613800138000", mobile, "CN"},
                                         phone_case{"13800138000转8012", "+8613800138000", mobile, "CN"},
                                         phone_case{"16556307311", "+8616556307311", mobile, "CN"},
                                         phone_case{"138–0013–8000", "+8613800138000", mobile, "CN"}));

INSTANTIATE_TEST_SUITE_P(Fixed, NormalisePhone,
                         testing::Values(phone_case{"010-5555 0100", "+861055550100", fixed, "CN"},
                                         phone_case{"+86 10 5555 0100", "+861055550100", fixed, "CN"},
                                         phone_case{"(010) 55550100", "+861055550100", fixed, "CN"},
                                         phone_case{"（010）55550100", "+861055550100", fixed, "CN"},
                                         phone_case{"01055550100", "+861055550100", fixed, "CN"},
                                         phone_case{"0086-10-55550100", "+861055550100", fixed, "CN"},
                                         phone_case{"861055550100", "+861055550100", fixed, "CN"},
                                         phone_case{"+86 (0)10 5555 0100", "+861055550100", fixed, "CN"},
                                         phone_case{"1055550100", "+861055550100", fixed, "CN"},
                                         phone_case{"17951 010 55550100", "+861055550100", fixed, "CN"},
                                         phone_case{"010-55550100-8012", "+861055550100", fixed, "CN"},
                                         phone_case{"010-55550100 ext. 8012", "+861055550100", fixed, "CN"},
                                         phone_case{"0571-88880000", "+8657188880000", fixed, "CN"},
                                         phone_case{"0571 8888000", "+865718888000", fixed, "CN"},
                                         phone_case{"+86 571 8888 0000", "+8657188880000", fixed, "CN"}));

INSTANTIATE_TEST_SUITE_P(
    Service, NormalisePhone,
    testing::Values(phone_case{"400-800-1234", "4008001234", service, "CN"},
                    phone_case{"+86 400 800 1234", "4008001234", service, "CN"},
                    phone_case{"800-820-8820", "8008208820", service, "CN"},
                    phone_case{"95588", "95588", service, "CN"}, phone_case{"010-95588", "95588", service, "CN"},
                    phone_case{"9558800", "9558800", service, "CN"}, phone_case{"1010 6666", "10106666", service, "CN"},
                    phone_case{"12315", "12315", service, "CN"}, phone_case{"+8612321", "12321", service, "CN"},
                    phone_case{"10086", "10086", service, "CN"}, phone_case{"１１０", "110", service, "CN"},
                    phone_case{"96110", "96110", service, "CN"},
                    phone_case{"1069 0123 4567", "106901234567", service, "CN"}));

INSTANTIATE_TEST_SUITE_P(Abroad, NormalisePhone,
                         testing::Values(phone_case{"+1 903 592 1299", "+19035921299", nanp, "US"},
                                         phone_case{"(903) 592-1299", "+19035921299", nanp, "US"},
                                         phone_case{"903.592.1299", "+19035921299", nanp, "US"},
                                         phone_case{"9035921299", "+19035921299", nanp, "US"},
                                         phone_case{"1-903-592-1299", "+19035921299", nanp, "US"},
                                         phone_case{"001 903 592 1299", "+19035921299", nanp, "US"},
                                         phone_case{"12125550100", "+12125550100", nanp, "US"},
                                         phone_case{"+44 20 7946 0958", "+442079460958", other, "GB"},
                                         phone_case{"00852 2345 6789", "+85223456789", other, "HK"},
                                         phone_case{"+886 2 2345 6789", "+886223456789", other, "TW"},
                                         phone_case{"+999 12345678", "+99912345678", other, ""}));

INSTANTIATE_TEST_SUITE_P(AsGiven, NormalisePhone,
                         testing::Values(phone_case{"5555 0100", "55550100", other, ""},
                                         phone_case{"65 5630 7311", "+16556307311", nanp, "US"},
                                         phone_case{"2345678", "2345678", other, ""},
                                         phone_case{"138****1234", "138****1234", masked, "CN"},
                                         phone_case{"138-****-1234", "138****1234", masked, "CN"},
                                         phone_case{"+86 138****1234", "138****1234", masked, "CN"},
                                         phone_case{"１３８＊＊＊＊１２３４", "138****1234", masked, "CN"},
                                         phone_case{"138xxxx1234", "138****1234", masked, "CN"},
                                         phone_case{"165****7513", "165****7513", masked, "CN"},
                                         phone_case{"010****0100", "010****0100", masked, ""}));

TEST(NormalisePhoneRefuses, WhatHoldsNoNumber) {
    for (const char* none : {"", "未知号码", "unknown", "****", "xxxx", "12", "+", "1", "二三四",
                             "123456789012345678901", "+86", "private number"})
        EXPECT_FALSE(normalise_phone(none).has_value()) << none;
}

TEST(NormalisePhoneRefuses, NothingItCannotRead) {
    std::mt19937_64 random(11);
    constexpr std::string_view alphabet = "0123456789+-() *xX.转";
    for (int round = 0; round < 50'000; ++round) {
        std::string raw;
        for (std::size_t n = random() % 24; n > 0; --n) raw += alphabet[random() % alphabet.size()];
        if (const auto found = normalise_phone(raw)) {
            ASSERT_GE(found->key.size(), 3u) << raw;
            ASSERT_LE(found->key.size(), 23u) << raw;
            ASSERT_EQ(found->key.find_first_not_of("0123456789+*"), std::string::npos) << raw;
        }
    }
}

TEST(NormalisePhone, EveryWayToWriteAMobileIsOneKey) {
    std::mt19937_64 random(12);
    for (int round = 0; round < 2'000; ++round) {
        std::string digits = "1" + std::to_string(3 + random() % 7);
        while (digits.size() < 11) digits += static_cast<char>('0' + random() % 10);
        const std::string a = digits.substr(0, 3), b = digits.substr(3, 4), c = digits.substr(7);
        for (const std::string& written : {digits, a + " " + b + " " + c, a + "-" + b + "-" + c, "+86 " + digits,
                                           "86" + digits, "0086" + digits, "0" + digits, "17951" + digits})
            ASSERT_EQ(normalise_phone(written)->key, "+86" + digits) << written;
    }
}

} // namespace
