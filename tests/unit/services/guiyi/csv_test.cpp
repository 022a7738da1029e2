// Rows of comma-separated files, also of broken and hostile ones.
#include "services/guiyi/csv_formats.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace guiyi::program {

namespace {

/// Every row as "line:field|field", refusals as "line: why".
std::vector<std::string> rows_of(const std::string& text) {
    std::istringstream in(text);
    csv_reader reader(in);
    std::vector<std::string> out;
    while (const auto row = reader.next()) {
        if (!*row) {
            out.push_back(row->error().detail);
            continue;
        }
        std::string told = std::to_string((*row)->line) + ":";
        for (const auto& field : (*row)->fields) told += field + "|";
        out.push_back(told);
    }
    return out;
}

} // namespace

TEST(Csv, ReadsQuotesLineBreaksInThemAndEitherLineEnd) {
    EXPECT_EQ(rows_of("\xef\xbb\xbf"
                      "a,b\r\n\"x, \"\"y\"\"\",\r\n\n\"two\nlines\",z"),
              (std::vector<std::string>{"1:a|b|", "2:x, \"y\"||", "4:two\nlines|z|"}));
}

TEST(Csv, AQuoteThatNeverClosesCostsItsOwnRowOnly) {
    EXPECT_EQ(rows_of("a,b\n\"open,1\nc,2\n\"quoted\nrow\",3\n"),
              (std::vector<std::string>{"1:a|b|", "line 2: text behind a closing quote", "3:c|2|", "4:quoted\nrow|3|"}))
        << "here the next quote closes it";
    EXPECT_EQ(rows_of("a,b\n\"open,1\nc,2\nd,3\n"),
              (std::vector<std::string>{"1:a|b|", "line 2: a quote is never closed", "3:c|2|", "4:d|3|"}));
}

TEST(Csv, AnOpenQuoteIsNotLookedForThroughAWholeFile) {
    std::string text = "\"open\n";
    for (int i = 0; i < 300'000; ++i) text += "x\n";
    const auto rows = rows_of(text);
    ASSERT_EQ(rows.size(), 300'001u);
    EXPECT_EQ(rows[0], "line 1: a quote is never closed");
    EXPECT_EQ(rows[300'000], "300001:x|");
}

TEST(CsvFormats, AColumnThatComesTwiceIsRefusedWithTheHeader) {
    std::istringstream in("登记编号,登记时间,投诉人姓名,联系电话,被投诉人名称,事实依据,登记编号\n");
    csv_reader reader(in);
    auto format = csv_format::named("12315").value();
    const auto said = format.read_header(**reader.next());
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().detail, "the header names column 7 twice");
}

TEST(CsvFormats, ALineInAnotherEncodingSaysSo) {
    std::istringstream in("登记编号,登记时间,投诉人姓名,联系电话,被投诉人名称,事实依据\n"
                          "1,2026-11-02,\xcd\xf5,13800138000,x,y\n");
    csv_reader reader(in);
    auto format = csv_format::named("12315").value();
    ASSERT_TRUE(format.read_header(**reader.next()));
    const auto said = format.complaint(**reader.next());
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().detail, "line 2: not UTF-8; save the file as UTF-8 first");
}

} // namespace guiyi::program
