// Which desk gets a case: nature before topic, the longest prefix.
#include "services/assignment/router.hpp"

#include "tests/unit/services/assignment/law_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::assignment {

namespace {

events::routing route(std::string nature, std::string category, std::string region = "") {
    return {"portal", "zh", std::move(nature), std::move(category), std::move(region), {}};
}

std::string desk_for(const shipped_rules& by, const events::routing& of) {
    return choose_desk(of, by.desks, by.topics).desk->id.str();
}

using trace = std::vector<std::string>;

} // namespace

TEST(ChooseDesk, NatureComesBeforeTopic) {
    const shipped_rules by;
    EXPECT_EQ(desk_for(by, route("complaint", "C1")), "samr-12315");
    EXPECT_EQ(desk_for(by, route("", "")), "samr-12315") << "the 12315 desk decides the nature";
    EXPECT_EQ(desk_for(by, route("complaint", "D2")), "samr-12315") << "a complaint is mediated, not enforced";
    EXPECT_EQ(desk_for(by, route("report", "C1")), "samr-enforcement");
    EXPECT_EQ(desk_for(by, route("report", "")), "samr-enforcement");
    EXPECT_EQ(desk_for(by, route("nuisance", "C1")), "liaison-12321");
    EXPECT_EQ(desk_for(by, route("telecom_appeal", "I1")), "telecom-appeals");
    EXPECT_EQ(desk_for(by, route("enquiry", "Z")), "samr-12315");
}

TEST(ChooseDesk, SaysWhy) {
    const shipped_rules by;
    EXPECT_EQ(choose_desk(route("report", "D2"), by.desks, by.topics).trace,
              (trace{"nature:report", "category:D", "region:*"}));
    EXPECT_EQ(choose_desk(route("", "E1"), by.desks, by.topics).trace,
              (trace{"nature:none", "category:none", "region:*"}));
}

TEST(ChooseDesk, TheLongestCategoryThenTheLongestRegionWins) {
    shipped_rules by;
    const auto desk = [](std::string id, trace categories, trace regions) {
        return config::desk{
            desk_id(std::move(id)), "",   "", "samr-city", config::desk_kind::samr, std::move(categories),
            std::move(regions),     false};
    };
    by.desks.desks.push_back(desk("county", {"C"}, {"3303"}));
    by.desks.desks.push_back(desk("town", {"C"}, {"330302"}));
    by.desks.desks.push_back(desk("refunds", {"C4"}, {"*"}));

    EXPECT_EQ(desk_for(by, route("complaint", "C1", "330302")), "town");
    EXPECT_EQ(desk_for(by, route("complaint", "C1", "330381")), "county");
    EXPECT_EQ(desk_for(by, route("complaint", "C1", "1101")), "samr-12315");
    EXPECT_EQ(desk_for(by, route("complaint", "C1", "")), "samr-12315");
    EXPECT_EQ(desk_for(by, route("complaint", "C4", "330302")), "refunds");
}

TEST(ChooseDesk, WhatNobodyServesGoesToTheFallback) {
    shipped_rules by;
    std::erase_if(by.desks.desks, [](const auto& d) { return d.kind == config::desk_kind::telecom; });

    const auto chosen = choose_desk(route("telecom_appeal", "I1"), by.desks, by.topics);

    EXPECT_EQ(chosen.desk->id.str(), "samr-12315");
    EXPECT_EQ(chosen.trace, (trace{"nature:telecom_appeal", "fallback"}));
}

} // namespace guiyi::assignment
