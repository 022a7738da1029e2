// What complainants read while a case goes its way: facts of other services in, the status out.
#include "common/config/rulebook.hpp"
#include "services/intake/decide.hpp"
#include "services/intake/evolve.hpp"
#include "services/intake/next_step.hpp"
#include "services/intake/state.hpp"
#include "services/intake/status.hpp"
#include "tests/unit/services/intake/intake_for_tests.hpp"

#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <set>

namespace guiyi::intake {

using namespace testing;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

const case_no one("C2026-0000001");
const officer_id officer("o1");
const receipt_no first("R1");

class Progress : public folded_state {
  protected:
    Progress() {
        receive(first);
        events::case_opened opened{one, "new", {}, {}};
        opened.record.receipt = first;
        see(opened);
    }

    void receive(const receipt_no& receipt) {
        events::complaint_received fact;
        fact.receipt = receipt;
        fact.received_at = now;
        fact.submission_key = fact.content_key = receipt.str();
        fold({fact});
    }
    /// A repeat of the case.
    void tie(const receipt_no& receipt) {
        receive(receipt);
        events::complaint_tied tied{one, {}, {}};
        tied.record.receipt = receipt;
        see(tied);
    }
    void see(events::fact what) {
        now += std::chrono::minutes(1);
        follow(std::move(what));
    }
    void assign(const std::string& desk, const std::string& to) {
        see(events::case_assigned{one, desk_id(desk), officer_id(to), {}});
    }
    void start(const std::string& clock, const std::string& due_on) {
        see(events::clock_started{one, clock, "2026-11-23", due_on, false, {"O121", "", "§15(1)", true}, {}});
    }
    static events::clock_moved moved(const std::string& clock, const std::string& was, const std::string& due_on,
                                     const std::string& reason) {
        events::clock_moved out;
        out.of_case = one;
        out.clock = clock;
        out.was_due_on = was;
        out.due_on = due_on;
        out.reason = reason;
        return out;
    }
    static events::clock_paused paused(const std::string& clock) {
        events::clock_paused out;
        out.of_case = one;
        out.clock = clock;
        out.reason = "testing";
        return out;
    }
    static events::clock_resumed resumed(const std::string& clock, const std::string& was, const std::string& due_on) {
        events::clock_resumed out;
        out.of_case = one;
        out.clock = clock;
        out.reason = "testing";
        out.was_due_on = was;
        out.due_on = due_on;
        return out;
    }
    /// A step that no fact of its own tells of.
    void step(const std::string& action, const std::string& stage, const std::string& authority = {}) {
        events::case_stepped fact;
        fact.of_case = one;
        fact.step.action = action;
        fact.step.stage = stage;
        if (!authority.empty()) fact.step.fields = {{"authority", authority}};
        see(fact);
    }
    /// What becomes of feedback now.
    errc feedback() const {
        events::feedback_given given;
        given.receipt = first;
        given.satisfaction = 4;
        act_reply reply;
        const auto done = give_feedback(given, state, now, reply);
        return done ? errc::ok : done.error().code;
    }
    void stop(const std::string& clock) { see(events::clock_stopped{one, clock, "2026-11-24", "", true}); }

    boost::json::object status(http::language in = http::language::zh, const receipt_no& of = first) const {
        return status_of(of, state, now, office_offset, words(), in).value();
    }
    std::string said(const char* part, http::language in = http::language::zh) const {
        return std::string(status(in).at(part).as_string());
    }
    /// "" when there is none.
    std::string due(const receipt_no& of = first) const {
        const auto shown = status(http::language::zh, of);
        const auto& next = shown.at("next_deadline");
        return next.is_null() ? std::string() : std::string(next.at("due_on").as_string());
    }
    std::string history(http::language in = http::language::zh, const receipt_no& of = first) const {
        std::string out;
        const auto shown = status(in, of);
        for (const auto& step : shown.at("history").as_array()) out += std::string(step.at("text").as_string()) + "\n";
        return out;
    }
};

} // namespace

// ---- who has the case

TEST_F(Progress, WhoHasTheCaseWithinItsDeskIsNoNews) {
    assign("d1", "o1");
    const auto before = history();
    assign("d1", "o2"); // a deputy, a rebalancing
    assign("d1", "");   // lay idle: back to the queue
    EXPECT_EQ(history(), before);
    assign("d2", "o3");
    EXPECT_EQ(history(), before + "已分派承办单位\n");
    assign("d1", "o1");
    EXPECT_EQ(history(), before + "已分派承办单位\n已分派承办单位\n") << "back at the first desk";
}

TEST_F(Progress, ACaseThatChangesHandsStaysAsFarAsItIs) {
    assign("d1", "o1");
    EXPECT_EQ(said("stage"), "assigned");
    see(events::case_accepted{one, officer, ""});
    see(events::respondent_contacted{one, officer, "金盛", ""});
    assign("d1", "o2");
    EXPECT_EQ(said("stage_text"), "已联系被投诉方：金盛");
    assign("d2", "o3");
    EXPECT_EQ(said("stage_text"), "已联系被投诉方：金盛") << "another desk is in the history only";
    see(events::respondent_replied{one, officer, "金盛", "", "refund", 3});
    assign("d2", "");
    EXPECT_EQ(said("stage"), "replied");
}

// ---- steps of a track that end a case or take it up again

TEST_F(Progress, WhatWentToAnotherDepartmentIsOverHereAndSaysWhere) { // @law O121 §41(1)
    assign("d1", "o1");
    start("K1", "2026-12-02");
    EXPECT_EQ(feedback(), errc::conflict);
    step("dispatch", "closed", "市监局鹿城分局");
    see(events::clock_dropped{one, "K1"});

    EXPECT_EQ(said("stage"), "sent");
    EXPECT_EQ(said("stage_text"), "已转给其他部门办理：市监局鹿城分局");
    EXPECT_EQ(said("stage_text", http::language::en), "The case went to another department: 市监局鹿城分局");
    EXPECT_THAT(said("next_step"), HasSubstr("由该部门答复您"));
    EXPECT_THAT(said("next_step", http::language::en), HasSubstr("Another department handles it now"));
    EXPECT_EQ(due(), "");
    EXPECT_EQ(feedback(), errc::ok);
    const auto before = history();
    step("archive", "closed");
    assign("d2", "o2");
    EXPECT_EQ(history(), before) << "nothing that a person waits for";

    step("sent_back", "registered");
    start("K1", "2026-12-02");
    EXPECT_EQ(said("stage"), "registered");
    EXPECT_EQ(said("stage_text"), "其他部门已退回，由我们继续办理");
    EXPECT_THAT(said("next_step"), HasSubstr("2026年12月2日（含当日）之前决定是否受理"));
    EXPECT_EQ(feedback(), errc::conflict);
}

TEST_F(Progress, StepsThatEndAReportSayHow) { // @law O121 §34, §35(2)
    for (const auto& [action, text] : std::vector<std::pair<std::string, std::string>>{
             {"no_authority", "已办结：本单位无权处理，请向有权处理的部门反映"},
             {"not_again", "已办结：与此前的举报相同，不再另行处理"},
             {"merge_new_facts", "已办结：您反映的新情况已并入此前的举报一起办理"},
             {"publish", "已办结"}}) {
        step(action, "closed");
        EXPECT_EQ(said("stage"), "closed") << action;
        EXPECT_EQ(said("stage_text"), text);
        EXPECT_EQ(feedback(), errc::ok) << action;
        step("redo_by_order", "registered");
        EXPECT_EQ(said("stage"), "registered") << action;
    }
    step("check", "accepted");
    step("transfer", "closed", "市公安局");
    EXPECT_EQ(said("stage_text"), "已转给其他部门办理：市公安局");
}

TEST_F(Progress, ANuisanceCallThatIsACrimeEndsWithItsReferral) {
    events::child_opened crime;
    crime.from = one;
    crime.child = case_no("C2026-0000001-P1");
    crime.step.action = "crime";
    crime.step.stage = "closed";
    see(crime);
    EXPECT_EQ(said("stage_text"), "已办结：涉嫌犯罪，已提请移送公安机关");
}

TEST_F(Progress, ARefusalThatWasAnnulledIsTakenUpAgainWithItsDate) { // @law REVIEW §0
    assign("d1", "o1");
    start("K1", "2026-12-02");
    events::case_refused refused;
    refused.refused = one;
    refused.ground = "NA4";
    see(refused);
    stop("K1");
    EXPECT_EQ(said("stage"), "refused");
    EXPECT_EQ(due(), "");
    step("archive", "refused");
    step("redo_by_order", "registered");
    start("K1", "2027-01-13");

    EXPECT_EQ(said("stage_text"), "原来的决定已被撤销，本件重新办理");
    EXPECT_EQ(said("stage_text", http::language::en), "The decision was set aside, and the case is taken up again");
    EXPECT_EQ(due(), "2027-01-13");
    EXPECT_THAT(said("next_step"), HasSubstr("2027年1月13日（含当日）之前决定是否受理"));
    EXPECT_THAT(said("next_step"), Not(HasSubstr("已经结束")));
    EXPECT_THAT(history(), HasSubstr("原来的决定已被撤销，本件重新办理\n"));
    assign("d1", "o2");
    EXPECT_EQ(said("stage"), "registered");
    see(events::case_accepted{one, officer, ""});
    EXPECT_EQ(said("stage_text"), "已受理");
}

TEST_F(Progress, AReportThatIsCheckedOrDecidedAgainIsAcceptedAgain) { // @law REVIEW §0
    see(events::case_closed{one, officer, "not_filed", "", "", {}});
    step("tell", "closed");
    EXPECT_EQ(said("stage_text"), "已办结：不予立案") << "telling ends nothing anew";
    step("recheck_by_order", "accepted");
    EXPECT_EQ(said("stage"), "accepted");
    EXPECT_EQ(said("stage_text"), "原来的决定已被撤销，本件重新核查");
    see(events::case_closed{one, officer, "decided", "", "", {}});
    step("redecide_by_order", "accepted");
    EXPECT_EQ(said("stage_text"), "原来的决定已被撤销，本件重新作出处理决定");
}

TEST_F(Progress, OtherStepsOfATrackAreNoNews) {
    assign("d1", "o1");
    see(events::case_accepted{one, officer, ""});
    see(events::respondent_contacted{one, officer, "金盛", ""});
    const auto before = status();
    step("mediate", "accepted");
    step("test", "accepted");
    step("reclassify", "registered");
    step("", "");
    EXPECT_EQ(status(), before);
}

// ---- dates that move

TEST_F(Progress, ADateOfOneComplaintAloneMovesForItsPersonOnly) { // @law O121 §15, §16(2)
    see(events::case_closed{one, officer, "agreed", "", "", {}});
    const receipt_no repeat("R2");
    tie(repeat);
    start("K1+R2", "2026-12-02");
    const auto others = status();
    EXPECT_EQ(due(repeat), "2026-12-02");

    see(moved("K1+R2", "2026-12-02", "2026-12-04", "calendar 2026 (a notice)"));
    EXPECT_EQ(due(repeat), "2026-12-04");
    EXPECT_THAT(history(http::language::zh, repeat),
                HasSubstr("由2026年12月2日改为2026年12月4日（国务院办公厅公布了放假安排）"));
    events::clock_extended extended;
    extended.of_case = one;
    extended.clock = "K1+R2";
    extended.was_due_on = "2026-12-04";
    extended.due_on = "2026-12-10";
    see(extended);
    EXPECT_EQ(due(repeat), "2026-12-10");
    see(paused("K1+R2"));
    EXPECT_TRUE(status(http::language::zh, repeat).at("next_deadline").at("paused").as_bool());
    see(resumed("K1+R2", "2026-12-10", "2026-12-20"));
    EXPECT_FALSE(status(http::language::zh, repeat).at("next_deadline").at("paused").as_bool());
    EXPECT_EQ(due(repeat), "2026-12-20");
    EXPECT_EQ(status(), others) << "nothing of this is the others' business";
    see(moved("K1+R9", "2026-12-02", "2026-12-04", "calendar 2026 (a notice)"));
    EXPECT_EQ(status(), others) << "nor what is owed to a receipt that intake does not know";
}

TEST_F(Progress, ADateThatMovedNamesItsRealReason) {
    start("K5", "2026-12-14");
    for (const auto& [reason, zh, en] : std::vector<std::array<std::string, 3>>{
             {"calendar 2027 (Guobanfa 2026-9)", "国务院办公厅公布了放假安排",
              "the official holiday notice was published"},
             {"rulebook samr-o121 (version 2)", "期限的计算规则作了更正",
              "the rule by which it is counted was corrected"},
             {"calendar 2027 (x); rulebook samr-o121 (version 2)", "按规定重新计算",
              "it was computed anew by the rules"},
             {"a notice or a rulebook was taken away", "按规定重新计算", "it was computed anew by the rules"}}) {
        see(moved("K5", "2026-12-14", "2026-12-15", reason));
        EXPECT_THAT(history(), EndsWith("（" + zh + "）\n")) << reason;
        EXPECT_THAT(history(http::language::en), EndsWith("(" + en + ")\n")) << reason;
    }
}

TEST_F(Progress, ADateThatStaysIsNotSaidToMove) {
    start("K2", "2027-01-23");
    see(moved("K2", "2027-01-23", "2027-01-23", "calendar 2027 (a notice)"));
    EXPECT_THAT(history(),
                EndsWith("办理期限已确定，不再是暂定：完成调解，最晚2027年1月23日（国务院办公厅公布了放假安排）\n"));
    EXPECT_THAT(history(http::language::en),
                HasSubstr("A deadline is no longer provisional: finish the mediation"));
    auto withdrawn = moved("K2", "2027-01-23", "2027-01-23", "a notice or a rulebook was taken away");
    withdrawn.provisional = true;
    see(withdrawn);
    EXPECT_THAT(history(), EndsWith("办理期限改为暂定：完成调解，最晚2027年1月23日（按规定重新计算）\n"));
}

TEST_F(Progress, ADateThatMovesWhileDaysDoNotCountIsNoFirmOne) { // @law O121 §22(4)
    see(events::case_accepted{one, officer, ""});
    start("K2", "2027-02-10");
    see(paused("K2"));
    see(moved("K2", "2027-02-10", "2027-02-15", "calendar 2027 (a notice)"));
    EXPECT_TRUE(status().at("next_deadline").at("paused").as_bool());
    EXPECT_THAT(said("next_step"), HasSubstr("暂停计算"));
    EXPECT_EQ(due(), "2027-02-15");
    see(resumed("K2", "2027-02-15", "2027-02-25"));
    EXPECT_FALSE(status().at("next_deadline").at("paused").as_bool());
    EXPECT_EQ(due(), "2027-02-25");
    see(paused("K2"));
    start("K2", "2027-03-01"); // anew, as when new material came
    EXPECT_FALSE(status().at("next_deadline").at("paused").as_bool());
}

// ---- what an ended case still owes

TEST_F(Progress, AMediationThatEndedShowsByWhenItIsTold) { // @law O121 §23(2)
    see(events::case_accepted{one, officer, ""});
    start("K2", "2027-01-23");
    see(events::case_closed{one, officer, "terminated", "T3", "", {}});
    stop("K2");
    start("K3", "2026-12-03");

    EXPECT_EQ(said("stage"), "closed");
    EXPECT_EQ(due(), "2026-12-03");
    EXPECT_EQ(status().at("next_deadline").at("what"), "告知您调解终止");
    EXPECT_THAT(said("next_step"), AllOf(HasSubstr("已经办结"), Not(HasSubstr("是否落实")))) << "nothing was agreed";
    EXPECT_THAT(said("next_step", http::language::en), HasSubstr("No agreement was reached"));
    EXPECT_THAT(said("next_step"), HasSubstr("2026年12月3日（含当日）之前书面告诉您调解终止的情况"));
    EXPECT_THAT(said("next_step", http::language::en),
                HasSubstr("By 3 December 2026 you are told in writing how the mediation ended."));
    step("inform_parties", "closed");
    stop("K3");
    EXPECT_EQ(due(), "");
    EXPECT_THAT(said("next_step"), Not(HasSubstr("书面告诉您")));
}

TEST_F(Progress, AReportThatIsNotFiledShowsByWhenItIsTold) { // @law O20 §31(2)
    start("K5", "2026-12-14");
    see(events::case_closed{one, officer, "not_filed", "", "", {}});
    stop("K5");
    start("K5t", "2026-12-01");
    EXPECT_EQ(due(), "2026-12-01");
    EXPECT_THAT(said("next_step"), HasSubstr("2026年12月1日（含当日）之前告诉您是否立案"));
    EXPECT_EQ(status(http::language::en).at("next_deadline").at("what"), "tell you whether a case was filed");
}

// ---- words for every clock

TEST(Words, AreThereForEveryClockOfEveryRulebook) {
    const std::filesystem::path folder = GUIYI_SOURCE_FOLDER "/config/rulebooks";
    std::set<std::string> seen;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        if (file.path().extension() != ".toml") continue;
        const auto book = config::load_rulebook(file.path());
        ASSERT_TRUE(book) << file.path();
        for (const auto& clock : book->clocks) {
            seen.insert(clock.id);
            EXPECT_NE(clock_words(clock.id, http::language::zh), "下一步处理") << clock.id;
            EXPECT_NE(clock_words(clock.id + "+R2", http::language::en), "the next step") << clock.id;
        }
    }
    EXPECT_THAT(seen, ::testing::IsSupersetOf({"K5r", "M0", "N3", "A1"}));
}

TEST(Words, OfAClockWithoutASentenceOfItsOwnSayWhatIsDoneByWhen) {
    running_clock next;
    next.clock = "M2";
    next.due_on = "2026-12-03";
    EXPECT_EQ(next_step("accepted", "", &next, "2026-12-03", http::language::zh),
              "下一步：转给电信企业办理，应当在2026年12月3日（含当日）之前完成。");
    EXPECT_EQ(next_step("accepted", "", &next, "2026-12-03", http::language::en),
              "Next: pass it to the operator, by 3 December 2026.");
}

TEST(Words, OfADayThatHasPassedPromiseNothing) {
    running_clock next;
    next.clock = "K1";
    next.due_on = "2026-12-03";
    const auto said = [&](const char* today, http::language in, const char* stage = "assigned") {
        return next_step(stage, "", &next, today, in);
    };
    EXPECT_THAT(said("2026-12-03", http::language::zh), HasSubstr("会在2026年12月3日（含当日）之前决定"));
    EXPECT_EQ(said("2026-12-04", http::language::zh),
              "本应在2026年12月3日（含当日）之前决定是否受理并告知您，现在已经逾期。您可以在本页催办。");
    EXPECT_EQ(said("2026-12-04", http::language::en),
              "This is late. Due by 3 December 2026: decide whether to accept, and tell you. You can urge it on this "
              "page.");
    EXPECT_THAT(said("2026-12-04", http::language::zh, "withdrawn"), Not(HasSubstr("催办"))) << "that would be refused";
    next.clock = "B3";
    EXPECT_THAT(said("2026-12-04", http::language::zh), Not(HasSubstr("逾期"))) << "the complainant's own period";
    next.clock = "K1";
    next.paused = true;
    EXPECT_THAT(said("2026-12-04", http::language::zh), HasSubstr("暂停计算"));
}

TEST(Words, OfAnEndAskWhetherWhatWasAgreedWasDoneOnlyWhereSomethingWas) {
    const auto said = [](std::string_view detail) {
        return next_step("closed", detail, nullptr, "2026-12-03", http::language::zh);
    };
    EXPECT_THAT(said("agreed"), HasSubstr("结果是否落实"));
    for (const auto* without : {"failed", "terminated T3", "terminated T5"})
        EXPECT_THAT(said(without), HasSubstr("没有达成一致")) << without;
    for (const auto* ended : {"terminated T1", "terminated AT2", "terminated T7"}) {
        EXPECT_THAT(said(ended), HasSubstr("调解已经终止")) << ended;
        EXPECT_THAT(said(ended), Not(HasSubstr("没有达成一致"))) << "who took it back may have been paid: " << ended;
    }
    for (const auto* otherwise : {"taken_back", "not_filed", "decided"}) {
        EXPECT_THAT(said(otherwise), HasSubstr("满意")) << otherwise;
        EXPECT_THAT(said(otherwise), Not(HasSubstr("落实"))) << otherwise;
    }
}

} // namespace guiyi::intake
