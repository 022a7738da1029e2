// One person comes back, again and again: while the first complaint is pending, after it was accepted, after it was
// closed, about another purchase, after a refusal for missing papers, and with a report twice. Each is told for what it
// is in law; the machine refuses and merges nothing.
// @law O121 §14 (the first to receive handles), §15(1), §16(2), §16(5), §35(2), §37
#include "tests/scenario/scenario.hpp"

#include <gmock/gmock.h>

namespace guiyi::scenario {

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

struct purchase {
    std::string order_no, caller, called_at, product, amount, story;
};

const purchase beauty_device{
    "HY20260908-771203",
    "0571-5555 0100",
    "2026-09-08T19:42:00+08:00",
    "家用射频美容仪",
    "1980.00",
    "语音机器人推销射频美容仪，宣称七天见效、无效退款，使用后两颊起红疹，商家以已拆封为由拒绝退货。"};
const purchase water_filter{
    "HY20260811-120044",
    "0571-8888 0222",
    "2026-08-11T09:05:00+08:00",
    "台上式净水机",
    "699.00",
    "八月接到自动外呼电话推荐净水机，到货后滤芯漏水，联系商家三次都没有上门，要求更换整机并赔偿橱柜损失。"};

json::object complaint(const purchase& about, const std::string& channel, const std::string& more = {}) {
    return {{"channel", channel},
            {"nature", "complaint"},
            {"category", "C1"},
            {"complainant", {{"name", "林婉清"}, {"phone", "13800138000"}, {"email", "lin.wanqing@example.com"}}},
            {"respondent", json::object{{"name", "杭州焕颜美容科技有限公司"}}},
            {"calls", json::array{json::object{{"caller_number", about.caller}, {"called_at", about.called_at}}}},
            {"product", about.product},
            {"order_no", about.order_no},
            {"amount", {{"value", about.amount}, {"currency", "CNY"}}},
            {"requests", json::array{"refund"}},
            {"narrative", about.story + more}};
}

json::object report(const std::string& channel) {
    return {
        {"channel", channel},
        {"nature", "report"},
        {"category", "D2"},
        {"complainant", {{"name", "林婉清"}, {"phone", "13800138000"}, {"email", "lin.wanqing@example.com"}}},
        {"respondent", json::object{{"name", "金盛信贷有限公司"}}},
        {"calls",
         json::array{json::object{{"caller_number", "021-6666 0333"}, {"called_at", "2026-10-11T12:30:00+08:00"}}}},
        {"narrative",
         "午休时接到语音机器人来电推销贷款，自称银行合作方，要求按一后念出身份证号，涉嫌虚假宣传并违法收集个人信息。"}};
}

class Repeats : public scenario {
  protected:
    Repeats() : scenario("2026-09-24T10:12:00+08:00") {}

    std::string case_of(const receipt& of) { return text_at(status_of(of, "zh"), "/case_no"); }
    /// "receipt kind decided" of every repeat on a case's page.
    std::vector<std::string> repeats(const std::string& number) {
        std::vector<std::string> out;
        const auto shown = page(number);
        for (const auto& one : shown.at_pointer("/repeats").as_array())
            out.push_back(text_at(one, "/receipt") + " " + text_at(one, "/kind") + " " + text_at(one, "/decided"));
        return out;
    }
    json::value repeat(const std::string& number, const receipt& of) {
        const auto shown = page(number);
        for (const auto& one : shown.at_pointer("/repeats").as_array())
            if (text_at(one, "/receipt") == of.number) return one;
        throw std::runtime_error(number + " has no such repeat");
    }
    std::vector<std::string> clocks(const std::string& number) {
        std::vector<std::string> out;
        const auto shown = page(number);
        for (const auto& one : shown.at_pointer("/clocks").as_array())
            out.push_back(text_at(one, "/clock") + " " + text_at(one, "/state"));
        return out;
    }
    static std::string proposed(const receipt& of, const std::string& kind) { return of.number + " " + kind + " none"; }
    /// Cases of a filter of the queue.
    std::vector<std::string> listed(const std::string& filter) {
        std::vector<std::string> out;
        const auto shown = system.officer(officer).get("/api/v1/cases?state=any&" + filter).json();
        for (const auto& one : shown.at_pointer("/cases").as_array()) out.push_back(text_at(one, "/case_no"));
        return out;
    }

    // The chapters.
    void while_it_is_pending();
    void after_it_was_accepted();
    void after_it_was_closed();
    void about_another_purchase();
    void after_it_was_refused_for_papers();
    void with_a_report_twice();
    void nothing_was_refused_or_merged_by_the_machine();

    std::string first_case, second_case, refiled_case, report_case;
};

void Repeats::while_it_is_pending() {
    const auto first = submit(complaint(beauty_device, "portal"));
    first_case = case_of(first);
    EXPECT_THAT(repeats(first_case), IsEmpty());
    system.go_to("2026-09-28T09:00:00+08:00");
    const auto again = submit(complaint(beauty_device, "hotline", "12315热线转来。"));
    EXPECT_EQ(case_of(again), first_case);
    EXPECT_THAT(repeats(first_case), ElementsAre(proposed(again, "other_channel")));
    const auto told = repeat(first_case, again);
    EXPECT_EQ(text_at(told, "/article"), "§14");
    EXPECT_EQ(text_at(told, "/decides"), "intake");
    EXPECT_EQ(text_at(told, "/reasons/1"), "other_channel:hotline");
    EXPECT_THAT(text_at(told, "/follows_zh"), HasSubstr("合并登记为一案"));
    EXPECT_THAT(clocks(first_case), ElementsAre("K1 running")) << "from the first receipt, and no other";
    EXPECT_EQ(text_at(clock_of(first_case, "K1"), "/started_on"), "2026-09-24");

    const json::object sign{{"receipt_no", first.number}, {"query_code", first.code}, {"text", "请问办到哪一步了"}};
    EXPECT_EQ(system.everybody().post("/api/v1/status/urge", sign).status, 202);
    system.settle();
    EXPECT_EQ(number_at(page(first_case), "/repeat_count"), 1) << "an urge is no repeat";
    EXPECT_EQ(number_at(page(first_case), "/urges"), 1);
}

void Repeats::after_it_was_accepted() {
    system.go_to("2026-09-29T09:30:00+08:00");
    act(first_case, "accept", {{"note", "属于生活消费争议"}});
    system.go_to("2026-09-30T16:20:00+08:00");
    const auto again = submit(complaint(beauty_device, "letter", "现以书面再次投诉。"));
    EXPECT_EQ(case_of(again), first_case);
    const auto told = repeat(first_case, again);
    EXPECT_EQ(text_at(told, "/kind"), "repeat_complaint");
    EXPECT_EQ(text_at(told, "/article"), "§15, §16(2)");
    EXPECT_EQ(text_at(told, "/reasons/0"), "case_accepted");
    EXPECT_EQ(text_at(clock_of(first_case, "K1+" + again.number), "/due_on"), "2026-10-15")
        << "its own answer in its own time";
    EXPECT_EQ(text_at(page(first_case), "/state"), "accepted");

    const auto unknown = act_on(first_case, open(first_case).etag, "classify_repeat",
                                {{"receipt", again.number}, {"kind", "repeat_report"}, {"reason", "x"}});
    EXPECT_EQ(unknown.status, 422) << unknown.body;
    EXPECT_EQ(text_at(unknown.json(), "/errors/0/pointer"), "/kind");
    EXPECT_THAT(text_at(unknown.json(), "/errors/0/detail"), HasSubstr("repeat_complaint refile other_channel"));
    act(first_case, "classify_repeat", {{"receipt", again.number}, {"kind", "repeat_complaint"}});
    EXPECT_EQ(text_at(repeat(first_case, again), "/decided"), "confirmed");
    EXPECT_EQ(text_at(repeat(first_case, again), "/by"), officer);

    system.go_to("2026-10-09T10:00:00+08:00");
    act(first_case, "refuse", {{"ground", "NA2"}, {"reason", "同一争议本局已于9月29日受理，正在调解"}});
    EXPECT_EQ(text_at(clock_of(first_case, "K1+" + again.number), "/state"), "met");
    EXPECT_EQ(text_at(page(first_case), "/state"), "accepted") << "what was decided stands";
    EXPECT_EQ(text_at(clock_of(first_case, "K2"), "/state"), "running");
    EXPECT_EQ(text_at(status_of(again, "zh"), "/stage"), "refused");
}

void Repeats::after_it_was_closed() {
    system.go_to("2026-10-12T10:00:00+08:00");
    act(first_case, "close", {{"outcome", "agreed"}, {"note", "商家退款"}});
    system.go_to("2026-10-13T10:00:00+08:00");
    const auto again = submit(complaint(beauty_device, "email", "退款后仍要求赔偿。"));
    EXPECT_EQ(case_of(again), first_case);
    EXPECT_EQ(text_at(repeat(first_case, again), "/kind"), "repeat_complaint");
    EXPECT_EQ(text_at(repeat(first_case, again), "/reasons/0"), "case_closed:agreed");
    EXPECT_EQ(text_at(clock_of(first_case, "K1+" + again.number), "/due_on"), "2026-10-22");
    EXPECT_EQ(text_at(page(first_case), "/state"), "closed");
    EXPECT_EQ(text_at(page(first_case), "/awaiting/0"), again.number);
    EXPECT_EQ(number_at(page(first_case), "/repeat_count"), 3);
}

void Repeats::about_another_purchase() {
    const auto other = submit(complaint(water_filter, "portal"));
    second_case = case_of(other);
    EXPECT_NE(second_case, first_case);
    const auto told = repeat(second_case, other);
    EXPECT_EQ(text_at(told, "/kind"), "new_dispute");
    EXPECT_EQ(text_at(told, "/related"), first_case);
    EXPECT_EQ(text_at(told, "/reasons/1"), "same_respondent");
    EXPECT_THAT(clocks(second_case), ElementsAre("K1 running")) << "its own clock";
    EXPECT_EQ(number_at(page(second_case), "/repeat_count"), 0);
}

void Repeats::after_it_was_refused_for_papers() {
    system.go_to("2026-10-14T09:00:00+08:00");
    act(second_case, "refuse", {{"ground", "NA5"}, {"reason", "未提供购买凭证"}});
    system.go_to("2026-10-15T09:00:00+08:00");
    const auto again = submit(complaint(water_filter, "portal", "现补上订单截图。"));
    EXPECT_EQ(case_of(again), second_case);
    const auto told = repeat(second_case, again);
    EXPECT_EQ(text_at(told, "/kind"), "refile");
    EXPECT_EQ(text_at(told, "/article"), "§15(1), §16(5), §16(6)");
    EXPECT_EQ(text_at(clock_of(second_case, "K1+" + again.number), "/state"), "running") << "until it is split off";
    EXPECT_THAT(json::serialize(told.at("possible")), Not(HasSubstr("repeat_complaint")));

    const auto untied = system.officer(officer).post("/api/v1/complaints/" + again.number + "/untie",
                                                     json::object{{"reason", "补正材料后重新投诉，另立案件"}});
    EXPECT_EQ(untied.status, 200) << untied.body;
    system.settle();
    refiled_case = case_of(again);
    EXPECT_NE(refiled_case, second_case);
    EXPECT_THAT(repeats(refiled_case), ElementsAre(again.number + " refile confirmed"));
    EXPECT_EQ(text_at(repeat(refiled_case, again), "/related"), second_case) << "linked";
    EXPECT_EQ(text_at(clock_of(refiled_case, "K1"), "/due_on"), "2026-10-26") << "seven working days of its own";
    EXPECT_EQ(text_at(page(refiled_case), "/state"), "registered");
    EXPECT_EQ(text_at(page(second_case), "/outcome"), "NA5");
}

void Repeats::with_a_report_twice() {
    const auto first = submit(report("portal"));
    report_case = case_of(first);
    EXPECT_EQ(text_at(page(report_case), "/track"), "R");
    const auto before = clocks(report_case);
    EXPECT_THAT(before, ElementsAre("K5 running"));
    system.go_to("2026-10-16T09:00:00+08:00");
    const auto again = submit(report("portal"));
    EXPECT_EQ(case_of(again), report_case);
    const auto told = repeat(report_case, again);
    EXPECT_EQ(text_at(told, "/kind"), "repeat_report");
    EXPECT_EQ(text_at(told, "/article"), "§35(2)");
    EXPECT_TRUE(told.at("verified").as_bool());
    EXPECT_EQ(text_at(told, "/clock"), "none");
    EXPECT_EQ(clocks(report_case), before) << "nothing of it has to be decided again";
    EXPECT_EQ(text_at(clock_of(report_case, "K5"), "/started_on"), "2026-10-15");
}

void Repeats::nothing_was_refused_or_merged_by_the_machine() {
    EXPECT_THAT(listed("repeat=refile"), ElementsAre(refiled_case));
    EXPECT_THAT(listed("repeat=repeat_report"), ElementsAre(report_case));
    const auto wrong = system.officer(officer).get("/api/v1/cases?repeat=again");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr("professional_claimant"));

    for (const auto& number : {first_case, second_case, refiled_case, report_case}) {
        EXPECT_TRUE(page(number).at_pointer("/merged_into").is_null());
        const auto shown = timeline_of(number);
        for (const auto& entry : shown.at_pointer("/entries").as_array()) {
            const auto kind = text_at(entry, "/kind");
            if (kind == "case_refused" || kind == "repeat_refused" || kind == "case_closed" || kind == "repeat_decided")
                EXPECT_EQ(text_at(entry, "/data/officer"), officer) << number << " " << kind;
            EXPECT_NE(kind, "case_merged_noted") << number;
        }
    }
    EXPECT_THAT(system.bus_text(events::stream::deduplication), Not(HasSubstr("cases_merged")));
}

} // namespace

TEST_F(Repeats, EachIsWhatTheLawMakesOfIt) {
    while_it_is_pending();
    after_it_was_accepted();
    after_it_was_closed();
    about_another_purchase();
    after_it_was_refused_for_papers();
    with_a_report_twice();
    nothing_was_refused_or_merged_by_the_machine();
}

} // namespace guiyi::scenario
