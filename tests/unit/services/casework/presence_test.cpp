// Who has a case open: told of each other, forgotten after a while.
#include "services/casework/presence.hpp"

#include <gtest/gtest.h>

namespace guiyi::casework {

namespace {

const case_no a_case{"C1"};
const instant noon = parse_rfc3339("2026-03-02T12:00:00Z").value();

} // namespace

TEST(Presence, PeopleOnOneCaseAreToldOfEachOther) {
    presence subject;

    EXPECT_TRUE(subject.seen(a_case, "wang", noon).empty());
    EXPECT_EQ(subject.seen(a_case, "li", noon), std::vector<std::string>{"wang"});
    EXPECT_EQ(subject.seen(a_case, "wang", noon), std::vector<std::string>{"li"});
}

TEST(Presence, AnotherCaseIsNobodysBusiness) {
    presence subject;
    subject.seen(a_case, "wang", noon);

    EXPECT_TRUE(subject.seen(case_no("C10"), "li", noon).empty());
    EXPECT_TRUE(subject.seen(case_no("C"), "li", noon).empty());
}

TEST(Presence, WhoSaysNothingMoreIsForgotten) {
    presence subject;
    subject.seen(a_case, "wang", noon);

    EXPECT_EQ(subject.seen(a_case, "li", noon + presence::holds).size(), 1U);
    EXPECT_TRUE(subject.seen(a_case, "li", noon + presence::holds + std::chrono::seconds(1)).empty());
}

TEST(Presence, ACrowdDoesNotFillTheMemory) {
    presence subject;
    for (std::size_t i = 0; i < presence::entries_max; ++i)
        subject.seen(case_no("C" + std::to_string(i)), "wang", noon);

    EXPECT_EQ(subject.seen(case_no("C7"), "li", noon), std::vector<std::string>{"wang"});
    EXPECT_EQ(subject.seen(case_no("C7"), "wang", noon).size(), 0U) << "there was no room to note li";

    const auto next = noon + presence::holds + std::chrono::seconds(1);
    subject.seen(case_no("C7"), "li", next);
    EXPECT_EQ(subject.seen(case_no("C7"), "wang", next), std::vector<std::string>{"li"}) << "what is over makes room";
}

} // namespace guiyi::casework
