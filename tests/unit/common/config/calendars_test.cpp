#include "common/config/calendars.hpp"
#include "tests/unit/common/config/files_for_tests.hpp"

namespace guiyi::config {
namespace {

TEST(Calendars, TheShippedOnesGiveTheKnownNumbersOfWorkingDays) {
    const calendar days = load_calendars(shipped("calendars")).value();

    const auto working_days = [&](int year) {
        int count = 0;
        const std::chrono::sys_days end = std::chrono::year(year + 1) / 1 / 1;
        for (std::chrono::sys_days d = std::chrono::year(year) / 1 / 1; d < end; d += std::chrono::days(1))
            count += days.working(d) ? 1 : 0;
        return count;
    };
    EXPECT_EQ(working_days(2024), 251);
    EXPECT_EQ(working_days(2025), 248);
    EXPECT_EQ(working_days(2026), 248);
    EXPECT_EQ(format_date(days.published_until()), "2026-12-31");
    EXPECT_EQ(days.at(parse_date("2026-09-20").value()).name, "国庆节");
    for (const calendar_year& notice : days.notices())
        EXPECT_NE(notice.source.find("https://www.gov.cn/"), std::string::npos) << notice.year;
}

TEST(Calendars, ARowWithoutAnEndIsOneDay) {
    const scratch_folder folder;
    folder.write("2026.toml",
                 "year = 2026\nsource = \"s\"\n[[block]]\nfrom = 2026-10-01\nkind = \"off\"\nname = \"n\"\n");

    const calendar days = load_calendars(folder.path()).value();

    EXPECT_FALSE(days.working(parse_date("2026-10-01").value()));
    EXPECT_TRUE(days.working(parse_date("2026-10-02").value()));
}

TEST(Calendars, MistakesAreNamed) {
    const scratch_folder folder;
    EXPECT_EQ(load_calendars(folder.path()).error().code, errc::calendar_missing);
    EXPECT_EQ(load_calendars(folder.path() / "none").error().code, errc::calendar_missing);

    folder.write("2026.toml",
                 "year = 2025\nsource = \"s\"\n[[block]]\nfrom = 2026-10-01\nkind = \"O\"\nname = \"n\"\n");
    EXPECT_EQ(
        folder.plain(load_calendars(folder.path()).error().detail),
        "2026.toml:1: 'year' differs from the file's name\n2026.toml:5: 'block[0].kind' must be one of: off, work");

    folder.write(
        "2026.toml",
        "year = 2026\nsource = \"s\"\n[[block]]\nfrom = 2026-10-01\nto = 2027-10-07\nkind = \"off\"\nname = \"n\"\n");
    EXPECT_EQ(load_calendars(folder.path()).error().code, errc::invalid);
}

TEST(Calendars, WhatIsWrongWithABlockIsToldByFileAndLine) {
    const scratch_folder folder;
    const auto block = [](const std::string& from, const std::string& to, const std::string& kind) {
        return "[[block]]\nfrom = " + from + "\nto = " + to + "\nkind = \"" + kind + "\"\nname = \"n\"\n";
    };
    const std::string head = "year = 2026\nsource = \"s\"\n", national = block("2026-10-01", "2026-10-07", "off");
    const auto refusal = [&](const std::string& second) {
        folder.write("2026.toml", head + national + second);
        const auto loaded = load_calendars(folder.path());
        return loaded ? std::string() : folder.plain(loaded.error().detail);
    };

    EXPECT_EQ(refusal(block("2026-10-10", "2026-10-10", "work")), "");
    EXPECT_EQ(refusal(block("2026-10-12", "2026-10-12", "work")),
              "2026.toml:8: calendar 2026: 2026-10-12 is no weekend, so it cannot be a make-up working day");
    EXPECT_EQ(refusal(block("2026-05-05", "2026-05-01", "off")),
              "2026.toml:8: calendar 2026: block 2026-05-05 to 2026-05-01 ends before it begins");
    EXPECT_EQ(refusal(block("2026-10-03", "2026-10-03", "off")),
              "2026.toml:8: 2026-10-03 is named already, in 2026.toml:3");
}

TEST(Calendars, AYearThatLacksIsNamedByItsFile) {
    const scratch_folder folder;
    const auto year = [&](const std::string& name, const std::string& rows) {
        folder.write(name + ".toml", "year = " + name + "\nsource = \"s\"\n" + rows);
    };
    year("2024", "");
    year("2026", "");
    EXPECT_EQ(load_calendars(folder.path()).error().code, errc::calendar_missing);
    EXPECT_EQ(folder.plain(load_calendars(folder.path()).error().detail),
              "2025.toml: is missing, though the years before and after it are here");

    year("2025", "[[block]]\nfrom = 2025-12-31\nkind = \"off\"\nname = \"n\"\n");
    EXPECT_TRUE(load_calendars(folder.path()));
    year("2026", "[[block]]\nfrom = 2025-12-31\nkind = \"off\"\nname = \"n\"\n");
    EXPECT_EQ(load_calendars(folder.path()).error().code, errc::conflict);
    EXPECT_EQ(folder.plain(load_calendars(folder.path()).error().detail),
              "2026.toml:3: 2025-12-31 is named already, in 2025.toml:3");
}

} // namespace
} // namespace guiyi::config
