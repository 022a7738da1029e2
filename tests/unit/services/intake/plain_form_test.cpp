#include "services/intake/plain_form.hpp"

#include <gtest/gtest.h>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace guiyi::intake {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

http::form typed(http::name_values fields) { return {std::move(fields), {}}; }

TEST(PlainForm, GivesTheComplaintOfTheApi) {
    const auto got = complaint_in(typed({{"narrative", "n"},
                                         {"complainant/phone", "138"},
                                         {"complainant/anonymous", "1"},
                                         {"amount/value", "9.90"},
                                         {"respondent/name", "  "},
                                         {"requests", "refund"},
                                         {"requests", "other"},
                                         {"calls/1/caller_number", "010"},
                                         {"calls/1/date", "2026-11-20"},
                                         {"calls/1/time", "19:42"},
                                         {"calls/1/duration_s", "47"},
                                         {"calls/2/date", "2026-11-21"},
                                         {"calls/2/refused", "1"},
                                         {"key", "k"}}),
                                  {{"sha256:a", "a.wav"}}, "zh", 480min);
    EXPECT_EQ(json::value(got), json::parse(R"({"channel": "portal", "language": "zh", "narrative": "n",
        "complainant": {"phone": "138", "anonymous": true}, "amount": {"value": "9.90"},
        "requests": ["refund", "other"],
        "calls": [{"caller_number": "010", "called_at": "2026-11-20T19:42:00+08:00", "duration_s": 47},
                  {"called_at": "2026-11-21", "refused": true}], "evidence": ["sha256:a"]})"));
}

TEST(PlainForm, WhatCannotBeReadGoesAsItIsSoThatTheReaderSaysWhatIsWrong) {
    const auto got = complaint_in(typed({{"calls/0/time", "19:42"}, {"calls/0/duration_s", "long"}}), {}, "en", 480min);
    EXPECT_EQ(got.at("calls").at(0), json::parse(R"({"called_at": "19:42", "duration_s": "long"})"));
}

TEST(PlainForm, AFaultFindsTheFieldItWasTypedIn) {
    const auto form = typed({{"calls/2/caller_number", "x"}, {"complainant/phone", "y"}});
    auto values = typed_in(form, {});
    add_faults(values,
               json::parse(R"({"errors": [{"pointer": "/calls/0/caller_number", "detail": "no number"},
        {"pointer": "/complainant/phone", "detail": "no phone"}, {"pointer": "/evidence/0", "detail": "no file"}]})")
                   .get_object(),
               form);
    EXPECT_EQ(values.at("error:complainant/phone"), "no phone");
    EXPECT_EQ(values.at("error:evidence"), "no file");
    EXPECT_EQ(values.at("calls").at(2).at("error:caller_number"), "no number") << "the third call of the form";
    EXPECT_FALSE(values.at("calls").at(0).as_object().contains("error:caller_number"));
    EXPECT_EQ(values.at("problems").at(0).at("at"), "calls/2/caller_number");
    EXPECT_EQ(values.at("complainant/phone"), "y") << "what was typed is kept";
}

TEST(PlainForm, AProblemWithoutFaultsIsItsOwnSentence) {
    json::object values;
    add_faults(values, json::parse(R"({"title": "t", "detail": "busy"})").get_object(), {});
    EXPECT_EQ(values.at("problems"), json::parse(R"([{"detail": "busy"}])"));
    add_faults(values, json::parse(R"({"title": "t"})").get_object(), {});
    EXPECT_EQ(values.at("problems").at(0).at("detail"), "t");
}

TEST(PlainForm, KeptFilesAreCarriedOnAndInventedOnesDropped) {
    const std::string id = "sha256:" + std::string(64, 'a');
    const auto got = kept_in(typed({{"kept", id + " a b.wav"}, {"kept", "sha256:no x"}, {"kept", id}}));
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0].id, id);
    EXPECT_EQ(got[0].name, "a b.wav");
    EXPECT_EQ(got[1].name, "");
}

} // namespace
} // namespace guiyi::intake
