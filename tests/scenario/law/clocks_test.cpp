// Every clock at its boundaries: the last day is still in time, the next is not; pauses and extensions move it by what
// they are; a clock in hours ends to the minute; one without a number never does. And all golden dates once more, as
// running clocks of cases.
// @law SAMR-121 §15(1), §16(4), §22(4), §23, §27(1), §33, §35, §45; PROC §16, §18, §64; XFER §5, §8, §12; APL §36
#include "tests/scenario/law/bureau.hpp"

#include <gtest/gtest.h>

namespace guiyi::law_tests {

namespace {

std::string end_of_day(const std::string& date) { return date + "T23:59:59+08:00"; }

local_date date(std::string_view text) { return parse_date(text).value(); }
std::string plus(const std::string& day, int days) {
    return format_date(std::chrono::sys_days(date(day)) + std::chrono::days(days));
}

/// How a clock comes to run, and the step that ends it in time.
struct boundary {
    std::string clock;
    std::string nature;
    std::vector<std::pair<std::string, step_fields>> path; ///< by the lead, the chief where only they may
    std::pair<std::string, step_fields> stop;
    std::string due; ///< for a case that began on 2026-07-01 at 10:00
};

const std::vector<boundary> boundaries{
    {"K1", "complaint", {}, {"accept", {}}, "2026-07-10"},
    {"K2", "complaint", {{"accept", {}}}, {"agree", {}}, "2026-08-30"},
    {"K3",
     "complaint",
     {{"accept", {}}, {"terminate", {{"ground", "T2"}}}},
     {"inform_parties", {{"informed_both", "true"}}},
     "2026-07-10"},
    {"K5", "report", {{"check", {{"second", colleague}}}}, {"file", {}}, "2026-07-22"},
    {"K5r", "report", {{"check", {{"second", colleague}}}, {"merge_new_facts", {}}}, {"not_file", {}}, "2026-07-22"},
    {"K6",
     "report",
     {{"check", {{"second", colleague}}},
      {"file", {}},
      {"investigate", {{"second", colleague}}},
      {"notify", {{"reason", "拟处罚款"}}}},
     {"decide", {}},
     "2026-09-29"},
    {"K7", "report", {{"dispute_authority", {{"authority", "邻县局"}}}}, {"authority_agreed", {}}, "2026-07-10"},
    {"K7b",
     "report",
     {{"dispute_authority", {{"authority", "邻县局"}}}, {"authority_referred", {}}},
     {"authority_designated", {{"authority", "本局"}}},
     "2026-07-10"},
    {"K10", "police_lead", {}, {"approve_transfer", {}}, "2026-07-04"},
    {"K11",
     "police_lead",
     {{"approve_transfer", {}}, {"hand_over", {{"police_body", "市公安局"}}}},
     {"police_filed", {}},
     "2026-07-04"},
    {"K12",
     "police_lead",
     {{"approve_transfer", {}}, {"hand_over", {{"police_body", "市公安局"}}}, {"police_filed", {}}},
     {"hand_over_evidence", {}},
     "2026-07-04"},
};

/// Whoever may take a step.
std::string taker(const bureau& at, const std::string& number, const std::string& action) {
    const auto row = at.row(number);
    const auto* step = at.law().track_of(row)->step(at.law().state_of(row), action);
    for (const auto& one : {lead, plain, head, dispatcher, archivist})
        for (const auto& role : step->who)
            if (may_act_as(at, one, role)) return one;
    return lead;
}
void take(bureau& at, const std::string& number, const std::pair<std::string, step_fields>& step) {
    if (step.first == "merge_new_facts") { // a step of another report, which this one's clock follows
        at.open(number + "-later", "report");
        at.take(lead, number + "-later", step.first, {{"related", number}, {"reason", "补充新的事实"}});
        return;
    }
    at.take(taker(at, number, step.first), number, step.first, step.second);
}

} // namespace

class Boundaries : public ::testing::TestWithParam<boundary> {};

TEST_P(Boundaries, TheLastDayIsInTimeAndTheNextIsNot) {
    const auto& one = GetParam();
    bureau at("2026-07-01T10:00:00+08:00");
    for (const std::string number : {"A1", "A2"}) {
        at.open(number, one.nature, {}, one.nature == "police_lead" ? "E1" : "C1");
        for (const auto& step : one.path) take(at, number, step);
        ASSERT_EQ(at.due(number, one.clock), one.due);
        EXPECT_EQ(at.clock(number, one.clock).state, "running");
    }

    at.go_to(end_of_day(one.due));
    EXPECT_EQ(at.clock("A1", one.clock).state, "running");
    take(at, "A1", one.stop);
    EXPECT_EQ(at.clock("A1", one.clock).state, "met");
    EXPECT_EQ(at.clock("A1", one.clock).ended_on, one.due);

    at.go_to(plus(one.due, 1) + "T00:00:00+08:00");
    EXPECT_EQ(at.clock("A2", one.clock).state, "breached");
    take(at, "A2", one.stop);
    EXPECT_EQ(at.clock("A2", one.clock).state, "missed");

    std::size_t breaches = 0;
    for (const auto& fact : at.recorded<events::clock_breached>(stream::assignment))
        breaches += fact.clock == one.clock ? 1 : 0;
    EXPECT_EQ(breaches, 1u) << "once, and of the second case alone";
}

TEST_P(Boundaries, RestsOnAnArticleThatHasAText) {
    const auto& id = GetParam().clock;
    bureau at("2026-07-01T10:00:00+08:00");
    for (const auto& book : at.books()) {
        const auto clock = book.find(id);
        if (!clock) continue;
        EXPECT_FALSE(clock->article.empty());
        EXPECT_NE(book.find_instrument(clock->instrument), nullptr);
    }
}

INSTANTIATE_TEST_SUITE_P(Domain13, Boundaries, ::testing::ValuesIn(boundaries),
                         [](const auto& info) { return info.param.clock; });

TEST(Clocks, AMovedDateWarnsOnlyOnDaysThatAreStillAhead) {
    bureau at("2026-07-01T10:00:00+08:00");
    at.open("R1", "report", {}, "D2");
    at.take(plain, "R1", "check", {{"second", colleague}});
    ASSERT_EQ(at.due("R1", "K5"), "2026-07-22");
    at.go_to_day("2026-07-20");
    const auto told = [&] { return at.recorded<events::clock_warned>(stream::assignment).size(); };
    ASSERT_EQ(told(), 2u) << "five and two days before";
    at.take(plain, "R1", "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}});
    at.go_to_day("2026-07-21");
    at.take(plain, "R1", "test_result");
    ASSERT_EQ(at.due("R1", "K5"), "2026-07-23");
    EXPECT_EQ(told(), 2u) << "the days before the new date that are past are not made up for";
    at.take(head, "R1", "extend", {{"reason", "案情复杂"}});
    EXPECT_EQ(told(), 2u);
    at.go_to_day("2026-08-20");
    EXPECT_EQ(told(), 5u) << "of the extended date each once";
}

// K4: from the day of discovery, for a lead that a mediation brought to light.
TEST(Clocks, K4CountsFromTheDayOfDiscovery) {
    bureau at("2026-07-01T10:00:00+08:00");
    at.open("C1", "complaint");
    at.take(lead, "C1", "accept");
    at.go_to_day("2026-07-15");
    at.take(lead, "C1", "split", {{"lead", "x"}, {"since", "2026-07-14"}});
    at.take(plain, "C1-R1", "check", {{"second", "chen.jing"}});
    ASSERT_EQ(at.due("C1-R1", "K4"), "2026-08-04");
    at.go_to(end_of_day("2026-08-04"));
    EXPECT_EQ(at.clock("C1-R1", "K4").state, "running");
    at.take(head, "C1-R1", "extend", {{"reason", "特殊情况"}});
    EXPECT_EQ(at.due("C1-R1", "K4"), "2026-08-25");
    at.open("C2", "complaint");
    at.take(lead, "C2", "accept");
    at.take(lead, "C2", "split", {{"lead", "x"}, {"since", "2026-08-04"}});
    at.take(plain, "C2-R1", "check", {{"second", "chen.jing"}});
    ASSERT_EQ(at.due("C2-R1", "K4"), "2026-08-25");
    at.go_to(end_of_day("2026-08-25"));
    at.take(head, "C1-R1", "file");
    EXPECT_EQ(at.clock("C1-R1", "K4").state, "met");
    EXPECT_EQ(at.clock("C2-R1", "K4").state, "running") << "its last day is its own";
    at.go_to(plus("2026-08-25", 1) + "T00:00:00+08:00");
    EXPECT_EQ(at.clock("C2-R1", "K4").state, "breached") << "and the next is late";
    at.take(head, "C2-R1", "file");
    EXPECT_EQ(at.clock("C2-R1", "K4").state, "missed");
}

// K8, K9: limitation periods are looked up and never run.
TEST(Clocks, LimitationsEndOnTheirDay) {
    bureau at("2026-07-01T10:00:00+08:00");
    const auto& book = *config::find_book(at.books(), "samr-o121");
    const auto due = [&](const char* id, const char* from) {
        return format_date(due_date(book.find(id)->rule, date(from), at.days()).due);
    };
    EXPECT_EQ(due("K8", "2023-07-01"), "2026-07-01");
    EXPECT_EQ(due("K9", "2024-07-01"), "2026-07-01");
    EXPECT_EQ(due("K9h", "2021-07-01"), "2026-07-01");
    for (const auto& on : book.tracks)
        for (const auto& step : on.transitions)
            for (const auto& id : step.starts) EXPECT_FALSE(book.find(id)->limitation) << step.action;
}

// K10's second half: twenty-four hours from the decision, weekend or not.
TEST(Clocks, TheHandOverEndsTwentyFourHoursAfterTheDecision) {
    bureau at("2026-07-03T16:30:00+08:00"); // a Friday
    for (const std::string number : {"P1", "P2"}) {
        at.open(number, "police_lead", {}, "E1");
        at.take(chief, number, "approve_transfer");
    }
    at.go_to("2026-07-04T16:29:59+08:00");
    EXPECT_EQ(at.clocks("P1"), "K10 met, K10h running");
    at.take(plain, "P1", "hand_over", {{"police_body", "市公安局"}});
    EXPECT_EQ(at.clock("P1", "K10h").state, "met");
    at.go_to("2026-07-04T16:30:00+08:00");
    EXPECT_EQ(at.clocks("P2"), "K10 met, K10h breached");
}

// K13: the text gives no number, so nothing is ever late by it.
TEST(Clocks, ARecusalHasNoDueDate) {
    bureau at("2026-07-01T10:00:00+08:00");
    at.open("C1", "complaint");
    at.take(lead, "C1", "accept");
    at.take(lead, "C1", "mediate", {{"consent_both", "true"}});
    at.take(lead, "C1", "suspend", {{"reason", "申请回避"}});
    at.go_to_day("2026-08-20");
    EXPECT_EQ(at.clock("C1", "K13").state, "running");
    EXPECT_EQ(at.row("C1").due()->clock, "K2");
    at.take(head, "C1", "decide_recusal", {{"decision", "recused"}});
    EXPECT_EQ(at.clock("C1", "K13").state, "met");
}

struct golden {
    std::string clock, from, due;
};
class GoldenDates : public ::testing::TestWithParam<golden> {};

// @law SAMR-121 §45
TEST_P(GoldenDates, HoldForARunningClock) {
    const auto& one = GetParam();
    bureau at(one.from + "T10:00:00+08:00");
    const bool report = one.clock[1] == '5' || one.clock[1] == '6';
    at.open("A1", report ? "report" : "complaint");
    if (one.clock == "K2") at.take(lead, "A1", "accept");
    if (one.clock != "K1" && report) at.take(plain, "A1", "check", {{"second", "chen.jing"}});
    if (one.clock == "K5+ext") at.take(head, "A1", "extend", {{"reason", "x"}});
    if (one.clock == "K6") at.take(head, "A1", "file");
    EXPECT_EQ(at.due("A1", one.clock.substr(0, 2)), one.due);
    EXPECT_FALSE(at.clock("A1", one.clock.substr(0, 2)).provisional);
}
INSTANTIATE_TEST_SUITE_P(
    Domain4, GoldenDates,
    ::testing::Values(golden{"K1", "2026-04-15", "2026-04-24"}, golden{"K1", "2026-04-30", "2026-05-13"},
                      golden{"K1", "2026-09-17", "2026-09-28"}, golden{"K1", "2026-09-24", "2026-10-12"},
                      golden{"K1", "2026-09-30", "2026-10-15"}, golden{"K1", "2025-09-26", "2025-10-13"},
                      golden{"K1", "2024-02-09", "2024-02-26"}, golden{"K5", "2026-05-08", "2026-05-28"},
                      golden{"K5", "2026-09-21", "2026-10-19"}, golden{"K5+ext", "2026-09-21", "2026-11-09"},
                      golden{"K2", "2026-07-01", "2026-08-30"}, golden{"K2", "2026-07-27", "2026-09-28"},
                      golden{"K6", "2026-07-03", "2026-10-08"}));

TEST(Clocks, PastThePublishedCalendarADateIsProvisional) {
    bureau at("2026-11-23T10:00:00+08:00");
    at.open("C1", "complaint");
    at.take(lead, "C1", "accept");
    EXPECT_EQ(at.due("C1", "K2"), "2027-01-22");
    EXPECT_TRUE(at.clock("C1", "K2").provisional);
}

// A calendar that is published or corrected moves open clocks, each with its reason, and tells it on the case.
TEST(Clocks, ANewCalendarMovesOpenClocksWithItsReasonAndNothingElse) {
    const auto before = config::load_calendars(shipped("calendars")).value();
    bureau at("2026-11-23T10:00:00+08:00");
    at.open("C1", "complaint");
    at.take(lead, "C1", "accept");
    at.open("C2", "complaint");
    at.take(lead, "C2", "refuse", {{"ground", "NA1"}, {"reason", "x"}});
    ASSERT_EQ(at.due("C1", "K2"), "2027-01-22");

    auto notices = std::vector<calendar_year>(before.notices().begin(), before.notices().end());
    notices.push_back({2027, "a notice for 2027", {{date("2027-01-20"), date("2027-01-26"), true, "春节"}}});
    EXPECT_EQ(at.adopt(calendar::from_notices(notices).value()), 1);

    const auto clock = at.clock("C1", "K2");
    EXPECT_EQ(clock.due_on, "2027-01-27") << "past the block";
    EXPECT_FALSE(clock.provisional);
    EXPECT_EQ(clock.change, "moved");
    EXPECT_EQ(clock.was_due_on, "2027-01-22");
    EXPECT_EQ(clock.reason, "calendar 2027 (a notice for 2027)");
    EXPECT_EQ(at.row("C1").due()->due_on, "2027-01-27");
    EXPECT_EQ(at.clock("C2", "K1").state, "met") << "what has ended never moves";
    const auto timeline = casework::entries_of(at.state(stream::casework), case_no("C1"), 0, 100);
    EXPECT_NE(timeline.back().find("a notice for 2027"), std::string::npos) << "the officer reads it on the case";

    EXPECT_EQ(at.adopt(calendar::from_notices(notices).value()), 0) << "once";
}

// Day by day, with reason and article.
TEST(Clocks, EveryDayIsExplained) {
    bureau at("2026-04-30T10:00:00+08:00");
    at.open("C1", "complaint");
    at.take(lead, "C1", "accept");
    at.take(lead, "C1", "mediate", {{"consent_both", "true"}});
    at.go_to_day("2026-05-06");
    at.take(lead, "C1", "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}, {"body", "市质检所"}});
    at.go_to_day("2026-05-08");
    at.take(lead, "C1", "test_result");
    const auto told = casework::explain_clocks(at.law(), at.days(), at.state(stream::casework), case_no("C1"),
                                               at.row("C1"), date("2026-05-08"));
    ASSERT_EQ(told.size(), 2u);
    const auto& k1 = told[0].as_object();
    const auto& days = k1.at("days").as_array();
    EXPECT_EQ(days.front().at("date").as_string(), "2026-04-30");
    EXPECT_EQ(days.front().at("article").as_string(), "O121 §45");
    EXPECT_NE(std::string(k1.at("text_en").as_string())
                  .find("2026-05-09: make-up working day (劳动节), day 4 [O121 §45; "
                        "国务院办公厅关于2026年部分节假日安排的通知"),
              std::string::npos)
        << k1.at("text_en").as_string();
    const std::string k2(told[1].at("text_zh").as_string());
    EXPECT_NE(k2.find("2026-05-07：依法扣除，不计入（检测） [O121 §22(4), §23(1)(5)]"), std::string::npos) << k2;
    EXPECT_NE(k2.find("到期日：2026-07-01"), std::string::npos) << k2;
    EXPECT_EQ(told[1].at("left").to_number<int>(), 54);
}

// The law a case began under is the law it keeps.
TEST(Clocks, ACaseFromBeforeTheNewOrderShowsBothDatesAndWorksToTheEarlier) {
    bureau at("2026-04-10T10:00:00+08:00");
    at.open("C1", "complaint");
    at.take(lead, "C1", "accept");
    auto clock = at.clock("C1", "K2");
    EXPECT_EQ(clock.due_on, "2026-06-09");
    EXPECT_EQ(clock.basis.instrument, "O121");
    EXPECT_EQ(clock.other_due_on, "2026-06-16");
    EXPECT_EQ(clock.other_basis.instrument, "O20");
    at.go_to_day("2026-05-11");
    at.take(lead, "C1", "mediate", {{"consent_both", "true"}});
    EXPECT_EQ(at.row("C1").book, "samr-o20");
    at.take(lead, "C1", "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}, {"body", "x"}});
    at.go_to_day("2026-05-21");
    at.take(lead, "C1", "test_result");
    clock = at.clock("C1", "K2");
    EXPECT_EQ(clock.due_on, "2026-06-22") << "ten days later, then past the Dragon Boat block";
    EXPECT_EQ(clock.other_due_on, "2026-06-29");
}

} // namespace guiyi::law_tests
