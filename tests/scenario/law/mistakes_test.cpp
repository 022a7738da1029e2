// Eighteen things a builder of such a system gets wrong, each as a test that it is not so here.
#include "common/config/toml.hpp"
#include "services/casework/hints.hpp"
#include "services/casework/queue.hpp"
#include "services/casework/respondents.hpp"
#include "tests/scenario/law/bureau.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace guiyi::law_tests {

namespace {

class Mistake : public ::testing::Test {
  protected:
    const config::rulebook& book() const { return *config::find_book(at.books(), "samr-o121"); }
    void mediating(const std::string& number = "C1") {
        at.open(number, "complaint");
        at.take(lead, number, "accept");
        at.take(lead, number, "mediate", {{"consent_both", "true"}});
    }
    /// What somebody wrote. @param firm empty: it names none
    static events::complaint_summary written(std::string nature, std::string narrative, std::string firm) {
        events::complaint_summary out;
        out.channel = "portal";
        out.language = "zh";
        out.nature = std::move(nature);
        out.region = "3303";
        out.complainant_masked = "王**";
        out.phone_masked = "138****8000";
        out.narrative = std::move(narrative);
        out.respondent = std::move(firm);
        return out;
    }
    static std::string text_of(const std::filesystem::path& file) {
        std::ifstream in(file);
        std::ostringstream out;
        out << in.rdbuf();
        return out.str();
    }

    bureau at{"2026-07-01T10:00:00+08:00"};
};

} // namespace

TEST_F(Mistake, No1_Order20sNumbersOrFortyFiveWorkingDays) {
    EXPECT_EQ(book().find("K2")->rule, (clock_rule{60, clock_unit::natural_days, roll_rule::past_holiday}));
    for (const auto& one : book().instruments) EXPECT_NE(one.code, "O20");
    at.open("C1", "complaint");
    EXPECT_EQ(at.row("C1").book, "samr-o121");
    EXPECT_EQ(at.basis("C1", "accept"), "O121 §15(1)");
    EXPECT_EQ(at.basis("C1", "refuse"), "O121 §15(2), §16");
}

TEST_F(Mistake, No2_TheFirstClockAtADeskWithoutAuthorityOrNoneInsideTheSameAuthority) {
    at.open("C1", "complaint");
    at.take(dispatcher, "C1", "dispatch", {{"authority", "某县局"}});
    EXPECT_EQ(at.clocks("C1"), "") << "it was never owed here";
    at.open("C2", "complaint");
    at.take(dispatcher, "C2", "send_to_unit", {{"desk", "samr-enforcement"}});
    EXPECT_EQ(at.clock("C2", "K1").started_on, "2026-07-01") << "a unit of the same authority starts nothing anew";
    EXPECT_EQ(at.recorded<events::clock_started>(stream::assignment).size(), 2u);
}

TEST_F(Mistake, No3_PausingTheFirstClockForMaterial) {
    EXPECT_TRUE(book().find("K1")->pauses.empty());
    at.open("C1", "complaint");
    at.take(lead, "C1", "ask_identity", {{"due_on", "2026-07-08"}});
    EXPECT_EQ(at.clock("C1", "K1").state, "running");
    EXPECT_EQ(at.due("C1", "K1"), "2026-07-10");
}

TEST_F(Mistake, No4_PausingMediationForAnythingButTestingAndAppraisal) {
    EXPECT_EQ(book().find("K2")->pauses, (std::vector<std::string>{"appraisal", "testing"}));
    mediating();
    for (const std::string reason : {"material", "holiday", "recusal", "negotiation"})
        EXPECT_NE(at.refusal(lead, "C1", "test", {{"pause_reason", reason}, {"evidence", "委托书"}, {"body", "x"}})
                      .find("may be paused only for: appraisal, testing"),
                  std::string::npos)
            << reason;
    EXPECT_EQ(at.clock("C1", "K2").state, "running");
}

TEST_F(Mistake, No5_EndingTheMediationByItselfOnTheSixtiethDay) {
    mediating();
    at.go_to_day("2026-12-31");
    EXPECT_EQ(at.state_of("C1"), "C-MEDIATING");
    EXPECT_EQ(at.row("C1").state, "accepted");
    EXPECT_TRUE(at.recorded<events::case_closed>(stream::casework).empty());
}

TEST_F(Mistake, No6_RefusingByItselfOnTheFactorsOfSection17) {
    auto claim = written("complaint", "购买二十台美容仪，均宣称七天见效，要求退一赔三。", "美丽科技有限公司");
    at.file("C1", claim);
    events::match_explanation why;
    why.same_person = case_no("C1");
    why.same_firm = true;
    why.person_records = 37; // earlier complaints of the same person,
    why.value_persons = 3;   // whose telephone two others use
    at.file("C2", claim, why);
    const auto found = at.recorded<events::repeat_classified>(stream::casework).back();
    ASSERT_EQ(found.kind, "professional_claimant") << "every factor that counts can show is there";
    EXPECT_EQ(found.decides, "officer");
    EXPECT_EQ(at.state_of("C2"), "C-REG");
    EXPECT_EQ(at.due("C2", "K1"), at.due("C1", "K1")) << "it has the time that every complaint has";

    at.go_to_day("2026-12-31");
    EXPECT_EQ(at.state_of("C2"), "C-REG") << "late, and still for a person to decide";
    EXPECT_TRUE(at.offers("C2", "accept"));
    EXPECT_TRUE(at.recorded<events::case_refused>(stream::casework).empty());
    EXPECT_FALSE(at.act("robot", "C2", "refuse", {{"ground", "NA3"}, {"reason", "x"}})) << "no person, no refusal";
    EXPECT_FALSE(at.act(lead, "C2", "refuse", {{"ground", "NA3"}})) << "and none without reasons of this case";
    at.take(lead, "C2", "refuse", {{"ground", "NA3"}, {"reason", "经个案判断，数量与生活消费明显不符"}});
    EXPECT_EQ(at.recorded<events::case_refused>(stream::casework).back().officer.str(), lead);
}

TEST_F(Mistake, No7_TellingTheReportersNameToTheRespondent) {
    at.open("C1", "complaint");
    at.take(lead, "C1", "split", {{"lead", "线索"}});
    const auto report = at.row("C1-R1");
    EXPECT_EQ(report.complainant, "");
    EXPECT_TRUE(report.first_receipt.empty());
    EXPECT_TRUE(casework::receipts_of(at.state(stream::casework), case_no("C1-R1"), 10).empty());
    for (const auto& on : book().tracks)
        for (const auto& step : on.transitions)
            if (on.id == "R")
                for (const auto& to : step.letter_to) EXPECT_NE(to, "respondent") << step.action;
}

TEST_F(Mistake, No8_ClosingARepeatComplaintSilently) {
    at.open("C1", "complaint");
    at.take(lead, "C1", "refuse", {{"ground", "NA3"}, {"reason", "x"}});
    at.go_to_day("2026-07-06");
    at.tie("C1", "R-again");
    EXPECT_EQ(at.clock("C1", "K1+R-again").state, "running") << "it has its own seven working days";
    EXPECT_EQ(at.due("C1", "K1+R-again"), "2026-07-15");
    at.take(lead, "C1", "refuse", {{"ground", "NA2"}, {"reason", "已处理"}});
    EXPECT_EQ(at.clock("C1", "K1+R-again").state, "met");
    EXPECT_EQ(at.recorded<events::repeat_refused>(stream::casework).back().basis.article, "§16(2)");
}

TEST_F(Mistake, No9_CountingUrgesAsRepeats) {
    at.open("C1", "complaint", "R1");
    at.intake(events::complaint_urged{receipt_no("R1"), "请尽快"});
    EXPECT_EQ(at.row("C1").urges, 1u);
    EXPECT_EQ(at.row("C1").repeat_count, 0u);
    EXPECT_EQ(at.row("C1").complaints, 1u);
}

TEST_F(Mistake, No10_ResettingAComplaintsClockOnSupplements) {
    at.open("C1", "complaint", "R1");
    at.go_to_day("2026-07-08");
    events::complaint_supplemented more;
    more.receipt = receipt_no("R1");
    more.text = "补充材料";
    at.intake(more);
    EXPECT_EQ(at.due("C1", "K1"), "2026-07-10");
    EXPECT_EQ(at.recorded<events::clock_started>(stream::assignment).size(), 1u);
}

TEST_F(Mistake, No11_BarringARefileAfterMissingPapers) {
    at.open("C1", "complaint", "R1");
    at.take(lead, "C1", "refuse", {{"ground", "NA5"}, {"reason", "缺少材料"}});
    EXPECT_TRUE(casework::refused_for_papers(at.row("C1")));
    const auto row = at.row("C1");
    const auto kinds = casework::possible_kinds("complaint", &row);
    EXPECT_EQ(std::ranges::find(kinds, "repeat_complaint"), kinds.end()) << "it was never accepted or handled";
    at.open("C2", "complaint", "R2");
    EXPECT_EQ(at.clocks("C2"), "K1 running");
}

TEST_F(Mistake, No12_TakingAnotherMediationBodyForNA2) {
    // What an officer reads before choosing the ground, for a case of this order and for one of the order before.
    const auto offered = [&](const bureau& here, const std::string& number) {
        const auto row = here.row(number);
        for (const auto& one : here.law().book_for(row).grounds_in("refusal", here.state_of(number)))
            if (one.code == "NA2") return one;
        return config::ground{};
    };
    at.open("C1", "complaint");
    EXPECT_EQ(offered(at, "C1").article, "§16(2)");
    EXPECT_EQ(offered(at, "C1").text_zh.find("其他调解组织"), std::string::npos);
    EXPECT_EQ(offered(at, "C1").text_en.find("mediation body"), std::string::npos);
    bureau before("2026-03-02T10:00:00+08:00");
    before.open("C1", "complaint");
    EXPECT_EQ(offered(before, "C1").article, "§15(2)");
    EXPECT_NE(offered(before, "C1").text_zh.find("其他调解组织"), std::string::npos) << "it was one then";
}

TEST_F(Mistake, No13_TreatingABareNuisanceCallAsAComplaint) {
    at.open("N1", "nuisance", {}, "A1");
    EXPECT_EQ(at.row("N1").track, "N");
    EXPECT_EQ(at.clocks("N1"), "");
    at.open("C1", "", {}, "A1"); // filed without a nature: the desk decides
    at.take(lead, "C1", "reclassify", {{"track", "N"}, {"reason", "只有来电，无消费争议"}});
    EXPECT_EQ(at.state_of("C1"), "N-REG");
    EXPECT_EQ(at.clocks("C1"), "") << "the complaint's clock goes with the name";
    EXPECT_EQ(at.row("C1").desk.str(), "liaison-12321");
    EXPECT_FALSE(at.offers("C1", "accept"));
    at.tie("C1", "R-again", "");
    EXPECT_EQ(at.clocks("C1"), "") << "neither has its repeat a complaint's clock";
}

TEST_F(Mistake, No14_TakingACallersNumberForTheRespondent) {
    const auto called = [&](const std::string& number, const std::string& firm) {
        auto said = written("complaint", "机器人来电推销美容仪，购买后要求退款被拒。", firm);
        said.calls.push_back({"165****6963", "", "2026-06-30", 30, true, "", ""});
        at.file(number, said);
    };
    const auto firm_of = [&](const std::string& number) {
        return casework::firm_of(at.state(stream::casework), receipt_no("R-" + number));
    };
    called("C1", "");
    EXPECT_EQ(at.row("C1").respondent, "") << "a number names nobody";
    EXPECT_TRUE(firm_of("C1").empty());
    EXPECT_EQ(at.refusal(lead, "C1", "contact", {{"text", "请答复"}}),
              "invalid: respondent: is required, the case names none");

    // Anybody can show a forged number: two firms that it was shown for stay two, and the first complaint nobody's.
    called("C2", "美丽科技有限公司");
    called("C3", "金盛信贷有限公司");
    ASSERT_FALSE(firm_of("C2").empty());
    ASSERT_FALSE(firm_of("C3").empty());
    EXPECT_NE(firm_of("C2"), firm_of("C3"));
    EXPECT_TRUE(firm_of("C1").empty());
    EXPECT_TRUE(casework::find_firms(at.state(stream::casework), "165****6963", {}, 10).empty());
    called("C4", "金盛信贷有限公司");
    EXPECT_EQ(firm_of("C4"), firm_of("C3")) << "as its name tells";
}

TEST_F(Mistake, No15_SendingAFraudVictimALetterInsteadOfCall110) {
    const auto advised = [&](const std::string& number) {
        const auto hints = casework::load_hints(at.state(stream::casework), receipt_no("R-" + number));
        std::vector<std::string> out;
        if (hints)
            for (const auto& one : hints->hints)
                if (one.axis == "action") out.push_back(one.code);
        return out;
    };
    const auto tells_110 = [&](const std::string& number) {
        const auto all = advised(number);
        return std::ranges::find(all, "call_110") != all.end();
    };
    at.file("C1", written("complaint", "购买美容仪后效果与宣传不符，商家拒绝退款。", "美丽科技有限公司"));
    at.go_to("2026-07-01T11:00:00+08:00");
    at.file("C2", written("", "自称公安说我涉嫌洗钱，让我把钱转到安全账户，刚刚转了五万元，还在通话", ""));
    EXPECT_TRUE(tells_110("C2"));
    EXPECT_FALSE(tells_110("C1"));
    EXPECT_EQ(at.row("C2").urgency, "now");
    const auto queue = casework::list_cases(at.state(stream::casework), {}, casework::sort_by::due, 10, {}).value();
    ASSERT_EQ(queue.rows.size(), 2u);
    EXPECT_EQ(queue.rows.front().first.str(), "C2") << "before the case that was there first";

    // At once, whatever clock runs, and without a letter to anybody who is losing money now.
    at.take(lead, "C2", "refer_police", {{"lead", "冒充公安，资金正在转移"}, {"category", "E1"}});
    EXPECT_EQ(at.letters("C2"), "");
    at.take(lead, "C2-P1", "alert", {{"alerted_by", "person_called_110"}});
    EXPECT_EQ(at.letters("C2-P1"), "");
    EXPECT_EQ(at.state_of("C2-P1"), "P-REG") << "alerting is the first thing, before the referral is decided";
    EXPECT_TRUE(at.recorded<events::letter_numbered>(stream::casework).empty());
}

TEST_F(Mistake, No16_IgnoringMakeUpDaysAndNotMarkingDatesPastTheCalendar) {
    EXPECT_TRUE(at.days().working(parse_date("2026-05-09").value())) << "a Saturday that is worked";
    EXPECT_FALSE(at.days().working(parse_date("2026-05-04").value())) << "a Monday off";
    at.go_to_day("2026-12-28");
    at.open("C1", "complaint");
    EXPECT_TRUE(at.clock("C1", "K1").provisional);
}

TEST_F(Mistake, No17_OfferingFormsThatWereAbolished) {
    std::set<std::string> numbers;
    for (const auto& one : book().forms) {
        EXPECT_EQ(one.title_zh.find("立案告知书"), std::string::npos) << one.id;
        if (!one.number.empty()) numbers.insert(one.number);
    }
    EXPECT_EQ(numbers, (std::set<std::string>{"1", "10", "2", "3", "4", "5", "6", "7", "8", "9"}));
    EXPECT_EQ(book().find_form("form5")->title_zh, "投诉受理决定书");
}

TEST_F(Mistake, No18_AskingForCardOrFullIdNumbers) {
    for (const auto& rules : at.books())
        for (const auto& field : rules.fields)
            for (const char* word : {"card", "id_number", "bank", "身份证号", "银行卡"}) {
                EXPECT_EQ(field.id.find(word), std::string::npos) << rules.id << " " << field.id;
                EXPECT_EQ(field.title_zh.find(word), std::string::npos) << rules.id << " " << field.id;
            }
    for (const char* name : {"draft.ts", "plain/complaint.html"}) {
        const auto form = text_of(std::filesystem::path(GUIYI_SOURCE_DIR) / "services/web/public" / name);
        EXPECT_FALSE(form.empty()) << name;
        for (const char* word : {"id_number", "bank_card"}) EXPECT_EQ(form.find(word), std::string::npos) << word;
    }
}

} // namespace guiyi::law_tests
