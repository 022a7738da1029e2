// The founding story, run in the law of 2026: a robot sells a beauty device by telephone; its buyer complains four
// times, in other words each time; the regulator handles one case, and the platform refunds.
// @law O121 §3, §9 (complaint and report are handled separately), §15(1), §22(4), §23(1)(5), §37, §45;
//      PROC §18; CPL §39; PIPL §28, §51
#include "services/guiyi/audit_command.hpp"
#include "tests/scenario/complaints.hpp"
#include "tests/scenario/scenario.hpp"

#include <gmock/gmock.h>

namespace guiyi::scenario {

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// The smallest PNG there is: what matters is that it is one.
const std::string photo(
    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9c"
    "c\xf8\xcf\xc0\0\0\3\1\1\0\x18\xdd\x8d\xb0\0\0\0\0IEND\xae"
    "B`\x82",
    69);

class FoundingStory : public scenario {
  protected:
    /// The next mails bring exactly this news once to each person as they named themselves: in Chinese to who sent 1
    /// and 4 (one name, one phone), in English to who sent 3 (another spelling).
    void everyone_is_told(const std::string& zh, const std::string& en) {
        std::vector<std::string> expected{zh + "（编号 " + first.number + "）", en + " (no. " + third.number + ")"};
        std::ranges::sort(expected);
        expect_mails(expected);
    }
    void expect_mails(const std::vector<std::string>& subjects) {
        std::vector<std::string> got;
        for (const auto& one : system.next_mails(subjects.size())) {
            got.push_back(one.subject);
            EXPECT_EQ(one.to, "<" + mail_address + ">");
        }
        EXPECT_EQ(got, subjects);
    }

    // The chapters.
    void the_consumer_complains_four_times();
    void the_export_shows_one_case();
    void the_officer_finds_it_in_the_queue();
    void the_officer_splits_off_the_report();
    void the_officer_accepts_in_time();
    void the_platform_refuses();
    void the_consumer_urges_and_adds_a_photo();
    void the_platform_refunds();
    void the_officer_closes_as_agreed();
    void every_step_was_told_once();
    void the_manager_sees_the_platforms_days();
    void the_trail_is_intact();
    void the_card_and_the_report_stay_inside();

    FoundingStory() : scenario("2026-09-24T10:12:00+08:00") {}

    event_reader live = system.live_events("wang.min"); // the triage sees cases before a desk has them
    receipt first, second, third, fourth;
    std::string number, report;
};

void FoundingStory::the_consumer_complains_four_times() {
    first = submit(told_to_the_platform());
    expect_mails({"您的投诉已分送承办（编号 " + first.number + "）"});
    EXPECT_THAT(system.mails.back().body, HasSubstr("示例市市场监督管理局 12315投诉举报中心"));
    EXPECT_THAT(system.mails.back().body, HasSubstr("2026年10月12日（含当日）之前决定是否受理"));

    system.go_to("2026-09-24T20:31:00+08:00");
    second = submit(told_to_the_seller());
    system.go_to("2026-09-26T22:05:00+08:00");
    third = submit(told_on_social_media());
    expect_mails({"We added this to the case you already have (no. " + third.number + ")"});
    system.go_to("2026-09-28T09:05:00+08:00");
    fourth = submit(told_to_the_regulator());
    expect_mails({"您的材料已并入原有案件（编号 " + fourth.number + "）"});
    EXPECT_THAT(system.mails.back().body, HasSubstr("原来的办理期限也不会因此推迟"));
}

void FoundingStory::the_export_shows_one_case() {
    // As this machine's own commands ask.
    http_client local(system.staff_url(), {{"Authorization", "Bearer " + system.node->local_token().value()}});
    const auto ties = local.get("/api/v1/export/ties?format=ndjson");
    ASSERT_EQ(ties.status, 200);
    std::vector<std::string> receipts, cases, verdicts;
    std::istringstream rows(ties.body);
    for (std::string row; std::getline(rows, row);) {
        const auto tie = json::parse(row);
        receipts.push_back(text_at(tie, "/receipt_no"));
        cases.push_back(text_at(tie, "/case_no"));
        verdicts.push_back(text_at(tie, "/verdict"));
    }
    number = cases.at(0);
    EXPECT_THAT(receipts, ElementsAre(first.number, second.number, third.number, fourth.number));
    EXPECT_THAT(cases, ElementsAre(number, number, number, number));
    EXPECT_THAT(verdicts, ElementsAre("new", "tie", "tie", "tie"));
}

void FoundingStory::the_officer_finds_it_in_the_queue() {
    const auto queue = system.officer(officer).get("/api/v1/cases?state=open&sort=due&officer=" + officer).json();
    ASSERT_EQ(queue.at_pointer("/cases").as_array().size(), 1u);
    const auto& row = queue.at_pointer("/cases/0");
    EXPECT_EQ(text_at(row, "/case_no"), number);
    EXPECT_EQ(number_at(row, "/complaints"), 4);
    EXPECT_EQ(text_at(row, "/complainant"), "林**");
    EXPECT_EQ(text_at(row, "/due/clock"), "K1");
    EXPECT_EQ(text_at(row, "/due/due_on"), "2026-10-12");
    EXPECT_FALSE(row.at_pointer("/due/breached").as_bool());

    EXPECT_THAT(arithmetic_of(number, "K1"),
                ElementsAre("2026-09-24..2026-09-24 start_day", "2026-09-25..2026-09-27 holiday",
                            "2026-09-28..2026-09-30 working", "2026-10-01..2026-10-07 holiday",
                            "2026-10-08..2026-10-09 working", "2026-10-10..2026-10-10 make_up",
                            "2026-10-11..2026-10-11 weekend", "2026-10-12..2026-10-12 working"));
    EXPECT_EQ(text_at(clock_of(number, "K1"), "/basis/article"), "§15(1)");

    // Who told it in the first place wrote down the card; what the officer reads shows four digits of it.
    const auto shown = page(number);
    EXPECT_THAT(text_at(shown, "/complaints/0/summary/narrative"), HasSubstr("我报了卡号***************4564，"));
    EXPECT_THAT(text_at(shown, "/complaints/3/summary/narrative"), HasSubstr("银行卡号（***************4564）"));
    EXPECT_EQ(text_at(shown, "/complaints/1/summary/channel"), "enterprise");
    EXPECT_NE(text_at(shown, "/complaints/0/summary/phone_masked"),
              text_at(shown, "/complaints/1/summary/phone_masked"));
}

void FoundingStory::the_officer_splits_off_the_report() {
    const auto before = open(number);
    act(number, "categorise", {{"categories", json::array{"C1", "C3", "C6", "D2"}}});
    EXPECT_EQ(json::serialize(page(number).at_pointer("/categories")), R"(["C1","C3","C6","D2"])");

    const auto stale = act_on(number, before.etag, "note", {{"text", "按旧页面填写"}});
    EXPECT_EQ(stale.status, 412) << stale.body;

    const auto said =
        act_on(number, open(number).etag, "split",
               {{"lead", "语音机器人推销时夸大功效，并以语音收集银行卡号，涉嫌违法"}, {"category", "D2"}});
    ASSERT_EQ(said.status, 200) << said.body;
    report = text_at(said.json(), "/report");
    EXPECT_EQ(report, number + "-R1");

    const auto split_off = page(report);
    EXPECT_EQ(text_at(split_off, "/track"), "R");
    EXPECT_EQ(text_at(split_off, "/desk/id"), "samr-enforcement");
    EXPECT_EQ(text_at(split_off, "/due/clock"), "K5");
    EXPECT_EQ(text_at(split_off, "/due/due_on"), "2026-10-22") << "from the complaint's receipt";
    EXPECT_EQ(text_at(clock_of(report, "K5"), "/basis/instrument"), "PROC");
    EXPECT_TRUE(split_off.at_pointer("/complainant").is_null());
    EXPECT_THAT(split_off.at_pointer("/complaints").as_array(), IsEmpty());
    const auto theirs = system.officer("chen.jing").get("/api/v1/cases?state=open&officer=chen.jing").json();
    EXPECT_EQ(text_at(theirs, "/cases/0/case_no"), report);
}

void FoundingStory::the_officer_accepts_in_time() {
    const auto too_early = act_on(number, open(number).etag, "reply", {{"text", "同意"}, {"result", "refund"}});
    EXPECT_EQ(too_early.status, 409) << too_early.body; // nobody was contacted
    const auto waiting = status_of(first, "zh");
    EXPECT_EQ(text_at(waiting, "/next_deadline/due_on"), "2026-10-12");
    EXPECT_EQ(text_at(waiting, "/next_deadline/basis"), "《市场监督管理投诉举报处理办法》第十五条第一款");
    EXPECT_EQ(text_at(waiting, "/next_deadline/what"), "决定是否受理并告知您");
    EXPECT_FALSE(waiting.at_pointer("/next_deadline/provisional").as_bool());
    EXPECT_THAT(history_of(first, "en"),
                ElementsAre("Your complaint was received", "Your complaint was registered as a case",
                            "A desk was given the case",
                            "A deadline began: decide whether to accept, and tell you by 12 October 2026"));

    system.go_to("2026-09-30T09:30:00+08:00");
    act(number, "accept", {{"note", "属于生活消费争议，有明确的被投诉人和事实"}});

    EXPECT_EQ(text_at(clock_of(number, "K1"), "/state"), "met");
    EXPECT_EQ(text_at(clock_of(number, "K1"), "/ended_on"), "2026-09-30");
    EXPECT_EQ(text_at(page(number), "/due/clock"), "K2");
    EXPECT_EQ(text_at(page(number), "/due/due_on"), "2026-11-29"); // a Sunday, which is not a statutory holiday
    EXPECT_THAT(arithmetic_of(number, "K2"),
                ElementsAre("2026-09-30..2026-09-30 start_day", "2026-10-01..2026-11-29 natural"));
    everyone_is_told("您的投诉已受理", "Your complaint is accepted");

    for (const auto& one : {first, second, third, fourth}) {
        const auto zh = status_of(one, "zh");
        EXPECT_EQ(text_at(zh, "/case_no"), number);
        EXPECT_EQ(text_at(zh, "/stage"), "accepted");
        EXPECT_EQ(text_at(zh, "/stage_text"), "已受理");
        EXPECT_EQ(text_at(zh, "/next_deadline/due_on"), "2026-11-29");
        EXPECT_EQ(text_at(zh, "/next_deadline/basis"),
                  "《市场监督管理投诉举报处理办法》第二十二条第四款、第二十三条第一款第五项");
        EXPECT_EQ(text_at(zh, "/next_deadline/what"), "完成调解");
    }
    const auto en = status_of(third, "en");
    EXPECT_EQ(text_at(en, "/stage_text"), "The case was accepted");
    EXPECT_EQ(text_at(en, "/next_deadline/what"), "finish the mediation");
}

void FoundingStory::the_platform_refuses() {
    system.go_to("2026-09-30T10:00:00+08:00");
    act(number, "contact", {{"respondent", platform_name}, {"text", "请就订单的退货退款请求在十五日内书面答复"}});
    everyone_is_told("我们已联系被投诉方", "We have contacted the other side");
    EXPECT_EQ(text_at(status_of(first, "zh"), "/stage_text"), "已联系被投诉方：" + platform_name);

    system.go_to("2026-10-12T11:30:00+08:00");
    act(number, "reply", {{"text", "商品经检验已拆封使用，影响二次销售，不同意退款"}, {"result", "refused"}});
    everyone_is_told("被投诉方已经答复", "The other side has answered");
    EXPECT_THAT(system.mails.back().body, HasSubstr("不同意您的要求"));
    EXPECT_EQ(number_at(timeline_entry(number, "respondent_replied"), "/data/days"), 12);
    EXPECT_EQ(text_at(status_of(third, "en"), "/stage_text"), "The respondent replied: refused");
}

void FoundingStory::the_consumer_urges_and_adds_a_photo() {
    const json::object sign{{"receipt_no", fourth.number}, {"query_code", fourth.code}};
    system.go_to("2026-10-12T20:00:00+08:00");
    auto urging = sign;
    urging["text"] = "平台拒绝退款，请贵局尽快处理";
    const auto urged = system.everybody().post("/api/v1/status/urge", urging);
    EXPECT_EQ(urged.status, 202) << urged.body;
    EXPECT_EQ(text_at(urged.json(), "/case_no"), number);

    const auto stored = system.everybody().upload("/api/v1/evidence", photo, "image/png");
    ASSERT_EQ(stored.status, 201) << stored.body;
    auto adding = sign;
    adding["text"] = "补充皮肤红疹的照片。钱是从" + card_digits + "扣的，请原路退回";
    adding["evidence"] = json::array{text_at(stored.json(), "/id")};
    const auto added = system.everybody().post("/api/v1/status/supplement", adding);
    EXPECT_EQ(added.status, 202) << added.body;
    system.settle();

    const auto shown = page(number);
    EXPECT_EQ(number_at(shown, "/urges"), 1);
    EXPECT_EQ(number_at(shown, "/similar"), 4);
    EXPECT_EQ(text_at(shown, "/due/due_on"), "2026-11-29");
    const auto last = timeline_entry(number, "complainant_acted");
    EXPECT_EQ(text_at(last, "/data/kind"), "supplement");
    EXPECT_THAT(text_at(last, "/data/text"), HasSubstr("钱是从***************4564扣的"));
    EXPECT_EQ(text_at(last, "/data/evidence/0"), text_at(stored.json(), "/id"));
    const auto all = system.officer(officer).get("/api/v1/cases?state=any").json();
    EXPECT_EQ(all.at_pointer("/cases").as_array().size(), 2u); // the case and its report, and nothing new
}

void FoundingStory::the_platform_refunds() {
    system.go_to("2026-10-13T09:00:00+08:00");
    act(number, "contact",
        {{"respondent", platform_name}, {"text", "消费者已提交皮肤损害的照片，拆封不影响质量责任，请复核"}});
    everyone_is_told("我们已联系被投诉方", "We have contacted the other side");

    system.go_to("2026-10-20T15:00:00+08:00");
    act(number, "reply", {{"text", "经复核，平台先行退还全部货款1980元"}, {"result", "refund"}});
    everyone_is_told("被投诉方已经答复", "The other side has answered");
    EXPECT_THAT(system.mails.back().body, HasSubstr("同意退款"));
    EXPECT_EQ(number_at(timeline_entry(number, "respondent_replied"), "/data/days"), 7);
}

void FoundingStory::the_officer_closes_as_agreed() {
    system.go_to("2026-10-21T10:00:00+08:00");
    act(number, "close", {{"outcome", "agreed"}, {"note", "消费者确认收到退款"}});
    everyone_is_told("您的案件已办结", "Your case is closed");
    EXPECT_THAT(system.mails.back().body, HasSubstr("双方已经达成一致"));

    EXPECT_EQ(text_at(page(number), "/state"), "closed");
    EXPECT_EQ(text_at(page(number), "/outcome"), "agreed");
    EXPECT_TRUE(page(number).at_pointer("/due").is_null());
    EXPECT_EQ(text_at(clock_of(number, "K2"), "/state"), "met");
    EXPECT_EQ(text_at(page(report), "/state"), "registered"); // the end of mediation is not the end of the report
    const auto again = act_on(number, open(number).etag, "accept", {});
    EXPECT_EQ(again.status, 409) << again.body;

    const auto zh = status_of(fourth, "zh");
    EXPECT_EQ(text_at(zh, "/stage_text"), "已办结：达成一致");
    EXPECT_TRUE(zh.at_pointer("/next_deadline").is_null());
    EXPECT_THAT(history_of(fourth, "zh"),
                ElementsAre("已收到投诉", "已并入您此前的同一件投诉", "已受理",
                            "办理期限开始计算：完成调解，最晚2026年11月29日", "已联系被投诉方：" + platform_name,
                            "被投诉方已答复：拒绝", "您已催办", "您已补充材料", "已联系被投诉方：" + platform_name,
                            "被投诉方已答复：同意退款", "已办结：达成一致"));
    EXPECT_EQ(text_at(status_of(third, "en"), "/stage_text"), "The case is closed: an agreement was reached");
}

void FoundingStory::every_step_was_told_once() {
    const auto sent = [&] {
        const auto shown = page(number);
        return std::ranges::count_if(shown.at_pointer("/deliveries").as_array(),
                                     [](const json::value& one) { return text_at(one, "/state") == "sent"; });
    };
    EXPECT_TRUE(system.eventually([&] { return sent() == 15; })) << sent();
    EXPECT_EQ(system.mails_accepted(), 15);
    const auto told = [&](const receipt& of) {
        std::vector<std::string> out;
        for (const auto& one : system.mails)
            if (const auto at = one.subject.find(of.number); at != std::string::npos)
                out.push_back(one.subject.substr(0, one.subject.find("（")));
        return out;
    };
    EXPECT_THAT(told(first),
                ElementsAre("您的投诉已分送承办", "您的投诉已受理", "我们已联系被投诉方", "被投诉方已经答复",
                            "我们已联系被投诉方", "被投诉方已经答复", "您的案件已办结"));
    EXPECT_THAT(told(second), IsEmpty());
    EXPECT_EQ(told(third).size(), 7u);
    EXPECT_THAT(told(fourth), ElementsAre("您的材料已并入原有案件")) << "what followed was told with the first";
    const auto shown = page(number);
    EXPECT_TRUE(std::ranges::any_of(shown.at_pointer("/deliveries").as_array(), [&](const json::value& one) {
        return text_at(one, "/state") == "unreachable"; // the hotline wrote down no mail address
    }));
}

void FoundingStory::the_manager_sees_the_platforms_days() {
    const auto days = system.officer(officer).get("/api/v1/reports/respondent-days").json();
    ASSERT_EQ(days.at_pointer("/rows").as_array().size(), 1u);
    EXPECT_EQ(text_at(days, "/rows/0/respondent"), platform_name);
    EXPECT_EQ(number_at(days, "/rows/0/contacts"), 2);
    EXPECT_EQ(number_at(days, "/rows/0/replies"), 2);
    EXPECT_EQ(number_at(days, "/rows/0/p50_days"), 7);
    EXPECT_EQ(number_at(days, "/rows/0/max_days"), 12);
    const auto csv = system.officer(officer).get("/api/v1/reports/respondent-days?format=csv");
    EXPECT_THAT(csv.body, HasSubstr("\"" + platform_name + "\",2,2,7,12\r\n"));
}

void FoundingStory::the_trail_is_intact() {
    for (const auto* kind : {"case_registered", "complaint_joined", "case_categorised", "report_split", "case_accepted",
                             "respondent_contacted", "respondent_replied", "complainant_acted", "case_closed"}) {
        EXPECT_TRUE(live.told(number, kind)) << kind;
        EXPECT_THAT(timeline_kinds(number), Contains(kind));
    }
    EXPECT_TRUE(bus::verify_chain(*system.node->what().over, events::stream::casework).has_value());
    std::ostringstream said;
    EXPECT_EQ(program::audit_verify(system.command_line(), {}, {}, said), program::exit_done);
    EXPECT_THAT(said.str(), HasSubstr("casework: intact"));

    const auto file = (system.folder() / "trail").string();
    std::ostringstream trail;
    ASSERT_EQ(program::audit_export(system.command_line(), "casework", trail), program::exit_done);
    auto text = trail.str();
    std::ofstream(file) << text;
    EXPECT_EQ(program::audit_verify({}, {file}, {}, said), program::exit_done);
    const auto outcome = text.find(R"("outcome":"agreed")");
    ASSERT_NE(outcome, std::string::npos);
    text.replace(outcome, 18, R"("outcome":"answer")");
    std::ofstream(file) << text;
    EXPECT_EQ(program::audit_verify({}, {file}, {}, said), program::exit_failed);
}

void FoundingStory::the_card_and_the_report_stay_inside() {
    for (const auto& one : {first, second, third, fourth}) {
        const auto shown = json::serialize(status_of(one, "zh")) + json::serialize(status_of(one, "en"));
        EXPECT_THAT(shown, Not(HasSubstr("-R1"))); // §37: the report is nobody's business but the desk's
        EXPECT_THAT(shown, Not(HasSubstr("举报")));
        EXPECT_THAT(shown, Not(HasSubstr("K5")));
    }
    const auto heard = live.heard();
    auto places = system.stop_and_read_all();
    places.emplace_back("live events", heard);
    int masked = 0;
    for (const auto& [place, text] : places) {
        for (const auto& secret :
             {card_digits, card_in_groups, card_full_width, card_digits.substr(0, 12), mail_address,
              std::string("林婉清"), std::string("13800138000"), std::string("55550137")})
            EXPECT_EQ(text.find(secret), std::string::npos) << secret << " stands in " << place;
        if (place == "mail") EXPECT_EQ(text.find("-R1"), std::string::npos);
        if (text.find("***************4564") != std::string::npos) ++masked;
    }
    EXPECT_GE(masked,
              4); // the streams of intake and casework, what the staff side said, and the files: it was looked for
}

} // namespace

TEST_F(FoundingStory, FourSubmissionsBecomeOneCaseThatEndsInARefund) {
    ASSERT_NO_FATAL_FAILURE(the_consumer_complains_four_times());
    ASSERT_NO_FATAL_FAILURE(the_export_shows_one_case());
    ASSERT_NO_FATAL_FAILURE(the_officer_finds_it_in_the_queue());
    ASSERT_NO_FATAL_FAILURE(the_officer_splits_off_the_report());
    ASSERT_NO_FATAL_FAILURE(the_officer_accepts_in_time());
    ASSERT_NO_FATAL_FAILURE(the_platform_refuses());
    ASSERT_NO_FATAL_FAILURE(the_consumer_urges_and_adds_a_photo());
    ASSERT_NO_FATAL_FAILURE(the_platform_refunds());
    ASSERT_NO_FATAL_FAILURE(the_officer_closes_as_agreed());
    ASSERT_NO_FATAL_FAILURE(every_step_was_told_once());
    ASSERT_NO_FATAL_FAILURE(the_manager_sees_the_platforms_days());
    ASSERT_NO_FATAL_FAILURE(the_trail_is_intact());
    the_card_and_the_report_stay_inside();
}

} // namespace guiyi::scenario
