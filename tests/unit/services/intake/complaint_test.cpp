// The canonical form, the masked summary, and where a complaint is from.
#include "services/intake/region.hpp"
#include "services/intake/summary.hpp"
#include "tests/unit/services/intake/intake_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::intake {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// Random complaints that hold known personal data in every field that may.
class writer_of_complaints {
  public:
    explicit writer_of_complaints(std::uint64_t seed) : random_(seeded_random(seed)) {}

    boost::json::object next() {
        boost::json::object out{{"channel", any({"hotline", "email", "letter", "api", "platform"})},
                                {"narrative", text()}};
        maybe(out, "external_ref", "X-" + std::to_string(random_->below(1000)));
        maybe(out, "language", any({"zh", "en"}));
        maybe(out, "nature", any({"complaint", "report", "nuisance"}));
        maybe(out, "received_at", any({"2026-11-01T08:00:00+08:00", "2025-01-01T00:00:00.5Z"}));
        maybe(out, "category", any({"C1", "D2", "E"}));
        for (const auto name : {"product", "order_no", "transaction_date"}) maybe(out, name, text());
        boost::json::object who, about;
        for (const auto name : {"name", "phone", "id_number", "id_last4", "email", "address"}) maybe(who, name, text());
        for (const auto name : {"name", "credit_code", "address", "platform", "shop"}) maybe(about, name, text());
        maybe(who, "anonymous", random_->below(2) == 1);
        maybe(who, "consent_publish", true);
        maybe(out, "complainant", who);
        maybe(out, "respondent", about);
        maybe(out, "requests", boost::json::array{"refund", "other"});
        boost::json::object amount;
        maybe(amount, "value", any({"10", "10.50", "around ten"}));
        maybe(amount, "currency", any({"CNY", "USD"}));
        maybe(out, "amount", amount);
        boost::json::array calls;
        for (auto left = random_->below(4); left > 0; --left) {
            boost::json::object call;
            for (const auto name : {"caller_number", "callback_number", "called_at", "transcript"})
                maybe(call, name, text());
            maybe(call, "duration_s", static_cast<std::int64_t>(random_->below(600)));
            maybe(call, "refused", random_->below(2) == 1);
            calls.push_back(call);
        }
        maybe(out, "calls", calls);
        return out;
    }

    static constexpr std::string_view secrets[] = {"13812345678", "138 1234 5678", "6222021234567890128",
                                                   "110101199003074477", "secret.person@example.com"};

  private:
    std::string any(std::initializer_list<std::string_view> of) {
        return std::string(of.begin()[random_->below(of.size())]);
    }
    template <class T>
    void maybe(boost::json::object& to, std::string_view name, T value) {
        if (random_->below(4) > 0) to[name] = value;
    }
    std::string text() {
        std::string out = any({"", "请联系 ", "call ", "卡号："});
        out += secrets[random_->below(std::size(secrets))];
        out += any({"", "。谢谢", " today", "\"\\/"});
        return out;
    }
    std::unique_ptr<random_source> random_;
};

} // namespace

TEST(Canonical, ReadsBackToTheSameComplaintAndTheSameBytes) {
    writer_of_complaints writer(1);
    for (int i = 0; i < 2000; ++i) {
        const auto from = writer.next();
        const auto read = testing::read(from, door::bulk);
        ASSERT_TRUE(read.refused.empty()) << boost::json::serialize(from) << read.refused.front().pointer;

        const std::string text = canonical(read.what);
        const auto again = testing::read(boost::json::parse(text), door::bulk);
        ASSERT_TRUE(again.refused.empty()) << text;
        ASSERT_EQ(again.what, read.what) << text;
        ASSERT_EQ(canonical(again.what), text);
    }
}

TEST(Canonical, DoesNotDependOnTheOrderOfMembers) {
    const auto one = boost::json::parse(R"({"channel":"api","narrative":"x","complainant":{"name":"A","phone":"1"}})");
    const auto other =
        boost::json::parse(R"({"complainant":{"phone":"1","name":"A","email":null},"narrative":"x","channel":"api"})");
    EXPECT_EQ(canonical(testing::read(one, door::bulk).what), canonical(testing::read(other, door::bulk).what));
}

TEST(Summary, HoldsNoPersonalDataWhateverTheFieldHeld) { // @law PIPL §51
    writer_of_complaints writer(2);
    for (int i = 0; i < 2000; ++i) {
        const auto from = writer.next();
        const auto read = testing::read(from, door::bulk);
        const std::string shown =
            events::encode_event({events::complaint_received{{}, {}, "", "", "", summarise(read), "", ""}, {}, "", ""},
                                 events::stream::intake, 1, 0);
        for (const auto secret : writer_of_complaints::secrets)
            ASSERT_EQ(shown.find(secret), shown.npos) << secret << " from " << boost::json::serialize(from);
    }
}

TEST(Summary, MasksThePersonAndKeepsTheFirm) {
    const auto summary = summarise(testing::read(a_complaint(), door::portal_form));

    EXPECT_EQ(summary.complainant_masked, "王**");
    EXPECT_EQ(summary.phone_masked, "138****8000");
    EXPECT_EQ(summary.respondent, "金盛信贷有限公司");
    EXPECT_EQ(summary.calls.at(0).called_at, "2026-11-20T19:42:00+08:00");
    EXPECT_THAT(summary.calls.at(0).caller_masked, Not(HasSubstr("55550100")));
    EXPECT_EQ(summary.transaction_on, "2026-11-01");
    EXPECT_EQ(summary.amount, "1280.00");
    EXPECT_EQ(summary.region, "3301") << "the respondent's place comes first";
}

TEST(Summary, MasksThePersonsOwnNameWhereverTheyWroteIt) {
    reading of;
    of.what.complainant.name = "李桂芳";
    of.what.narrative = "我叫李桂芳，机器人来电。李桂芳敬上";
    of.what.calls.push_back({});
    of.what.calls.back().transcript = "您好，李桂芳女士";

    const auto shown = summarise(of);

    EXPECT_EQ(shown.narrative, "我叫李**，机器人来电。李**敬上");
    EXPECT_EQ(shown.calls.front().transcript, "您好，李**女士");
}

TEST(Summary, WordsInThePhoneFieldStayHidden) {
    auto from = a_complaint();
    const auto masked = [&](std::string_view phone) {
        from["complainant"].get_object()["phone"] = phone;
        return summarise(testing::read(from, door::bulk)).phone_masked;
    };
    EXPECT_EQ(masked("王小明"), "***");
    EXPECT_EQ(masked("13800138000*"), "138****8000");
    EXPECT_EQ(masked("138****8000"), "138****8000");
}

TEST(Summary, ACallerThatHidItsNumberIsSaidToHave) {
    auto from = a_row("1");
    from["calls"].get_array()[0].get_object()["caller_number"] = "未知号码";
    const auto read = testing::read(from, door::bulk);
    EXPECT_EQ(summarise(read).calls.at(0).caller_masked, "未知号码");
}

TEST(Summary, ShowsACreditCodeOnlyWhenItIsOne) {
    auto from = a_row("1");
    from["respondent"].get_object()["credit_code"] = "91350100M000100Y43";
    EXPECT_EQ(summarise(testing::read(from, door::bulk)).credit_code, "91350100M000100Y43");
    from["respondent"].get_object()["credit_code"] = "91350100M000100Y44";
    EXPECT_EQ(summarise(testing::read(from, door::bulk)).credit_code, "");
}

TEST(Region, ReadsChineseAndEnglishAddresses) {
    EXPECT_EQ(region_of("浙江省温州市鹿城区人民路12号"), "3303");
    EXPECT_EQ(region_of("新华街855号35栋3177室（北京朝阳）"), "11");
    EXPECT_EQ(region_of("上海市黄浦区南京东路100号"), "31");
    EXPECT_EQ(region_of("南京路100号（青岛）"), "3702");
    EXPECT_EQ(region_of("北京东城区"), "11");
    EXPECT_EQ(region_of("Room 113, Bldg 6, 687 Jiefang Road, Tianhe, Chengdu"), "5101");
    EXPECT_EQ(region_of("12 Nanjing Road, Shanghai"), "31");
    EXPECT_EQ(region_of("5 Renmin Rd, Wenzhou, Zhejiang"), "3303");
    EXPECT_EQ(region_of("Baker Street 221b"), "");
    EXPECT_EQ(region_of(""), "");
}

} // namespace guiyi::intake
