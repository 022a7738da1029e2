// What a spreadsheet would run is shown there as text.
#include "common/text/spreadsheet.hpp"

#include <gtest/gtest.h>

namespace guiyi::text {

TEST(Spreadsheet, WhatWouldBeAFormulaIsText) {
    for (const auto* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"}) {
        EXPECT_EQ(no_formula(text), std::string("'") + text);
        EXPECT_EQ(without_apostrophe(no_formula(text)), text);
    }
}

TEST(Spreadsheet, OtherTextStaysAsItIs) {
    for (const auto* text : {"", "王小明", "a=1", "'s Gravenhage", "''=1"}) {
        EXPECT_EQ(no_formula(text), text);
        EXPECT_EQ(without_apostrophe(text), text);
    }
}

TEST(Spreadsheet, ACellIsQuoted) {
    EXPECT_EQ(csv_cell("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
    EXPECT_EQ(csv_cell("a,b\r\nc"), "\"a,b\r\nc\"");
}

} // namespace guiyi::text
