#include "common/observe/log_line.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>

#include <limits>

namespace guiyi::observe {
namespace {

/// What a JSON reader makes of one string value of a line.
std::string read_back(std::string_view value) {
    const std::string line = "{" + log_members("e", {{"v", value}}) + "}";
    return std::string(boost::json::parse(line).at("v").as_string());
}

TEST(LogLine, ValuesKeepTheirTypes) {
    const std::string text = "words";
    const std::uint64_t big = std::numeric_limits<std::uint64_t>::max();

    EXPECT_EQ(log_members("case_tied", {{"score", 812},
                                        {"shift", -3},
                                        {"position", big},
                                        {"share", 0.25},
                                        {"ok", true},
                                        {"text", text},
                                        {"literal", "x"},
                                        {"view", std::string_view("y")}}),
              R"("event":"case_tied","score":812,"shift":-3,"position":18446744073709551615,"share":0.25,"ok":true,)"
              R"("text":"words","literal":"x","view":"y")");
}

TEST(LogLine, NumbersThatJsonLacksAreNull) {
    EXPECT_EQ(log_members("e", {{"a", std::numeric_limits<double>::quiet_NaN()},
                                {"b", std::numeric_limits<double>::infinity()}}),
              R"("event":"e","a":null,"b":null)");
}

TEST(LogLine, ANewlineOrAQuoteInAValueCannotForgeALine) {
    EXPECT_EQ(log_members("e", {{"v", "a\"\n{\"level\":\"error\"}\\"}}),
              "\"event\":\"e\",\"v\":\"a\\\"\\u000a{\\\"level\\\":\\\"error\\\"}\\\\\"");
    EXPECT_EQ(read_back("a\r\n\t\x1b[31m\x7f\0z"), "a\r\n\t\x1b[31m\x7f");
}

TEST(LogLine, NoControlCharacterIsWrittenRaw) {
    std::string every;
    for (char c = 1; c < 0x20; ++c) every += c;
    every += "\x7f\xc2\x80\xc2\x9b\xc2\x9f";

    const std::string line = log_members("e", {{"v", every}});

    for (const char c : line)
        EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f);
    EXPECT_EQ(read_back(every), every);
}

TEST(LogLine, BytesThatAreNotUtf8AreReplaced) {
    EXPECT_EQ(read_back("投诉é𝄞 "), "投诉é𝄞 ");
    EXPECT_EQ(read_back("a\xff"), "a\xEF\xBF\xBD");
    EXPECT_EQ(read_back("\xE6\x8A"), "\xEF\xBF\xBD\xEF\xBF\xBD");                 // cut short
    EXPECT_EQ(read_back("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");                 // overlong
    EXPECT_EQ(read_back("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // surrogate
    EXPECT_EQ(read_back("\xF4\x90\x80\x80").size(), 12u);                         // above U+10FFFF
}

TEST(LogLine, PersonalDataInAValueIsMasked) {
    const std::string line = log_members("e", {{"v", "来电 13800138000，邮箱 lihua@example.com"}});

    EXPECT_EQ(line.find("13800138000"), std::string::npos) << line;
    EXPECT_EQ(line.find("lihua"), std::string::npos) << line;
    EXPECT_EQ(read_back("R261123-40718-26593"), "R261123-40718-26593"); // our own numbers stay readable
    EXPECT_EQ(read_back("C2026-0000042"), "C2026-0000042");
}

TEST(LogLine, ALongValueIsCutAtACharacter) {
    std::string text = "x";
    while (text.size() < 10'000) text += "诉";

    const std::string cut = read_back(text);

    EXPECT_LE(cut.size(), 4096u + 3u);
    EXPECT_TRUE(cut.ends_with("诉…"));
}

} // namespace
} // namespace guiyi::observe
