#include "common/config/desks.hpp"
#include "tests/unit/common/config/files_for_tests.hpp"

#include <algorithm>

namespace guiyi::config {
namespace {

constexpr std::string_view small_book = R"([[organisation]]
id = "o"
name_zh = "局"
name_en = "Bureau"
[[desk]]
id = "d"
name_zh = "台"
name_en = "Desk"
organisation = "o"
kind = "12321"
categories = ["C", "D2"]
regions = ["3303", "11"]
fallback = true
[[officer]]
id = "p"
name = "人"
desk = "d"
capacity = 5
)";

std::string refusal(std::string_view text, const taxonomy* known = nullptr) {
    const scratch_folder folder;
    const auto loaded = load_desks(folder.write("desks.toml", text), known);
    return loaded ? "" : folder.plain(loaded.error().detail);
}

TEST(Desks, TheShippedBookFitsTheShippedTaxonomyAndEveryCategoryHasADesk) {
    const taxonomy known = load_taxonomy(shipped("taxonomy.toml")).value();
    const desk_book book = load_desks(shipped("desks.toml"), &known).value();

    for (const category& c : known.categories()) {
        const auto takes = [&](const desk& d) { return d.kind == c.desk && d.takes_category(c.code); };
        const bool split = c.parent.empty() && std::ranges::any_of(known.categories(), [&](const category& part) {
                               return part.parent == c.code && std::ranges::any_of(book.desks, [&](const desk& d) {
                                          return d.takes_category(part.code);
                                      });
                           });
        EXPECT_TRUE(split || std::ranges::any_of(book.desks, takes)) << c.code;
    }
    for (const desk_kind kind :
         {desk_kind::samr, desk_kind::association, desk_kind::nuisance_12321, desk_kind::telecom, desk_kind::police})
        EXPECT_TRUE(std::ranges::any_of(book.officers, [&](const officer& o) {
            return book.find(o.desk)->kind == kind;
        })) << name_of(kind);
    EXPECT_EQ(book.fallback().id, desk_id("samr-12315"));
    EXPECT_FALSE(book.find(officer_id("zhao.lei"))->on_duty);
}

TEST(Desks, ADeskTakesItsCategoriesWithTheirPartsAndItsRegionsByPrefix) {
    const scratch_folder folder;
    const desk_book book = load_desks(folder.write("desks.toml", small_book)).value();
    const desk& d = book.fallback();

    EXPECT_EQ(d.kind, desk_kind::nuisance_12321);
    EXPECT_TRUE(d.takes_category("C"));
    EXPECT_TRUE(d.takes_category("C3"));
    EXPECT_TRUE(d.takes_category("D2"));
    EXPECT_FALSE(d.takes_category("D"));
    EXPECT_FALSE(d.takes_category("D1"));
    EXPECT_TRUE(d.takes_region("330302"));
    EXPECT_FALSE(d.takes_region("330402"));
    EXPECT_FALSE(d.takes_region(""));
    EXPECT_EQ(book.find(officer_id("p"))->capacity, 5);
    EXPECT_EQ(book.find(officer_id("p"))->roles, access::role_set{access::role::officer});
    EXPECT_EQ(book.find(officer_id("q")), nullptr);
}

TEST(Desks, HoursSayOnWhichDaysSomebodyWorksAndWhen) {
    using namespace std::chrono_literals;
    const scratch_folder folder;
    const std::string text = std::string(small_book) + "hours = [\"1-2 08:30-17:30\", \"5 08:30-12:00\"]\n";
    const auto book = load_desks(folder.write("desks.toml", text)).value();
    const auto& who = book.officers.front();

    EXPECT_EQ(who.weekdays, (std::vector<std::int64_t>{1, 2, 5}));
    ASSERT_EQ(who.hours.size(), 3u);
    EXPECT_EQ(who.hours[2], (working_span{5, 8h + 30min, 12h}));
    for (const std::string wrong : {"0 08:30-12:00", "5-1 08:30-12:00", "1 08:30", "1 12:00-08:30", "1 08:61-12:00",
                                    "1 08:30-24:30", "Mon 08:30-12:00", ""})
        EXPECT_NE(refusal(std::string(small_book) + "hours = [\"" + wrong + "\"]\n").find("'officer[0].hours' must be"),
                  std::string::npos)
            << wrong;
    EXPECT_NE(refusal(text + "weekdays = [1]\n").find("follow from hours"), std::string::npos);
}

TEST(Desks, BrokenReferencesAreNamed) {
    const std::string book(small_book);

    EXPECT_EQ(refusal(with(book, "organisation = \"o\"", "organisation = \"x\"")),
              "desks.toml:9: 'desk[0].organisation' is not one of this file's");
    EXPECT_EQ(refusal(with(book, "desk = \"d\"", "desk = \"x\"")),
              "desks.toml:17: 'officer[0].desk' is not one of this file's desks");
    EXPECT_EQ(refusal(with(book, "fallback = true", "fallback = false")),
              "desks.toml:5: 'desk' must have exactly one with fallback = true");
    EXPECT_EQ(refusal(with(book, "\"3303\"", "\"浙江\"")),
              "desks.toml:12: 'desk[0].regions' must be \"*\" or GB/T 2260 digits");
    EXPECT_EQ(refusal(book + "[[officer]]\nid = \"p\"\nname = \"n\"\ndesk = \"d\"\ncapacity = 1\n"),
              "desks.toml:20: 'officer[1].id' is given twice");
    EXPECT_EQ(refusal(with(book, "capacity = 5", "capacity = 5\nroles = [\"boss\"]")),
              "desks.toml:19: 'officer[0].roles' has an unknown role: boss");
    const taxonomy only_c({}, {{"C", "", "投诉", "Dispute", "complaint", desk_kind::samr}});
    EXPECT_EQ(refusal(book, &only_c), "desks.toml:11: 'desk[0].categories' has an unknown code: D2");
}

TEST(Desks, LevelsOfEscalationComeOneAfterAnother) {
    const auto levels = [](int first, int second) {
        const auto level = [](int after, const std::string& to) {
            return "[[escalation]]\nafter_days = " + std::to_string(after) + "\nto = \"" + to + "\"\n";
        };
        return std::string(small_book) + level(first, "head") + level(second, "chief");
    };
    const std::string said = "desks.toml:23: 'escalation[1].after_days' must be later than the level's before it";

    EXPECT_EQ(refusal(levels(0, 1)), "");
    EXPECT_EQ(refusal(levels(3, 3)), said) << "the two would share a day";
    EXPECT_EQ(refusal(levels(10, 3)), said);
}

} // namespace
} // namespace guiyi::config
