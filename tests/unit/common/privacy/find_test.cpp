#include "common/privacy/find.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <ostream>
#include <string>

namespace guiyi::privacy {

static std::string_view name_of(kind what) {
    switch (what) {
        case kind::phone: return "phone";
        case kind::id_number: return "id";
        case kind::bank_card: return "card";
        case kind::email: return "email";
    }
    return "?";
}

} // namespace guiyi::privacy

namespace {

using namespace guiyi::privacy;
using testing::ElementsAre;
using testing::IsEmpty;

// "phone:13800138000" for each finding, as written in the text.
std::vector<std::string> found_in(std::string_view text, const find_options& options = {}) {
    std::vector<std::string> out;
    for (const auto& f : find(text, options))
        out.push_back(std::string(name_of(f.what)) + ":" + std::string(text.substr(f.begin, f.end - f.begin)));
    return out;
}

struct one_case {
    const char* text;
    const char* expected;
};

class FindsOne : public testing::TestWithParam<one_case> {};

TEST_P(FindsOne, AsWritten) { EXPECT_THAT(found_in(GetParam().text), ElementsAre(GetParam().expected)); }

INSTANTIATE_TEST_SUITE_P(
    Phones, FindsOne,
    testing::Values(
        one_case{"13800138000", "phone:13800138000"}, one_case{"我的手机13800138000一直被打", "phone:13800138000"},
        one_case{"電話：138-0013-8000。", "phone:138-0013-8000"},
        one_case{"用65 5630 7311、165 5630 7311不停拨打", "phone:165 5630 7311"},
        one_case{"from １６５５６３０７３１１.", "phone:１６５５６３０７３１１"},
        one_case{"call +86 138 0013 8000 now", "phone:+86 138 0013 8000"},
        one_case{"（+86）13800138000", "phone:（+86）13800138000"},
        one_case{"接到8617155540220打来的", "phone:8617155540220"},
        one_case{"008613108080211", "phone:008613108080211"}, one_case{"1795113800138000", "phone:1795113800138000"},
        one_case{"013800138000", "phone:013800138000"},
        one_case{"号码是1 3 8 0 0 1 3 8 0 0 0", "phone:1 3 8 0 0 1 3 8 0 0 0"},
        one_case{"Tel13800138000", "phone:13800138000"}, one_case{"wx：13800138000", "phone:13800138000"},
        one_case{"13800138000转给我", "phone:13800138000"}, one_case{"于01.03接到13800138000", "phone:13800138000"},
        one_case{"2025-01-06 13800138000", "phone:13800138000"}, one_case{"打了3次 13800138000", "phone:13800138000"},
        one_case{"010-55550100", "phone:010-55550100"}, one_case{"座机（010）5555 0100", "phone:（010）5555 0100"},
        one_case{"057188880000", "phone:057188880000"}, one_case{"0571-8888000", "phone:0571-8888000"},
        one_case{"+86 10 5555 0100", "phone:+86 10 5555 0100"},
        one_case{"0086-10-5555-0100", "phone:0086-10-5555-0100"}, one_case{"861055550100", "phone:861055550100"},
        one_case{"my cell is (903) 592-1299.", "phone:(903) 592-1299"}, one_case{"903-592-1299", "phone:903-592-1299"},
        one_case{"9035921299", "phone:9035921299"}, one_case{"1-903-592-1299", "phone:1-903-592-1299"},
        one_case{"+1 903 592 1299", "phone:+1 903 592 1299"}, one_case{"+44 20 7946 0958", "phone:+44 20 7946 0958"},
        one_case{"+852 2345 6789", "phone:+852 2345 6789"}, one_case{"0085223456789", "phone:0085223456789"}));

INSTANTIATE_TEST_SUITE_P(
    IdNumbers, FindsOne,
    testing::Values(one_case{"身份证11010519491231002X", "id:11010519491231002X"},
                    one_case{"id 11010519491231002x,", "id:11010519491231002x"},
                    one_case{"440308199003070136", "id:440308199003070136"},
                    one_case{"４４０３０８１９９００３０７０１３６", "id:４４０３０８１９９００３０７０１３６"},
                    one_case{"１１０１０５１９４９１２３１００２Ｘ号", "id:１１０１０５１９４９１２３１００２Ｘ"},
                    one_case{"440308 19900307 0136", "id:440308 19900307 0136"},
                    one_case{"110105-19491231-002X", "id:110105-19491231-002X"},
                    one_case{"ID440308199003070136", "id:440308199003070136"},
                    one_case{"旧证110105491231002。", "id:110105491231002"}));

INSTANTIATE_TEST_SUITE_P(Cards, FindsOne,
                         testing::Values(one_case{"card:4111111111111111", "card:4111111111111111"},
                                         one_case{"卡号4111111111111111被扣", "card:4111111111111111"},
                                         one_case{"4111 1111 1111 1111", "card:4111 1111 1111 1111"},
                                         one_case{"6222-0212-0234-5678-909", "card:6222-0212-0234-5678-909"},
                                         one_case{"6222021202345678909", "card:6222021202345678909"},
                                         one_case{"３７１４４９６３５３９８４３１",
                                                  "card:３７１４４９６３５３９８４３１"},
                                         one_case{"3714 496353 98431", "card:3714 496353 98431"},
                                         one_case{"30569309025904", "card:30569309025904"},
                                         one_case{"2221000000000009", "card:2221000000000009"},
                                         one_case{"9558801234567890128", "card:9558801234567890128"}));

INSTANTIATE_TEST_SUITE_P(Emails, FindsOne,
                         testing::Values(one_case{"邮箱lilei@163.com谢谢", "email:lilei@163.com"},
                                         one_case{"write to Li.Lei+x@mail.example.com.",
                                                  "email:Li.Lei+x@mail.example.com"},
                                         one_case{"13800138000@139.com", "email:13800138000@139.com"},
                                         one_case{"ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "email:ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ"},
                                         one_case{"a@b.cn", "email:a@b.cn"}));

class FindsNothing : public testing::TestWithParam<const char*> {};

TEST_P(FindsNothing, In) { EXPECT_THAT(found_in(GetParam()), IsEmpty()); }

INSTANTIATE_TEST_SUITE_P(OrdinaryText, FindsNothing,
                         testing::Values("", "R261123-40718-26593", "回执R261123-40718-26593，案件C2026-0000042",
                                         "C2026-0000042", "r261123-40718-26593 c2026-0000042",
                                         "sha256:4111111111111111e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca",
                                         "sha256:13800138000fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                         "550e8400-e29b-41d4-a716-446655440000", "2026-11-20", "2026年11月20日19时42分",
                                         "2026-11-20T19:42:00+08:00", "2026-11-20 19:42:00", "20261120194200",
                                         "2026.11.20 19.42", "11-13 8001 3800", "1280.00元", "￥1,380,013,800.00",
                                         "扣费1500元", "JD2026110112345", "JD4111111111111111", "ORD13800138000",
                                         "95588", "400-800-1234", "4008001234", "12315", "800-820-8820",
                                         "+86 400 800 1234", "4111111111111112", "440308199003070137", "138****8000",
                                         "110**************X", "************1111", "l***@example.com",
                                         "***@13800138000.com", "未知号码", "@", "a@b", "@example.com", "1234567890",
                                         "12345678901", "1732345678901", "12315-2026-000017", "192.168.100.200",
                                         "202611011234", "长度为13800138000138001380001380013800013800138000的数字",
                                         "135 46", "0000000000000000"));

TEST(Find, ReportsOffsetsOfSeveralInOrder) {
    const std::string text =
        "我叫李雷，身份证11010519491231002X，手机138 0013 8000，卡6222021202345678909，邮箱lilei@163.com";

    EXPECT_THAT(found_in(text), ElementsAre("id:11010519491231002X", "phone:138 0013 8000", "card:6222021202345678909",
                                            "email:lilei@163.com"));
}

TEST(Find, SeparatesNumbersThatAreOnlyASpaceApart) {
    EXPECT_THAT(found_in("13800138000 13900139000"), ElementsAre("phone:13800138000", "phone:13900139000"));
    EXPECT_THAT(found_in("13800138000/13900139000、010-55550100"),
                ElementsAre("phone:13800138000", "phone:13900139000", "phone:010-55550100"));
}

TEST(Find, LooksOnlyForWhatIsAskedFor) {
    const std::string text = "11010519491231002X 13800138000 4111111111111111 lilei@163.com";

    EXPECT_THAT(found_in(text, {false, false, false, true}), ElementsAre("email:lilei@163.com"));
    EXPECT_THAT(found_in(text, {false, false, true, false}), ElementsAre("card:4111111111111111"));
    EXPECT_THAT(found_in(text, {false, true, false, false}), ElementsAre("id:11010519491231002X"));
    EXPECT_THAT(found_in(text, {true, false, false, false}), ElementsAre("phone:13800138000"));
}

// Quadratic code would not end within the test's time limit.
TEST(Find, StaysLinearOnHostileText) {
    for (const std::string piece :
         {"1", "1 ", "1-", "1 3 8 ", "a@", "@", "＠", "1@", "a", "１", "1a", "(", "+1", "１＠a."}) {
        std::string text;
        const std::size_t size = piece == "1" || piece == "１" ? 1'000'000 : 200'000;
        while (text.size() < size) text += piece;

        const auto found = find(text);

        EXPECT_LE(found.size(), text.size() / 8) << piece;
    }
}

} // namespace
