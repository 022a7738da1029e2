// Copies of a data folder: what they hold, and where they may not go.
#include "services/guiyi/maintenance.hpp"

#include "services/guiyi/node.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace guiyi::program {

namespace fs = std::filesystem;

class Backup : public ::testing::Test {
  protected:
    void SetUp() override {
        common.config = GUIYI_SOURCE_DIR "/config/guiyi.toml";
        auto settings = config::load_settings(common.config).value();
        settings.data_dir = (folder.path() / "data").string();
        served = node::open(settings, *time, *random).value();
        write(evidence() / "ab" / "cdef", "a recording");
        write(evidence() / "spool" / "upload-1", "half of a recor");
    }
    static void write(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    fs::path evidence() const { return folder.path() / "data" / "evidence"; }

    common_options common;
    testing::temp_folder folder;
    std::unique_ptr<clock> time = system_clock();
    std::unique_ptr<random_source> random = seeded_random(3);
    std::unique_ptr<node> served;
};

TEST_F(Backup, HoldsTheEvidenceButNoUploadUnderWayAndCanBeRestored) {
    const auto into = folder.path() / "copy" / "";
    const auto copied = copy_data(*served, into);
    ASSERT_TRUE(copied) << copied.error().detail;
    EXPECT_TRUE(fs::exists(into / "evidence" / "ab" / "cdef"));
    EXPECT_FALSE(fs::exists(into / "evidence" / "spool"));
    EXPECT_TRUE(fs::exists(into / "keys" / "deployment.key"));

    common.data = (folder.path() / "again").string();
    std::ostringstream told;
    ASSERT_EQ(restore_command(common, into.string(), told), exit_done);
    EXPECT_TRUE(fs::exists(folder.path() / "again" / "evidence" / "ab" / "cdef"));
    EXPECT_NE(told.str().find("intake: 0 commits, chain intact"), std::string::npos) << told.str();
}

TEST_F(Backup, DoesNotGoIntoWhatItCopies) {
    for (const auto& into :
         {evidence() / "copy", evidence() / ".." / "copy", folder.path() / "data" / "keys" / "copy"}) {
        const auto copied = copy_data(*served, into);
        ASSERT_FALSE(copied) << into;
        EXPECT_EQ(copied.error().code, errc::invalid);
        EXPECT_FALSE(fs::exists(into));
    }
    ASSERT_TRUE(copy_data(*served, folder.path() / "copy"));
    common.data = (folder.path() / "copy" / "data").string();
    std::ostringstream told;
    EXPECT_EQ(restore_command(common, (folder.path() / "copy").string(), told), exit_failed);
    EXPECT_FALSE(fs::exists(common.data));
}

TEST_F(Backup, EvidenceThatCannotBeReadIsNoBackup) {
    fs::remove_all(evidence());
    const auto copied = copy_data(*served, folder.path() / "copy");
    ASSERT_FALSE(copied);
    EXPECT_EQ(copied.error().code, errc::io);
}

} // namespace guiyi::program
