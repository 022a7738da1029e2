// What people carry away: CSV that no spreadsheet takes for formulas, and a workbook with cells of the right types as
// an independent reader sees them.
#include "services/casework/reports/sheet.hpp"

#include "tests/support/run_python.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/unit/services/casework/reports/reports_for_tests.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::casework::reports {

namespace {

sheet example() {
    sheet out;
    out.about = {{"期间", "2026-01-01 – 2026-03-31"}};
    out.header = {"被投诉方", "案件", "按时率", "平均", "日期"};
    out.rows = {{cell::of("=HYPERLINK(\"http://x\")"),
                 cell::of(std::int64_t{12345}),
                 {cell::percent, {}, 9231},
                 {cell::decimal, {}, 325},
                 cell::of_date(day("2026-05-01"))},
                {cell::of("a,b \"c\""), cell::of(std::int64_t{0}), cell(), cell(), cell()}};
    return out;
}

std::string read_by_another(const std::string& workbook) {
    const testing::temp_folder folder;
    const auto file = folder.path() / "report.xlsx";
    std::ofstream(file, std::ios::binary) << workbook;
    const auto said =
        testing::run_python(GUIYI_SOURCE_DIR "/tests/unit/services/casework/reports/read_workbook.py", {file.string()});
    EXPECT_EQ(said.status, 0) << said.text;
    return said.text;
}

} // namespace

TEST(ReportSheet, CsvIsQuotedMarkedAndHasNoFormulas) {
    EXPECT_EQ(to_csv(example()),
              "\xEF\xBB\xBF\"被投诉方\",\"案件\",\"按时率\",\"平均\",\"日期\"\r\n"
              "\"'=HYPERLINK(\"\"http://x\"\")\",12345,92.31%,3.25,2026-05-01\r\n"
              "\"a,b \"\"c\"\"\",0,,,\r\n");
    for (const auto* dangerous : {"+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}) {
        sheet one;
        one.header = {"x"};
        one.rows = {{cell::of(std::string(dangerous))}};
        EXPECT_NE(to_csv(one).find("\"'" + std::string(dangerous)), std::string::npos) << dangerous;
    }
}

TEST(ReportSheet, AnIndependentReaderSeesNumbersDatesAndTextsAsSuch) {
    const auto seen = read_by_another(to_xlsx(example()).value());
    EXPECT_NE(seen.find("Sheet1 A2 str s General =HYPERLINK(\"http://x\")"), std::string::npos) << seen;
    EXPECT_NE(seen.find("Sheet1 B2 int n #,##0 12345"), std::string::npos) << seen;
    EXPECT_NE(seen.find("Sheet1 C2 float n 0.00% 0.9231"), std::string::npos) << seen;
    EXPECT_NE(seen.find("Sheet1 D2 float n #,##0.00 3.25"), std::string::npos) << seen;
    EXPECT_NE(seen.find("Sheet1 E2 datetime d yyyy-mm-dd 2026-05-01"), std::string::npos) << seen;
    EXPECT_NE(seen.find("Sheet2 B1 str s General 2026-01-01 – 2026-03-31"), std::string::npos) << seen;
    EXPECT_EQ(seen.find(" C3 "), std::string::npos) << "nothing to divide by is an empty cell";
}

TEST(ReportSheet, FiguresRoundHalfUp) {
    EXPECT_EQ(hundredths({1, 3}, 100), 3333);
    EXPECT_EQ(hundredths({2, 3}, 100), 6667);
    EXPECT_EQ(hundredths({1, 8}, 1), 13);
    EXPECT_EQ(hundredths({5, 0}, 1), 0);
}

} // namespace guiyi::casework::reports
