// Reports are data: the shipped ones load, and a wrong one is refused by line and key.
#include "services/casework/reports/definition.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::casework::reports {

namespace {

const std::filesystem::path shipped = std::filesystem::path(GUIYI_SOURCE_DIR) / "config/reports";

constexpr std::string_view head = R"(name_zh = "报表"
name_en = "Report"
says_zh = "说明"
says_en = "What it says"
by = ["desk", "cause", "month", "all"]
)";

class ReportDefinition : public ::testing::Test {
  protected:
    result<definition> load(const std::string& rest) {
        const auto file = folder.path() / "one.toml";
        std::ofstream(file) << head << rest;
        return load_definition(file);
    }
    std::string refusal(const std::string& rest) {
        const auto said = load(rest);
        return said ? "taken" : said.error().detail;
    }
    static std::string column(const std::string& rest) {
        return "[[column]]\nid = \"a\"\nzh = \"甲\"\nen = \"A\"\n" + rest;
    }

    testing::temp_folder folder;
};

} // namespace

TEST_F(ReportDefinition, TheShippedOnesLoadAndAreNamedInBothLanguages) {
    const auto all = load_definitions(shipped);
    ASSERT_TRUE(all) << all.error().detail;
    std::set<std::string> names;
    for (const auto& one : *all) names.insert(one.id);
    for (const auto* needed :
         {"first-check", "complaint-closing", "report-check", "mediation", "ageing", "duration", "time-in-state",
          "breaches", "urges-before-action", "workload", "repeats", "reopenings", "anti-gaming", "respondents"})
        EXPECT_TRUE(names.contains(needed)) << needed;
}

TEST_F(ReportDefinition, ASelectionNamesMeasureLabelsAndRange) {
    const auto read = parse_selections("clock:K1.met|K1.last_day + open[8..30] + clock:*.missed").value();
    ASSERT_EQ(read.size(), 3u);
    EXPECT_EQ(read[0].what, measure::clock);
    EXPECT_TRUE(read[0].takes("K1.last_day", 0));
    EXPECT_FALSE(read[0].takes("K1.missed", 0));
    EXPECT_TRUE(read[1].takes("registered", 8) && read[1].takes("accepted", 30));
    EXPECT_FALSE(read[1].takes("registered", 31));
    EXPECT_TRUE(read[2].takes("K5.missed", 0));
    EXPECT_FALSE(read[2].takes("K5.met", 0));
}

TEST_F(ReportDefinition, WhatIsWrongIsNamedByLineAndKey) {
    EXPECT_NE(refusal(column("kind = \"count\"\nof = \"clocks\"\n")).find("one.toml:11: 'column[0].of'"),
              std::string::npos)
        << refusal(column("kind = \"count\"\nof = \"clocks\"\n"));
    EXPECT_NE(refusal(column("kind = \"median\"\nof = \"open\"\n")).find("column[0].kind"), std::string::npos);
    EXPECT_NE(refusal(column("kind = \"count\"\nof = \"open[8..]x\"\n")).find("column[0].of"), std::string::npos);
    EXPECT_NE(refusal(column("kind = \"count\"\nof = \"open[9..8]\"\n")).find("range"), std::string::npos);
    EXPECT_NE(refusal(column("kind = \"share\"\nof = \"open\"\n")).find("whole"), std::string::npos);
    EXPECT_NE(refusal("").find("columns"), std::string::npos);
    EXPECT_NE(refusal(column("kind = \"count\"\nof = \"open\"\nwidth = 3\n")).find("width"), std::string::npos);
    EXPECT_EQ(refusal(column("kind = \"count\"\nof = \"open\"\n")), "taken");
}

} // namespace guiyi::casework::reports
