// The verdict as a pure function of profiles, counts and model.
#include "services/deduplication/blocking.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace guiyi::deduplication {

namespace {

profile wang() {
    profile out;
    out.name = {"王雪芳", "wangxuefang", "wang", false};
    out.phones = {"+8613800138000"};
    out.callers = {"+8616556307311"};
    out.call_days = {20105};
    out.companies = {{"金盛信贷", "jinsheng", "credit"}};
    out.filing_day = 20110;
    return out;
}

candidate_case in_case(const char* number, std::vector<profile> members, const char* beside = "") {
    return {case_no(number), case_no(beside), std::move(members), false};
}

frequencies thousand() {
    frequencies out;
    out.records = 1000;
    return out;
}

events::match_explanation verdict(const profile& record, const std::vector<candidate_case>& cases,
                                  const frequencies& common = thousand()) {
    return judge(record, cases, common, test::shipped_model(), cases.size(), {});
}

std::string level_of(const events::match_explanation& why, std::string_view field) {
    for (const auto& line : why.fields)
        if (line.field == field) return line.level;
    return "missing";
}

} // namespace

TEST(BothHold, IsTheOddsOfTheProduct) {
    EXPECT_EQ(both_hold(6000, 6000), 5900);
    EXPECT_NEAR(static_cast<double>(both_hold(0, 6000)), 0, 1);
    EXPECT_NEAR(static_cast<double>(both_hold(0, 0)), -158, 1); // a quarter against three
    EXPECT_NEAR(static_cast<double>(both_hold(-1000, 6000)), -1000, 1);
    EXPECT_EQ(both_hold(1'000'000, 1'000'000), both_hold(6000, 6000));
}

TEST(Matcher, TheSamePersonAndDisputeTies) {
    const auto why = verdict(wang(), {in_case("C2025-0000001", {wang()})});

    EXPECT_EQ(why.band, "tie");
    EXPECT_EQ(why.best.str(), "C2025-0000001");
    EXPECT_EQ(level_of(why, "phone"), "exact");
    EXPECT_EQ(why.model, "1");
}

TEST(Matcher, TheSamePersonsOtherDisputeIsNew) {
    auto other = wang();
    other.callers = {"+8617000543371"};
    other.call_days = {20010};
    other.companies = {{"安居房产", "anju", "property"}};

    const auto why = verdict(wang(), {in_case("C2025-0000001", {other})});

    EXPECT_EQ(why.band, "new");
    EXPECT_EQ(why.best.str(), "C2025-0000001");
    EXPECT_EQ(why.same_person.str(), "C2025-0000001") << "related, as sure as a tie would need";
    EXPECT_GE(why.person_centibits, test::shipped_model().rule.tie);
    EXPECT_FALSE(why.same_firm);
}

TEST(Matcher, WhoSharesThePersonIsToldApartFromWhoSharesTheDispute) {
    auto stranger = wang();
    stranger.name = {"李强", "liqiang", "li", false};
    stranger.phones = {"+8613900139000"};
    auto other = wang();
    other.callers = {"+8617000543371"};
    other.call_days = {20010};
    auto many = thousand();
    many.person_records = 12;
    many.values = {{field::phone, "+8613800138000", {2, 0}}};

    const auto why = verdict(wang(), {in_case("C2025-0000001", {stranger}), in_case("C2025-0000002", {other})}, many);

    EXPECT_EQ(why.same_person.str(), "C2025-0000002");
    EXPECT_TRUE(why.same_firm);
    EXPECT_EQ(why.person_records, 12);
    EXPECT_EQ(why.value_persons, 2);
    EXPECT_TRUE(verdict(wang(), {in_case("C2025-0000001", {stranger})}).same_person.empty());
}

TEST(Matcher, NobodyToCompareWithIsNewWithoutABest) {
    const auto why = verdict(wang(), {});

    EXPECT_EQ(why.band, "new");
    EXPECT_TRUE(why.best.empty());
    EXPECT_TRUE(why.fields.empty());
}

TEST(Matcher, AnotherNameOnTheSamePhoneNeverTiesByItself) {
    auto spouse = wang();
    spouse.name = {"李强", "liqiang", "li", false};

    auto few = thousand();
    few.disputes = {{"165*7311", 2}};

    const auto why = verdict(spouse, {in_case("C2025-0000001", {wang()})}, few);

    EXPECT_EQ(why.band, "review");
    EXPECT_GT(why.total_centibits, test::shipped_model().rule.tie);
}

TEST(Matcher, TwoDifferentIdNumbersForbidATie) {
    auto a = wang(), b = wang();
    a.id_number = "110101199003078515";
    b.id_number = "110101199003078523";

    EXPECT_EQ(verdict(a, {in_case("C2025-0000001", {b})}).band, "new");

    b.id_number = "p12345678"; // a passport: it may well be the same person's
    const auto other_document = verdict(a, {in_case("C2025-0000001", {b})});
    EXPECT_EQ(other_document.band, "tie");
    EXPECT_EQ(level_of(other_document, "id_number"), "missing");
}

TEST(Matcher, NoEvidenceTiesTwoDifferentIdNumbers) {
    auto a = wang(), b = wang();
    a.email = b.email = "wang@example.org";
    a.address_numbers = b.address_numbers = {20, 300};
    a.address_bigrams = b.address_bigrams = {1, 2, 3, 4};
    a.id_number = "110101199003078515";
    b.id_number = "110101199003078523";

    const auto why = verdict(a, {in_case("C2025-0000001", {b})});

    EXPECT_EQ(why.band, "review");
    EXPECT_GT(why.total_centibits, test::shipped_model().rule.tie) << "the bits alone would tie";
    EXPECT_TRUE(why.same_person.empty());
}

TEST(Matcher, AnEqualIdNumberInTheCaseHidesNoOther) {
    auto a = wang(), b = wang();
    a.id_number = "110101199003078515";
    b.id_number = "110101199003078523";

    EXPECT_EQ(verdict(a, {in_case("C2025-0000001", {a})}).band, "tie");
    const auto mixed = verdict(a, {in_case("C2025-0000001", {a, b})});
    EXPECT_EQ(mixed.band, "review");
    EXPECT_EQ(level_of(mixed, "id_number"), "exact");
}

TEST(Matcher, CasesOfTwoIdNumbersAreNotBridged) {
    auto a = wang(), b = wang();
    a.id_number = "110101199003078515";
    b.id_number = "110101199003078523";
    const auto bridged = [](std::vector<profile> first, std::vector<profile> second) {
        const std::vector among{in_case("C2025-0000001", std::move(first)),
                                in_case("C2025-0000002", std::move(second))};
        return bridged_with(wang(), among, thousand(), test::shipped_model(), verdict(wang(), among)).str();
    };

    EXPECT_EQ(bridged({a, wang()}, {wang()}), "C2025-0000002");
    EXPECT_EQ(bridged({a, wang()}, {b, wang()}), "") << "the record without a number fits both, they not each other";
}

TEST(Matcher, ItIsToldWhatHeldATieBack) {
    const auto held = [](const profile& one, std::vector<candidate_case> cases, frequencies common = thousand()) {
        common.disputes = {{"165*7311", 2}};
        const auto why = verdict(one, cases, common);
        EXPECT_GE(why.total_centibits, test::shipped_model().rule.tie);
        return why.band + " " + why.held_by;
    };
    auto spouse = wang(), other = wang(), nameless = wang();
    spouse.name = {"李强", "liqiang", "li", false};
    auto mine = wang();
    mine.id_number = "110101199003078515";
    mine.email = other.email = "wang@example.org";
    other.id_number = "110101199003078523";
    mine.address_numbers = other.address_numbers = {20, 300};
    nameless.name = {};
    auto many = thousand();
    many.values = {{field::phone, nameless.phones.front(), {0, 12}}};

    EXPECT_EQ(held(wang(), {in_case("C2025-0000001", {wang()})}), "tie ");
    EXPECT_EQ(held(spouse, {in_case("C2025-0000001", {wang()})}), "review name");
    EXPECT_EQ(held(mine, {in_case("C2025-0000001", {other})}), "review id_number");
    EXPECT_EQ(held(nameless, {in_case("C2025-0000001", {nameless})}, many), "review nameless");
    EXPECT_EQ(held(wang(), {in_case("C2025-0000001", {wang()}), in_case("C2025-0000002", {wang()})}), "review rival");
}

TEST(Matcher, EveryReasonHasItsWordsInBothLanguages) {
    for (const auto* reason : {"name", "nameless", "id_number", "rival", "bound"}) {
        EXPECT_NE(held_label(reason).zh, reason);
        EXPECT_NE(held_label(reason).en, reason);
    }
}

TEST(Matcher, MaskedNumbersNeverAgreeWhole) {
    auto a = wang(), b = wang();
    a.phones = b.phones = {"138****1234"};
    EXPECT_EQ(level_of(verdict(a, {in_case("C2025-0000001", {b})}), "phone"), "masked");
    b.phones = {"138***1234"};
    EXPECT_EQ(level_of(verdict(a, {in_case("C2025-0000001", {b})}), "phone"), "masked");
    b.phones = {"138****1235"};
    EXPECT_EQ(level_of(verdict(a, {in_case("C2025-0000001", {b})}), "phone"), "differ");
}

TEST(Matcher, ACloseRivalSendsToReviewUnlessItIsTheSameOpenQuestion) {
    const auto record = wang();

    const auto torn = verdict(record, {in_case("C2025-0000001", {wang()}), in_case("C2025-0000002", {wang()})});
    const auto linked =
        verdict(record, {in_case("C2025-0000001", {wang()}), in_case("C2025-0000002", {wang()}, "C2025-0000001")});

    EXPECT_EQ(torn.band, "review");
    EXPECT_EQ(torn.runner_up.str(), "C2025-0000002");
    EXPECT_EQ(linked.band, "tie");
    EXPECT_EQ(linked.best.str(), "C2025-0000001");
    EXPECT_TRUE(linked.runner_up.empty());
}

TEST(Matcher, OrderOfCandidatesDoesNotMatter) {
    auto half = wang();
    half.phones = {"+8613800138001"};
    auto far = wang();
    far.call_days = {20000};
    std::vector cases{in_case("C2025-0000003", {far, half}), in_case("C2025-0000001", {wang()}),
                      in_case("C2025-0000002", {half})};
    const auto first = verdict(wang(), cases);

    std::ranges::sort(cases, {}, &candidate_case::number);
    do {
        const auto again = verdict(wang(), cases);
        EXPECT_EQ(again.best, first.best);
        EXPECT_EQ(again.runner_up, first.runner_up);
        EXPECT_EQ(again.total_centibits, first.total_centibits);
    } while (std::next_permutation(cases.begin(), cases.end(),
                                   [](const auto& a, const auto& b) { return a.number < b.number; }));
}

TEST(Matcher, AValueOfManyPeopleLosesItsWeight) {
    auto record = wang();
    record.name = {};
    auto member = record;
    auto crowded = thousand();
    crowded.values = {{field::phone, "+8613800138000", {25, 0}}};

    const auto own = verdict(record, {in_case("C2025-0000001", {member})});
    const auto shared = verdict(record, {in_case("C2025-0000001", {member})}, crowded);

    EXPECT_EQ(level_of(own, "phone"), "exact");
    EXPECT_EQ(level_of(shared, "phone"), "shared");
    EXPECT_LT(shared.total_centibits, own.total_centibits);
    EXPECT_NE(shared.band, "tie");
}

TEST(Matcher, AValueThatIsNearlyOneOfManyPeopleLosesItsWeightToo) {
    auto record = wang(), hub = wang();
    record.phones = {"+8613800138001"};
    record.email = "serviceh@example.org", hub.email = "services@example.org";
    record.address_numbers = {12, 300}, hub.address_numbers = {12, 15, 300};
    const auto plain = verdict(record, {in_case("C2025-0000001", {hub})});
    auto crowded = thousand();
    crowded.values = {{field::phone, hub.phones.front(), {25, 0}, false},
                      {field::email, hub.email, {25, 0}, false},
                      {field::address, "12-15-300-", {25, 0}, false}};

    const auto why = verdict(record, {in_case("C2025-0000001", {hub})}, crowded);

    for (const auto* name : {"phone", "email", "address"}) {
        EXPECT_NE(level_of(plain, name), "shared") << name;
        EXPECT_EQ(level_of(why, name), "shared") << name;
    }
    EXPECT_EQ(why.value_persons, 0) << "of its own values";
}

TEST(Matcher, ASharedPhoneHidesNoPhoneOfOnesOwn) {
    auto record = wang();
    record.phones = {"+864008001234", "+8613800138000"};
    auto crowded = thousand();
    crowded.values = {{field::phone, "+864008001234", {25, 0}}, {field::phone, "+8613800138000", {1, 0}}};

    EXPECT_EQ(level_of(verdict(record, {in_case("C2025-0000001", {record})}, crowded), "phone"), "exact");
}

TEST(Matcher, WithoutANameAPhoneOfMoreThanAFewIsForAPersonToJudge) {
    auto record = wang(), surname = wang();
    record.name = {};
    surname.name = {"王", "wang", "wang", true};
    const auto phone_of = [&](std::uint64_t names, std::uint64_t nameless) {
        auto out = thousand();
        out.disputes = {{"165*7311", 2}};
        out.values = {{field::phone, record.phones.front(), {names, nameless}}};
        return out;
    };
    const auto band = [&](const profile& one, const profile& member, const frequencies& common) {
        return verdict(one, {in_case("C2025-0000001", {member})}, common).band;
    };

    EXPECT_EQ(band(record, record, phone_of(0, 1)), "tie") << "a repeat of somebody who gives no name";
    EXPECT_EQ(band(record, record, phone_of(0, 9)), "review");
    EXPECT_EQ(band(surname, surname, phone_of(4, 5)), "review") << "a surname alone tells nobody apart";
    EXPECT_EQ(band(wang(), wang(), phone_of(4, 5)), "tie") << "names that agree say whose it is";
    EXPECT_TRUE(verdict(record, {in_case("C2025-0000001", {record})}, phone_of(0, 9)).same_person.empty());
    auto with_mail = record;
    with_mail.email = "wang@example.org";
    EXPECT_EQ(band(with_mail, with_mail, phone_of(0, 9)), "tie") << "the mail is one person's";
}

TEST(Matcher, ThePriorIsOfThoseWhoShareTheCallAndNotOfEverybody) {
    auto common = thousand();
    common.records = 1'000'000;
    common.disputes = {{"165*7311", 31}};

    const auto shared = verdict(wang(), {in_case("C2025-0000001", {wang()})}, common);
    auto silent = wang();
    silent.callers.clear();
    silent.companies.clear();
    const auto everybody = verdict(silent, {in_case("C2025-0000001", {silent})}, common);

    EXPECT_EQ(shared.prior_centibits, 500);
    EXPECT_EQ(everybody.prior_centibits, test::shipped_model().rule.prior_max);
}

TEST(Matcher, ARareNameSaysMoreThanACommonOne) {
    auto rare = thousand(), usual = thousand();
    rare.records = 100'000;
    usual.name_records = 200;

    const auto of = [&](const frequencies& common) {
        return verdict(wang(), {in_case("C2025-0000001", {wang()})}, common).fields.front().centibits;
    };

    EXPECT_EQ(of(rare), test::shipped_model().weight(field::name, level::exact));
    EXPECT_EQ(of(usual), test::shipped_model().rule.name_floor);
}

TEST(Matcher, AQuotedNumberDecidesOnceThePersonFits) {
    auto record = wang();
    record.callers.clear();
    record.call_days.clear();
    record.companies.clear();
    auto cases = std::vector{in_case("C2025-0000001", {wang()})};
    cases.front().quoted = true;
    auto stranger = record;
    stranger.name = {"李强", "liqiang", "li", false};
    stranger.phones = {"+8613911112222"};

    const auto owner = verdict(record, cases);
    const auto other = verdict(stranger, cases);

    EXPECT_EQ(owner.band, "tie");
    EXPECT_EQ(level_of(owner, "quoted_no"), "exact");
    EXPECT_EQ(other.band, "new");
    EXPECT_EQ(level_of(other, "quoted_no"), "missing");
}

TEST(Matcher, TwoCasesThatARecordFitsAndThatFitEachOtherAreBridged) {
    const std::vector cases{in_case("C2025-0000001", {wang()}), in_case("C2025-0000002", {wang()})};
    auto stranger = wang();
    stranger.name = {"李强", "liqiang", "li", false};
    stranger.phones = {"+8613911112222"};
    stranger.email.clear();
    const std::vector apart{cases.front(), in_case("C2025-0000002", {stranger})};
    const auto by = test::shipped_model();
    const auto other_of = [&](const std::vector<candidate_case>& among) {
        return bridged_with(wang(), among, thousand(), by, verdict(wang(), among)).str();
    };

    EXPECT_EQ(other_of(cases), "C2025-0000002");
    EXPECT_EQ(other_of(apart), "");
    EXPECT_EQ(other_of({cases.front()}), "");
}

TEST(Blocking, NoKeyListsRecordsByABareNameOrCaller) {
    profile name, caller;
    name.name = wang().name;
    caller.callers = wang().callers;

    for (const auto& bare : {name, caller})
        for (const auto& key : plain_keys(bare)) EXPECT_FALSE(key.kind->lists_records) << key.kind->name;
}

TEST(Blocking, ADigitWrongDroppedOrAddedStillMeets) {
    const auto keys_of = [](const char* phone) {
        profile one;
        one.name = wang().name;
        one.phones = {phone};
        std::set<std::string> out;
        for (const auto& key : plain_keys(one))
            if (key.kind->lists_records) out.insert(std::string(key.kind->name) + key.value);
        return out;
    };
    const auto right = keys_of("+8613800138000");
    for (std::string_view digits = "13800138000"; const auto* change : {"change", "drop", "add"})
        for (std::size_t i = 0; i < digits.size(); ++i) {
            std::string wrong(digits);
            if (change == std::string_view("change"))
                wrong[i] = '7';
            else if (change == std::string_view("drop"))
                wrong.erase(i, 1);
            else
                wrong.insert(i, 1, '7');
            std::vector<std::string> both;
            std::ranges::set_intersection(right, keys_of(wrong.c_str()), std::back_inserter(both));
            EXPECT_FALSE(both.empty()) << change << " digit " << i;
        }
}

TEST(Blocking, FactKeysAndStateKeysAreOne) {
    const privacy::blind_index index(std::string(32, 'i'));

    for (const auto& key : hashed(plain_keys(wang()), index)) {
        EXPECT_EQ(posting_key(key.in_fact()), key.in_state());
        EXPECT_EQ(key.in_fact().find("13800138000"), std::string::npos);
    }
    EXPECT_EQ(posting_key("phone"), "");
    EXPECT_EQ(posting_key("phone:!"), "");
    EXPECT_EQ(posting_key("fax:AAAAAAAAAAAAAAAAAAAAAA=="), "") << "no kind";
    EXPECT_EQ(posting_key("phone:AAAA"), "") << "too short for a hash";
}

TEST(Blocking, RowsOfOneCallerFirmOrPhoneLieTogether) {
    const privacy::blind_index index(std::string(32, 'i'));
    auto one = wang();
    one.email = "wang.xf@example.org";
    std::map<std::string_view, std::set<std::string>> places;
    for (const auto& key : hashed(plain_keys(one), index))
        places[key.kind->name].insert(key.in_state().substr(0, place_bytes));

    for (const auto kind : {"caller_day", "name_caller", "surname_caller", "initials_caller", "letter_caller_day"})
        EXPECT_EQ(places[kind], places["caller"]) << kind;
    for (const auto kind : {"surname_company_day", "letter_company_day", "company_day"})
        EXPECT_EQ(places[kind], places["name_company"]) << kind;
    EXPECT_EQ(places["phone_tail"], places["phone"]);
    EXPECT_EQ(places["surname_phone_tail"], places["phone"]);
    EXPECT_EQ(places["name_day"], places["name"]);
    EXPECT_EQ(places["email_local"], places["email"]);
    EXPECT_NE(places["phone"], places["caller"]);
    for (const auto& [kind, where] : places) EXPECT_FALSE(where.empty()) << kind;
}

} // namespace guiyi::deduplication
