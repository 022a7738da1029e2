// Which desk gets a case: whose matter it is by the rulebook's rows, then the longest category and region.
#include "services/assignment/router.hpp"

#include "tests/unit/services/assignment/law_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::assignment {

namespace {

/// Under Order 121.
const instant received = parse_rfc3339("2026-05-06T10:00:00+08:00").value();

events::routing route(std::string nature, std::string category, std::string region = "") {
    return {"portal", "zh", std::move(nature), std::move(category), std::move(region), received};
}

chosen_desk chosen(const shipped_rules& by, const events::routing& of) {
    const auto law = by.law();
    return choose_desk(of, by.desks, by.topics, rulebook_for(law, of.nature, law.date_of(of.received_at)));
}

std::string desk_for(const shipped_rules& by, const events::routing& of) { return chosen(by, of).desk->id.str(); }

using trace = std::vector<std::string>;

config::desk samr_desk(std::string id, trace categories, trace regions) {
    return config::desk{desk_id(std::move(id)), "",   "", "samr-city", config::desk_kind::samr, std::move(categories),
                        std::move(regions),     false};
}

/// One county's bureau, beside the sample's desks that are not market supervision's.
shipped_rules of_county() {
    shipped_rules out;
    for (auto& one : out.desks.desks)
        if (one.kind == config::desk_kind::samr) one.regions = {"330302"};
    return out;
}

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
    EXPECT_EQ(desk_for(by, route("police_lead", "E1")), "liaison-police");
    EXPECT_EQ(desk_for(by, route("association_complaint", "C4")), "association-mediation");
    EXPECT_EQ(desk_for(by, route("enquiry", "Z")), "samr-12315");
}

TEST(ChooseDesk, SaysWhyAndByWhichArticle) {
    const shipped_rules by;
    EXPECT_EQ(chosen(by, route("report", "D2", "3303")).trace,
              (trace{"nature:report", "article:O121 §29", "place_conduct:3303", "category:D", "region:*"}));
    EXPECT_EQ(chosen(by, route("", "E1")).trace,
              (trace{"nature:none", "article:O121 §13(1)", "place:none", "category:none", "region:*"}));
    EXPECT_EQ(chosen(by, route("nuisance", "A1")).trace,
              (trace{"nature:nuisance", "practice", "category:A", "region:*"}));
    auto before = route("complaint", "C1");
    before.received_at = parse_rfc3339("2026-03-02T10:00:00+08:00").value();
    EXPECT_EQ(chosen(by, before).trace[1], "article:O20 §12") << "a matter stays under the order it came under";
}

TEST(ChooseDesk, TheLongestCategoryThenTheLongestRegionWins) {
    shipped_rules by;
    by.desks.desks.push_back(samr_desk("county", {"C"}, {"3303"}));
    by.desks.desks.push_back(samr_desk("town", {"C"}, {"330302"}));
    by.desks.desks.push_back(samr_desk("refunds", {"C4"}, {"*"}));

    EXPECT_EQ(desk_for(by, route("complaint", "C1", "330302")), "town");
    EXPECT_EQ(desk_for(by, route("complaint", "C1", "330381")), "county");
    EXPECT_EQ(desk_for(by, route("complaint", "C1", "1101")), "samr-12315");
    EXPECT_EQ(desk_for(by, route("complaint", "C1", "")), "samr-12315");
    EXPECT_EQ(desk_for(by, route("complaint", "C4", "330302")), "refunds");
}

// @law SAMR-121 §13(1), §14, §34
TEST(ChooseDesk, AComplaintBelongsWhereTheRespondentDoesBusinessOrIsDomiciled) {
    const auto by = of_county();
    auto of = route("complaint", "C1", "1101"); // where the complainant lives plays no part
    of.credit_code = "91330302MA2XXXXX0A";
    EXPECT_EQ(chosen(by, of).trace, (trace{"nature:complaint", "article:O121 §13(1)", "place_registration:330302",
                                           "category:C", "region:330302"}));
    of.address = "330302";
    of.credit_code = "91110105MA2XXXXX0A";
    EXPECT_EQ(chosen(by, of).trace[2], "place_address:330302") << "either place makes it competent";

    of.address = "3201";
    const auto elsewhere = chosen(by, of);
    EXPECT_EQ(elsewhere.trace, (trace{"nature:complaint", "article:O121 §13(1)", "elsewhere:3201", "fallback"}));
    EXPECT_TRUE(elsewhere.desk->fallback) << "whose desk tells the person where to go";
}

// @law SAMR-121 §13(2), §13(3)
TEST(ChooseDesk, AMerchantBelongsToItsAddressOrToThePlatformsDomicile) {
    auto by = of_county();
    by.desks.platforms = {{{"某购物"}, "330302"}};
    auto of = route("complaint", "C2");
    of.platform = "某 购物";
    of.shop = "小店";
    of.address = "1101";
    EXPECT_EQ(chosen(by, of).trace, (trace{"nature:complaint", "against:merchant", "article:O121 §13(3)",
                                           "place_platform:330302", "category:C", "region:330302"}));
    of.address.clear();
    EXPECT_EQ(chosen(by, of).trace[3], "place_platform:330302") << "no published address: the platform's domicile";
    of.platform = "别的平台";
    EXPECT_EQ(chosen(by, of).trace[3], "place:none");

    auto against_it = route("complaint", "C2");
    against_it.respondent = "某购物";
    EXPECT_EQ(chosen(by, against_it).trace[1], "against:platform");
    EXPECT_EQ(chosen(by, against_it).trace[2], "article:O121 §13(2)");
    auto unnamed = route("complaint", "C2");
    unnamed.platform = "某购物";
    EXPECT_EQ(chosen(by, unnamed).trace[1], "against:platform") << "nobody else is named";
}

// @law SAMR-121 §29, §31
TEST(ChooseDesk, AReportBelongsWhereTheConductWasOrToThePlatform) {
    auto by = of_county();
    by.desks.platforms = {{{"某购物"}, "330302"}};
    EXPECT_EQ(chosen(by, route("report", "B1", "330302")).trace[1], "article:O121 §29");
    auto merchant = route("report", "B1", "1101");
    merchant.platform = "某购物";
    merchant.shop = "小店";
    EXPECT_EQ(chosen(by, merchant).trace[2], "article:O121 §31(2)");
    EXPECT_EQ(desk_for(by, merchant), "samr-enforcement");
    auto platform = route("report", "B1", "1101");
    platform.respondent = "某购物";
    EXPECT_EQ(chosen(by, platform).trace[2], "article:O121 §31(1)");
}

TEST(ChooseDesk, WhatNobodyServesGoesToTheFallback) {
    shipped_rules by;
    std::erase_if(by.desks.desks, [](const auto& d) { return d.kind == config::desk_kind::telecom; });

    const auto without = chosen(by, route("telecom_appeal", "I1"));

    EXPECT_EQ(without.desk->id.str(), "samr-12315");
    EXPECT_EQ(without.trace, (trace{"nature:telecom_appeal", "practice", "fallback"}));
    EXPECT_EQ(chosen(by, route("other", "Z")).trace, (trace{"nature:other", "fallback"}));
}

} // namespace guiyi::assignment
