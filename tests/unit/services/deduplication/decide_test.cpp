// The decision on real rows: what ties, what does not, and what changes nothing.
#include "common/store/database.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gmock/gmock.h>

#include <ranges>
#include <set>

namespace guiyi::deduplication {

namespace {

constexpr std::string_view first_filing = R"({
    "channel": "portal", "external_ref": "P-1", "language": "zh", "received_at": "2025-01-20T10:00:00+08:00",
    "complainant": {"name": "張麗娟", "phone": "13821382744", "email": "zlj@example.com", "address": "鼓楼区建设路167号2-491"},
    "respondent": {"name": "深圳市金盛信贷咨询有限公司"},
    "calls": [{"caller_number": "16556307311", "called_at": "2025-01-17"}],
    "narrative": "自称金盛信贷的智能语音在01月17日15时许拨打我的电话，来电号码16556307311。对方是机器人语音，无法沟通。要求停止拨打并删除我的信息。"})";

constexpr std::string_view english_repeat = R"({
    "channel": "hotline", "external_ref": "H-9", "language": "en", "received_at": "2025-02-02T18:00:00+08:00",
    "complainant": {"name": "zhang lijuan", "phone": "+86 138 2138 2744"},
    "respondent": {"name": "Jinsheng Credit Co., Ltd."},
    "narrative": "Jinsheng Credit has been robocalling me, most recently on 17 Jan, from 165-5630-7311. Please act."})";

boost::json::object with(boost::json::object out, std::string_view section, std::string_view name,
                         std::string_view value) {
    auto& in = section.empty() ? out : out[section].as_object();
    in[name] = boost::json::string_view(value.data(), value.size());
    return out;
}

boost::json::object with(std::string_view json, std::string_view section, std::string_view name,
                         std::string_view value) {
    return with(test::parsed(json), section, name, value);
}

/// The first filing by somebody who gives nothing but a phone.
boost::json::object with_phone(const char* number) {
    auto out = test::parsed(first_filing);
    out["complainant"] = {{"phone", number}};
    return out;
}

boost::json::object with_id(const char* number) { return with(first_filing, "complainant", "id_number", number); }

std::string spelled(const events::match_explanation& why) {
    std::string out = why.band + " " + std::to_string(why.total_centibits) + " " + std::to_string(why.prior_centibits);
    for (const auto& line : why.fields)
        out += " " + line.field + "=" + line.level + ":" + std::to_string(line.centibits);
    return out;
}

} // namespace

class Decide : public ::testing::Test {
  protected:
    static std::unique_ptr<store::database> open(const std::filesystem::path& folder) {
        return store::database::open(folder, {}).value();
    }

    guiyi::testing::temp_folder folder_;
    std::unique_ptr<store::database> db_ = open(folder_.path() / "db");
    store::batch batch_{*db_};
    test::pipeline complaints_{batch_.on(store::family::deduplication), test::shipped_model()};
    const store::view& rows_ = batch_.on(store::family::deduplication);
};

TEST_F(Decide, TheFirstComplaintOpensACase) {
    const auto fact = complaints_.submit(first_filing);

    const auto& opened = std::get<events::case_opened>(fact);
    EXPECT_EQ(opened.opened.str(), "C2025-0000001");
    EXPECT_EQ(opened.verdict, "new");
    EXPECT_EQ(opened.record.external_ref, "P-1");
    EXPECT_EQ(opened.record.route.channel, "portal");
    EXPECT_TRUE(opened.why.best.empty());
}

TEST_F(Decide, CasesThatPeopleHoldApartAreRivalsThoughBothWaitBesideAThird) {
    auto& rows = batch_.on(store::family::deduplication);
    complaints_.submit(first_filing);
    const auto decided = [&](std::size_t index) {
        const auto one =
            test::received(test::receipt_at(index), test::parsed(first_filing), complaints_.keys, complaints_.random());
        return decide(one, rows, complaints_.parts()).value().front();
    };
    for (const std::size_t index : {102u, 103u}) { // as if each had been so near to the first that a person is asked
        auto tied = std::get<events::complaint_tied>(decided(index));
        tied.why.band = "review";
        evolve(rows,
               {events::case_opened{case_no("C2025-0000" + std::to_string(index)), "review", tied.record, tied.why},
                instant(),
                "",
                {}});
    }
    EXPECT_EQ(test::verdict_of(decided(104)), "tie") << "one open question, and no rivals";

    evolve(rows, {events::pair_judged{test::receipt_at(103),
                                      case_no("C2025-0000102"),
                                      "different",
                                      "",
                                      officer_id("o-1"),
                                      "new",
                                      0,
                                      {test::receipt_at(102)},
                                      {},
                                      "B0000001"},
                  instant(),
                  "",
                  {}});

    EXPECT_EQ(test::verdict_of(decided(105)), "review");
}

TEST_F(Decide, ABridgeIsToldWithTheTieAndOneOverTheBoundIsHeldBack) {
    auto& rows = batch_.on(store::family::deduplication);
    const auto decided = [&](std::size_t index, const model& by) {
        const auto one =
            test::received(test::receipt_at(index), test::parsed(first_filing), complaints_.keys, complaints_.random());
        auto with = complaints_.parts();
        return decide(one, rows, {with.data_keys, with.index, by, with.utc_offset, nullptr}).value();
    };
    const auto by = test::shipped_model();
    complaints_.submit(first_filing);
    auto twin = std::get<events::complaint_tied>(decided(102, by).front()); // as if nothing had shown them to be one
    evolve(rows, {events::case_opened{case_no("C2025-0000002"), "new", twin.record, twin.why}, instant(), "", {}});
    auto small = by;
    small.rule.bridge_members = 2;

    const auto held = test::why_of(decided(103, small).front());
    const auto facts = decided(103, by);

    EXPECT_EQ(held.band + ' ' + held.held_by, "review bound");
    EXPECT_TRUE(held.bridged.empty());
    ASSERT_EQ(facts.size(), 2u);
    const auto& why = test::why_of(facts.front());
    EXPECT_EQ(why.band + ' ' + why.held_by, "tie ");
    EXPECT_EQ(why.best.str(), "C2025-0000001");
    EXPECT_EQ(why.bridged.str(), "C2025-0000002");
    evolve(rows, {facts.front(), instant(), "", {}});
    EXPECT_EQ(state_reader(rows).explanation_of(3)->bridged.str(), "C2025-0000002");
}

TEST_F(Decide, AnotherIdNumberInALargeCaseForbidsATieAlsoWhereItIsNotCompared) {
    auto& rows = batch_.on(store::family::deduplication);
    const case_no large("C2025-0000001"), new_case("C2025-0000090");
    complaints_.submit(with_id("110101199003078515"));
    const auto fold = [&](events::fact fact) { evolve(rows, {std::move(fact), instant(), "", {}}); };
    // Strangers of other calls, whom a person put into the case; the last of them says who they are.
    for (std::size_t i = 0; i < 14; ++i) {
        auto stranger =
            test::parsed(R"({"channel":"email","language":"zh","received_at":"2024-03-01T10:00:00+08:00"})");
        const auto number = std::to_string(10 + i);
        stranger["complainant"] = {{"phone", "159000011" + number}};
        if (i == 13) stranger["complainant"].as_object()["id_number"] = "110101199003078523";
        const auto one = test::received(test::receipt_at(200 + i), stranger, complaints_.keys, complaints_.random());
        auto opened = std::get<events::case_opened>(decide(one, rows, complaints_.parts()).value().front());
        fold(events::complaint_tied{large, opened.record, opened.why});
    }
    const auto repeat = [&] {
        const auto one = test::received(test::receipt_at(300), with_id("110101199003078515"), complaints_.keys,
                                        complaints_.random());
        return test::why_of(decide(one, rows, complaints_.parts()).value().front());
    };

    const auto held = repeat();

    EXPECT_EQ(held.band + ' ' + held.held_by, "review id_number");
    EXPECT_LT(held.candidates, 15) << "the stranger was not even compared";
    EXPECT_THAT(held.capped, ::testing::Contains("members"));
    fold(events::complaints_split{large, new_case, {test::receipt_at(213)}, {}, "untie", "", officer_id("o-1"), "B1"});
    EXPECT_EQ(repeat().band, "tie") << "once they left";
}

TEST_F(Decide, ARepeatInAnotherLanguageAndChannelJoinsTheCase) {
    complaints_.submit(first_filing);

    const auto fact = complaints_.submit(english_repeat);

    const auto& tied = std::get<events::complaint_tied>(fact);
    EXPECT_EQ(tied.to.str(), "C2025-0000001");
    EXPECT_EQ(tied.why.band, "tie");
    EXPECT_GE(tied.why.total_centibits, test::shipped_model().rule.tie);
}

TEST_F(Decide, TwoIdenticalComplaintsAtOnceMakeOneCase) {
    const auto one = complaints_.submit(first_filing);
    const auto two = complaints_.submit(first_filing);

    EXPECT_EQ(test::case_in(one), test::case_in(two));
    EXPECT_EQ(test::verdict_of(two), "tie");
}

TEST_F(Decide, AnotherDisputeOfTheSamePersonOpensItsOwnCase) {
    complaints_.submit(first_filing);
    auto other = test::parsed(first_filing);
    other["respondent"] = {{"name", "安居房产中介"}};
    other["calls"] = {{{"caller_number", "17000543371"}, {"called_at", "2024-11-03"}}};
    other["narrative"] = "安居房产用17000543371打来推销电话，一直说首付十万起，不胜其烦。";

    const auto fact = complaints_.submit(other);

    EXPECT_EQ(test::verdict_of(fact), "new");
    EXPECT_EQ(test::case_in(fact).str(), "C2025-0000002");
    EXPECT_EQ(test::why_of(fact).best.str(), "C2025-0000001"); // shown as related, never tied
}

TEST_F(Decide, TheSameWordsFromStrangersNeverTie) {
    complaints_.submit(first_filing);
    auto copied = test::parsed(first_filing);
    copied["complainant"] = {{"name", "陈志强"}, {"phone", "15900001111"}};

    EXPECT_NE(test::verdict_of(complaints_.submit(copied)), "tie");
    copied.erase("complainant");
    EXPECT_NE(test::verdict_of(complaints_.submit(copied)), "tie");
}

TEST_F(Decide, WidthCountryCodeAndTraditionalCharactersChangeNothing) {
    complaints_.submit(first_filing);
    const auto base = spelled(test::why_of(complaints_.submit(first_filing)));

    const std::pair<std::string_view, std::string_view> changes[] = {{"phone", "+86 138-2138-2744"},
                                                                     {"phone", "１３８２１３８２７４４"},
                                                                     {"phone", "008613821382744"},
                                                                     {"phone", "8613821382744"},
                                                                     {"name", "张丽娟"},
                                                                     {"name", "張丽娟"},
                                                                     {"email", "ZLJ@Example.com"},
                                                                     {"email", "ｚｌｊ＠ｅｘａｍｐｌｅ．ｃｏｍ"},
                                                                     {"address", "鼓樓區建設路１６７號２－４９１"}};
    for (const auto& [name, value] : changes) {
        guiyi::testing::temp_folder folder;
        const auto db = open(folder.path() / "db");
        store::batch batch(*db);
        test::pipeline fresh(batch.on(store::family::deduplication), test::shipped_model());
        fresh.submit(first_filing);
        EXPECT_EQ(spelled(test::why_of(fresh.submit(with(first_filing, "complainant", name, value)))), base) << value;
    }
    auto narrative = with(first_filing, "", "narrative",
                          "自稱金盛信貸的智能語音在０１月１７日１５時許撥打我的電話，來電號碼１６５５６３０７３１１。對"
                          "方是機器人語音，無法溝通。"
                          "要求停止撥打並刪除我的信息。");
    guiyi::testing::temp_folder folder;
    const auto db = open(folder.path() / "db");
    store::batch batch(*db);
    test::pipeline fresh(batch.on(store::family::deduplication), test::shipped_model());
    fresh.submit(first_filing);
    EXPECT_EQ(spelled(test::why_of(fresh.submit(narrative))), base);
}

TEST_F(Decide, ManyPeopleOnOnePhoneStayApart) {
    static constexpr std::string_view surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
    static constexpr std::string_view given[] = {"伟强", "芳兰", "娜云", "敏静", "军平", "磊勇", "涛超", "明辉",
                                                 "秀英", "丽霞", "建国", "志刚", "海燕", "春梅", "玉珍", "桂荣",
                                                 "文斌", "少华", "一鸣", "思远", "子涵", "雨桐", "浩然", "俊杰",
                                                 "晓东", "红梅", "德胜", "长青", "永康", "立新"};
    std::map<std::string, std::size_t> sizes;
    std::set<std::string> capped;
    for (std::size_t i = 0; i < 300; ++i) {
        auto one = test::parsed(first_filing);
        one["complainant"] = {{"name", std::string(surnames[i % 10]) + std::string(given[i / 10])},
                              {"phone", "4008001234"}};
        const auto fact = complaints_.submit(one);
        ++sizes[test::case_in(fact).str()];
        for (const auto& kind : test::why_of(fact).capped) capped.insert(kind);
    }

    EXPECT_LE(std::ranges::max(sizes | std::views::values), 2u);
    EXPECT_THAT(capped, ::testing::Contains("phone"));
}

TEST_F(Decide, ComplaintsWithoutANameOnOnePhoneDoNotBecomeOneCase) {
    for (const auto* name : {"", "王先生"}) {
        guiyi::testing::temp_folder folder;
        const auto db = open(folder.path() / "db");
        store::batch batch(*db);
        test::pipeline hub(batch.on(store::family::deduplication), test::shipped_model());
        std::map<std::string, std::size_t> sizes;
        std::vector<std::string> verdicts;
        for (std::size_t i = 0; i < 60; ++i) {
            auto one = with_phone("4008001234");
            if (*name) one["complainant"].as_object()["name"] = name;
            const auto fact = hub.submit(one);
            ++sizes[test::case_in(fact).str()];
            verdicts.push_back(test::verdict_of(fact));
        }

        EXPECT_EQ(verdicts[1], "tie") << "a repeat of one person who gives no name is tied all the same";
        EXPECT_LE(std::ranges::max(sizes | std::views::values), 10u) << name;
        EXPECT_THAT(verdicts, ::testing::Contains("review")) << name;
        EXPECT_NE(verdicts.back(), "tie") << name;
        EXPECT_TRUE(*name || verdicts.back() == "new") << "a phone of so many says nothing, and nobody is asked";
    }
}

TEST_F(Decide, APhoneThatIsNearlyACallCentresIsNoPersonsOwn) {
    static constexpr std::string_view given[] = {"伟强", "芳兰", "娜云", "敏静", "军平", "磊勇", "涛超", "明辉",
                                                 "秀英", "丽霞", "建国", "志刚", "海燕", "春梅", "玉珍", "桂荣",
                                                 "文斌", "少华", "一鸣", "思远", "子涵", "雨桐", "浩然", "俊杰"};
    for (const auto one_of : given)
        complaints_.submit(with(with_phone("4008001234"), "complainant", "name", "王" + std::string(one_of)));

    const auto why = test::why_of(
        complaints_.submit(with(with_phone("4008001235"), "complainant", "name", "王" + std::string(given[0]))));

    const auto phone = std::ranges::find(why.fields, "phone", &events::field_evidence::field);
    ASSERT_NE(phone, why.fields.end());
    EXPECT_EQ(phone->level, "shared");
}

TEST_F(Decide, TheSameInputGivesTheSameFacts) {
    guiyi::testing::temp_folder folder;
    const auto db = open(folder.path() / "db");
    store::batch batch(*db);
    test::pipeline twin(batch.on(store::family::deduplication), test::shipped_model());

    for (const auto text : {first_filing, english_repeat, first_filing}) {
        const auto one =
            events::encode_event({complaints_.submit(text), {}, {}, {}}, events::stream::deduplication, 1, 0);
        const auto two = events::encode_event({twin.submit(text), {}, {}, {}}, events::stream::deduplication, 1, 0);
        EXPECT_EQ(one, two);
    }
}

TEST_F(Decide, AComplaintDecidedBeforeIsNotDecidedAgain) {
    const auto one = test::received(receipt_no("R250120-00001-00001"), test::parsed(first_filing), complaints_.keys,
                                    complaints_.random());
    complaints_.submit(one);

    const auto again = decide(one, rows_, complaints_.parts());

    ASSERT_TRUE(again);
    EXPECT_TRUE(again->empty());
}

TEST_F(Decide, AnErasedComplaintStillGetsACase) {
    const auto one = test::received(receipt_no("R250120-00001-00001"), test::parsed(first_filing), complaints_.keys,
                                    complaints_.random());
    complaints_.keys.erase(one.receipt);

    const auto fact = complaints_.submit(one);

    const auto& opened = std::get<events::case_opened>(fact);
    EXPECT_EQ(opened.verdict, "new");
    EXPECT_EQ(opened.why.band, "new");
    ASSERT_EQ(opened.why.fields.size(), 1u);
    EXPECT_EQ(opened.why.fields.front().level, "erased");
    EXPECT_TRUE(opened.record.keys.empty());
    EXPECT_TRUE(opened.record.sealed_profile.empty());
}

TEST_F(Decide, AnErasedCandidateIsPassedOver) {
    complaints_.submit(first_filing);
    complaints_.keys.erase(complaints_.last_receipt());

    const auto fact = complaints_.submit(first_filing);

    EXPECT_EQ(test::verdict_of(fact), "new");
    EXPECT_EQ(test::why_of(fact).candidates, 0);
}

TEST_F(Decide, WhatCannotBeOpenedIsAnErrorAndNotANewCase) {
    auto one = test::received(receipt_no("R250120-00001-00001"), test::parsed(first_filing), complaints_.keys,
                              complaints_.random());
    one.sealed[40] = one.sealed[40] == 'A' ? 'B' : 'A';

    const auto said = decide(one, rows_, complaints_.parts());

    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, errc::corrupt);
}

TEST_F(Decide, CaseNumbersFollowTheOfficesYear) {
    auto late = with(first_filing, "", "received_at", "2024-12-31T15:59:59Z");
    auto new_year = with(english_repeat, "", "received_at", "2024-12-31T16:00:00Z");
    new_year.erase("complainant");

    EXPECT_EQ(test::case_in(complaints_.submit(late)).str(), "C2024-0000001");
    EXPECT_EQ(test::case_in(complaints_.submit(new_year)).str(), "C2025-0000001");
    EXPECT_EQ(test::case_in(complaints_.submit(new_year)).str(), "C2025-0000002");
}

TEST_F(Decide, FactsHoldNoClearValue) {
    complaints_.submit(first_filing);
    const auto text =
        events::encode_event({complaints_.submit(english_repeat), {}, {}, {}}, events::stream::deduplication, 1, 0);

    for (const auto* secret : {"zhang", "lijuan", "1382138", "2744", "16556307311", "jinsheng", "Jinsheng", "robocall"})
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
}

TEST_F(Decide, AQuotedReceiptTiesWhenThePersonFits) {
    complaints_.submit(first_filing);
    const auto receipt = complaints_.last_receipt().str();
    auto repeat = test::parsed(R"({"channel":"email","language":"zh","received_at":"2025-06-01T10:00:00+08:00"})");
    repeat["complainant"] = {{"name", "张丽娟"}, {"phone", "13821382744"}};
    repeat["narrative"] = "此前投诉编号" + receipt + "至今没有任何答复，请尽快处理。";

    const auto fact = complaints_.submit(repeat);

    EXPECT_EQ(test::verdict_of(fact), "tie");
    EXPECT_EQ(test::case_in(fact).str(), "C2025-0000001");
}

} // namespace guiyi::deduplication
