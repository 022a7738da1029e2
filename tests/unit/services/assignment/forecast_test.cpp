// What a desk has to expect: sums that a person can check.
#include "services/assignment/forecast.hpp"

#include "services/assignment/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/assignment/law_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::assignment {

TEST(Forecast, AddsUpArrivalsEndingsAndWhatIsDue) {
    shipped_rules by;
    const service subject(by.desks, by.topics, by.rulebooks, by.days, by.office);
    testing::service_rig rig(subject, "2026-05-11T10:00:00+08:00");
    for (int i = 0; i < 8; ++i)
        rig.append(events::stream::deduplication,
                   a_case("C" + std::to_string(i), "complaint", "C1", "2026-05-11T10:00:00+08:00"));
    rig.settle();
    for (int i = 0; i < 4; ++i)
        rig.append(events::stream::casework,
                   events::case_closed{case_no("C" + std::to_string(i)), officer_id("li.qiang"), "agreed", "", "", {}});
    rig.go_to("2026-05-15T10:00:00+08:00"); // Friday

    const auto seen = forecast({subject.by(), rig.state(), rig.time.now()}, desk_id("samr-12315"));

    EXPECT_EQ(seen.open, 4);
    EXPECT_EQ(seen.waiting, 0);
    EXPECT_EQ(seen.capacity, 240) << "two on duty";
    ASSERT_EQ(seen.days.size(), 10u);
    EXPECT_EQ(seen.days[0].date, "2026-05-18");
    EXPECT_DOUBLE_EQ(seen.days[0].arrivals_expected, 2) << "8 on one of the last four Mondays";
    EXPECT_DOUBLE_EQ(seen.days[1].arrivals_expected, 0);
    EXPECT_EQ(seen.days[0].present, 2);
    EXPECT_EQ(seen.days[2].date, "2026-05-20");
    EXPECT_EQ(seen.days[2].due, 4) << "K1 of the four that are open";
    EXPECT_TRUE(seen.full_on.empty());
}

} // namespace guiyi::assignment
