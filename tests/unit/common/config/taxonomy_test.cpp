#include "common/config/taxonomy.hpp"
#include "tests/unit/common/config/files_for_tests.hpp"

#include <algorithm>

namespace guiyi::config {
namespace {

TEST(Taxonomy, TheShippedOneHasEveryCategoryFromAToJAndZ) {
    const taxonomy subject = load_taxonomy(shipped("taxonomy.toml")).value();

    const std::pair<std::string, int> sizes[] = {{"A", 8}, {"B", 4}, {"C", 6}, {"D", 5}, {"E", 7}, {"F", 5},
                                                 {"G", 4}, {"H", 4}, {"I", 3}, {"J", 4}, {"Z", 0}};
    for (const auto& [code, size] : sizes) {
        EXPECT_TRUE(subject.known(code)) << code;
        EXPECT_EQ(std::ranges::count(subject.categories(), code, &category::parent), size) << code;
    }
    EXPECT_EQ(subject.categories().size(), 11u + 50u);
    for (const char* unknown : {"", "C7", "c1", "K", "C1 ", "C10"}) EXPECT_FALSE(subject.known(unknown)) << unknown;
    for (const category& c : subject.categories()) EXPECT_NE(subject.find_nature(c.nature), nullptr) << c.code;
}

TEST(Taxonomy, ASubCategoryHasItsCategorysNatureAndDeskUnlessItNamesItsOwn) {
    const taxonomy subject = load_taxonomy(shipped("taxonomy.toml")).value();

    EXPECT_EQ(subject.find("C1")->nature, "complaint");
    EXPECT_EQ(subject.find("C1")->desk, desk_kind::samr);
    EXPECT_EQ(subject.find("F1")->desk, desk_kind::police);
    EXPECT_EQ(subject.find("F3")->desk, desk_kind::nuisance_12321);
    EXPECT_EQ(subject.find("F3")->nature, "nuisance");
    EXPECT_EQ(subject.find("G2")->nature, "report");
    EXPECT_EQ(subject.find_nature("telecom_appeal")->letter, "T");
}

TEST(Taxonomy, ContradictionsAreNamed) {
    const scratch_folder folder;
    const auto refusal = [&](const std::string& rows) {
        const std::string nature = "[[nature]]\ncode = \"report\"\nletter = \"R\"\nzh = \"举报\"\nen = \"Report\"\n";
        const auto loaded = load_taxonomy(folder.write("taxonomy.toml", nature + rows));
        return loaded ? "" : folder.plain(loaded.error().detail);
    };
    const std::string row =
        "[[category]]\ncode = \"A\"\nzh = \"甲\"\nen = \"A\"\nnature = \"report\"\ndesk = \"samr\"\n";

    EXPECT_EQ(refusal(row), "");
    EXPECT_EQ(refusal(row + row), "taxonomy.toml:13: 'category[1].code' is given twice");
    EXPECT_EQ(refusal(with(row, "\"report\"", "\"rumour\"")),
              "taxonomy.toml:10: 'category[0].nature' is not one of the natures of this file");
    EXPECT_EQ(refusal(with(row, "\"samr\"", "\"navy\"")),
              "taxonomy.toml:11: 'category[0].desk' must be one of: samr, association, 12321, telecom, police");
    EXPECT_EQ(refusal(row + "sub = [ { code = \"B1\", zh = \"乙\", en = \"B\" } ]\n"),
              "taxonomy.toml:12: 'category[0].sub[0].code' must begin with its category's code");
    EXPECT_EQ(refusal(""), "taxonomy.toml:1: 'category' must list at least one category");
}

TEST(Taxonomy, WordsForHintsAreReadAndTheirMistakesNamed) {
    const taxonomy shipped_one = load_taxonomy(shipped("taxonomy.toml")).value();
    EXPECT_GT(shipped_one.words().phrases().size(), 500u);
    EXPECT_EQ(shipped_one.words().find_flag("harm", "money_moving")->urgency, "now");
    EXPECT_EQ(shipped_one.words().find_flag("caution", "abusive")->urgency, "normal") << "no reason to hurry or refuse";
    for (const auto& one : shipped_one.categories())
        if (!one.parent.empty() && one.parent != "Z")
            EXPECT_TRUE(std::ranges::any_of(
                shipped_one.words().lists(),
                [&](const word_list& list) { return list.axis == "category" && list.code == one.code; }))
                << one.code << " has no words";

    const scratch_folder folder;
    const auto refusal = [&](const std::string& rows) {
        const std::string base =
            "[[nature]]\ncode = \"report\"\nletter = \"R\"\nzh = \"举报\"\nen = \"Report\"\n"
            "[[category]]\ncode = \"A\"\nzh = \"甲\"\nen = \"A\"\nnature = \"report\"\ndesk = \"samr\"\n";
        const auto loaded = load_taxonomy(folder.write("taxonomy.toml", base + rows));
        return loaded ? "" : folder.plain(loaded.error().detail);
    };
    EXPECT_EQ(refusal("[[words]]\naxis = \"category\"\ncode = \"A\"\nzh = [\"词\"]\n"), "");
    EXPECT_EQ(refusal("[[words]]\naxis = \"category\"\ncode = \"B\"\nzh = [\"词\"]\n"),
              "taxonomy.toml:14: 'words[0].code' is no nature, category or flag of this file");
    EXPECT_EQ(refusal("[[words]]\naxis = \"category\"\ncode = \"A\"\n"),
              "taxonomy.toml:12: 'words[0].zh' or 'en' must list at least one phrase");
    const std::string flag = "[[flag]]\naxis = \"harm\"\ncode = \"x\"\nzh = \"甲\"\nen = \"X\"\n";
    EXPECT_EQ(refusal(flag + flag), "taxonomy.toml:19: 'flag[1].code' is given twice");
}

} // namespace
} // namespace guiyi::config
