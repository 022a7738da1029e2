// Weights learned from complaints, the model file they are written to, and the second model that only watches.
#include "services/deduplication/fit.hpp"

#include "services/deduplication/shadow.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace guiyi::deduplication {

namespace {

std::string word(random_source& chance) {
    std::string out;
    for (int i = 0; i < 8; ++i) out += static_cast<char>('a' + chance.below(26));
    return out;
}

/// People with a phone, an address and a call each; every third complains again, a week later.
std::vector<fit_record> complaints() {
    const auto chance = seeded_random(9);
    std::vector<fit_record> out;
    for (std::size_t person = 0; person < 240; ++person) {
        fit_record one;
        const std::string surname = word(*chance), given = word(*chance);
        one.what.name = {"", std::min(surname, given) + std::max(surname, given), surname, false};
        one.what.phones = {"+86138" + std::to_string(10'000'000 + person * 7919)};
        one.what.address_numbers = {static_cast<std::uint32_t>(20 + person), static_cast<std::uint32_t>(300 + person)};
        one.what.callers = {"+86165" + std::to_string(20'000'000 + person % 40 * 104'729)};
        one.what.call_days = {static_cast<std::int32_t>(20'000 + person % 90)};
        one.what.filing_day = one.what.call_days.front() + 1;
        one.what.language = "en";
        out.push_back(one);
        if (person % 3 != 0) continue;
        one.what.filing_day += 6;
        if (person % 2 == 0) one.what.address_numbers.clear();
        out.push_back(one);
    }
    return out;
}

fit_result learned() {
    const auto chance = seeded_random(1);
    return fit(complaints(), test::shipped_model(), *chance).value();
}

const fit_result& fitted() {
    static const fit_result once = learned();
    return once;
}

std::string shipped_text() {
    std::ifstream in(std::filesystem::path(GUIYI_SOURCE_DIR) / "config" / "matching" / "model-1.toml");
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

} // namespace

TEST(Fit, FindsTheRepeatsWithoutLabels) {
    const auto& found = fitted();

    EXPECT_NEAR(found.one_person, 80, 8);
    EXPECT_NEAR(found.one_dispute, 80, 8);
}

TEST(Fit, WeightsFallFromABetterLevelToAWorseAndStayWithinTheirBounds) {
    const auto& found = fitted();

    for (std::size_t i = 0; i < found.weights.size(); ++i) {
        const auto& one = found.weights[i];
        EXPECT_LE(one.after, stage_of(one.of) == stage::person ? fitted_max : fitted_dispute_max) << name_of(one.of);
        EXPECT_GE(one.after, std::min(fitted_min, one.before)) << name_of(one.of);
        if (i > 0 && found.weights[i - 1].of == one.of) {
            EXPECT_LE(one.after, found.weights[i - 1].after) << name_of(one.of) << ' ' << name_of(one.reached);
        }
    }
}

TEST(Fit, WhatIsSetByRuleIsKept) {
    const auto& found = fitted();
    const auto start = test::shipped_model();

    for (const auto& [of, reached] :
         {std::pair(field::phone, level::shared), std::pair(field::name, level::surname),
          std::pair(field::quoted_no, level::exact), std::pair(field::order_no, level::exact),
          std::pair(field::narrative, level::cross_language)})
        EXPECT_EQ(found.fitted.weight(of, reached), start.weight(of, reached)) << name_of(of);
}

TEST(Fit, TheSameComplaintsGiveTheSameModel) { EXPECT_EQ(learned().fitted.weights, fitted().fitted.weights); }

TEST(Fit, TooFewComplaintsAreRefused) {
    const auto chance = seeded_random(1);
    const auto few = complaints();

    EXPECT_FALSE(fit(std::span(few).first(99), test::shipped_model(), *chance));
}

TEST(Fit, TheWrittenFileIsReadBackAsTheFittedModelWithItsComments) {
    const auto& found = fitted();

    const auto text = with_weights_of(found.fitted, "7", shipped_text());
    const auto read = parse_model(text, "model-7.toml");

    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->version, "7");
    EXPECT_EQ(read->weights, found.fitted.weights);
    EXPECT_EQ(read->rule.base_rate, found.fitted.rule.base_rate);
    EXPECT_EQ(read->rule.tie, test::shipped_model().rule.tie);
    EXPECT_THAT(text, ::testing::HasSubstr("# from here on a repeat joins the case"));
}

TEST(Shadow, DisagreementsAreCountedAndChangeNothing) {
    auto strict = test::shipped_model();
    strict.rule.tie = 5'000;
    const shadow watching(strict);
    const profile record = complaints().front().what;
    candidates among;
    among.cases.push_back({case_no("C2025-0000001"), {}, {record}, false});
    among.common.records = 1000;
    const auto decided = judge(record, among.cases, among.common, test::shipped_model(), 1, {});
    ASSERT_EQ(decided.band, "tie");

    watching.watch(record, among, decided);

    EXPECT_EQ(watching.so_far().counted[0][1], 1u); // tied, would have asked a person
    EXPECT_EQ(watching.so_far().disagreements(), 1u);
    EXPECT_EQ(decided.band, "tie");
}

} // namespace guiyi::deduplication
