#include "common/privacy/keys.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <set>
#include <thread>

namespace {

using namespace guiyi;
using privacy::load_or_create_keys;
namespace fs = std::filesystem;

class Keys : public testing::Test {
  protected:
    Keys() {
        std::string pattern = (fs::temp_directory_path() / "guiyi-keys-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        file_ = folder_ / "secrets" / "keys";
    }
    ~Keys() override { fs::remove_all(folder_); }

    std::string text() const {
        std::ifstream in(file_);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void rewrite(const std::string& content) const { std::ofstream(file_, std::ios::trunc) << content; }

    fs::path folder_, file_;
    std::unique_ptr<random_source> random_ = seeded_random(5);
};

TEST_F(Keys, AreCreatedOnceAndReadAgain) {
    const auto made = load_or_create_keys(file_, *random_).value();
    const auto read = load_or_create_keys(file_, *random_).value();

    EXPECT_EQ(made, read);
    EXPECT_EQ((std::set{made.seal_key, made.index_key, made.code_key, made.token_key}.size()), 4u);
    EXPECT_EQ(made.seal_key.size() + made.index_key.size() + made.code_key.size() + made.token_key.size(), 128u);
    EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(std::distance(fs::directory_iterator(file_.parent_path()), {}), 1) << "nothing may be left aside";
    EXPECT_TRUE(text().starts_with("guiyi-keys 1\nseal_key "));
}

TEST_F(Keys, ReadableByOthersAreRefusedWithTheMend) {
    load_or_create_keys(file_, *random_).value();
    fs::permissions(file_, fs::perms::group_read, fs::perm_options::add);

    const auto refused = load_or_create_keys(file_, *random_);

    EXPECT_EQ(refused.error().code, errc::forbidden);
    EXPECT_NE(refused.error().detail.find("chmod 600"), std::string::npos);
}

TEST_F(Keys, MalformedFilesAreRefusedAndLeftAlone) {
    load_or_create_keys(file_, *random_).value();
    const std::string good = text();
    for (const std::string& bad : {std::string(), std::string("guiyi-keys 2\n"), good.substr(0, good.size() - 2),
                                   good + "more\n", "x" + good, std::string(5000, 'a')}) {
        rewrite(bad);

        EXPECT_EQ(load_or_create_keys(file_, *random_).error().code, errc::corrupt);
        EXPECT_EQ(text(), bad);
    }
}

TEST_F(Keys, FolderInPlaceOfTheFileIsRefused) {
    fs::create_directories(file_);

    EXPECT_EQ(load_or_create_keys(file_, *random_).error().code, errc::forbidden);
}

TEST_F(Keys, FirstStartsAtTheSameTimeAgree) {
    std::vector<privacy::deployment_keys> seen(4);
    {
        std::vector<std::jthread> starts;
        for (auto& keys : seen) starts.emplace_back([&] { keys = load_or_create_keys(file_, *random_).value(); });
    }

    for (const auto& keys : seen) EXPECT_EQ(keys, seen[0]);
}

} // namespace
