// The model file: complete, versioned, and refused by name when something is missing, unknown or contradictory.
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace guiyi::deduplication {

namespace {

std::string shipped_text() {
    std::ifstream in(std::filesystem::path(GUIYI_SOURCE_DIR) / "config" / "matching" / "model-1.toml");
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string refusal_of(const std::string& toml) {
    const auto read = parse_model(toml, "model.toml");
    return read ? std::string("accepted") : read.error().detail;
}

} // namespace

TEST(Model, ShippedFileIsCompleteAndMonotone) {
    const auto by = test::shipped_model();

    EXPECT_EQ(by.version, "1");
    EXPECT_GT(by.weight(field::phone, level::exact), by.weight(field::phone, level::one_edit));
    EXPECT_GT(by.weight(field::name, level::exact), by.weight(field::name, level::near));
    EXPECT_GT(by.weight(field::call_day, level::exact), by.weight(field::call_day, level::adjacent));
    EXPECT_LT(by.weight(field::call_day, level::far), 0);
    EXPECT_GT(by.rule.tie, by.rule.review);
}

TEST(Model, NarrativeAloneCanNeverTie) {
    const auto by = test::shipped_model();

    const auto most = by.weight(field::narrative, level::high) + by.weight(field::filing_gap, level::week);

    EXPECT_LT(both_hold(-by.rule.prior_min, most + by.rule.base_rate), by.rule.tie);
}

TEST(Model, MissingWeightIsNamed) {
    const auto text = replaced(shipped_text(), "one_edit = 11.5, ", "");

    EXPECT_THAT(refusal_of(text), ::testing::HasSubstr("'person.phone.one_edit' is missing"));
}

TEST(Model, UnknownLevelIsRefused) {
    const auto text = replaced(shipped_text(), "one_edit = 11.5", "one_edit = 11.5, fuzzy = 1.0");

    EXPECT_THAT(refusal_of(text), ::testing::HasSubstr("unknown key 'person.phone.fuzzy'"));
}

TEST(Model, CapsBeyondWhatTheStateKeepsAreRefused) {
    const auto text = replaced(shipped_text(), "postings_max = 200", "postings_max = 100000");

    EXPECT_THAT(refusal_of(text), ::testing::HasSubstr("'limits.postings_max' must be from 1 to 300"));
}

TEST(Model, ReviewAboveTieIsRefused) {
    const auto text = replaced(shipped_text(), "review = -4.0", "review = 9.0");

    EXPECT_THAT(refusal_of(text), ::testing::HasSubstr("'decision.review' must not be above 'tie'"));
}

} // namespace guiyi::deduplication
