// What `guiyi deadline` and `guiyi rulebook check` say of the shipped law, and of copies of it that are edited wrongly.
#include "services/guiyi/deadline_command.hpp"
#include "services/guiyi/rulebook_command.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace guiyi::program {

namespace {

const std::filesystem::path config_folder = GUIYI_SOURCE_DIR "/config";

common_options settings_in(const std::filesystem::path& folder) {
    common_options out;
    out.config = (folder / "guiyi.toml").string();
    return out;
}

/// What it says of clock K2.
std::vector<std::string> deadline_lines(const std::string& from, const std::string& language,
                                        const std::vector<std::string>& excluded = {}) {
    std::stringstream out;
    EXPECT_EQ(deadline_command(settings_in(config_folder), {"K2", from, "", excluded, language}, out), exit_done);
    std::vector<std::string> lines;
    for (std::string line; std::getline(out, line);) lines.push_back(line);
    return lines;
}

std::string text_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// The shipped configuration, with one place of one file changed.
class edited_config {
  public:
    edited_config(const std::string& file, const std::string& what, const std::string& with) {
        std::filesystem::copy(config_folder, folder_.path() / "config", std::filesystem::copy_options::recursive);
        auto text = text_of(path() / file);
        const auto at = text.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        std::ofstream(path() / file) << text.replace(at, what.size(), with);
    }
    /// What the check says of it, without the folder's random name.
    std::string faults() const {
        std::ostringstream out;
        EXPECT_EQ(rulebook_check_command(settings_in(path()), {}, out), exit_failed);
        std::string told;
        std::istringstream lines(out.str());
        const auto here = path().generic_string() + "/";
        for (std::string line; std::getline(lines, line);)
            if (line.starts_with(here) && line.find(": sound; ") == std::string::npos)
                told += line.substr(here.size()) + "\n";
        return told;
    }

  private:
    std::filesystem::path path() const { return folder_.path() / "config"; }
    testing::temp_folder folder_;
};

} // namespace

// The law a case began under and its successor both count; a running case is worked to the earlier date.
TEST(DeadlineCommand, TellsTheDateThatARunningCaseIsWorkedToAndTheOther) {
    const auto lines = deadline_lines("2026-04-10", "en");
    ASSERT_GT(lines.size(), 8u);
    EXPECT_EQ(lines[0], "2026-06-09");
    EXPECT_TRUE(lines[1].starts_with("K2 ") && lines[1].ends_with("§23(1)(5))")) << lines[1];
    const auto beside =
        std::ranges::find(lines, "samr-o20 counts as well, to 2026-06-16; the earlier date, of samr-o121, governs:");
    ASSERT_NE(beside, lines.end());
    EXPECT_TRUE((beside + 1)->ends_with("§21(1)(5))")) << *(beside + 1);
    EXPECT_NE(lines.back().find("2026-06-16"), std::string::npos) << lines.back();

    // Days left out by hand move both.
    const auto later = deadline_lines("2026-04-10", "zh", {"2026-05-11..2026-05-20"});
    EXPECT_EQ(later[0], "2026-06-22");
    EXPECT_NE(std::ranges::find(later, "samr-o20另计至2026-06-29；以较早的日期（samr-o121）为准："), later.end());
}

TEST(DeadlineCommand, OneLawAloneTellsOneDate) {
    // Over before the new order came.
    const auto old = deadline_lines("2026-01-05", "zh");
    EXPECT_EQ(old[0], "2026-03-13");
    for (const auto& line : old) EXPECT_EQ(line.find("samr-"), std::string::npos) << line;
    const auto now = deadline_lines("2026-07-01", "zh");
    EXPECT_EQ(now[0], "2026-08-30");
    for (const auto& line : now) EXPECT_EQ(line.find("samr-"), std::string::npos) << line;
}

TEST(RulebookCheck, LooksAtTheCalendarsToo) {
    EXPECT_EQ(
        edited_config("calendars/2026.toml", "from = 2026-10-10", "from = 2026-10-12").faults(),
        "calendars/2026.toml:74: calendar 2026: 2026-10-12 is no weekend, so it cannot be a make-up working day\n");
    EXPECT_EQ(edited_config("calendars/2026.toml", "year = 2026", "year = 2027").faults(),
              "calendars/2026.toml:4: 'year' differs from the file's name\n");
}

TEST(RulebookCheck, FindsDaysWithoutALawBetweenTwoOrders) {
    EXPECT_EQ(edited_config("rulebooks/samr-o20.toml", "repealed_on = 2026-04-15", "repealed_on = 2026-04-01")
                  .faults()
                  .substr(0, 24),
              "rulebooks/samr-o20.toml:");
    const auto both =
        edited_config("rulebooks/samr-o20.toml", "repealed_on = 2026-04-15", "repealed_on = 2026-05-15").faults();
    EXPECT_TRUE(both.starts_with("rulebooks/samr-o121.toml:")) << both;
    EXPECT_NE(both.find("samr-o20 is in force as well and lays down track C too"), std::string::npos) << both;
}

} // namespace guiyi::program
