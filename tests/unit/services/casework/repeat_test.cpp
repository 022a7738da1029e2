// What a repeat means: every kind of domain 8.1 with the state of the case, its reason, its article and who decides.
// @law SAMR-121 §9, §12, §14, §15, §16(2)(5)(6), §17, §35(2)
#include "services/casework/repeat.hpp"

#include "services/casework/actions.hpp"
#include "services/casework/queue.hpp"
#include "services/casework/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::casework {

using events::stream;

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// One line of the table: a complaint, and how the case stands that it is held against.
struct line {
    std::string what;
    relation how;
    std::string nature;
    std::string channel;
    std::vector<events::field_evidence> fields;
    std::vector<std::string> evidence;
    std::int64_t records;
    std::string track, state, outcome; ///< of the case
    std::string kind, reasons, article, decides;
};

std::string joined(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& one : all) out.append(out.empty() ? "" : " ").append(one);
    return out;
}

const std::vector<line> table{
    {"accepted already",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     1,
     "C",
     "accepted",
     "",
     "repeat_complaint",
     "case_accepted",
     "§15, §16(2)",
     "officer"},
    {"refused as no consumer",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     1,
     "C",
     "refused",
     "NA3",
     "repeat_complaint",
     "case_refused:NA3",
     "§15, §16(2)",
     "officer"},
    {"closed",
     relation::tied,
     "",
     "portal",
     {},
     {},
     1,
     "C",
     "closed",
     "agreed",
     "repeat_complaint",
     "case_closed:agreed",
     "§15, §16(2)",
     "officer"},
    {"withdrawn",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     1,
     "C",
     "closed",
     "terminated T1",
     "repeat_complaint",
     "case_closed:terminated T1 withdrawn_unsettled",
     "§15, §16(2)",
     "officer"},
    {"timed out",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     1,
     "C",
     "closed",
     "terminated T5",
     "repeat_complaint",
     "case_closed:terminated T5 timed_out",
     "§15, §16(2)",
     "officer"},
    {"refused for papers",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     1,
     "C",
     "refused",
     "NA5",
     "refile",
     "case_refused:NA5",
     "§15(1), §16(5), §16(6)",
     "officer"},
    {"refused for identity",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     1,
     "C",
     "refused",
     "NA6",
     "refile",
     "case_refused:NA6",
     "§15(1), §16(5), §16(6)",
     "officer"},
    {"pending, another channel",
     relation::tied,
     "complaint",
     "hotline",
     {},
     {},
     1,
     "C",
     "registered",
     "",
     "other_channel",
     "before_acceptance other_channel:hotline",
     "§14",
     "intake"},
    {"pending, the same channel",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     1,
     "C",
     "registered",
     "",
     "other_channel",
     "before_acceptance same_channel:portal",
     "§14",
     "intake"},
    {"asks how its own case stands",
     relation::tied,
     "complaint",
     "portal",
     {{"quoted_no", "exact", 2000}},
     {},
     1,
     "C",
     "accepted",
     "",
     "urge",
     "quotes_own_number no_evidence",
     "§15(1)",
     "intake"},
    {"adds to its own case",
     relation::tied,
     "complaint",
     "portal",
     {{"quoted_no", "exact", 2000}},
     {"sha256:bb"},
     1,
     "C",
     "registered",
     "",
     "supplement",
     "quotes_own_number brings_evidence",
     "§10, §16(5)",
     "officer"},
    {"quotes a case that has ended",
     relation::tied,
     "complaint",
     "portal",
     {{"quoted_no", "exact", 2000}},
     {},
     1,
     "C",
     "closed",
     "agreed",
     "repeat_complaint",
     "case_closed:agreed",
     "§15, §16(2)",
     "officer"},
    {"a report again",
     relation::tied,
     "report",
     "portal",
     {{"narrative", "high", 270}},
     {},
     1,
     "R",
     "registered",
     "",
     "repeat_report",
     "no_new_facts",
     "§35(2)",
     "officer"},
    {"a report again with what it had",
     relation::tied,
     "report",
     "portal",
     {},
     {"sha256:aa"},
     1,
     "R",
     "accepted",
     "",
     "repeat_report",
     "no_new_facts",
     "§35(2)",
     "officer"},
    {"a report with new evidence",
     relation::tied,
     "report",
     "portal",
     {},
     {"sha256:aa", "sha256:bb"},
     1,
     "R",
     "registered",
     "",
     "report_with_new_facts",
     "new_evidence",
     "§35(2)",
     "lead"},
    {"a report of another call",
     relation::tied,
     "report",
     "portal",
     {{"call_day", "far", -670}},
     {},
     1,
     "R",
     "closed",
     "not_filed",
     "report_with_new_facts",
     "other_call",
     "§35(2)",
     "lead"},
    {"a nuisance call again",
     relation::tied,
     "nuisance",
     "portal",
     {},
     {},
     1,
     "N",
     "registered",
     "",
     "repeat_report",
     "no_new_facts",
     "§35(2)",
     "officer"},
    {"a telecom appeal again",
     relation::tied,
     "telecom_appeal",
     "portal",
     {},
     {},
     1,
     "T",
     "accepted",
     "",
     "repeat_appeal",
     "case_accepted",
     "§11(3), §14",
     "centre"},
    {"a report of what was complained of",
     relation::tied,
     "report",
     "portal",
     {},
     {},
     1,
     "C",
     "registered",
     "",
     "other_procedure",
     "earlier_track:C",
     "§9, §37",
     "officer"},
    {"a complaint of what was reported",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     1,
     "R",
     "registered",
     "",
     "other_procedure",
     "earlier_track:R",
     "§9, §37",
     "officer"},
    {"maybe the same",
     relation::review,
     "complaint",
     "portal",
     {{"name", "exact", 1170}},
     {},
     1,
     "C",
     "closed",
     "agreed",
     "repeat_complaint",
     "review case_closed:agreed",
     "§15, §16(2)",
     "officer"},
    {"another person's same dispute",
     relation::review,
     "complaint",
     "portal",
     {{"name", "differ", -480}},
     {},
     1,
     "C",
     "registered",
     "",
     "joint",
     "review other_person",
     "§12",
     "officer"},
    {"another purchase",
     relation::related,
     "complaint",
     "portal",
     {},
     {},
     1,
     "C",
     "accepted",
     "",
     "new_dispute",
     "same_person same_respondent",
     "§3(1), §15(1)",
     "officer"},
    {"very many complaints",
     relation::related,
     "complaint",
     "portal",
     {},
     {},
     37,
     "C",
     "closed",
     "agreed",
     "professional_claimant",
     "same_person same_respondent many_complaints:37 shared_phone_or_address:3",
     "§17, §23(1)(6), §27",
     "officer"},
    {"very many reports",
     relation::related,
     "report",
     "portal",
     {},
     {},
     37,
     "R",
     "registered",
     "",
     "new_dispute",
     "same_person same_respondent",
     "§3(1), §15(1)",
     "officer"},
    {"a repeat of one who complains a lot",
     relation::tied,
     "complaint",
     "portal",
     {},
     {},
     37,
     "C",
     "accepted",
     "",
     "repeat_complaint",
     "case_accepted many_complaints:37 shared_phone_or_address:3",
     "§15, §16(2)",
     "officer"},
};

events::match_explanation why_of(const line& one) {
    events::match_explanation out;
    out.fields = one.fields;
    out.same_firm = true;
    out.person_records = one.records;
    out.value_persons = 3;
    return out;
}

} // namespace

TEST(Repeat, EveryKindHasItsReasonItsArticleAndWhoDecides) {
    const shipped_reference shipped;
    const auto& book = shipped.rulebooks.front();
    for (const auto& one : table) {
        case_row against;
        against.track = one.track;
        against.state = one.state;
        against.outcome = one.outcome;
        if (one.state != "registered") against.decided_at = at("2026-05-06T10:00:00+08:00");
        const auto why = why_of(one);
        const auto found = classify({one.how,
                                     one.channel,
                                     one.nature,
                                     at("2026-05-20T10:00:00+08:00"),
                                     one.evidence,
                                     why,
                                     against,
                                     "portal",
                                     {"sha256:aa"}},
                                    book);
        ASSERT_TRUE(found) << one.what;
        EXPECT_EQ(found->kind, one.kind) << one.what;
        EXPECT_EQ(joined(found->reasons), one.reasons) << one.what;
        const auto fact = classified(book, case_no("C1"), receipt_no("R2"), *found, case_no("C2"));
        EXPECT_EQ(fact.basis.article, one.article) << one.what;
        EXPECT_EQ(fact.decides, one.decides) << one.what;
    }
}

TEST(Repeat, EveryShippedKindIsToldOfInTheTableOrIsTheCampaigns) {
    const shipped_reference shipped;
    for (const auto kind : config::repeat_kinds()) {
        EXPECT_NE(shipped.rulebooks.front().find_repeat(kind), nullptr) << kind;
        const bool told = std::ranges::find(table, kind, &line::kind) != table.end();
        EXPECT_EQ(told, kind != "mass") << kind;
    }
}

// @law SAMR-121 §44
TEST(Repeat, AnEnquiryIsNone) {
    const shipped_reference shipped;
    case_row against;
    against.track = "Q";
    const events::match_explanation why;
    EXPECT_FALSE(
        classify({relation::tied, "portal", "enquiry", {}, {}, why, against, {}, {}}, shipped.rulebooks.front()));
}

TEST(Repeat, WhatReachedUsBeforeTheDecisionIsNoRepeatOfIt) {
    const shipped_reference shipped;
    case_row against;
    against.track = "C";
    against.state = stage::accepted;
    against.decided_at = at("2026-05-06T10:00:00+08:00");
    const events::match_explanation why;
    const auto found = classify(
        {relation::tied, "letter", "complaint", at("2026-05-05T10:00:00+08:00"), {}, why, against, "portal", {}},
        shipped.rulebooks.front());
    EXPECT_EQ(found->kind, "other_channel");
}

// The widely made mistake: barring who comes back with the papers.
TEST(Repeat, NothingRepeatsACaseThatWasRefusedForPapersOnly) {
    case_row against;
    against.state = stage::refused;
    against.outcome = "NA5";
    EXPECT_THAT(possible_kinds("complaint", &against), ::testing::Not(Contains("repeat_complaint")));
    against.outcome = "NA3";
    EXPECT_THAT(possible_kinds("complaint", &against), Contains("repeat_complaint"));
}

TEST(Repeat, FiguresLeaveOutUrgesAndSupplements) {
    EXPECT_TRUE(counts_as_repeat("repeat_complaint"));
    EXPECT_TRUE(counts_as_repeat("other_channel"));
    for (const auto* kind : {"urge", "supplement", "refile", "new_dispute", "joint", "mass", "professional_claimant"})
        EXPECT_FALSE(counts_as_repeat(kind)) << kind;
}

namespace {

const case_no one("C2026-0000001");

class Repeats : public ::testing::Test {
  protected:
    void complain(const std::string& receipt, const std::string& channel = "portal",
                  std::string_view when = "2026-05-06T10:00:00+08:00") {
        auto fact = received(receipt, "complaint", when);
        fact.summary.channel = channel;
        rig.append(stream::intake, std::move(fact));
        rig.settle();
    }
    events::matched_record record(const std::string& receipt, const std::string& channel = "portal",
                                  std::string_view when = "2026-05-06T10:00:00+08:00") {
        events::matched_record out;
        out.receipt = receipt_no(receipt);
        out.route = {channel, "zh", "complaint", "C1", "3303", at(when)};
        return out;
    }
    void open(const std::string& number, const std::string& receipt, const std::string& verdict = "new",
              events::match_explanation why = {}) {
        complain(receipt);
        deduplication(events::case_opened{case_no(number), verdict, record(receipt), std::move(why)});
    }
    void tie(const std::string& receipt, const std::string& channel = "portal",
             std::string_view when = "2026-05-07T10:00:00+08:00") {
        complain(receipt, channel, when);
        deduplication(events::complaint_tied{one, record(receipt, channel, when), {}});
    }
    void deduplication(events::fact what) {
        rig.append(stream::deduplication, std::move(what));
        rig.settle();
    }
    result<action_reply> act(action_body what, const case_no& which = one) {
        const action_request request{
            officer_id("wang.min"), which, row(which).revision, std::move(what), {"officer", "mediator", "lead"}};
        runtime::decide_with_reply<action_reply> decide = [this, request](const auto& state, instant now, auto& reply) {
            return decide_action(law, request, state, now, reply);
        };
        return rig.run(runtime::execute<action_reply>(*rig.runner, {}, std::move(decide)));
    }
    case_row row(const case_no& which = one) { return load_case(rig.state(), which).value(); }
    /// "receipt kind decided by" of each.
    std::vector<std::string> repeats(const case_no& which = one) {
        std::vector<std::string> out;
        for (const auto& known : repeats_of(rig.state(), which, 100))
            out.push_back(known.receipt.str() + " " + known.row.kind + " " + known.row.decided +
                          (known.row.by.empty() ? "" : " " + known.row.by.str()));
        return out;
    }
    static events::campaign_linked linked(const std::string& number, const std::string& receipt) {
        events::campaign_linked out;
        out.campaign = campaign_no("M2026-000001");
        out.of_case = case_no(number);
        out.receipt = receipt_no(receipt);
        out.received_at = at("2026-05-06T10:00:00+08:00");
        out.by = "script";
        return out;
    }

    shipped_reference shipped_law;
    casework::law law = shipped_law.law();
    service subject{law};
    testing::service_rig rig{subject, "2026-05-06T12:00:00+08:00"};
};

} // namespace

TEST_F(Repeats, ATieIsProposedAndAnOfficerConfirmsOrChangesIt) {
    open(one.str(), "R1");
    tie("R2", "hotline");
    EXPECT_THAT(repeats(), ElementsAre("R2 other_channel none"));
    EXPECT_THAT(row().repeat_kinds, ElementsAre("other_channel"));
    EXPECT_EQ(row().repeat_count, 1u);
    EXPECT_EQ(row().state, "registered") << "nothing is decided by it";

    const auto other = act(classify_repeat{receipt_no("R1"), "urge", ""});
    ASSERT_FALSE(other);
    EXPECT_TRUE(other.error().detail.starts_with("receipt:")) << other.error().detail;
    const auto unknown = act(classify_repeat{receipt_no("R2"), "repeat_report", "x"});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().detail,
              "kind: must be one of: repeat_complaint refile other_channel joint "
              "professional_claimant new_dispute other_procedure mass urge supplement");
    const auto bare = act(classify_repeat{receipt_no("R2"), "urge", ""});
    ASSERT_FALSE(bare);
    EXPECT_TRUE(bare.error().detail.starts_with("reason:"));

    ASSERT_TRUE(act(classify_repeat{receipt_no("R2"), "other_channel", ""}));
    EXPECT_THAT(repeats(), ElementsAre("R2 other_channel confirmed wang.min"));
    ASSERT_TRUE(act(classify_repeat{receipt_no("R2"), "urge", "只问进度，电话13800138000"}));
    EXPECT_THAT(repeats(), ElementsAre("R2 urge changed wang.min"));
    EXPECT_THAT(row().repeat_kinds, ElementsAre("urge"));
    EXPECT_EQ(row().repeat_count, 0u) << "an urge is never counted";
    const auto last = rig.recorded_of<events::repeat_decided>().back();
    EXPECT_EQ(last.was, "other_channel");
    EXPECT_EQ(last.decides, "intake");
    EXPECT_EQ(last.reason.find("13800138000"), std::string::npos) << "texts are masked";
}

TEST_F(Repeats, AnUrgeOrASupplementOfTheComplainantIsNoRepeat) {
    open(one.str(), "R1");
    rig.append(stream::intake, events::complaint_urged{receipt_no("R1"), "进度"});
    rig.append(stream::intake, events::complaint_supplemented{receipt_no("R1"), "补充", "", {"sha256:aa"}});
    rig.settle();
    EXPECT_THAT(repeats(), IsEmpty());
    EXPECT_EQ(row().repeat_count, 0u);
    EXPECT_EQ(row().complaints, 1u);
    EXPECT_EQ(row().urges, 1u);
}

TEST_F(Repeats, ASurePersonWithAnotherDisputeIsShownAsRelatedAndNeverTied) {
    open(one.str(), "R1");
    events::match_explanation why;
    why.band = "new";
    why.same_person = one;
    open("C2026-0000002", "R2", "new", why);
    const case_no other("C2026-0000002");
    EXPECT_THAT(repeats(other), ElementsAre("R2 new_dispute none"));
    EXPECT_EQ(rig.recorded_of<events::repeat_classified>().back().related, one);
    EXPECT_EQ(row().complaints, 1u);
    EXPECT_THAT(repeats(), IsEmpty());
}

TEST_F(Repeats, WhoSaysDifferentOfAReviewSaysItIsANewDispute) {
    open(one.str(), "R1");
    events::match_explanation why;
    why.best = one;
    open("C2026-0000002", "R2", "review", why);
    const case_no other("C2026-0000002");
    EXPECT_THAT(repeats(other), ElementsAre("R2 other_channel none"));
    events::pair_judged said;
    said.receipt = receipt_no("R2");
    said.of_case = one;
    said.verdict = "different";
    said.by = officer_id("li.qiang");
    deduplication(said);
    EXPECT_THAT(repeats(other), ElementsAre("R2 new_dispute changed li.qiang"));
}

// @law SAMR-121 §16(5); the officer splits it off by untying
TEST_F(Repeats, ARefileStandsOnceItIsTakenOutOfItsCase) {
    open(one.str(), "R1");
    ASSERT_TRUE(act(refuse_case{"NA5", "未提供购买凭证"}));
    tie("R2");
    tie("R3");
    EXPECT_THAT(repeats(), ElementsAre("R2 refile none", "R3 refile none"));
    EXPECT_EQ(row().state, "refused");
    events::complaints_split split;
    split.out_of = one;
    split.opened = case_no("C2026-0000002");
    split.moved = {receipt_no("R2")};
    split.route = record("R2").route;
    split.cause = "untie";
    split.by = officer_id("wang.min");
    deduplication(split);
    EXPECT_THAT(repeats(split.opened), ElementsAre("R2 refile confirmed"));
    EXPECT_THAT(row(split.opened).repeat_kinds, ElementsAre("refile"));
    EXPECT_EQ(row(split.opened).state, "registered");

    deduplication(events::cases_merged{split.opened, one, {receipt_no("R2")}, "undo", "", officer_id("wang.min"), "B"});
    EXPECT_THAT(repeats(), ElementsAre("R2 refile none", "R3 refile none")) << "undone: as it was";

    const auto before = rig.dump();
    rig.rebuild();
    EXPECT_EQ(rig.dump(), before);
}

TEST_F(Repeats, ManyCasesOfOneCampaignGoToTheLeadAndStayApart) {
    const auto from = static_cast<int>(shipped_law.rulebooks.front().find_repeat("mass")->count_from);
    const auto number = [](int n) { return "C" + std::to_string(2026'1000 + n); };
    const auto flagged = [&] { return rig.recorded_of<events::repeat_classified>().size(); };
    for (int n = 1; n <= from + 1; ++n) {
        const std::string receipt = "R" + std::to_string(1000 + n);
        open(number(n), receipt);
        deduplication(linked(number(n), receipt));
        deduplication(linked(number(n), receipt));
        EXPECT_EQ(flagged(), n < from ? 0u : static_cast<std::size_t>(n)) << n << " cases";
    }
    for (int n = 1; n <= from + 1; ++n) {
        const auto shown = row(case_no(number(n)));
        EXPECT_THAT(shown.repeat_kinds, ElementsAre("mass"));
        EXPECT_EQ(shown.escalate, "lead");
        EXPECT_EQ(shown.state, "registered");
        EXPECT_TRUE(shown.merged_into.empty());
        EXPECT_EQ(shown.complaints, 1u);
        EXPECT_EQ(shown.repeat_count, 0u);
    }
    const case_no first(number(1));
    ASSERT_TRUE(act(classify_repeat{receipt_no("R1001"), "joint", "全体书面同意，推选两名代表人"}, first));
    EXPECT_EQ(row(first).escalate, "");
    EXPECT_THAT(repeats(first), ElementsAre("R1001 joint changed wang.min"));

    queue_filter only;
    only.repeat = "mass";
    const auto page = list_cases(rig.state(), only, sort_by::received, 100, {}).value();
    EXPECT_EQ(page.rows.size(), static_cast<std::size_t>(from));
    only.repeat = "any";
    EXPECT_EQ(list_cases(rig.state(), only, sort_by::received, 100, {})->rows.size(),
              static_cast<std::size_t>(from) + 1);
}

} // namespace guiyi::casework
