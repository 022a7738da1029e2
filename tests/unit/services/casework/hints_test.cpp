// Hints as casework keeps and shows them: made with each complaint, urgent cases on top, nothing decided.
#include "services/casework/hints.hpp"

#include "services/casework/queue.hpp"
#include "services/casework/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::casework {

using events::stream;

namespace {

class CaseworkHints : public ::testing::Test {
  protected:
    void file(const std::string& number, const std::string& receipt, const std::string& narrative,
              const std::string& due = "2026-05-13") {
        auto complaint = received(receipt, "");
        complaint.summary.category.clear();
        complaint.summary.narrative = narrative;
        rig.append(stream::intake, complaint);
        rig.settle();
        rig.append(stream::deduplication, opened(number, receipt, ""));
        rig.append(
            stream::assignment,
            events::case_assigned{case_no(number), desk_id("samr-12315"), officer_id("wang.min"), {"load:0/120"}});
        rig.append(stream::assignment, started(number, "K1", due));
        rig.settle();
    }

    std::string order() {
        std::string out;
        for (const auto& [which, row] : list_cases(rig.state(), {}, sort_by::due, 20, {}).value().rows)
            out += (out.empty() ? "" : " ") + which.str();
        return out;
    }

    shipped_reference known;
    service subject{known.law(), &known.topics};
    testing::service_rig rig{subject, "2026-04-30T12:00:00+08:00"};
};

constexpr const char* moving = "自称公安说我涉嫌洗钱，让我把钱转到安全账户，刚刚转了五万元，还在通话";
constexpr const char* plain = "机器人来电推销车险，不停拨打";

} // namespace

TEST_F(CaseworkHints, AFraudOnTheMoveStandsBeforeEveryDate) {
    file("C1", "R1", plain, "2026-05-01");
    file("C2", "R2", moving, "2026-06-30");

    EXPECT_EQ(order(), "C2 C1");
    const auto page = hints_page(known.topics, rig.state(), case_no("C2"));
    EXPECT_EQ(page.at("urgency").as_string(), "now");
    EXPECT_EQ(page.at("referral").as_string(), "P");
    EXPECT_EQ(page.at("desk").as_string(), "police");
    EXPECT_EQ(load_case(rig.state(), case_no("C2"))->state, "registered") << "a hint decides nothing";
    EXPECT_EQ(load_case(rig.state(), case_no("C2"))->track, "C");
}

TEST_F(CaseworkHints, TheCaseShowsTheWordsOfEachComplaint) {
    file("C1", "R1", plain);
    const auto page = hints_page(known.topics, rig.state(), case_no("C1"));

    EXPECT_EQ(page.at("category").as_string(), "A5");
    bool shown = false;
    for (const auto& one : page.at("hints").as_array())
        if (one.at("axis").as_string() == "category" && one.at("code").as_string() == "A5") {
            shown = true;
            EXPECT_EQ(one.at("zh").as_string(), "保险");
            EXPECT_EQ(one.at("because").at(0).at("words").as_string(), "车险");
            EXPECT_EQ(one.at("because").at(0).at("receipt_no").as_string(), "R1");
        }
    EXPECT_TRUE(shown);
    EXPECT_TRUE(hints_page(known.topics, rig.state(), case_no("C9")).at("hints").as_array().empty());
}

TEST_F(CaseworkHints, UrgencyComesAndGoesWithTheComplaint) {
    file("C1", "R1", plain);
    file("C2", "R2", moving);
    rig.append(stream::deduplication,
               events::cases_merged{
                   case_no("C2"), case_no("C1"), {receipt_no("R2")}, "officer", "", officer_id("li.qiang"), "B1"});
    rig.settle();
    EXPECT_EQ(load_case(rig.state(), case_no("C1"))->urgency, "now");

    rig.append(
        stream::deduplication,
        events::merge_undone{case_no("C2"), case_no("C1"), {receipt_no("R2")}, "", officer_id("li.qiang"), "B1"});
    rig.settle();
    EXPECT_EQ(load_case(rig.state(), case_no("C1"))->urgency, "");
    EXPECT_EQ(load_case(rig.state(), case_no("C2"))->urgency, "now");
}

TEST_F(CaseworkHints, AreTheSameAfterARebuild) {
    file("C1", "R1", moving);
    const auto before = rig.dump();

    rig.rebuild();

    EXPECT_EQ(rig.dump(), before);
    EXPECT_EQ(rig.recorded_of<events::complaint_hinted>().size(), 1u);
}

} // namespace guiyi::casework
