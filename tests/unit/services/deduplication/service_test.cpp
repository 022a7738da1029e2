// The whole service on a real runner, bus and store, and its staff routes.
#include "services/deduplication/service.hpp"

#include "services/deduplication/api.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/deduplication/complaints_for_tests.hpp"

#include <gmock/gmock.h>

namespace guiyi::deduplication {

namespace {

constexpr std::string_view complaint = R"({"channel":"portal","external_ref":"P-1","language":"zh",
    "received_at":"2025-01-20T10:00:00+08:00","complainant":{"name":"张丽娟","phone":"13821382744"},
    "respondent":{"name":"金盛信贷"},"calls":[{"caller_number":"16556307311","called_at":"2025-01-17"}],
    "narrative":"自称金盛信贷的智能语音在01月17日15时许拨打我的电话，对方是机器人语音，无法沟通。"})";

} // namespace

class DeduplicationService : public ::testing::Test {
  protected:
    DeduplicationService() {
        api_ = std::make_unique<api>(rig_.state(), *rig_.runner, *rig_.over, subject_.parts(),
                                     api_options{std::chrono::milliseconds(50), std::chrono::milliseconds(1)});
        api_->add_staff_routes(routes_);
    }

    receipt_no receive(std::string_view json = complaint) {
        const auto receipt = test::receipt_at(++count_);
        rig_.append(events::stream::intake, test::received(receipt, test::parsed(json), keys_, *random_));
        return receipt;
    }

    boost::asio::awaitable<std::pair<int, std::string>> answer(std::string target) {
        http::request from;
        from.verb = http::method::get;
        const auto mark = target.find('?');
        from.path = target.substr(0, mark);
        if (mark != std::string::npos) {
            const auto equals = target.find('=', mark);
            from.query.emplace_back(target.substr(mark + 1, equals - mark - 1), target.substr(equals + 1));
        }
        from.headers.add("Accept-Language", "en");
        const auto route = routes_.find(from);
        if (!route.found) co_return std::pair(404, std::string("no route"));
        const auto& action = std::get<http::buffered_action>(route.found->run);
        auto said = co_await action.call(from);
        std::string body = said.body;
        while (said.stream) {
            auto piece = co_await said.stream();
            if (!piece) break;
            body += *piece;
        }
        co_return std::pair(said.status, body);
    }
    std::pair<int, std::string> get(std::string target) { return rig_.run(answer(std::move(target))); }

    test::memory_keyring keys_;
    privacy::blind_index index_{std::string(32, 'i')};
    std::unique_ptr<random_source> random_ = seeded_random(3);
    service subject_{keys_, index_, test::shipped_model(), test::beijing};
    guiyi::testing::service_rig rig_{subject_, "2025-01-20T10:00:01+08:00"};
    http::router routes_;
    std::unique_ptr<api> api_;
    std::size_t count_ = 0;
};

TEST_F(DeduplicationService, TiesARepeatInOneBatchAndSkipsOtherFacts) {
    const auto first = receive();
    rig_.append(events::stream::intake, events::complaint_urged{first, "催办"});
    receive();
    rig_.settle();

    const auto facts = rig_.recorded();
    ASSERT_EQ(facts.size(), 2u);
    EXPECT_EQ(std::get<events::case_opened>(facts[0]).opened, std::get<events::complaint_tied>(facts[1]).to);
}

TEST_F(DeduplicationService, ARebuiltStateIsTheSame) {
    for (int i = 0; i < 3; ++i) receive();
    rig_.settle();
    const auto before = rig_.dump();

    rig_.rebuild();
    rig_.settle();

    EXPECT_EQ(rig_.dump(), before);
    EXPECT_EQ(rig_.recorded().size(), 3u);
}

TEST_F(DeduplicationService, AnUnreadableComplaintIsParkedAndOthersGoOn) {
    auto broken = test::received(receipt_no("R250120-09999-00001"), test::parsed(complaint), keys_, *random_);
    broken.sealed = "AAAA";
    rig_.append(events::stream::intake, broken);
    receive();
    rig_.settle();

    EXPECT_EQ(rig_.recorded_of<events::fact_parked>().size(), 1u);
    EXPECT_EQ(rig_.recorded_of<events::case_opened>().size(), 1u);
}

TEST_F(DeduplicationService, ExportWaitsForWhatWasAcknowledgedBeforeIt) {
    receive();
    receive();

    const auto [status, body] = get("/api/v1/export/ties?format=csv"); // nothing was settled by hand

    EXPECT_EQ(status, 200);
    EXPECT_EQ(std::ranges::count(body, '\n'), 3);
    EXPECT_THAT(body, ::testing::HasSubstr(",P-1,C2025-0000001,tie,"));
}

TEST_F(DeduplicationService, ExportOfAStoppedServiceSaysSo) {
    receive();
    rig_.runner->stop();

    EXPECT_EQ(get("/api/v1/export/ties").first, 503);
    EXPECT_EQ(get("/api/v1/export/ties?format=xml").first, 422);
}

TEST_F(DeduplicationService, ShowsWhyInBothLanguages) {
    receive();
    const auto repeat = receive();
    rig_.settle();

    const auto [status, body] = get("/api/v1/complaints/" + repeat.str() + "/match");

    ASSERT_EQ(status, 200);
    const auto shown = test::parsed(body);
    EXPECT_EQ(shown.at("verdict"), "tie");
    EXPECT_EQ(shown.at("best"), "C2025-0000001");
    const auto& line = shown.at("fields").at(0).as_object();
    EXPECT_EQ(line.at("field"), "name");
    EXPECT_EQ(line.at("stage"), "person");
    EXPECT_EQ(line.at("label").at("zh"), "姓名");
    EXPECT_EQ(line.at("level_label").at("en"), "same");
    EXPECT_EQ(body.find("13821382744"), std::string::npos);
    EXPECT_EQ(get("/api/v1/complaints/R000000-00000-00000/match").first, 404);
}

TEST_F(DeduplicationService, ListsReviewsNewestFirstPageByPage) {
    receive();
    auto relative = test::parsed(complaint);
    std::vector<std::string> asked;
    for (const auto* name : {"李强国", "陈春梅", "赵志刚"}) {
        relative["complainant"] = {{"name", name}, {"phone", "13821382744"}};
        asked.push_back(receive(boost::json::serialize(relative)).str());
    }
    rig_.settle();

    const auto page = test::parsed(get("/api/v1/reviews?limit=2").second);
    const auto& items = page.at("items").as_array();
    ASSERT_EQ(items.size(), 2u);
    EXPECT_EQ(items[0].at("receipt_no").as_string(), asked[2]);
    EXPECT_EQ(items[1].at("receipt_no").as_string(), asked[1]);
    EXPECT_EQ(items[0].at("verdict"), "review");
    EXPECT_EQ(items[0].at("best"), "C2025-0000001");

    const auto rest = test::parsed(get("/api/v1/reviews?cursor=" + std::string(page.at("next").as_string())).second);
    ASSERT_EQ(rest.at("items").as_array().size(), 1u);
    EXPECT_TRUE(rest.at("next").is_null());
    EXPECT_EQ(get("/api/v1/reviews?limit=0").first, 422);
    EXPECT_EQ(get("/api/v1/reviews?cursor=x").first, 422);
}

} // namespace guiyi::deduplication
