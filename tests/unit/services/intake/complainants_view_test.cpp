// What complainants see beside the stage: what happens next and by when, why a date moved, how many are alike, how
// often they urged; and what they can say: how to be told, and what they think once it is decided.
#include "services/intake/state.hpp"
#include "tests/unit/services/intake/intake_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::intake {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

const case_no one("C2026-0000001");

class View : public ::testing::Test {
  protected:
    View() {
        receipt_ = office::json(desk.post("/api/v1/complaints", a_complaint()));
        events::case_opened opened{one, "new", {}, {}};
        opened.record.receipt = receipt_no(std::string(receipt_.at("receipt_no").as_string()));
        see(events::stream::deduplication, opened);
    }
    void see(events::stream on, events::fact what) {
        desk.rig.append(on, std::move(what));
        desk.rig.settle();
    }
    void clock(const std::string& name, const std::string& due_on) {
        see(events::stream::assignment,
            events::clock_started{one, name, "2026-11-23", due_on, false, {"O121", "", "§15(1)", true}, {}});
    }
    void link(const case_no& which, const std::string& campaign) {
        events::campaign_linked fact;
        fact.campaign = campaign_no(campaign);
        fact.of_case = which;
        fact.receipt = receipt_no("R-of-another");
        see(events::stream::deduplication, fact);
    }
    boost::json::object with(boost::json::object more = {}) const {
        more["receipt_no"] = receipt_.at("receipt_no");
        more["query_code"] = receipt_.at("query_code");
        return more;
    }
    boost::json::object status(const std::string& language = "zh") {
        const auto answer = desk.post("/api/v1/status", with(), {{"Accept-Language", language}});
        EXPECT_EQ(answer.status, 200) << answer.body;
        return office::json(answer);
    }
    std::string history(const std::string& language = "zh") {
        std::string out;
        const auto said = status(language);
        for (const auto& entry : said.at("history").as_array()) out += std::string(entry.at("text").as_string()) + "\n";
        return out;
    }

    office desk;
    boost::json::object receipt_;
};

} // namespace

TEST_F(View, SaysWhatHappensNextAndByWhen) { // @law O121 §15(1), §23(1)(5)
    EXPECT_THAT(std::string(status("en").at("next_step").as_string()), HasSubstr("you will be told"));
    clock("K1", "2026-12-02");
    EXPECT_THAT(std::string(status().at("next_step").as_string()), HasSubstr("2026年12月2日（含当日）之前决定是否受理"));
    see(events::stream::assignment, events::clock_stopped{one, "K1", "2026-11-24", "case_accepted", true});
    clock("K2", "2027-01-23");
    see(events::stream::casework, events::case_accepted{one, officer_id("o"), ""});
    EXPECT_THAT(std::string(status("en").at("next_step").as_string()), HasSubstr("Mediation is under way"));
    see(events::stream::casework, events::respondent_contacted{one, officer_id("o"), "某公司", ""});
    const auto waiting = std::string(status("en").at("next_step").as_string());
    EXPECT_THAT(waiting, HasSubstr("answer is awaited"));
    EXPECT_THAT(waiting, HasSubstr("23 January 2027"));
    see(events::stream::casework, events::case_closed{one, officer_id("o"), "agreed", "", "", {}});
    EXPECT_THAT(std::string(status().at("next_step").as_string()), HasSubstr("回访"));
}

TEST_F(View, SaysWhyADateMoved) {
    clock("K5", "2026-12-14");
    clock("K5", "2026-12-14"); // the same again is no news
    clock("K5", "2026-12-21");

    const auto said = status();
    EXPECT_EQ(said.at("next_deadline").at("due_on"), "2026-12-21");
    EXPECT_THAT(history(), HasSubstr("由2026年12月14日改为2026年12月21日（收到新的材料，期限重新计算）"));
    EXPECT_THAT(history("en"),
                HasSubstr("from 14 December 2026 to 21 December 2026 (the period began anew with new material)"));
}

TEST_F(View, AClockThatIsPausedSaysSoAndItsDateFollowsWhenItGoesOn) { // @law O121 §22(4)
    clock("K2", "2027-01-23");
    events::clock_paused paused;
    paused.of_case = one;
    paused.clock = "K2";
    paused.reason = "testing";
    see(events::stream::assignment, paused);
    EXPECT_TRUE(status().at("next_deadline").at("paused").as_bool());
    EXPECT_THAT(std::string(status("en").at("next_step").as_string()), HasSubstr("suspended"));
    events::clock_resumed resumed;
    resumed.of_case = one;
    resumed.clock = "K2";
    resumed.reason = "testing";
    resumed.was_due_on = "2027-01-23";
    resumed.due_on = "2027-02-02";
    see(events::stream::assignment, resumed);

    EXPECT_EQ(status().at("next_deadline").at("due_on"), "2027-02-02");
    EXPECT_FALSE(status().at("next_deadline").at("paused").as_bool());
    EXPECT_THAT(history(), HasSubstr("由2027年1月23日改为2027年2月2日（检测、检验的时间依法不计入期限）"));
}

TEST_F(View, TellsHowManyAreAlikeAndNotWho) {
    link(case_no("C2026-0000002"), "M2026-000017"); // of a case that intake does not know: not counted
    const auto second = office::json(desk.post("/api/v1/complaints", a_complaint()));
    events::case_opened opened{case_no("C2026-0000003"), "new", {}, {}};
    opened.record.receipt = receipt_no(std::string(second.at("receipt_no").as_string()));
    see(events::stream::deduplication, opened);
    EXPECT_EQ(status().at("similar"), 0);
    link(one, "M2026-000017");
    EXPECT_EQ(status().at("similar"), 0) << "alone so far";
    link(case_no("C2026-0000003"), "M2026-000017");
    link(one, "M2026-000017"); // by another number of the same robot

    EXPECT_EQ(status().at("similar"), 1);
    const auto whole = boost::json::serialize(status());
    for (const auto& hidden : {"M2026-000017", "C2026-0000003", "R-of-another"})
        EXPECT_EQ(whole.find(hidden), whole.npos) << hidden;
    EXPECT_THAT(history(), HasSubstr("类似投诉"));
}

TEST_F(View, CountsUrges) {
    for (int i = 0; i < 3; ++i) EXPECT_EQ(desk.post("/api/v1/status/urge", with()).status, 202);
    EXPECT_EQ(status().at("urges"), 3);
}

TEST_F(View, PreferencesAreKeptAndOnlyKnownOnesTaken) {
    EXPECT_EQ(desk.post("/api/v1/status/preferences", with({{"channel", "sms"}, {"frequency", "daily"}})).status, 202);
    EXPECT_EQ(desk.post("/api/v1/status/preferences", with({{"language", "en"}})).status, 202);

    const auto wish = status().at("preferences").as_object();
    EXPECT_EQ(wish.at("channel"), "sms");
    EXPECT_EQ(wish.at("frequency"), "daily");
    EXPECT_EQ(wish.at("language"), "en");
    EXPECT_THAT(office::errors(desk.post("/api/v1/status/preferences", with({{"channel", "fax"}}))),
                ElementsAre("/channel not_in_list"));
    EXPECT_THAT(office::errors(desk.post("/api/v1/status/preferences", with())), ElementsAre("/channel required"));
    auto wrong = with({{"channel", "sms"}});
    wrong["query_code"] = "not-the-code";
    EXPECT_EQ(desk.post("/api/v1/status/preferences", wrong).status, 404);
}

TEST_F(View, FeedbackIsTakenOnceTheCaseIsDecidedAndTheLastOneCounts) { // @law O121 §26
    const auto path = "/api/v1/status/feedback";
    EXPECT_EQ(desk.post(path, with({{"satisfaction", 4}})).status, 409);
    see(events::stream::casework, events::case_closed{one, officer_id("o"), "agreed", "", "", {}});
    EXPECT_THAT(office::errors(desk.post(path, with())), ElementsAre("/satisfaction required"));
    EXPECT_THAT(office::errors(desk.post(path, with({{"satisfaction", 0}}))), ElementsAre("/satisfaction not_in_list"));
    EXPECT_EQ(desk.post(path, with({{"satisfaction", 4}, {"promise", "kept"}})).status, 202);
    EXPECT_EQ(desk.post(path, with({{"satisfaction", 1},
                                    {"promise", "broken"},
                                    {"call_back", true},
                                    {"text", "打我电话13912345678"}}))
                  .status,
              202);

    const auto said = status().at("feedback").as_object();
    EXPECT_EQ(said.at("satisfaction"), 1);
    EXPECT_EQ(said.at("promise"), "broken");
    const auto facts = desk.rig.recorded_of<events::feedback_given>();
    ASSERT_EQ(facts.size(), 2u);
    EXPECT_EQ(facts[1].in_case, one);
    EXPECT_EQ(facts[1].text.find("13912345678"), std::string::npos) << "masked";
    EXPECT_EQ(state_reader(desk.rig.state()).feedback(one).size(), 1u);
    const auto before = desk.rig.dump();
    desk.rig.rebuild();
    EXPECT_EQ(desk.rig.dump(), before);
}

} // namespace guiyi::intake
