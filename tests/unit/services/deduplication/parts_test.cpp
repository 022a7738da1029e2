// The pure parts below the decision: profiles, what a narrative says, phone digits, names.
#include "services/deduplication/case_number.hpp"
#include "services/deduplication/compare_name.hpp"
#include "services/deduplication/extract.hpp"
#include "services/deduplication/normalise.hpp"
#include "services/deduplication/phone_digits.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::deduplication {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono;

constexpr std::int32_t day(int y, unsigned m, unsigned d) {
    return static_cast<std::int32_t>(sys_days(year(y) / month(m) / std::chrono::day(d)).time_since_epoch().count());
}
constexpr std::int32_t filed = day(2025, 2, 10);

profile profile_of(std::string_view json) {
    const auto at = parse_rfc3339("2025-02-10T09:00:00+08:00");
    const auto read = normalise(json, *at, test::beijing);
    if (!read) throw failure(read.error());
    return *read;
}

name_form named(const std::string& name) {
    return profile_of(R"({"complainant":{"name":")" + name + R"("},"narrative":""})").name;
}

level names(const std::string& a, const std::string& b) {
    return name_level(named(a), named(b), test::shipped_model().at.name);
}

} // namespace

TEST(Dates, EverySpellingOfOneDay) {
    for (const auto* text :
         {"2025年1月17日", "01月17日14时许", "1月17号", "2025-01-17 15:00", "2025/1/17", "01/17/2025", "17/01/2025",
          "最近一次是01.17。", "january 17, 2025", "17 jan", "jan. 17th", "17th of january 2025", "20025年01月17日"})
        EXPECT_THAT(dates_in(text, filed), ElementsAre(day(2025, 1, 17))) << text;
}

TEST(Dates, WithoutAYearTheLastSuchDayBeforeTheFiling) {
    EXPECT_THAT(dates_in("12月30日", filed), ElementsAre(day(2024, 12, 30)));
    EXPECT_THAT(dates_in("2月10日", filed), ElementsAre(filed));
}

TEST(Dates, WhatIsNoDateOrTooFarAway) {
    for (const auto* text : {"12.50元", "2025-13-01", "2月30日", "2019年1月1日", "2026-01-01", "打了11次",
                             "version 1.2.3", "may i ask", "13812345678"})
        EXPECT_THAT(dates_in(text, filed), IsEmpty()) << text;
}

TEST(Phones, FoundInEverySpelling) {
    for (const auto* text :
         {"用165-5630-7311不停拨打", "from +86 16556307311.", "from 16556307311 on", "号码008616556307311的"})
        EXPECT_THAT(phones_in(text), ElementsAre("+8616556307311")) << text;
    EXPECT_THAT(phones_in("来电号码165****7311。"), ElementsAre("165****7311"));
    EXPECT_THAT(phones_in("打了11次, 1500元"), IsEmpty());
}

TEST(Amounts, NeedACurrencyBesideThem) {
    EXPECT_THAT(amounts_in("扣费1500元，又付2.5万元"), ElementsAre(150000, 2500000));
    EXPECT_THAT(amounts_in("paid rmb 1,280.50 and $20"), ElementsAre(2000, 128050));
    EXPECT_THAT(amounts_in("called 1500 times"), IsEmpty());
    EXPECT_EQ(cents_of("1280.00"), 128000);
    EXPECT_EQ(cents_of("1280.5"), 128050);
    EXPECT_EQ(cents_of("12a"), -1);
}

TEST(QuotedNumbers, ReceiptsAndCases) {
    EXPECT_THAT(quoted_numbers_in("see r261123-40718-26593 and c2026-0000042."),
                ElementsAre("C2026-0000042", "R261123-40718-26593"));
    EXPECT_THAT(quoted_numbers_in("xc2026-0000042 c2026-00000421"), IsEmpty());
}

TEST(Normalise, LeavesOutWhatNamesNobody) {
    const auto generic = profile_of(R"({"narrative":"", "complainant":{
        "name":"张伟","phone":"138********","email":"无@无","id_number":"000000000000000000","id_last4":"没有"}})");
    EXPECT_THAT(generic.phones, IsEmpty());
    EXPECT_EQ(generic.email + generic.id_number + generic.id_last4, "");
    for (const auto* number : {"无", "1101**********8515", "1234", "------"})
        EXPECT_EQ(
            profile_of(R"({"narrative":"","complainant":{"id_number":")" + std::string(number) + R"("}})").id_number,
            "")
            << number;

    const auto told = profile_of(R"({"narrative":"", "complainant":{
        "phone":"138****1234","email":"A @example.org","id_number":"11010119900307 851５","id_last4":"12ｘ4"}})");
    EXPECT_THAT(told.phones, ElementsAre("138****1234"));
    EXPECT_EQ(told.email, "a@example.org");
    EXPECT_EQ(told.id_number, "110101199003078515");
    EXPECT_EQ(told.id_last4, "12x4");
}

TEST(PhoneDigits, OneEditAndMasks) {
    EXPECT_TRUE(one_edit_apart("13800138000", "13800138001"));
    EXPECT_TRUE(one_edit_apart("13800138000", "1380138000"));
    EXPECT_TRUE(one_edit_apart("13800138000", "13800183000"));
    EXPECT_FALSE(one_edit_apart("13800138000", "13800138000"));
    EXPECT_FALSE(one_edit_apart("13800138000", "13800138111"));
    EXPECT_TRUE(fits_mask("165****7311", "16556307311"));
    EXPECT_FALSE(fits_mask("165****7311", "16556307312"));
    EXPECT_FALSE(fits_mask("16556307311", "16556307311"));
    EXPECT_TRUE(fits_mask("165****7311", "165***7311")) << "however many stars";
    EXPECT_TRUE(fits_mask("165****7311", "1655***7311"));
    EXPECT_FALSE(fits_mask("165****7311", "165****7312"));
    EXPECT_FALSE(fits_mask("165********", "165********")) << "too little is shown";
    EXPECT_EQ(caller_shape("+8616556307311"), caller_shape("165****7311"));
    EXPECT_EQ(caller_shape("95588"), "95588");
}

TEST(Names, LevelsAcrossScriptsAndErrors) {
    EXPECT_EQ(names("王雪芳", "wang xuefang"), level::exact);
    EXPECT_EQ(names("王雪芳", "Xuefang Wang"), level::exact);
    EXPECT_EQ(names("王雪芳", "wang xuefangg"), level::near);
    EXPECT_EQ(names("王艳", "王燕"), level::near);
    EXPECT_EQ(names("张强华", "张华"), level::partial);
    EXPECT_EQ(names("王女士", "王雪芳"), level::surname);
    EXPECT_EQ(names("M. Smith", "Matthew Smith"), level::surname);
    EXPECT_EQ(names("Jaems Smith", "James Smith"), level::near);
    EXPECT_EQ(names("JohnFlores", "John Flores"), level::near);
}

TEST(Names, OtherPeopleDiffer) {
    EXPECT_EQ(names("张磊", "张丽"), level::differ);
    EXPECT_EQ(names("王雪芳", "王雪兰"), level::differ);
    EXPECT_EQ(names("王女士", "李雪芳"), level::differ);
    EXPECT_EQ(names("Lisa Campbell", "Sandra Campbell"), level::differ);
    EXPECT_EQ(names("wang la", "王娜"), level::differ);
}

TEST(Profile, SurvivesItsBytesAndRefusesCutOnes) {
    const auto one =
        profile_of(R"({"language":"zh","complainant":{"name":"王雪芳","phone":"13800138000","email":"A@B.cn",
        "id_last4":"123X","address":"天河区解放路687号6-113"},"respondent":{"name":"深圳市金盛信贷咨询有限公司"},
        "calls":[{"caller_number":"165-5630-7311","called_at":"2025-01-17T23:30:00+08:00"}],"order_no":"JD-1 2",
        "amount":{"value":"998"},"narrative":"自称金盛信贷的智能语音在01.17拨打我的电话，扣了149元。"})");

    const auto bytes = encode(one);
    const auto back = decode_profile(bytes);

    ASSERT_TRUE(back);
    EXPECT_EQ(*back, one);
    EXPECT_EQ(one.call_days, std::vector{day(2025, 1, 17)});
    EXPECT_THAT(one.address_numbers, ElementsAre(6, 113, 687));
    EXPECT_THAT(one.amounts, ElementsAre(money{14900}, money{99800}));
    EXPECT_EQ(one.email, "a@b.cn");
    EXPECT_EQ(one.order_no, "jd12");
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto cut = decode_profile(std::string_view(bytes).substr(0, size));
        ASSERT_FALSE(cut) << size;
        EXPECT_EQ(cut.error().code, errc::corrupt);
    }
}

TEST(Profile, TheComplainantsOwnNumberInTheTextIsNoCaller) {
    const auto one =
        profile_of(R"({"complainant":{"phone":"13800138000"},"narrative":"我的手机13800138000接到16556307311的来电"})");

    EXPECT_THAT(one.callers, ElementsAre("+8616556307311"));
}

TEST(Sketch, ContainmentOfLongTextsIsCloseToTheTruth) {
    std::string whole, half;
    for (int i = 0; i < 400; ++i) {
        char32_t c = 0x4e00 + static_cast<char32_t>(i * 37 % 5000);
        for (auto* to : {&whole, i < 200 ? &half : nullptr})
            if (to)
                *to += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                        static_cast<char>(0x80 | (c & 0x3F))};
    }

    EXPECT_NEAR(containment(sketch_of(whole), sketch_of(half)), 1.0, 0.01);
    EXPECT_EQ(
        containment(sketch_of(whole), sketch_of("Completely other words stand here, none of them Chinese at all")), 0);
    EXPECT_EQ(containment(sketch_of("短"), sketch_of("短")), 0);
}

TEST(CaseNumber, YearAndCounter) {
    EXPECT_EQ(case_number(2026, 42).str(), "C2026-0000042");
    EXPECT_EQ(parse_case_number(case_no("C2026-0000042"))->count, 42u);
    EXPECT_EQ(parse_case_number(case_number(2026, 123456789))->count, 123456789u);
    EXPECT_FALSE(parse_case_number(case_no("C2026")));
    EXPECT_FALSE(parse_case_number(case_no("C2026-00x")));
}

} // namespace guiyi::deduplication
