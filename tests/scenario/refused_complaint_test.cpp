// A complaint that may not be accepted, because the consumer association handles the dispute already: the refusal says
// why, names the other routes, and ends the clock; once it is annulled the status tells that the case goes on, and by
// when.
// @law O121 §15(1), §15(2), §16(2) (NA2); CPL §39; REVIEW §0
#include "tests/scenario/complaints.hpp"
#include "tests/scenario/scenario.hpp"

#include <gmock/gmock.h>

namespace guiyi::scenario {

namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class RefusedComplaint : public scenario {
  protected:
    RefusedComplaint() : scenario("2026-09-30T16:20:00+08:00") {}
};

} // namespace

TEST_F(RefusedComplaint, NamesItsGroundItsReasonAndTheOtherRoutes) {
    const auto mine = submit(about_a_gym());
    const auto number = text_at(status_of(mine, "zh"), "/case_no");
    EXPECT_EQ(system.next_mails(1).at(0).subject, "您的投诉已分送承办（编号 " + mine.number + "）");
    EXPECT_EQ(text_at(page(number), "/due/due_on"), "2026-10-15"); // 10 October, a Saturday, is worked

    system.go_to("2026-10-09T14:00:00+08:00");
    const auto unfounded = act_on(number, open(number).etag, "refuse", {{"ground", "NA2"}});
    EXPECT_EQ(unfounded.status, 422) << unfounded.body;
    EXPECT_EQ(text_at(unfounded.json(), "/errors/0/pointer"), "/reason");
    act(number, "refuse", {{"ground", "NA2"}, {"reason", "市消费者权益保护委员会已于9月22日受理同一争议"}});

    const auto letter = system.next_mails(1).at(0);
    EXPECT_EQ(letter.to, "<zhou@example.com>");
    EXPECT_EQ(letter.subject, "您的投诉不予受理，原因和其他办法（编号 " + mine.number + "）");
    EXPECT_THAT(letter.body, HasSubstr("周**，您好"));
    EXPECT_THAT(letter.body, HasSubstr("具体原因：市消费者权益保护委员会已于9月22日受理同一争议"));
    EXPECT_THAT(letter.body, HasSubstr("《市场监督管理投诉举报处理办法》第十六条第二项"));
    for (const auto* route : {"与经营者协商和解", "请求消费者协会或者依法成立的其他调解组织调解",
                              "向其他有关行政部门投诉", "提请仲裁机构仲裁", "向人民法院提起诉讼"})
        EXPECT_THAT(letter.body, HasSubstr(route));

    const auto shown = page(number);
    EXPECT_EQ(text_at(shown, "/state"), "refused");
    EXPECT_EQ(text_at(shown, "/outcome"), "NA2");
    EXPECT_TRUE(shown.at_pointer("/due").is_null());
    EXPECT_EQ(text_at(clock_of(number, "K1"), "/state"), "met");
    EXPECT_EQ(text_at(clock_of(number, "K1"), "/ended_on"), "2026-10-09");
    EXPECT_EQ(text_at(timeline_entry(number, "case_refused"), "/data/officer"), officer);

    const auto zh = status_of(mine, "zh");
    EXPECT_EQ(text_at(zh, "/stage"), "refused");
    EXPECT_EQ(text_at(zh, "/stage_text"),
              "不予受理：法院、仲裁机构、市场监管部门或者其他行政机关、消费者协会已经受理或者处理过同一消费者权益争议。"
              "市消费者权益保护委员会已于9月22日受理同一争议");
    EXPECT_TRUE(zh.at_pointer("/next_deadline").is_null());

    const auto late = act_on(number, open(number).etag, "accept", {});
    EXPECT_EQ(late.status, 409) << late.body;
    EXPECT_EQ(text_at(late.json(), "/type"), "urn:guiyi:problem:illegal_transition");
    EXPECT_TRUE(system.eventually([&] {
        const auto now = page(number);
        return std::ranges::count_if(now.at_pointer("/deliveries").as_array(),
                                     [](const json::value& one) { return text_at(one, "/state") == "sent"; }) == 2;
    }));
    EXPECT_EQ(system.mails_accepted(), 2);

    system.go_to("2026-10-20T09:00:00+08:00");
    const auto annulled = system.officer("gao.feng")
                              .post("/api/v1/cases/" + number + "/actions/redo_by_order",
                                    json::object{{"order", "行政复议决定书〔2026〕18号"}, {"since", "2026-10-20"}},
                                    {{"If-Match", open(number).etag}});
    ASSERT_EQ(annulled.status, 200) << annulled.body;
    system.settle();
    const auto again = status_of(mine, "zh");
    EXPECT_EQ(text_at(again, "/stage"), "registered");
    EXPECT_EQ(text_at(again, "/stage_text"), "原来的决定已被撤销，本件重新办理");
    EXPECT_EQ(text_at(again, "/next_deadline/due_on"), "2026-10-29");
    EXPECT_THAT(text_at(again, "/next_step"), HasSubstr("2026年10月29日（含当日）之前决定是否受理"));
}

} // namespace guiyi::scenario
