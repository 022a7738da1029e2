// The request to an SMS gateway, and what its answers mean, as settings describe them.
#include "services/notification/gateway.hpp"

#include <gmock/gmock.h>

namespace guiyi::notification {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

config::sms_settings sample() {
    config::sms_settings out;
    out.url = "https://sms.example.org/send?to={{to|url}}";
    out.headers = {"Authorization: Bearer {{secret}}", "X-Template: {{template}}"};
    out.body = R"({"id":"{{message|json}}","text":"{{text|json}}"})";
    out.answers = {{"200", R"("code"\s*:\s*0\b)", "sent", false},
                   {"200", R"("code"\s*:\s*(?:15|isv\.LIMIT))", "temporary", false},
                   {"200", R"("code"\s*:\s*7)", "permanent", false},
                   {"500-599", "", "temporary", true}};
    return out;
}

const parcel text_message{message_id("0123"), "+8613800138000", "您好，\"王**\"\n<b>", 0, "placed"};

gateway over(const config::sms_settings& settings) { return gateway::from(settings, "top secret").value(); }

} // namespace

TEST(Gateway, FillsTheRequestAndSpellsEachValueForItsPlace) {
    const auto request = over(sample()).request_for(text_message);

    EXPECT_EQ(request.url, "https://sms.example.org/send?to=13800138000") << "without the country's prefix";
    EXPECT_THAT(request.headers, ElementsAre("Authorization: Bearer top secret", "X-Template: placed"));
    EXPECT_EQ(request.body, R"({"id":"0123","text":"您好，\"王**\"\n<b>"})");
    EXPECT_EQ(spelt("a b&<", "xml").value(), "a b&amp;&lt;");
    EXPECT_EQ(spelt("王 1", "url").value(), "%E7%8E%8B%201");
}

TEST(Gateway, AValueCannotBeginAnotherHeader) {
    auto settings = sample();
    settings.headers = {"X-Text: {{text}}"};

    EXPECT_THAT(over(settings).request_for(text_message).headers, ElementsAre("X-Text: 您好，\"王**\"<b>"));
}

TEST(Gateway, TheFirstRuleThatFitsSaysWhatAnAnswerMeans) {
    const auto by = over(sample());
    EXPECT_EQ(by.verdict_for(200, R"({"code":0})"), (verdict{outcome::sent, "200", false, false}));
    EXPECT_EQ(by.verdict_for(200, R"({"code": 15})"), (verdict{outcome::temporary, "200", false, false}));
    EXPECT_EQ(by.verdict_for(200, R"({"code":7})"), (verdict{outcome::permanent, "200", false, false}));
    EXPECT_EQ(by.verdict_for(502, "<html>"), (verdict{outcome::temporary, "502", true, false}));
}

TEST(Gateway, WhatNobodyDescribedIsUnknownAndARefusalIsARefusal) {
    const auto by = over(sample());
    EXPECT_EQ(by.verdict_for(200, R"({"code":99})").what, outcome::unknown) << "it may have been sent";
    EXPECT_EQ(by.verdict_for(200, "").what, outcome::unknown);
    EXPECT_EQ(by.verdict_for(403, "").what, outcome::permanent);
    EXPECT_EQ(by.verdict_for(429, ""), (verdict{outcome::temporary, "429", true, false}));
}

TEST(Gateway, WrongSettingsAreNamed) {
    const auto refused = [](auto spoil) {
        auto settings = sample();
        spoil(settings);
        const auto said = gateway::from(settings, "");
        return said ? std::string("(taken)") : said.error().detail;
    };
    EXPECT_THAT(refused([](auto& s) { s.body = "{{phone}}"; }),
                HasSubstr("notification.sms.body: unknown name {{phone}}"));
    EXPECT_THAT(refused([](auto& s) { s.body = "{{to|yaml}}"; }), HasSubstr("unknown spelling |yaml"));
    EXPECT_THAT(refused([](auto& s) { s.url = "ftp://x"; }), HasSubstr("notification.sms.url"));
    EXPECT_THAT(refused([](auto& s) { s.answers[0].status = "2xx"; }), HasSubstr("status must be like"));
    EXPECT_THAT(refused([](auto& s) { s.answers[0].pattern = "("; }), HasSubstr("pattern '('"));
}

TEST(Gateway, APatternThatWouldTakeForEverDoesNotFit) {
    auto settings = sample();
    settings.answers = {{"*", "(a+)+$", "sent", false}};

    EXPECT_EQ(over(settings).verdict_for(200, std::string(5000, 'a') + "b").what, outcome::unknown);
}

} // namespace guiyi::notification
