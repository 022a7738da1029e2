// The service on a real runner and bus, and its ledger over HTTP.
#include "services/notification/api.hpp"
#include "services/notification/attempts.hpp"
#include "tests/unit/services/notification/world.hpp"

#include <gmock/gmock.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>

namespace guiyi::notification {

namespace {

const std::string receipt_a = "R261120-00001-00001", case_a = "C2026-0000001";

/// Answers a GET as the staff side would.
http::response get(const store::view& state, const std::string& path, http::name_values query = {}) {
    http::router routes;
    api({.state = state}).add_staff_routes(routes);
    http::request asked;
    asked.verb = http::method::get;
    asked.path = path;
    asked.query = std::move(query);
    const auto match = routes.find(asked);
    EXPECT_NE(match.found, nullptr) << path;
    const auto& call = std::get<http::buffered_action>(match.found->run).call;
    boost::asio::io_context io;
    auto answer = boost::asio::co_spawn(io, call(asked), boost::asio::use_future);
    io.run();
    return answer.get();
}

boost::json::object json(const http::response& of) { return boost::json::parse(of.body).as_object(); }

} // namespace

TEST(NotificationService, TellsOnceWhenAssignmentStartsAClock) {
    temporary_folder folder;
    world guiyi(folder.path);
    guiyi.start();
    guiyi.open_case(case_a, receipt_a, "a@example.org");

    ASSERT_TRUE(guiyi.wait_until([&] { return !guiyi.messages(case_a).empty(); }));
    guiyi.complain("R261120-00002-00002", "b@example.org"); // something later, so that the timer had its chance
    ASSERT_TRUE(
        guiyi.wait_until([&] { return load_recipient(guiyi.state(), receipt_no("R261120-00002-00002")).has_value(); }));

    EXPECT_EQ(guiyi.messages(case_a).size(), 1u);
    EXPECT_TRUE(load_case(guiyi.state(), case_no(case_a)).told);
}

TEST(NotificationService, TellsOnceWhenNoClockStarts) {
    temporary_folder folder;
    world guiyi(folder.path);
    guiyi.start();
    guiyi.complain(receipt_a, "a@example.org");
    guiyi.publish(events::stream::deduplication, {opened(case_a, receipt_a, "nuisance")});
    guiyi.publish(events::stream::assignment, {assigned(case_a)});

    ASSERT_TRUE(guiyi.wait_until([&] { return !guiyi.messages(case_a).empty(); }));

    const auto row = load_message(guiyi.state(), guiyi.messages(case_a).at(0)).value();
    EXPECT_EQ(row.template_id, "placed");
    EXPECT_EQ(row.values.size(), 1u) << "the desk, and no date";
}

TEST(NotificationService, ARebuiltStateIsTheSameByteForByte) {
    temporary_folder folder;
    std::vector<std::pair<std::string, std::string>> before, after;
    const auto rows_of = [](const store::view& state) {
        std::vector<std::pair<std::string, std::string>> out;
        for (auto row = state.scan(store::range{" ", ""}); row->valid(); row->next())
            out.emplace_back(row->key(), row->value());
        return out;
    };
    {
        world guiyi(folder.path);
        guiyi.start();
        guiyi.open_case(case_a, receipt_a, "a@example.org");
        ASSERT_TRUE(guiyi.wait_until([&] { return !guiyi.messages(case_a).empty(); }));
        const auto id = guiyi.messages(case_a).at(0);
        guiyi.run([&](const store::view& state, instant) { return start_attempt(state, id); }).value();
        guiyi
            .run([&](const store::view& state, instant now) {
                return end_attempt(state, id, 1, {outcome::temporary, "451", false, false}, now, {});
            })
            .value();
        before = rows_of(guiyi.state());
    }
    {
        auto db = store::database::open(folder.path / "db", {}).value();
        auto over = bus::embedded_bus(*db, {});
        const privacy::vault vault(std::string(32, 'k'));
        const runtime::store_keyring keys(db->read(store::family::keys), vault);
        const auto desks = sample_desks();
        const auto books = sample_rulebooks();
        const config::wording words(desks, books);
        const service what({keys, words, {}, std::chrono::minutes(480)});
        runtime::rebuild(what, *over, *db).value();
        after = rows_of(db->read(store::family::notification));
    }
    EXPECT_FALSE(before.empty());
    EXPECT_EQ(before, after);
}

TEST(DeliveryLedger, ShowsWhatWasSentAndWhoCouldNotBeTold) {
    temporary_folder folder;
    world guiyi(folder.path);
    guiyi.start();
    guiyi.complain("R261120-00002-00002", "");
    guiyi.complain(receipt_a, "a@example.org");
    guiyi.publish(events::stream::deduplication, {opened(case_a, receipt_a), tied(case_a, "R261120-00002-00002")});
    guiyi.publish(events::stream::assignment, {assigned(case_a), clock_runs(case_a, "K1", "2026-12-01")});
    ASSERT_TRUE(guiyi.wait_until([&] { return unreachable_of(guiyi.state(), case_no(case_a)).size() == 2; }));
    const auto id = guiyi.messages(case_a).at(0);
    guiyi.run([&](const store::view& state, instant) { return start_attempt(state, id); }).value();
    guiyi
        .run([&](const store::view& state, instant now) {
            return end_attempt(state, id, 1, {outcome::unknown, "lost", true, false}, now, {});
        })
        .value();

    const auto answer = get(guiyi.state(), "/api/v1/cases/" + case_a + "/deliveries");

    ASSERT_EQ(answer.status, 200);
    const auto shown = json(answer);
    const auto& messages = shown.at("messages").as_array();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].at("message").as_string(), id.str());
    EXPECT_EQ(messages[0].at("receipt_no").as_string(), receipt_a);
    EXPECT_EQ(messages[0].at("template").as_string(), "placed");
    EXPECT_EQ(messages[0].at("state").as_string(), "waiting");
    EXPECT_EQ(messages[0].at("outcome").as_string(), "unknown");
    EXPECT_EQ(messages[0].at("answer").as_string(), "lost");
    EXPECT_EQ(messages[0].at("unknown_attempts").as_int64(), 1);
    EXPECT_EQ(messages[0].at("reason").as_string(), "io.guiyi.assignment.clock_started.v1");
    EXPECT_EQ(shown.at("unreachable").as_array().size(), 2u);
    EXPECT_EQ(answer.body.find("example.org"), std::string::npos) << "an address in the ledger";
}

TEST(DeliveryLedger, AnUnknownCaseIsNotFound) {
    temporary_folder folder;
    world guiyi(folder.path);

    EXPECT_EQ(get(guiyi.state(), "/api/v1/cases/C2026-9999999/deliveries").status, 404);
}

TEST(DeliveryLedger, ListsFailedMessagesLatestFirst) {
    temporary_folder folder;
    world guiyi(folder.path);
    guiyi.start();
    for (int i = 1; i <= 3; ++i) {
        const auto number = "C2026-000000" + std::to_string(i);
        guiyi.open_case(number, "R261120-0000" + std::to_string(i) + "-00000", "a@example.org");
        ASSERT_TRUE(guiyi.wait_until([&] { return !guiyi.messages(number).empty(); }));
        const auto id = guiyi.messages(number).at(0);
        guiyi.time.advance(std::chrono::seconds(1));
        guiyi.run([&](const store::view& state, instant) { return start_attempt(state, id); }).value();
        guiyi
            .run([&](const store::view& state, instant now) {
                return end_attempt(state, id, 1, {outcome::permanent, "550", false, false}, now, {});
            })
            .value();
    }

    const auto answer = json(get(guiyi.state(), "/api/v1/messages", {{"state", "failed"}, {"limit", "2"}}));
    const auto& listed = answer.at("messages").as_array();

    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[0].at("case_no").as_string(), "C2026-0000003");
    EXPECT_EQ(listed[1].at("case_no").as_string(), "C2026-0000002");
}

TEST(DeliveryLedger, WrongQuestionsAreNamed) {
    temporary_folder folder;
    world guiyi(folder.path);

    for (const auto& query : std::vector<http::name_values>{{{"limit", "0"}}, {{"limit", "501"}}, {{"limit", "x"}}}) {
        const auto answer = get(guiyi.state(), "/api/v1/messages", query);
        EXPECT_EQ(answer.status, 422);
        EXPECT_EQ(json(answer).at("errors").at(0).at("pointer").as_string(), "/limit");
    }
    EXPECT_EQ(get(guiyi.state(), "/api/v1/messages", {{"state", "all"}}).status, 422);
}

} // namespace guiyi::notification
