// The staff side as an officer's program sees it: statuses, pointers, ETags, paging, live news over a real socket.
#include "services/casework/api.hpp"

#include "common/core/digest.hpp"
#include "common/runtime/store_keyring.hpp"
#include "services/casework/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/common/http/client.hpp"
#include "tests/unit/common/http/live_server.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace guiyi::casework {

using events::stream;
namespace json = boost::json;

namespace {

class CaseworkApi : public ::testing::Test {
  protected:
    CaseworkApi() { subject_api.add_staff_routes(routes); }

    struct answer {
        int status;
        json::value body;
        std::string text;
        http::name_values headers;
        std::string header(std::string_view name) const {
            for (const auto& [key, value] : headers)
                if (key == name) return value;
            return {};
        }
        std::string pointer() const { return std::string(body.at("errors").at(0).at("pointer").as_string()); }
    };

    answer ask(http::method verb, std::string path, std::string body = {}, const http::name_values& headers = {},
               http::name_values query = {}) {
        http::request request;
        request.verb = verb;
        request.path = request.target = std::move(path);
        request.query = std::move(query);
        request.principal = principal;
        request.who = who;
        request.body = std::move(body);
        if (!request.body.empty()) request.headers.add("Content-Type", "application/json");
        for (const auto& [name, value] : headers) request.headers.add(name, value);
        const auto match = routes.find(request);
        if (!match.found) return {404, {}, {}, {}};
        const auto& call = std::get<http::buffered_action>(match.found->run).call;
        auto said = rig.run(call(request));
        json::error_code ec;
        auto parsed = json::parse(said.body, ec);
        return {said.status, ec ? json::value() : std::move(parsed), said.body, said.headers};
    }
    answer get(std::string path, http::name_values query = {}) {
        return ask(http::method::get, std::move(path), {}, {{"Accept-Language", "en"}}, std::move(query));
    }
    answer act(const std::string& number, const std::string& action, std::string body, std::string revision = {}) {
        if (revision.empty()) revision = get("/api/v1/cases/" + number).header("ETag");
        return ask(http::method::post, "/api/v1/cases/" + number + "/actions/" + action, std::move(body),
                   {{"If-Match", revision}, {"Accept-Language", "en"}});
    }

    void a_case(const std::string& number = "C1", const std::string& receipt = "R1") {
        auto complaint = received(receipt);
        privacy::vault::data_key key{};
        key.bytes.fill(7);
        complaint.sealed_contact = to_base64(privacy::vault::seal(
            key, "contact", receipt, R"({"name":"王小明","phone":"+8613800138000","email":null})"));
        rig.append(stream::intake, complaint);
        rig.settle();
        rig.append(stream::deduplication, opened(number, receipt));
        rig.append(
            stream::assignment,
            events::case_assigned{case_no(number), desk_id("samr-12315"), officer_id("wang.min"), {"load:0/120"}});
        rig.append(stream::assignment, started(number, "K1", "2026-05-13"));
        rig.settle();
        store::batch keys(*rig.db);
        runtime::store_keyring::put(keys.on(store::family::keys), receipt, vault.wrap(key, receipt));
        rig.db->write(keys, false).value();
    }

    shipped_reference known;
    service subject{known.law()};
    testing::service_rig rig{subject, "2026-04-30T12:00:00+08:00"};
    privacy::vault vault{std::string(32, 'k')};
    runtime::store_keyring keyring{rig.db->read(store::family::keys), vault};
    api subject_api{
        *rig.runner, rig.state(), *rig.over, keyring, {known.topics, known.desks, known.law(), known.days, rig.time}};
    http::router routes;
    std::string principal = "wang.min";
    std::shared_ptr<const access::principal> who; ///< null: the desk book says in which roles they act
};

} // namespace

TEST_F(CaseworkApi, AMergedNumberLeadsToTheOtherAndRefusesActions) {
    a_case("C1", "R1");
    a_case("C2", "R2");
    rig.append(stream::deduplication,
               events::cases_merged{
                   case_no("C1"), case_no("C2"), {receipt_no("R1")}, "officer", "", officer_id("li.qiang"), "B1"});
    rig.settle();

    const auto page = get("/api/v1/cases/C1");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body.at("state").as_string(), "merged");
    EXPECT_EQ(page.body.at("merged_into").as_string(), "C2");
    EXPECT_TRUE(page.body.at("actions").as_array().empty());
    EXPECT_EQ(page.body.at("clocks").at(0).at("state").as_string(), "suspended");
    EXPECT_EQ(get("/api/v1/cases/C2").body.at("complaints").as_array().size(), 2u);
    const auto said = act("C1", "accept", "{}");
    EXPECT_EQ(said.status, 409);
    EXPECT_NE(said.text.find("C2"), std::string::npos) << said.text;
    EXPECT_EQ(get("/api/v1/cases", {{"state", "open"}}).body.at("cases").as_array().size(), 1u);
    EXPECT_EQ(get("/api/v1/cases", {{"state", "merged"}}).body.at("cases").at(0).at("merged_into").as_string(), "C2");
    EXPECT_EQ(get("/api/v1/cases", {{"q", "C1"}}).body.at("cases").at(0).at("case_no").as_string(), "C1");
    EXPECT_EQ(get("/api/v1/cases", {{"q", "R1"}}).body.at("cases").at(0).at("case_no").as_string(), "C2");
}

TEST_F(CaseworkApi, TheQueueShowsWhatAnOfficerNeedsToChoose) {
    a_case();
    const auto page = get("/api/v1/cases", {{"state", "open"}, {"officer", "wang.min"}});
    ASSERT_EQ(page.status, 200);
    const auto& row = page.body.at("cases").at(0);
    EXPECT_EQ(row.at("case_no").as_string(), "C1");
    EXPECT_EQ(row.at("complainant").as_string(), "王**");
    EXPECT_EQ(row.at("due").at("due_on").as_string(), "2026-05-13");
    EXPECT_EQ(row.at("due").at("clock").as_string(), "K1");
    EXPECT_EQ(row.at("complaints").to_number<int>(), 1);
    EXPECT_EQ(row.at("actions").at(0).as_string(), "accept");
    EXPECT_TRUE(page.body.at("next").is_null());
    EXPECT_TRUE(get("/api/v1/cases", {{"officer", "li.qiang"}}).body.at("cases").as_array().empty());
}

TEST_F(CaseworkApi, TheQueueIsPagedByCursor) {
    for (int i = 0; i < 25; ++i) a_case("C" + std::to_string(100 + i), "R" + std::to_string(i));
    const auto first = get("/api/v1/cases", {{"limit", "20"}});
    ASSERT_EQ(first.body.at("cases").as_array().size(), 20u);
    const auto second =
        get("/api/v1/cases", {{"limit", "20"}, {"cursor", std::string(first.body.at("next").as_string())}});
    ASSERT_EQ(second.body.at("cases").as_array().size(), 5u);
    EXPECT_EQ(second.body.at("cases").at(0).at("case_no").as_string(), "C120");
    EXPECT_TRUE(second.body.at("next").is_null());
}

TEST_F(CaseworkApi, ANumberFindsItsCaseWhetherOfCaseOrReceipt) {
    a_case();
    EXPECT_EQ(get("/api/v1/cases", {{"q", "C1"}}).body.at("cases").as_array().size(), 1u);
    EXPECT_EQ(get("/api/v1/cases", {{"q", "R1"}}).body.at("cases").as_array().size(), 1u);
    EXPECT_TRUE(get("/api/v1/cases", {{"q", "C"}}).body.at("cases").as_array().empty());
}

TEST_F(CaseworkApi, WrongParametersAreNamed) {
    for (const auto& [name, value] :
         http::name_values{{"limit", "7"}, {"sort", "name"}, {"state", "lost"}, {"cursor", "zz"}, {"sate", "open"}}) {
        const auto said = get("/api/v1/cases", {{name, value}});
        EXPECT_EQ(said.status, 422) << name;
        EXPECT_EQ(said.pointer(), "/" + name);
    }
    EXPECT_EQ(get("/api/v1/cases/C1/timeline").status, 404);
    a_case();
    EXPECT_EQ(get("/api/v1/cases/C1/timeline", {{"after", "x"}}).status, 422);
    EXPECT_EQ(get("/api/v1/reports/respondent-days", {{"format", "pdf"}}).status, 422);
}

TEST_F(CaseworkApi, ACasePageExplainsItsClocksAndOffersItsActions) {
    a_case();
    const auto page = get("/api/v1/cases/C1");
    ASSERT_EQ(page.status, 200);
    EXPECT_EQ(page.header("ETag"), "\"1\"");
    const auto& clock = page.body.at("clocks").at(0);
    EXPECT_EQ(clock.at("title_en").as_string(), "Decide on acceptance and inform the complainant");
    EXPECT_EQ(clock.at("basis").at("article").as_string(), "§15(1)");
    EXPECT_EQ(clock.at("arithmetic").at(0).at("reason").as_string(), "start_day");
    const auto& complaint = page.body.at("complaints").at(0);
    EXPECT_EQ(complaint.at("receipt_no").as_string(), "R1");
    EXPECT_EQ(complaint.at("summary").at("phone_masked").as_string(), "138****8000");
    EXPECT_EQ(complaint.at("explanation").as_string(), "/api/v1/complaints/R1/match");
    EXPECT_EQ(page.text.find("c2VhbGVk"), std::string::npos) << "nothing sealed is shown";
    EXPECT_EQ(page.body.at("desk").at("name_en").as_string(), "12315 complaint desk");
    const auto& refuse = page.body.at("actions").at(1);
    EXPECT_EQ(refuse.at("action").as_string(), "refuse");
    EXPECT_EQ(refuse.at("basis").at("article").as_string(), "§15(2), §16");
    EXPECT_EQ(refuse.at("grounds").as_array().size(), 7u);
    EXPECT_EQ(get("/api/v1/cases/C9").status, 404);
}

TEST_F(CaseworkApi, AnActionAnswersWithTheNewRevision) {
    a_case();
    const auto said = act("C1", "accept", "{}");
    EXPECT_EQ(said.status, 200);
    EXPECT_EQ(said.body.at("state").as_string(), "accepted");
    EXPECT_EQ(said.header("ETag"), "\"2\"");
    const auto split = act("C1", "split", R"({"lead":"线索","category":"D2"})", said.header("ETag"));
    EXPECT_EQ(split.body.at("report").as_string(), "C1-R1");
    EXPECT_EQ(get("/api/v1/cases/C1-R1").body.at("from").as_string(), "C1");
}

TEST_F(CaseworkApi, StaleMissingAndIllegalAreToldApart) {
    a_case();
    EXPECT_EQ(act("C1", "accept", "{}", "\"0\"").status, 412);
    const auto without = ask(http::method::post, "/api/v1/cases/C1/actions/accept", "{}");
    EXPECT_EQ(without.status, 422);
    EXPECT_EQ(without.pointer(), "/If-Match");
    EXPECT_EQ(act("C1", "accept", "{}", "1").status, 422) << "an ETag is quoted";
    EXPECT_EQ(act("C9", "accept", "{}", "\"1\"").status, 404);
    EXPECT_EQ(act("C1", "burn", "{}", "\"1\"").status, 404);
    const auto early = act("C1", "close", R"({"outcome":"agreed"})");
    EXPECT_EQ(early.status, 409);
    EXPECT_NE(early.text.find("the case is registered; allowed now: accept, refuse"), std::string::npos);
    const auto chinese = ask(http::method::post, "/api/v1/cases/C1/actions/close", R"({"outcome":"agreed"})",
                             {{"If-Match", "\"1\""}, {"Accept-Language", "zh"}});
    EXPECT_NE(chinese.text.find("案件状态为registered"), std::string::npos);
    EXPECT_EQ(get("/api/v1/cases/C1").header("ETag"), "\"1\"") << "nothing happened";
}

TEST_F(CaseworkApi, BadBodiesAreNamedByPointer) {
    a_case();
    struct wrong {
        std::string action, body, pointer;
    };
    for (const auto& one : std::vector<wrong>{{"refuse", R"({"reason":"x"})", "/ground"},
                                              {"refuse", R"({"ground":"NA8","reason":"x"})", "/ground"},
                                              {"refuse", R"({"ground":"NA3","reason":"  "})", "/reason"},
                                              {"refuse", R"({"ground":"NA3","reason":5})", "/reason"},
                                              {"accept", R"({"nope":1})", "/nope"},
                                              {"accept", "[]", ""},
                                              {"split", "{}", "/lead"},
                                              {"split", R"({"lead":"x","category":"Q9"})", "/category"},
                                              {"categorise", R"({"categories":[]})", "/categories"},
                                              {"categorise", R"({"categories":["C1","Q9"]})", "/categories/1"},
                                              {"categorise", R"({"categories":["C1","C1"]})", "/categories/1"},
                                              {"contact", "{}", "/text"},
                                              {"reply", R"({"text":"x","result":"maybe"})", "/result"},
                                              {"close", R"({"outcome":"gone"})", "/outcome"},
                                              {"close", R"({"outcome":"taken_back"})", "/withdrawal"},
                                              {"note", R"({"text":")" + std::string(4001, 'x') + "\"}", "/text"}}) {
        const auto said = act("C1", one.action, one.body);
        EXPECT_EQ(said.status, 422) << one.body;
        EXPECT_EQ(said.pointer(), one.pointer) << one.body;
    }
    EXPECT_EQ(act("C1", "accept", "{").status, 400);
}

TEST_F(CaseworkApi, NobodySignedInDecidesNothing) {
    a_case();
    principal.clear();
    EXPECT_EQ(act("C1", "accept", "{}", "\"1\"").status, 401);
    EXPECT_EQ(ask(http::method::post, "/api/v1/complaints/R1/reveal", R"({"reason":"x"})").status, 401);
}

TEST_F(CaseworkApi, APersonActsInTheRolesOfTheirAccountAndAMachineInNone) {
    a_case();
    const std::string refusal = R"({"ground":"NA1","reason":"不属于市场监管职责"})";
    principal = "new.lead"; // no officer of the desk book
    access::principal account;
    account.id = principal;
    account.roles = {access::role::lead};
    account.machine = true;
    who = std::make_shared<const access::principal>(account);
    EXPECT_EQ(act("C1", "refuse", refusal).status, 403);
    account.machine = false;
    who = std::make_shared<const access::principal>(account);
    EXPECT_EQ(act("C1", "refuse", refusal).status, 200);
}

TEST_F(CaseworkApi, ATimelineIsReadInPieces) {
    a_case();
    const auto all = get("/api/v1/cases/C1/timeline");
    EXPECT_EQ(all.body.at("entries").as_array().size(), 3u);
    EXPECT_TRUE(all.body.at("next").is_null());
    const auto rest = get("/api/v1/cases/C1/timeline", {{"after", "2"}});
    ASSERT_EQ(rest.body.at("entries").as_array().size(), 1u);
    EXPECT_EQ(rest.body.at("entries").at(0).at("kind").as_string(), "clock_noted");
    EXPECT_TRUE(get("/api/v1/cases/C1/timeline", {{"after", "3"}}).body.at("entries").as_array().empty());
}

TEST_F(CaseworkApi, ClearDataIsShownOnlyAfterTheLookIsOnRecord) {
    a_case();
    EXPECT_EQ(ask(http::method::post, "/api/v1/complaints/R1/reveal", "{}").pointer(), "/reason");
    EXPECT_EQ(ask(http::method::post, "/api/v1/complaints/R9/reveal", R"({"reason":"x"})").status, 404);
    EXPECT_TRUE(rig.recorded_of<events::data_revealed>().empty());

    const auto shown = ask(http::method::post, "/api/v1/complaints/R1/reveal", R"({"reason":"核实身份"})");

    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.body.at("name").as_string(), "王小明");
    EXPECT_TRUE(shown.body.at("email").is_null());
    const auto looks = rig.recorded_of<events::data_revealed>();
    ASSERT_EQ(looks.size(), 1u);
    EXPECT_EQ(looks[0].officer.str(), "wang.min");
    EXPECT_EQ(get("/api/v1/cases/C1/timeline", {{"after", "3"}}).body.at("entries").at(0).at("kind").as_string(),
              "data_revealed");
}

TEST_F(CaseworkApi, AnErasedPersonStaysErased) {
    a_case();
    store::batch keys(*rig.db);
    runtime::store_keyring::erase(keys.on(store::family::keys), "R1");
    rig.db->write(keys, false).value();
    EXPECT_EQ(ask(http::method::post, "/api/v1/complaints/R1/reveal", R"({"reason":"x"})").status, 404);
}

TEST_F(CaseworkApi, TheManagerSeesTheRespondentsDays) {
    a_case();
    ASSERT_EQ(act("C1", "contact", R"({"respondent":"示例商城","text":"请答复"})").status, 200);
    rig.time.set(at("2026-05-05T12:00:00+08:00"));
    ASSERT_EQ(act("C1", "reply", R"({"text":"同意","result":"refund"})").status, 200);
    const auto report = get("/api/v1/reports/respondent-days");
    EXPECT_EQ(report.body.at("rows").at(0).at("respondent").as_string(), "示例商城");
    EXPECT_EQ(report.body.at("rows").at(0).at("p50_days").to_number<int>(), 5);
    EXPECT_NE(get("/api/v1/reports/respondent-days", {{"format", "csv"}}).text.find("\"示例商城\",1,1,5,5"),
              std::string::npos);
}

TEST_F(CaseworkApi, TheReferenceNamesWhatPagesShowAsCodes) {
    const auto page = get("/api/v1/reference");
    EXPECT_EQ(page.body.at("desks").at(0).at("id").as_string(), "samr-12315");
    EXPECT_EQ(page.body.at("officers").at(0).at("desk").as_string(), "samr-12315");
    EXPECT_FALSE(page.body.at("categories").as_array().empty());
    EXPECT_EQ(page.body.at("grounds").at(0).at("code").as_string(), "NA1");
    EXPECT_EQ(page.body.at("grounds").at(0).at("zh").as_string(), "不属于市场监管职责，或者本机关无处理权限");
    EXPECT_EQ(page.body.at("instruments").at(0).at("code").as_string(), "O121");
}

TEST_F(CaseworkApi, NewsArriveLiveAndAfterAReconnect) {
    a_case();
    http::testing::live_server server(std::move(routes));
    http::testing::client console(server.port());
    console.send(http::testing::get("/api/v1/events", "Last-Event-ID: 0\r\n"));
    const auto history = console.read_until("clock_noted");
    EXPECT_NE(history.find("\"case_no\":\"C1\""), std::string::npos);
    EXPECT_NE(history.find("case_registered"), std::string::npos);

    rig.append(stream::intake, events::complaint_urged{receipt_no("R1"), "催"});
    rig.settle();

    const auto live = console.read_until("complainant_acted");
    EXPECT_NE(live.find("event: case"), std::string::npos);
    EXPECT_NE(live.find("id: " + std::to_string(rig.over->tail(stream::casework).value().seq)), std::string::npos);
    console.reset();
    server.stop(std::chrono::seconds(5));
}

TEST_F(CaseworkApi, WhoIsTooFarBehindReloads) {
    for (sequence i = 0; i <= live_feed::behind_max; ++i) {
        rig.append(
            stream::notification,
            events::recipient_unreachable{case_no("C1"), receipt_no("R" + std::to_string(i)), "placed", "no_address"});
        rig.settle();
    }
    http::testing::live_server server(std::move(routes));
    http::testing::client console(server.port());
    console.send(http::testing::get("/api/v1/events", "Last-Event-ID: 0\r\n"));
    const auto first = console.read_until("data: {}");
    EXPECT_NE(first.find("event: reload"), std::string::npos);
    EXPECT_EQ(first.find("event: case"), std::string::npos);
    console.reset();
    server.stop(std::chrono::seconds(5));
}

} // namespace guiyi::casework
