#include "common/config/wording.hpp"
#include "tests/unit/common/config/files_for_tests.hpp"

namespace guiyi::config {
namespace {

class Wording : public ::testing::Test {
  protected:
    desk_book desks_ = load_desks(shipped("desks.toml")).value();
    std::vector<rulebook> rulebooks_ = load_rulebooks(shipped("rulebooks")).value();
    wording words_{desks_, rulebooks_};
};

TEST_F(Wording, ADeskIsNamedWithItsOrganisation) {
    EXPECT_EQ(words_.desk(desk_id("samr-12315"), "zh"), "示例市市场监督管理局 12315投诉举报中心");
    EXPECT_EQ(words_.desk(desk_id("samr-12315"), "en"),
              "12315 complaint desk, Sample City Administration for Market Regulation");
    EXPECT_EQ(words_.desk(desk_id("gone"), "zh"), "gone") << "not in config any more";
}

TEST_F(Wording, AGroundIsWhatItSays) {
    EXPECT_EQ(words_.ground("NA1", "zh"), "不属于市场监管职责，或者本机关无处理权限");
    EXPECT_EQ(words_.ground("T1", "en"), rulebooks_.front().find_ground("T1")->text_en);
    EXPECT_EQ(words_.ground("NA99", "zh"), "");
    // The old order had another ground under that code.
    EXPECT_EQ(words_.ground("NA2", "zh", "O121").find("其他调解组织"), std::string::npos);
    EXPECT_NE(words_.ground("NA2", "zh", "O20").find("其他调解组织"), std::string::npos);
}

TEST_F(Wording, ABasisNamesTheInstrumentAndTheArticle) {
    EXPECT_EQ(words_.basis("O121", "§16(1)", "zh"), "《市场监督管理投诉举报处理办法》第十六条第一款");
    EXPECT_EQ(words_.basis("O121", "§16(1)", "zh", true), "《市场监督管理投诉举报处理办法》第十六条第一项");
    EXPECT_EQ(words_.basis("O121", "16(1)", "en"),
              "Measures for Handling Complaints and Reports in Market Regulation, article 16(1)");
    EXPECT_EQ(words_.basis("X9", "§3", "zh"), "X9 §3") << "no rulebook names it";
    EXPECT_EQ(words_.basis("O121", "§0", "zh"), "《市场监督管理投诉举报处理办法》") << "the whole of it";
    EXPECT_EQ(words_.basis("O121", "15 days", "zh"), "《市场监督管理投诉举报处理办法》15 days") << "a name, no number";
    EXPECT_EQ(words_.basis("O121", "", "zh"), "");
}

} // namespace
} // namespace guiyi::config
