// Campaigns through the whole service: decided with the complaint, exported, shown by the staff routes.
#include "services/deduplication/api_campaigns.hpp"
#include "services/deduplication/export_ties.hpp"
#include "services/deduplication/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/deduplication/campaigns_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::deduplication {

namespace {

constexpr const char* warranty =
    "Hi this is Susie with the vehicle service department. Your factory warranty is about "
    "to expire and this is the final courtesy call before the file is closed.";
constexpr const char* loan =
    "Hello we see that your student loan qualifies for complete forgiveness under the new "
    "program, your application number is still on hold at our processing center today.";

} // namespace

class CampaignService : public ::testing::Test {
  protected:
    CampaignService() { add_campaign_routes(routes_, rig_.state()); }

    /// A person's complaint of a call.
    receipt_no receive(int person, std::string_view transcript, int day = 1, std::string_view firm = "Acme Ltd") {
        char phone[16], at[32];
        std::snprintf(phone, sizeof phone, "138%08d", person * 1'001'003);
        std::snprintf(at, sizeof at, "2025-01-%02dT10:00:00+08:00", day);
        const boost::json::object told{{"channel", "portal"},
                                       {"received_at", at},
                                       {"complainant", {{"phone", phone}}},
                                       {"respondent", {{"name", firm}}},
                                       {"calls", {{{"transcript", transcript}, {"caller_number", "16556307311"}}}}};
        const auto receipt = test::receipt_at(++count_);
        auto received = test::received(receipt, told, keys_, *random_);
        test::tell(told, received.summary);
        rig_.append(events::stream::intake, received);
        return receipt;
    }
    boost::asio::awaitable<http::response> answer(std::string target) {
        http::request from;
        from.verb = http::method::get;
        const auto mark = target.find('?');
        from.path = target.substr(0, mark);
        for (auto at = mark; at != std::string::npos;) {
            const auto end = target.find('&', at + 1);
            const auto pair = target.substr(at + 1, end == std::string::npos ? end : end - at - 1);
            from.query.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
            at = end;
        }
        const auto route = routes_.find(from);
        const auto& action = std::get<http::buffered_action>(route.found->run);
        auto said = co_await action.call(from);
        co_return said;
    }
    boost::json::object get(std::string target, int status = 200) {
        const auto said = rig_.run(answer(std::move(target)));
        EXPECT_EQ(said.status, status) << said.body;
        return test::parsed(said.body);
    }

    test::memory_keyring keys_;
    privacy::blind_index index_{std::string(32, 'i')};
    std::unique_ptr<random_source> random_ = seeded_random(3);
    service subject_{keys_, index_, test::shipped_model(), test::beijing};
    guiyi::testing::service_rig rig_{subject_, "2025-01-20T10:00:01+08:00"};
    http::router routes_;
    std::size_t count_ = 0;
};

TEST_F(CampaignService, LinksInTheCommitOfTheCaseAndExportsIt) {
    receive(1, warranty);
    receive(2, loan);
    receive(3, warranty);
    receive(4, "", 20); // by then nobody remembers the number
    rig_.settle();

    EXPECT_EQ(rig_.recorded_of<events::case_opened>().size(), 4u);
    EXPECT_EQ(rig_.recorded_of<events::campaign_linked>().size(), 3u);
    std::string csv;
    write_ties(rig_.state(), ties_format::csv, [&](std::string_view piece) { csv += piece; });
    EXPECT_THAT(csv, ::testing::ContainsRegex("00001,.*,M2025-000001\r\n.*00002,.*,M2025-000002\r\n"
                                              ".*00003,.*,M2025-000001\r\n.*00004,.*,\r\n"));
}

TEST_F(CampaignService, ARebuiltStateIsTheSame) {
    for (int person = 1; person <= 6; ++person) receive(person, person % 2 ? warranty : "", person);
    rig_.settle();
    const auto before = rig_.dump();

    rig_.rebuild();
    rig_.settle();

    EXPECT_EQ(rig_.dump(), before);
    EXPECT_GE(rig_.recorded_of<events::campaign_linked>().size(), 3u);
}

TEST_F(CampaignService, ListsByActivityOrSizePageByPage) {
    for (int person = 1; person <= 3; ++person) receive(person, warranty, person);
    for (int person = 4; person <= 5; ++person) receive(person, loan, person);
    receive(6, "A single call about a holiday that you have won in a draw among all our guests of this year.");
    rig_.settle();

    const auto by_activity = get("/api/v1/campaigns").at("items").as_array();
    ASSERT_EQ(by_activity.size(), 2u) << "one complaint makes no campaign to look at";
    EXPECT_EQ(by_activity[0].at("campaign_no"), "M2025-000002");
    EXPECT_EQ(by_activity[0].at("last_seen"), "2025-01-05T02:00:00.000Z");
    const auto first = get("/api/v1/campaigns?sort=size&limit=1");
    EXPECT_EQ(first.at("items").at(0).at("campaign_no"), "M2025-000001");
    EXPECT_EQ(first.at("items").at(0).at("cases"), 3);
    EXPECT_EQ(first.at("items").at(0).at("numbers").as_array(), (boost::json::array{"165****7311"}));
    EXPECT_EQ(first.at("items").at(0).at("growth").as_array().size(), 3u);
    const auto next = get("/api/v1/campaigns?sort=size&limit=1&cursor=" + std::string(first.at("next").as_string()));
    EXPECT_EQ(next.at("items").at(0).at("campaign_no"), "M2025-000002");
    EXPECT_TRUE(next.at("next").is_null());
    get("/api/v1/campaigns?sort=name", 422);
    get("/api/v1/campaigns?limit=0", 422);
    get("/api/v1/campaigns?cursor=3", 422);
}

TEST_F(CampaignService, ShowsOneWithItsComplaints) {
    const auto first = receive(1, warranty, 1);
    const auto second = receive(2, warranty, 1, "Other Ltd");
    for (int person = 3; person < 24; ++person) receive(person, warranty, 2);
    rig_.settle();

    const auto shown = get("/api/v1/campaigns/M2025-000001?limit=2");
    EXPECT_EQ(shown.at("cases"), 23);
    EXPECT_EQ(shown.at("numbers").as_array(), (boost::json::array{"165****7311"}));
    EXPECT_EQ(shown.at("respondents").as_array(), (boost::json::array{"Acme Ltd", "Other Ltd"}));
    EXPECT_EQ(shown.at("growth").as_array().size(), 2u);
    EXPECT_EQ(shown.at("growth").at(1).at("date"), "2025-01-02");
    EXPECT_EQ(shown.at("growth").at(1).at("cases"), 21);
    EXPECT_EQ(shown.at("exemplars").as_array().size(), 1u);
    EXPECT_EQ(shown.at("exemplars").at(0).at("receipt_no").as_string(), first.str());
    EXPECT_EQ(shown.at("alerts").at(0).at("date"), "2025-01-02");
    ASSERT_EQ(shown.at("items").as_array().size(), 2u);
    EXPECT_EQ(shown.at("items").at(1).at("receipt_no").as_string(), second.str());
    EXPECT_EQ(shown.at("items").at(1).at("exemplar").as_string(), first.str());
    const auto rest =
        get("/api/v1/campaigns/M2025-000001?limit=200&cursor=" + std::string(shown.at("next").as_string()));
    EXPECT_EQ(rest.at("items").as_array().size(), 21u);
    get("/api/v1/campaigns/M2025-000009", 404);
    get("/api/v1/campaigns/none", 404);
}

} // namespace guiyi::deduplication
