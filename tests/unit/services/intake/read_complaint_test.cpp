// What each door takes, refuses, flags and lists as missing (the contract, "A complaint").
#include "tests/unit/services/intake/intake_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::intake {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(ReadComplaint, TakesAWholePortalComplaint) {
    const auto read = testing::read(a_complaint(), door::portal_form);

    EXPECT_THAT(read.refused, IsEmpty());
    EXPECT_THAT(read.flags, IsEmpty());
    EXPECT_THAT(read.incomplete, IsEmpty());
    EXPECT_EQ(read.what.complainant.name, "王小明");
    EXPECT_EQ(read.what.calls.at(0).duration_s, 47);
    EXPECT_EQ(read.what.amount, "1280.00");
}

TEST(ReadComplaint, NullIsAbsent) {
    auto from = a_complaint();
    from["category"] = nullptr;
    from["evidence"] = nullptr;
    from["complainant"].get_object()["id_number"] = nullptr;
    from["calls"].get_array()[0].get_object()["duration_s"] = nullptr;

    EXPECT_THAT(refusals(from), IsEmpty());
    EXPECT_FALSE(testing::read(from, door::portal_form).what.calls.at(0).duration_s);
}

TEST(ReadComplaint, RefusesUnknownFieldsByName) {
    auto from = a_complaint();
    from["colour"] = "red";
    from["complainant"].get_object()["a/b~c"] = 1;
    from["calls"].get_array()[0].get_object()["script"] = "x";

    EXPECT_THAT(refusals(from), UnorderedElementsAre("/colour unknown_field", "/complainant/a~1b~0c unknown_field",
                                                     "/calls/0/script unknown_field"));
}

TEST(ReadComplaint, RefusesWrongTypesWhereTheyStand) {
    auto from = a_complaint();
    from["narrative"] = 7;
    from["complainant"] = "me";
    from["calls"].get_array()[0].get_object()["duration_s"] = "47";
    from["calls"].get_array()[0].get_object()["refused"] = "yes";
    from["requests"] = "refund";
    from["amount"].get_object()["value"] = 1280.0;

    EXPECT_THAT(refusals(from), UnorderedElementsAre("/narrative wrong_type", "/complainant wrong_type",
                                                     "/calls/0/duration_s wrong_type", "/calls/0/refused wrong_type",
                                                     "/requests wrong_type", "/amount/value wrong_type",
                                                     "/complainant/name required", "/complainant/phone required"));
}

TEST(ReadComplaint, RefusesWhatIsNoObject) {
    EXPECT_THAT(refusals(boost::json::array{}), ElementsAre(" wrong_type"));
    EXPECT_THAT(refusals("x", door::bulk), ElementsAre(" wrong_type"));
}

TEST(ReadComplaint, ChannelAndNarrativeAreRequiredAtEveryDoor) {
    for (const auto through : {door::portal_form, door::public_other, door::bulk}) {
        auto from = a_complaint();
        from.erase("channel");
        from["narrative"] = " \n　";
        EXPECT_THAT(refusals(from, through), UnorderedElementsAre("/channel required", "/narrative required"));
    }
}

TEST(ReadComplaint, RefusesValuesOutsideTheirLists) {
    auto from = a_complaint();
    from["channel"] = "fax";
    from["language"] = "fr";
    from["nature"] = "police_lead";
    from["requests"] = {"refund", "apology"};
    from["category"] = "C99";

    for (const auto through : {door::public_other, door::bulk})
        EXPECT_THAT(refusals(from, through),
                    UnorderedElementsAre("/channel not_in_list", "/language not_in_list", "/nature not_in_list",
                                         "/requests/1 not_in_list", "/category unknown_category"));
}

TEST(ReadComplaint, RefusesTooMuch) {
    auto from = a_complaint();
    from["narrative"] = std::string(20'001, 'x');
    boost::json::array calls;
    for (int i = 0; i < 1000; ++i) calls.push_back(boost::json::object{{"nonsense", i}});
    from["calls"] = calls;

    EXPECT_THAT(refusals(from, door::bulk), UnorderedElementsAre("/narrative too_long", "/calls too_many"));
}

TEST(ReadComplaint, CountsCharactersAndNotBytes) {
    auto from = a_complaint();
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "诉";
    from["narrative"] = text;

    EXPECT_THAT(refusals(from), IsEmpty());
}

TEST(ReadComplaint, NeverTellsMoreThanAHundredFaults) {
    boost::json::object from;
    for (int i = 0; i < 500; ++i) from["f" + std::to_string(i)] = 1;

    EXPECT_EQ(refusals(from).size(), 100u);
}

TEST(ReadComplaint, RefusesDatesThatDoNotExistAtEveryDoor) {
    for (const auto through : {door::portal_form, door::bulk}) {
        auto from = a_complaint();
        from["transaction_date"] = "2026-02-30";
        from["calls"].get_array()[0].get_object()["called_at"] = "2026-11-20T25:00:00+08:00";
        EXPECT_THAT(refusals(from, through),
                    UnorderedElementsAre("/transaction_date impossible_date", "/calls/0/called_at impossible_date"));
    }
}

TEST(ReadComplaint, RefusesAmountsThatCannotBeAtEveryDoor) {
    for (const std::string value : {"-5", "1e9", "12.345", "1234567890123", "."}) {
        auto from = a_complaint();
        from["amount"] = {{"value", value}, {"currency", "CNY"}};
        EXPECT_THAT(refusals(from, door::bulk), ElementsAre("/amount/value invalid_amount")) << value;
    }
    auto from = a_complaint();
    from["amount"] = {{"value", "5"}, {"currency", "yuan"}};
    EXPECT_THAT(refusals(from, door::bulk), ElementsAre("/amount/currency invalid_currency"));
}

TEST(ReadComplaint, AnAmountWithoutCurrencyIsInYuan) {
    auto from = a_complaint();
    from["amount"] = {{"value", "5"}};
    EXPECT_EQ(testing::read(from, door::portal_form).what.currency, "CNY");
}

TEST(ReadComplaint, RefusesNulAndMalformedEvidence) {
    auto from = a_complaint();
    from["product"] = std::string_view("a\0b", 3);
    from["evidence"] = {"sha256:12", "md5:00"};
    from["calls"].get_array()[0].get_object()["recording"] = "call.wav";

    EXPECT_THAT(refusals(from, door::bulk),
                UnorderedElementsAre("/product nul", "/evidence/0 invalid_evidence", "/evidence/1 invalid_evidence",
                                     "/calls/0/recording invalid_evidence"));
}

TEST(ReadComplaint, DurationsAreWholeNumbersInRange) {
    auto from = a_complaint();
    from["calls"].get_array()[0].get_object()["duration_s"] = -1;
    EXPECT_THAT(refusals(from, door::bulk), ElementsAre("/calls/0/duration_s out_of_range"));
}

// ---- the doors

TEST(ReadComplaint, ThePortalRefusesWhatCannotBeReadAndOtherDoorsFlagIt) {
    auto from = a_complaint();
    from["complainant"].get_object()["phone"] = "ask my wife";
    from["complainant"].get_object()["email"] = "nobody";
    from["complainant"].get_object()["id_number"] = "110101199003070000";
    from["complainant"].get_object()["id_last4"] = "12345";
    from["respondent"].get_object()["credit_code"] = "91330300MA2850000X";
    from["calls"].get_array()[0].get_object()["caller_number"] = "未知号码";
    from["calls"].get_array()[0].get_object()["called_at"] = "last Tuesday";
    from["transaction_date"] = "in May";
    from["amount"].get_object()["value"] = "about a thousand";
    const std::vector<std::string> doubtful{"/complainant/phone invalid_phone",
                                            "/complainant/email invalid_email",
                                            "/complainant/id_number invalid_id_number",
                                            "/complainant/id_last4 invalid_id_last4",
                                            "/respondent/credit_code invalid_credit_code",
                                            "/calls/0/caller_number invalid_phone",
                                            "/calls/0/called_at invalid_time",
                                            "/transaction_date invalid_date",
                                            "/amount/value invalid_amount"};

    EXPECT_THAT(refusals(from, door::portal_form), ::testing::UnorderedElementsAreArray(doubtful));
    const auto kept = testing::read(from, door::bulk);
    EXPECT_THAT(kept.refused, IsEmpty());
    EXPECT_THAT(kept.flags, ::testing::UnorderedElementsAreArray(doubtful));
    EXPECT_EQ(kept.what.complainant.phone, "ask my wife");
    EXPECT_EQ(kept.what.amount, "about a thousand");
}

TEST(ReadComplaint, ATimeWithoutOffsetIsUnreadableAndNotImpossible) {
    auto from = a_complaint();
    from["calls"].get_array()[0].get_object()["called_at"] = "2026-11-20T19:42:00";
    EXPECT_THAT(refusals(from, door::portal_form), ElementsAre("/calls/0/called_at invalid_time"));
    EXPECT_THAT(refusals(from, door::bulk), IsEmpty());
}

TEST(ReadComplaint, ThePortalNeedsAPersonAndSomeoneToComplainAbout) { // @law O121 §10(1)
    const boost::json::object bare{{"channel", "portal"}, {"narrative", "打不停"}};

    EXPECT_THAT(refusals(bare), UnorderedElementsAre("/complainant/name required", "/complainant/phone required",
                                                     "/respondent/name respondent_or_call"));
    const auto kept = testing::read(bare, door::bulk);
    EXPECT_THAT(kept.refused, IsEmpty());
    EXPECT_THAT(kept.incomplete, UnorderedElementsAre("/complainant/name", "/complainant/phone", "/complainant/address",
                                                      "/respondent/name", "/respondent/address", "/requests"));
}

TEST(ReadComplaint, OneCallStandsForTheRespondentsName) {
    auto from = a_complaint();
    from.erase("respondent");
    EXPECT_THAT(refusals(from), IsEmpty());
    EXPECT_THAT(testing::read(from, door::portal_form).incomplete, Contains("/respondent/name"));
}

TEST(ReadComplaint, OtherChannelsOverThePublicSideAreTakenIncomplete) {
    auto from = a_complaint();
    from["channel"] = "social";
    from["complainant"].get_object().erase("phone");

    EXPECT_EQ(public_door(from), door::public_other);
    const auto read = testing::read(from, public_door(from));
    EXPECT_THAT(read.refused, IsEmpty());
    EXPECT_THAT(read.incomplete, ElementsAre("/complainant/phone"));
}

TEST(ReadComplaint, AnonymousOnThePortalIsAReport) { // @law O121 §28
    auto from = a_complaint();
    from["complainant"] = {{"anonymous", true}};

    const auto read = testing::read(from, door::portal_form);
    EXPECT_THAT(read.refused, IsEmpty());
    EXPECT_EQ(read.what.nature, "report");
    EXPECT_THAT(read.incomplete, IsEmpty());
}

TEST(ReadComplaint, ReceivedAtIsForImports) {
    auto from = a_complaint();
    from["received_at"] = "2026-11-01T08:00:00+08:00";

    EXPECT_THAT(refusals(from, door::portal_form), ElementsAre("/received_at received_at_not_allowed"));
    EXPECT_THAT(refusals(from, door::public_other), ElementsAre("/received_at received_at_not_allowed"));
    EXPECT_EQ(testing::read(from, door::bulk).what.received_at, at("2026-11-01T00:00:00Z"));
}

TEST(ReadComplaint, ReceivedAtIsAMomentThatWas) {
    const auto refused = [](std::string_view text) {
        auto from = a_complaint();
        from["received_at"] = text;
        return refusals(from, door::bulk);
    };
    EXPECT_THAT(refused("2026-11-23T02:02:00Z"), ElementsAre("/received_at in_future"));
    EXPECT_THAT(refused("2026-11-23T02:00:30Z"), IsEmpty()) << "clocks differ a little";
    EXPECT_THAT(refused("1998-01-01T00:00:00Z"), ElementsAre("/received_at too_early"));
    EXPECT_THAT(refused("2026-02-30T00:00:00Z"), ElementsAre("/received_at impossible_date"));
    EXPECT_THAT(refused("2026-11-01"), ElementsAre("/received_at invalid_time"));
}

TEST(ReadComplaint, LanguageFollowsTheNarrativeWhenNotGiven) {
    auto from = a_complaint();
    from.erase("language");
    EXPECT_EQ(testing::read(from, door::portal_form).what.language, "zh");
    from["narrative"] = "They keep calling, naïve as I am";
    EXPECT_EQ(testing::read(from, door::portal_form).what.language, "en");
}

TEST(ReadComplaint, FaultsAreToldInBothLanguages) {
    const fault one{"/calls", "too_many", "200"};
    EXPECT_EQ(in_words(one, http::language::en).detail, "at most 200 items");
    EXPECT_EQ(in_words(one, http::language::zh).detail, "最多200项");
    const fault type{"/amount", "wrong_type", "an object"};
    EXPECT_EQ(in_words(type, http::language::en).detail, "must be an object");
    EXPECT_EQ(in_words(type, http::language::zh).detail, "类型不对，应为对象");
}

TEST(ReadComplaint, EveryFaultHasItsSentence) {
    for (const std::string_view code : {"unknown_field",       "required",
                                        "respondent_or_call",  "not_in_list",
                                        "unknown_category",    "too_long",
                                        "out_of_range",        "nul",
                                        "control_character",   "impossible_date",
                                        "invalid_date",        "invalid_time",
                                        "invalid_amount",      "invalid_currency",
                                        "invalid_phone",       "invalid_email",
                                        "invalid_id_number",   "invalid_id_last4",
                                        "invalid_credit_code", "invalid_evidence",
                                        "unknown_evidence",    "received_at_not_allowed",
                                        "in_future",           "too_early",
                                        "invalid_receipt_no",  "text_or_evidence",
                                        "empty_file",          "invalid_idempotency_key"})
        for (const auto language : {http::language::zh, http::language::en})
            EXPECT_NE(in_words(fault{"", code, "9"}, language).detail, code);
}

} // namespace guiyi::intake
