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

} // namespace
} // namespace guiyi::config
