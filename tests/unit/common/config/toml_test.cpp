#include "common/config/toml.hpp"
#include "tests/unit/common/config/files_for_tests.hpp"

namespace guiyi::config {
namespace {

table of(std::string_view text) { return table::parse(text, "t.toml").value(); }

std::string findings(const table& t) {
    const auto done = t.finish();
    return done ? "" : done.error().detail;
}

TEST(Toml, ValuesOfEveryTypeAreRead) {
    const table t =
        of("name = \"归一\"\ncount = 7\nshare = 0.25\nwhole = 2\non = true\nday = 2026-11-20\nlist = [\"a\", \"b\"]\n"
           "[part]\nkey = \"x\"\n[[row]]\nkey = \"y\"\n[[row]]\nkey = \"z\"\n");

    EXPECT_EQ(t.text("name"), "归一");
    EXPECT_EQ(t.integer("count", 0, 10), 7);
    EXPECT_EQ(t.real("share", 0, 0, 1), 0.25);
    EXPECT_EQ(t.real("whole", 0, 0, 9), 2.0);
    EXPECT_TRUE(t.flag("on", false));
    EXPECT_EQ(format_date(t.date("day")), "2026-11-20");
    EXPECT_EQ(t.texts("list"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(t.sub("part").text("key"), "x");
    const auto rows = t.tables("row");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].text("key") + rows[1].text("key"), "yz");
    EXPECT_EQ(findings(t), "");
}

TEST(Toml, AbsentKeysGiveTheirDefaults) {
    const table t = of("");

    EXPECT_EQ(t.text("name", "none"), "none");
    EXPECT_EQ(t.integer("count", 5, 0, 10), 5);
    EXPECT_EQ(t.choice("level", {"low", "high"}, "high"), "high");
    EXPECT_FALSE(t.date_if_any("day"));
    EXPECT_TRUE(t.texts("list").empty());
    EXPECT_EQ(t.sub("part").sub("inner").integer("n", 3, 0, 10), 3);
    EXPECT_TRUE(t.tables("row").empty());
    EXPECT_EQ(findings(t), "");
}

TEST(Toml, AnUnknownKeyIsNamedWithItsLineAndTheKnownOnes) {
    const table t = of("# settings\n[http]\nport = 1\nprot = 2\n");
    const table http = t.sub("http");
    http.integer("port", 0, 0, 9);
    http.text("host", "");

    EXPECT_EQ(findings(t), "t.toml:4: unknown key 'http.prot'; known here: host, port");
}

TEST(Toml, AnUnknownTableAndAnUnknownKeyOfARowAreNamedToo) {
    const table t = of("[[row]]\nid = \"a\"\n[[row]]\nid = \"b\"\nextra = 1\n[htpp]\nport = 1\n");
    for (const table& row : t.tables("row")) row.text("id");
    t.sub("http");

    EXPECT_EQ(findings(t),
              "t.toml:5: unknown key 'row[1].extra'; known here: id\n"
              "t.toml:6: unknown key 'htpp'; known here: http, row");
}

TEST(Toml, WrongTypesAreNamedByKeyAndLine) {
    const table t = of("a = \"1\"\nb = 1\nc = 1.5\nd = 1\ne = \"2026-01-01\"\nf = [1]\ng = 1\nh = [1]\ni = \"x\"\n");
    t.integer("a", 0, 0, 9);
    t.text("b");
    t.integer("c", 0, 9);
    t.flag("d", false);
    t.date("e");
    t.texts("f");
    t.sub("g");
    t.tables("h");
    t.real("i", 0, 0, 1);

    EXPECT_EQ(findings(t),
              "t.toml:1: 'a' must be an integer, but is a string\n"
              "t.toml:2: 'b' must be a string, but is an integer\n"
              "t.toml:3: 'c' must be an integer, but is a decimal number\n"
              "t.toml:4: 'd' must be true or false, but is an integer\n"
              "t.toml:5: 'e' must be a date, but is a string\n"
              "t.toml:6: 'f' must be an array of strings\n"
              "t.toml:7: 'g' must be a table, but is an integer\n"
              "t.toml:8: 'h' must be an array of tables\n"
              "t.toml:9: 'i' must be a number, but is a string");
}

TEST(Toml, ValuesOutOfRangeAreNamed) {
    const table t = of("[p]\nn = 11\nm = -1\nx = nan\nlevel = \"middle\"\nname = \"\"\n");
    const table p = t.sub("p");
    p.integer("n", 5, 0, 10);
    p.integer("m", 5, 0, 10);
    p.real("x", 0, 0, 1);
    p.choice("level", {"low", "high"});
    p.text("name");

    EXPECT_EQ(findings(t),
              "t.toml:2: 'p.n' must be from 0 to 10, but is 11\n"
              "t.toml:3: 'p.m' must be from 0 to 10, but is -1\n"
              "t.toml:4: 'p.x' must be from 0.000000 to 1.000000\n"
              "t.toml:5: 'p.level' must be one of: low, high\n"
              "t.toml:6: 'p.name' must not be empty");
}

TEST(Toml, MissingKeysAreNamedAtTheirTable) {
    const table t = of("\n[p]\n");
    const table p = t.sub("p");
    p.text("name");
    p.integer("n", 0, 10);
    p.date("day");
    p.choice("level", {"low"});

    EXPECT_EQ(findings(t),
              "t.toml:2: 'p.name' is missing\nt.toml:2: 'p.n' is missing\n"
              "t.toml:2: 'p.day' is missing\nt.toml:2: 'p.level' is missing");
}

TEST(Toml, WhatIsNotTomlIsRefusedWithItsLine) {
    const auto torn = table::parse("a = 1\nb = \n", "t.toml");
    const auto twice = table::parse("a = 1\na = 2\n", "t.toml");
    const auto no_day = table::parse("a = 2026-02-30\n", "t.toml");

    EXPECT_EQ(torn.error().code, errc::invalid);
    EXPECT_TRUE(torn.error().detail.starts_with("t.toml:2: ")) << torn.error().detail;
    EXPECT_TRUE(twice.error().detail.starts_with("t.toml:2: ")) << twice.error().detail;
    EXPECT_TRUE(no_day.error().detail.starts_with("t.toml:1: ")) << no_day.error().detail;
}

TEST(Toml, AMissingFileIsNotFound) {
    const scratch_folder folder;

    EXPECT_EQ(table::load(folder.path() / "none.toml").error().code, errc::not_found);
    EXPECT_EQ(table::load(folder.path()).error().code, errc::not_found);
    EXPECT_EQ(table::load(folder.write("a.toml", "a = 1\n"))->integer("a", 0, 9), 1);
}

} // namespace
} // namespace guiyi::config
