// What officers are told within the system: one item that counts, not hundreds.
#include "services/notification/inbox.hpp"

#include "services/notification/attempts.hpp"
#include "tests/unit/services/notification/notices_for_tests.hpp"

#include <set>

namespace guiyi::notification {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const officer_id li("li"), lead("lead");

class Inbox : public Notices {
  protected:
    Inbox() {
        desks_.officers = {
            {li, "李强", desk_id("desk-12315"), 100, true, {access::role::officer}},
            {lead, "王敏", desk_id("desk-12315"), 100, true, {access::role::officer, access::role::lead}}};
        complain(receipt_a, "a@example.org");
        see(events::stream::deduplication, opened(case_a, receipt_a));
        see(events::stream::assignment, assigned(case_a));
        see(events::stream::assignment, clock_runs(case_a, "K1", "2026-12-01"));
        read(li);
    }
    void read(const officer_id& who) { fold(read_items(state(), who, {}).value()); }
    std::vector<inbox_item> unread(const officer_id& who) {
        auto all = items_of(state(), who, 100);
        std::erase_if(all, [](const inbox_item& one) { return one.read_at.has_value(); });
        return all;
    }
    /// The case goes back to the queue of its desk.
    void queue_it() {
        see(events::stream::assignment,
            events::case_assigned{case_no(case_a), desk_id("desk-12315"), {}, {"conflict:I1", "from:li"}});
    }
};

} // namespace

TEST_F(Inbox, CasesThatComeAreOneItemThatNamesThem) {
    for (int i = 0; i < 300; ++i) see(events::stream::assignment, assigned("C2026-" + std::to_string(2'000'000 + i)));

    const auto items = unread(li);

    ASSERT_THAT(items, SizeIs(1));
    EXPECT_EQ(items[0].kind, "assigned");
    EXPECT_EQ(items[0].count, 300u);
    EXPECT_THAT(items[0].cases, SizeIs(inbox_cases_max));
    EXPECT_EQ(items[0].cases.back().str(), "C2026-2000299");
}

TEST_F(Inbox, WhoeverANoteCallsIsToldAndItsAuthorIsNot) {
    const auto note = [&](const std::string& text) {
        see(events::stream::casework, events::note_added{case_no(case_a), li, text});
    };
    note("@王敏 请看一下，我（@li）明天不在");
    const auto told = unread(lead);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].kind, "mentioned");
    EXPECT_EQ(told[0].detail, "li");
    EXPECT_THAT(told[0].cases, ElementsAre(case_no(case_a)));
    EXPECT_THAT(unread(li), IsEmpty());
    note("再请@lead.看");
    EXPECT_EQ(unread(lead).at(0).count, 2u);
    note("写信到 someone@lead.example，@leader，@ ，@别人");
    EXPECT_EQ(unread(lead).at(0).count, 2u);
}

TEST_F(Inbox, UrgesAreCountedForOfficerAndLead) {
    for (int i = 0; i < 5; ++i) see(events::stream::intake, events::complaint_urged{receipt_no(receipt_a), "请尽快"});

    for (const auto& who : {li, lead}) {
        const auto items = unread(who);
        ASSERT_THAT(items, SizeIs(1)) << who;
        EXPECT_EQ(items[0].kind, "urged");
        EXPECT_EQ(items[0].count, 5u);
        EXPECT_THAT(items[0].cases, ElementsAre(case_no(case_a)));
    }
    read(li);
    EXPECT_THAT(unread(li), IsEmpty());
    EXPECT_EQ(unread_count(state(), lead), 1u) << "each reads for themselves";
    see(events::stream::intake, events::complaint_urged{receipt_no(receipt_a), ""});
    EXPECT_EQ(unread(li).at(0).count, 1u) << "what is read begins anew";
}

TEST_F(Inbox, ABreachIsUrgentAndStandsFirst) {
    see(events::stream::intake, events::complaint_supplemented{receipt_no(receipt_a), "补充", "", {}});
    see(events::stream::assignment, events::clock_breached{case_no(case_a), "K1", "2026-12-01"});

    const auto items = unread(li);

    ASSERT_THAT(items, SizeIs(2));
    EXPECT_EQ(items[0].kind, "clock_breached");
    EXPECT_EQ(items[0].how, urgency::urgent);
    EXPECT_EQ(items[0].detail, "K1 2026-12-01");
    EXPECT_EQ(unread(lead).at(0).kind, "clock_breached");
}

TEST_F(Inbox, AWarningReachesWhoeverStandsInForAnOfficerWhoIsAway) {
    events::clock_warned fact;
    fact.of_case = case_no(case_a);
    fact.clock = "K1";
    fact.due_on = "2026-12-01";
    fact.days_left = 3;
    fact.officer = li;
    fact.instead = {lead};
    see(events::stream::assignment, fact);
    for (const auto& who : {li, lead}) {
        ASSERT_THAT(unread(who), SizeIs(1)) << who;
        EXPECT_EQ(unread(who).at(0).kind, "clock_warned");
    }
}

TEST_F(Inbox, AWarningReachesTheOfficerAndIsUrgentOnTheLastDay) {
    events::clock_warned fact;
    fact.of_case = case_no(case_a);
    fact.clock = "K1";
    fact.due_on = "2026-12-01";
    fact.days_left = 3;
    see(events::stream::assignment, fact);
    EXPECT_EQ(unread(li).at(0).kind, "clock_warned");
    EXPECT_EQ(unread(li).at(0).how, urgency::normal);
    EXPECT_THAT(unread(lead), IsEmpty());
    fact.days_left = 0;
    see(events::stream::assignment, fact);
    ASSERT_THAT(unread(li), SizeIs(1)) << "one item a clock";
    EXPECT_EQ(unread(li).at(0).how, urgency::urgent);
    EXPECT_EQ(unread(li).at(0).detail, "K1 2026-12-01 0");
}

TEST_F(Inbox, DatesThatACalendarMovesReachTheOfficerInOneItem) {
    events::clock_moved fact;
    fact.of_case = case_no(case_a);
    fact.clock = "K1";
    fact.was_due_on = fact.due_on = "2026-12-01";
    see(events::stream::assignment, fact);
    EXPECT_THAT(unread(li), IsEmpty()) << "no date moved";
    fact.due_on = "2026-12-03";
    see(events::stream::assignment, fact);
    fact.was_due_on = "2026-12-03", fact.due_on = "2026-12-04";
    see(events::stream::assignment, fact);
    ASSERT_THAT(unread(li), SizeIs(1));
    EXPECT_EQ(unread(li).at(0).kind, "clock_moved");
    EXPECT_EQ(unread(li).at(0).detail, "K1 2026-12-03 2026-12-04");
}

TEST_F(Inbox, WhoCannotBeReachedIsTheOfficersToTell) {
    complain(receipt_b, "");
    see(events::stream::deduplication, tied(case_a, receipt_b));

    const auto items = unread(li);
    ASSERT_THAT(items, SizeIs(1));
    EXPECT_EQ(items[0].kind, "unreachable");
    EXPECT_EQ(items[0].receipt, receipt_no(receipt_b));
}

TEST_F(Inbox, ABreachOfAReportReachesItsOfficerAndNobodyOutside) { // @law O121 §37
    const std::string report = case_a + "-R1";
    see(events::stream::assignment, assigned(report));
    read(li);
    const auto facts = see(events::stream::assignment, events::clock_breached{case_no(report), "K5", "2026-12-11"});

    EXPECT_THAT(messages(facts), IsEmpty());
    EXPECT_EQ(unread(li).at(0).kind, "clock_breached");
}

// @law SAMR-121 §6, PROC §4: who declared an interest hears no more of the case
TEST_F(Inbox, WhoHadACaseThatWentBackToTheQueueHearsNoMoreOfItAndTheLeadsDo) {
    queue_it();
    see(events::stream::intake, events::complaint_urged{receipt_no(receipt_a), "请尽快"});
    see(events::stream::intake, events::complaint_supplemented{receipt_no(receipt_a), "补充", "", {}});
    see(events::stream::intake, events::complaint_withdrawn{receipt_no(receipt_a), "已解决"});
    see(events::stream::assignment, events::clock_breached{case_no(case_a), "K1", "2026-12-01"});
    events::clock_warned near;
    near.of_case = case_no(case_a);
    near.clock = "K1";
    see(events::stream::assignment, near);
    complain(receipt_b, "");
    see(events::stream::deduplication, tied(case_a, receipt_b));

    EXPECT_THAT(unread(li), IsEmpty());
    std::set<std::string> told;
    for (const auto& one : unread(lead)) told.insert(one.kind);
    EXPECT_THAT(told,
                ElementsAre("clock_breached", "clock_warned", "supplemented", "unreachable", "urged", "withdrawn"));
}

TEST_F(Inbox, WhoIsGivenBackTheCaseTheyReturnedIsTold) {
    queue_it();
    EXPECT_THAT(unread(li), IsEmpty());
    see(events::stream::assignment, assigned(case_a));
    ASSERT_THAT(unread(li), SizeIs(1));
    EXPECT_EQ(unread(li).at(0).kind, "assigned");
    see(events::stream::assignment, clock_runs(case_a, "K2", "2026-12-20"));
    see(events::stream::intake, events::complaint_supplemented{receipt_no(receipt_a), "补充", "", {}});
    EXPECT_THAT(unread(li), SizeIs(2)) << "no other news takes the case from its officer";
    EXPECT_THAT(unread(lead), IsEmpty());
}

TEST_F(Inbox, AMessageThatNobodyGotIsTheLeadsToSeeToWhileNobodyHasTheCase) {
    const auto refused = [&] { // the mail by which the person is told who has the case
        const auto id = ledger_of(state(), case_no(case_a)).at(0);
        retry_rules with;
        with.desks = &desks_;
        fold(start_attempt(state(), id).value());
        fold(end_attempt(state(), id, 1, {outcome::permanent, "550", false, false}, now_, with).value());
        return id;
    };
    queue_it();
    const auto id = refused();

    EXPECT_THAT(unread(li), IsEmpty());
    ASSERT_THAT(unread(lead), SizeIs(1));
    EXPECT_EQ(unread(lead).at(0).kind, "undelivered");
    EXPECT_EQ(unread(lead).at(0).detail, "placed permanent 550");
    fold(came_back(state(), id, "bounce", "5.1.1", now_, told_, &desks_).value());
    EXPECT_EQ(unread(lead).at(0).count, 2u);

    see(events::stream::assignment, assigned(case_a));
    read(li), read(lead);
    fold(came_back(state(), id, "bounce", "5.1.2", now_, told_, &desks_).value());
    EXPECT_THAT(unread(li), SizeIs(1)) << "theirs again";
    EXPECT_THAT(unread(lead), IsEmpty());
}

TEST_F(Inbox, OnesOwnItemsAloneCanBeRead) {
    see(events::stream::intake, events::complaint_urged{receipt_no(receipt_a), ""});
    const auto mine = unread(li).at(0).item;

    EXPECT_EQ(read_items(state(), officer_id("other"), {mine}).error().code, errc::not_found);
    EXPECT_THAT(read_items(state(), li, {mine}).value(), SizeIs(1));
}

TEST_F(Inbox, OnlyFeedbackThatAsksForSomethingIsTold) {
    see(events::stream::intake, events::feedback_given{receipt_no(receipt_a), case_no(case_a), 5, "kept", false, ""});
    EXPECT_THAT(unread(li), IsEmpty());
    see(events::stream::intake, events::feedback_given{receipt_no(receipt_a), case_no(case_a), 4, "broken", false, ""});
    EXPECT_EQ(unread(li).at(0).kind, "feedback");
    EXPECT_EQ(unread(lead).at(0).kind, "feedback");
}

} // namespace guiyi::notification
