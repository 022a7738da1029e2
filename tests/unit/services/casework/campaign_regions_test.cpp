// Where a campaign's complaints come from.
#include "services/casework/campaign_regions.hpp"

#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::casework {

TEST(CampaignRegions, CasesAreCountedByPrefectureOnceAndOnlyInReach) {
    folded_state cases;
    const auto linked = [&](const std::string& number, const std::string& receipt, const std::string& region,
                            const std::string& desk = "samr-12315") {
        auto complaint = received(receipt);
        complaint.summary.region = region;
        cases.fold(events::complaint_noted{complaint.receipt, complaint.received_at, complaint.summary, ""});
        cases.fold(events::case_registered{case_no(number), receipt_no(receipt), "new", {}, "C"});
        cases.fold(events::assignment_noted{case_no(number), desk_id(desk), officer_id("wang.min"), {}});
        cases.fold(events::campaign_noted{case_no(number), campaign_no("M1"), receipt_no(receipt)});
    };
    linked("C1", "R1", "330302");
    linked("C2", "R2", "330303");
    linked("C3", "R3", "33");
    linked("C4", "R4", "");
    linked("C5", "R5", "330302", "elsewhere");
    const auto here = [](const case_row& row) { return row.desk == desk_id("samr-12315"); };
    EXPECT_EQ(regions_of(cases.rows(), campaign_no("M1"), here),
              (std::vector<region_count>{{"3303", 2}, {"", 1}, {"33", 1}}));
    EXPECT_TRUE(regions_of(cases.rows(), campaign_no("M2"), here).empty());
}

} // namespace guiyi::casework
