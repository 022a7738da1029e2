// Six cases to their lawful end, through the HTTP API with time injected: a bare nuisance call, a fraud whose money
// still moves, a refused professional claimant whose lead is checked all the same, a joint complaint with two
// representatives, a telecom appeal that goes back to the operator first, and a case that was accepted before the new
// order came.
// @law O121 §3, §9, §12, §15, §16, §17, §22(4), §23, §27, §37, §45; O20 §20, §21; PROC §18, §19; XFER §5, §8, §12;
//      ATFL §20, §30(3)
#include "tests/scenario/complaints.hpp"
#include "tests/scenario/scenario.hpp"

#include <gmock/gmock.h>

namespace guiyi::scenario {

namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class LawStory : public scenario {
  protected:
    explicit LawStory(std::string_view now = "2026-07-01T10:00:00+08:00") : scenario(now) {}

    std::string case_of(const receipt& of) { return text_at(status_of(of, "zh"), "/case_no"); }
    answer try_as(const std::string& who, const std::string& number, const std::string& action,
                  json::object body = {}) {
        const auto said = system.officer(who).post("/api/v1/cases/" + number + "/actions/" + action, body,
                                                   {{"If-Match", open(number).etag}, {"Accept-Language", "en"}});
        system.settle();
        return said;
    }
    /// @returns the state of the case in its track afterwards
    std::string as(const std::string& who, const std::string& number, const std::string& action,
                   json::object body = {}) {
        const auto said = try_as(who, number, action, std::move(body));
        EXPECT_EQ(said.status, 200) << action << ": " << said.body;
        return text_at(page(number), "/step");
    }
    std::string clocks(const std::string& number) {
        std::string out;
        const auto shown = page(number);
        for (const auto& one : shown.at_pointer("/clocks").as_array())
            out += (out.empty() ? "" : ", ") + text_at(one, "/clock") + " " + text_at(one, "/state");
        return out;
    }
    json::object offered(const std::string& number, const std::string& action) {
        const auto shown = page(number);
        for (const auto& one : shown.at_pointer("/actions").as_array())
            if (text_at(one, "/action") == action) return one.as_object();
        return {};
    }
    std::string letters_of(const std::string& number, const std::string& kind) {
        const auto entry = timeline_entry(number, kind);
        return json::serialize(entry.at_pointer("/data/step/letters"));
    }

    const std::string head = "gao.feng", chief = "gao.feng", inspector = "chen.jing", other_inspector = "liu.yang";
};

json::object complaint(const std::string& name, const std::string& phone, const std::string& narrative) {
    return {{"channel", "portal"},
            {"complainant", {{"name", name}, {"phone", phone}}},
            {"respondent", {{"name", "示例市焕颜美容有限公司"}, {"address", "示例市人民路2号"}}},
            {"narrative", narrative}};
}

class BeforeTheNewOrder : public LawStory {
  protected:
    BeforeTheNewOrder() : LawStory("2026-04-10T09:30:00+08:00") {}
};

} // namespace

TEST_F(LawStory, ABareNuisanceCallIsNoComplaintAndGoesTheWayOf12321) {
    auto call = complaint("吴先生", "13700137000", "机器人来电推销贷款，没有购买任何东西，只希望不要再打来。");
    call.erase("respondent");
    call["category"] = "A1";
    call["calls"] = json::array{
        json::object{{"caller_number", "+86 165 5555 6963"}, {"called_at", "2026-06-30"}, {"refused", true}}};
    const auto mine = submit(call);
    const auto number = case_of(mine);
    EXPECT_EQ(clocks(number), "K1 running") << "nobody has said yet what it is";
    EXPECT_TRUE(page(number).at_pointer("/respondent").is_null()) << "a number names no firm";

    EXPECT_EQ(as(officer, number, "reclassify", {{"track", "N"}, {"reason", "只有来电，没有消费争议"}}), "N-REG");
    EXPECT_EQ(clocks(number), "") << "no clock of a complaint, and no statutory one here";
    EXPECT_EQ(text_at(page(number), "/desk/id"), "liaison-12321");
    EXPECT_EQ(text_at(page(number), "/procedure/rulebook"), "n-12321");
    EXPECT_EQ(as("sun.hao", number, "validate"), "N-VALID");
    EXPECT_FALSE(clock_of(number, "N1").at("basis").at_pointer("/verified").as_bool()) << "a target, not law";
    EXPECT_EQ(as("sun.hao", number, "forward", {{"operator", "某电信企业"}}), "N-FORWARDED");
    system.go_to("2026-07-10T10:00:00+08:00");
    EXPECT_EQ(as("sun.hao", number, "company_acted", {{"measure", "blocked"}}), "N-ACTIONED");
    EXPECT_EQ(as("sun.hao", number, "tell"), "N-TOLD");
    EXPECT_EQ(text_at(page(number), "/state"), "closed");
    EXPECT_EQ(text_at(status_of(mine, "zh"), "/stage"), "closed");
}

TEST_F(LawStory, AFraudWhoseMoneyStillMovesIsAlertedAtOnceAndReferredWithinItsHours) {
    auto fraud = complaint("赵女士", "13600136000", "自称客服的机器人说要退款，我按提示把钱转到了安全账户，钱还在转。");
    fraud["category"] = "E1";
    const auto number = case_of(submit(fraud));

    const auto said =
        try_as(officer, number, "refer_police", {{"lead", "冒充客服退款诈骗，资金仍在转移"}, {"category", "E1"}});
    ASSERT_EQ(said.status, 200) << said.body;
    const auto lead = text_at(said.json(), "/child");
    EXPECT_EQ(lead, number + "-P1");
    EXPECT_EQ(as(officer, lead, "alert", {{"alerted_by", "person_called_110"}}), "P-REG") << "before anything else";
    EXPECT_EQ(clocks(lead), "K10 running");
    EXPECT_TRUE(page(lead).at_pointer("/complainant").is_null());

    const auto not_mine = try_as(officer, lead, "approve_transfer");
    EXPECT_EQ(not_mine.status, 403);
    EXPECT_THAT(not_mine.body, HasSubstr("chief"));
    system.go_to("2026-07-01T11:00:00+08:00");
    EXPECT_EQ(as(chief, lead, "approve_transfer"), "P-APPROVED");
    EXPECT_EQ(text_at(json::value(clock_of(lead, "K10h")), "/due_at"), "2026-07-02T03:00:00.000Z");
    system.go_to("2026-07-02T10:59:00+08:00");
    EXPECT_EQ(as("xu.bo", lead, "hand_over", {{"police_body", "市公安局反诈中心"}, {"acknowledgement", "回执88"}}),
              "P-SENT");
    EXPECT_EQ(letters_of(lead, "case_stepped"), R"(["transfer"])");
    system.go_to("2026-07-04T10:00:00+08:00");
    EXPECT_EQ(as("xu.bo", lead, "police_filed"), "P-FILED");
    EXPECT_EQ(as("xu.bo", lead, "hand_over_evidence"), "P-CLOSED");
    EXPECT_EQ(clocks(lead), "K10 met, K10h met, K11 met, K12 met");

    act(number, "refuse", {{"ground", "NA1"}, {"reason", "涉嫌犯罪，已移送公安机关"}});
    EXPECT_EQ(clocks(number), "K1 met");
}

TEST_F(LawStory, ARefusedProfessionalClaimantsLeadIsStillChecked) {
    auto claim = complaint("钱先生", "13500135000", "购买二十台美容仪，均宣称七天见效，要求退一赔三。");
    claim["nature"] = "complaint";
    claim["category"] = "C1";
    const auto mine = submit(claim);
    const auto number = case_of(mine);
    const auto said = try_as(officer, number, "split", {{"lead", "宣称七天见效，涉嫌虚假宣传"}, {"category", "D2"}});
    const auto report = text_at(said.json(), "/report");

    const auto not_theirs = try_as("wang.min", number, "refuse", {{"ground", "NA3"}, {"reason", "x"}});
    EXPECT_EQ(not_theirs.status, 403);
    EXPECT_THAT(not_theirs.body, HasSubstr("lead (head of the handling unit)"));
    act(number, "refuse", {{"ground", "NA3"}, {"reason", "数量与生活消费明显不符，经个案判断不属于生活消费"}});
    EXPECT_EQ(text_at(page(number), "/step"), "C-REFUSED");
    EXPECT_THAT(letters_of(number, "case_refused"), HasSubstr("form6"));

    EXPECT_EQ(text_at(page(report), "/step"), "R-REG") << "the lead stands";
    EXPECT_EQ(try_as(inspector, report, "check").status, 422) << "two officers";
    EXPECT_EQ(as(inspector, report, "check", {{"second", other_inspector}}), "R-CHECK");
    EXPECT_EQ(try_as(inspector, report, "file").status, 403);
    system.go_to("2026-07-20T10:00:00+08:00");
    EXPECT_EQ(as(head, report, "extend", {{"reason", "需向平台调取数据"}}), "R-CHECK-EXT");
    EXPECT_EQ(text_at(json::value(clock_of(report, "K5")), "/due_on"), "2026-08-12");
    EXPECT_EQ(as(head, report, "file"), "R-FILED");
    EXPECT_EQ(clocks(report), "K5 met, K6 running");
    EXPECT_EQ(as(inspector, report, "investigate", {{"second", other_inspector}}), "R-INVESTIGATING");
    EXPECT_EQ(as(inspector, report, "notify", {{"reason", "拟处罚款"}}), "R-NOTIFIED");
    EXPECT_EQ(as(head, report, "decide"), "R-DECIDED");
    EXPECT_EQ(as(inspector, report, "tell", {{"provision", "个人信息保护法§65"}}), "R-TOLD");
    EXPECT_EQ(as("he.ping", report, "archive"), "R-ARCHIVED");
}

TEST_F(LawStory, AJointComplaintHasTwoRepresentativesAndSettlesWithTheOthersConsent) {
    std::vector<receipt> all;
    std::vector<std::string> numbers;
    for (const auto& [name, phone] : std::vector<std::pair<std::string, std::string>>{
             {"孙一鸣", "13100131001"}, {"李二宝", "13200132002"}, {"周三思", "13300133003"}}) {
        auto one = complaint(name, phone, name + "办理美容年卡后门店搬走，要求退还余额。");
        one["nature"] = "complaint";
        one["category"] = "C4";
        all.push_back(submit(one));
        numbers.push_back(case_of(all.back()));
    }
    for (std::size_t i = 1; i < numbers.size(); ++i) {
        if (numbers[i] == numbers[0]) continue;
        const auto merged = system.officer(officer).post(
            "/api/v1/matching/merge",
            json::object{{"from", numbers[i]}, {"into", numbers[0]}, {"reason", "共同投诉，各投诉人均书面同意"}});
        ASSERT_EQ(merged.status, 200) << merged.body;
        system.settle();
    }
    const auto number = numbers[0];
    EXPECT_EQ(page(number).at_pointer("/complaints").as_array().size(), 3u);
    EXPECT_EQ(try_as(officer, number, "join", {{"representatives", json::array{all[0].number}}}).status, 422);
    const auto three =
        try_as(officer, number, "join",
               {{"consent_all", true}, {"representatives", json::array{all[0].number, all[1].number, all[2].number}}});
    EXPECT_EQ(three.status, 422) << "two at most";
    EXPECT_EQ(as(officer, number, "join",
                 {{"consent_all", true}, {"representatives", json::array{all[0].number, all[2].number}}}),
              "C-REG");
    EXPECT_TRUE(page(number).at_pointer("/joint").as_bool());
    EXPECT_EQ(page(number).at_pointer("/representatives").as_array().size(), 2u);

    EXPECT_EQ(as(officer, number, "accept"), "C-ACCEPTED");
    EXPECT_EQ(as(officer, number, "mediate",
                 {{"consent_both", true}, {"place", "7月8日9时，第一调解室"}, {"mediator", "王敏"}}),
              "C-MEDIATING");
    EXPECT_EQ(letters_of(number, "case_stepped"), R"(["form7"])");
    const auto alone = try_as(officer, number, "agree", {{"signed", true}});
    EXPECT_EQ(alone.status, 422);
    EXPECT_EQ(text_at(alone.json(), "/errors/0/pointer"), "/consent_represented");
    EXPECT_EQ(as(officer, number, "agree", {{"signed", true}, {"consent_represented", true}}), "C-AGREED");
    for (const auto& one : all) EXPECT_EQ(text_at(status_of(one, "zh"), "/stage"), "closed");
}

TEST_F(LawStory, ATelecomAppealGoesBackToTheOperatorFirst) {
    auto appeal = complaint("郑女士", "13400134000", "要求运营商开通来电拦截被拒绝，运营商自己的推广电话也退订不了。");
    appeal["nature"] = "telecom_appeal";
    appeal["category"] = "I2";
    const auto number = case_of(submit(appeal));
    const std::string desk = "wu.dan";
    EXPECT_EQ(text_at(page(number), "/procedure/rulebook"), "miit-o35");
    EXPECT_EQ(clocks(number), "M1 running");
    EXPECT_EQ(as(desk, number, "back_to_operator"), "T-BACK-TO-OPERATOR");
    EXPECT_EQ(text_at(json::value(clock_of(number, "M0")), "/due_on"), "2026-07-16");
    system.go_to("2026-07-17T09:00:00+08:00");
    ASSERT_TRUE(system.eventually([&] { return clocks(number) == "M0 breached, M1 met"; }))
        << "the operator was silent";
    EXPECT_EQ(try_as(desk, number, "operator_asked").status, 422) << "proof that it was asked";
    EXPECT_EQ(as(desk, number, "operator_asked", {{"operator_proof", "10000号工单20260702"}}), "T-REG");
    EXPECT_EQ(as(desk, number, "accept"), "T-ACCEPTED");
    EXPECT_EQ(as(desk, number, "forward"), "T-FORWARDED");
    system.go_to("2026-07-24T09:00:00+08:00");
    EXPECT_EQ(as(desk, number, "operator_replied", {{"reply", "已开通拦截"}}), "T-OPERATOR-REPLIED");
    EXPECT_EQ(as(desk, number, "answer", {{"reason", "经营者已开通来电拦截"}}), "T-ANSWERED");
    EXPECT_EQ(as(desk, number, "finish"), "T-CLOSED");
    EXPECT_EQ(clocks(number), "M0 missed, M1 met, M2 met, M3 met, M4 met");
}

TEST_F(BeforeTheNewOrder, ACaseKeepsItsOrderShowsBothDatesAndWorksToTheEarlier) {
    auto old = complaint("冯女士", "13800138999", "年卡退费争议。");
    old["nature"] = "complaint";
    const auto mine = submit(old);
    const auto number = case_of(mine);
    EXPECT_EQ(text_at(page(number), "/procedure/rulebook"), "samr-o20");
    act(number, "accept", {});
    const auto clock = json::value(clock_of(number, "K2"));
    EXPECT_EQ(text_at(clock, "/due_on"), "2026-06-09") << "sixty days of the order that came into force meanwhile";
    EXPECT_EQ(text_at(clock, "/basis/instrument"), "O121");
    EXPECT_EQ(text_at(clock, "/other_basis/instrument"), "O20");
    EXPECT_EQ(text_at(clock, "/other_basis/article"), "§20, §21(1)(5)");
    EXPECT_LT(text_at(clock, "/due_on"), text_at(clock, "/other_due_on")) << "forty-five working days";

    system.go_to("2026-05-20T09:00:00+08:00");
    EXPECT_EQ(text_at(page(number), "/procedure/rulebook"), "samr-o20") << "still";
    const auto told = system.officer(officer).get("/api/v1/cases/" + number + "/clocks/K2").json();
    EXPECT_THAT(text_at(told, "/text_zh"), HasSubstr("2026-05-20：自然日，第40日 [O121 §45]"));
    EXPECT_THAT(text_at(told, "/text_zh"), HasSubstr("以较早者为准"));
    EXPECT_EQ(number_at(told, "/left"), 20);

    EXPECT_EQ(as(officer, number, "mediate", {{"consent_both", true}}), "C-MEDIATING");
    EXPECT_EQ(as(officer, number, "test", {{"pause_reason", "testing"}, {"body", "市质检所"}, {"evidence", "委托书"}}),
              "C-TESTING");
    EXPECT_EQ(clocks(number), "K1 met, K2 paused");
    system.go_to("2026-05-30T09:00:00+08:00");
    EXPECT_EQ(as(officer, number, "test_result"), "C-MEDIATING");
    EXPECT_EQ(text_at(json::value(clock_of(number, "K2")), "/due_on"), "2026-06-22")
        << "ten days, and past the holiday";
    const auto early = try_as(officer, number, "terminate", {{"ground", "T5"}});
    EXPECT_EQ(early.status, 422) << "time is not over";
    EXPECT_EQ(as(officer, number, "terminate", {{"ground", "T3"}}), "C-TERMINATED");
    EXPECT_EQ(clocks(number), "K1 met, K2 met, K3 running");
    EXPECT_EQ(text_at(status_of(mine, "en"), "/next_deadline/what"), "tell you that the mediation ended");
    EXPECT_EQ(as(officer, number, "inform_parties", {{"informed_both", true}}), "C-CLOSED");
    EXPECT_EQ(text_at(status_of(mine, "en"), "/stage"), "closed");
    EXPECT_TRUE(status_of(mine, "en").at_pointer("/next_deadline").is_null());
    EXPECT_TRUE(offered(number, "call_back").empty()) << "its old order has no such step";
}

} // namespace guiyi::scenario
