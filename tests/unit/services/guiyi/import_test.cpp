// What `guiyi import` answers for files it cannot use.
#include "services/guiyi/import_command.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::program {

class Import : public ::testing::Test {
  protected:
    int import(const std::string& name, const std::string& format = {}) {
        return import_into({{name}, format}, [this](const std::vector<std::string>& lines) {
            lines_ += lines.size();
            return std::vector<std::string>(lines.size(), R"({"status":201})");
        });
    }
    std::string file(const std::string& name, const std::string& text) {
        const auto path = folder_.path() / name;
        std::ofstream(path) << text;
        return path.string();
    }

    testing::temp_folder folder_;
    std::size_t lines_ = 0;
};

TEST_F(Import, TakesEveryLine) {
    EXPECT_EQ(import(file("a.ndjson", "{}\n\n{}\r\n{}")), exit_done);
    EXPECT_EQ(lines_, 3u);
}

TEST_F(Import, AFileThatCannotBeReadIsNotAnEmptyOne) {
    EXPECT_EQ(import(folder_.path().string()), exit_failed) << "a folder opens, and every read of it fails";
    EXPECT_EQ(import(folder_.path().string(), "12315"), exit_failed);
    EXPECT_EQ(import((folder_.path() / "none").string()), exit_failed);
}

TEST_F(Import, AnUnknownFormatIsWrongUsageBeforeAnythingIsOpened) {
    common_options common;
    common.config = "no such file";
    EXPECT_EQ(import_command(common, {{"no such file"}, "xml"}), exit_usage);
}

} // namespace guiyi::program
