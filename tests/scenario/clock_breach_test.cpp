// A complaint that nobody looks at for seven working days: the breach is recorded and shown to officer and complainant,
// and the system decides nothing by itself. Accepted late, it is mediated like any other.
// @law O121 §15(1), §22(4), §45
#include "tests/scenario/complaints.hpp"
#include "tests/scenario/scenario.hpp"

#include <gmock/gmock.h>

namespace guiyi::scenario {

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

class ClockBreach : public scenario {
  protected:
    ClockBreach() : scenario("2026-07-13T09:00:00+08:00") {}

    bool breached(const std::string& number) { return page(number).at_pointer("/due/breached").as_bool(); }
};

} // namespace

TEST_F(ClockBreach, IsRecordedAndShownAndDecidesNothing) {
    const auto mine = submit(about_a_gym());
    const auto number = text_at(status_of(mine, "zh"), "/case_no");
    EXPECT_EQ(text_at(page(number), "/due/due_on"), "2026-07-22");
    system.next_mails(1);

    system.go_to("2026-07-22T23:59:59+08:00"); // the last day is the office's own to its end
    EXPECT_FALSE(breached(number));
    EXPECT_THAT(timeline_kinds(number), Not(Contains("case_refused")));

    system.go_to("2026-07-23T00:00:01+08:00");
    ASSERT_TRUE(system.eventually([&] { return breached(number); }));
    system.settle();
    EXPECT_EQ(text_at(clock_of(number, "K1"), "/state"), "breached");
    const auto entry = timeline_entry(number, "clock_noted");
    EXPECT_EQ(text_at(entry, "/data/state"), "breached");
    EXPECT_EQ(text_at(entry, "/at").substr(0, 19), "2026-07-22T16:00:01");
    const auto queue = system.officer(officer).get("/api/v1/cases?state=open&sort=due").json();
    EXPECT_EQ(text_at(queue, "/cases/0/case_no"), number);
    EXPECT_TRUE(queue.at_pointer("/cases/0/due/breached").as_bool());
    EXPECT_THAT(history_of(mine, "zh"), Contains("已超过办理期限：决定是否受理并告知您，最晚2026年7月22日"));
    EXPECT_THAT(history_of(mine, "en"),
                Contains("A deadline has passed: decide whether to accept, and tell you by 22 July 2026"));

    system.go_to("2026-07-26T12:00:00+08:00"); // time alone changes nothing more
    EXPECT_EQ(text_at(page(number), "/state"), "registered");
    EXPECT_THAT(timeline_kinds(number),
                ElementsAre("case_registered", "assignment_noted", "clock_noted", "clock_noted", "clock_noted",
                            "clock_noted"))
        << "started, two warnings, breached";
    EXPECT_EQ(system.mails_accepted(), 1);

    system.go_to("2026-07-27T10:00:00+08:00");
    act(number, "accept", {});
    EXPECT_EQ(text_at(clock_of(number, "K1"), "/state"), "missed");
    EXPECT_EQ(text_at(clock_of(number, "K1"), "/ended_on"), "2026-07-27");
    EXPECT_EQ(text_at(page(number), "/due/due_on"), "2026-09-28"); // 60 days end in the Mid-Autumn holiday
    EXPECT_FALSE(breached(number));
    EXPECT_EQ(arithmetic_of(number, "K2").front(), "2026-07-27..2026-07-27 start_day");
    EXPECT_EQ(arithmetic_of(number, "K2").at(1), "2026-07-28..2026-09-25 natural");
    EXPECT_EQ(system.next_mails(1).at(0).subject, "您的投诉已受理（编号 " + mine.number + "）");
}

} // namespace guiyi::scenario
