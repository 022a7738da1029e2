// Search from a complaint's facts to the answer of the route: what is indexed, who finds what, what lies on the disk.
#include "services/casework/search_api.hpp"

#include "common/core/digest.hpp"
#include "common/runtime/store_keyring.hpp"
#include "services/casework/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::casework {

using events::stream;
namespace json = boost::json;

namespace {

class CaseSearch : public ::testing::Test {
  protected:
    CaseSearch() { subject.add_staff_routes(routes); }

    void a_case(const std::string& number, const std::string& receipt, std::string narrative,
                const std::string& desk = "samr-12315") {
        auto complaint = received(receipt);
        complaint.summary.narrative = std::move(narrative);
        privacy::vault::data_key key{};
        key.bytes.fill(7);
        complaint.sealed_contact = to_base64(privacy::vault::seal(
            key, "contact", receipt,
            R"({"name":"王小明","phone":"138 0013 8000","email":"Wang@example.com","callers":["010-5555 0121"]})"));
        rig.append(stream::intake, complaint);
        rig.settle();
        rig.append(stream::deduplication, opened(number, receipt));
        rig.append(stream::assignment,
                   events::case_assigned{case_no(number), desk_id(desk), officer_id("wang.min"), {}});
        rig.settle();
        store::batch keys(*rig.db);
        runtime::store_keyring::put(keys.on(store::family::keys), receipt, vault.wrap(key, receipt));
        rig.db->write(keys, false).value();
    }
    void index_all() {
        while (keeper.step().value()) {
        }
    }

    json::value ask(const std::string& words, std::shared_ptr<const access::principal> who = nullptr,
                    json::object more = {}) {
        http::request request;
        request.verb = http::method::post;
        request.path = request.target = "/api/v1/search";
        more["q"] = words;
        request.body = json::serialize(more);
        request.headers.add("Content-Type", "application/json");
        request.who = std::move(who);
        const auto match = routes.find(request);
        const auto said = rig.run(std::get<http::buffered_action>(match.found->run).call(request));
        EXPECT_EQ(said.status, words.empty() ? 422 : 200) << said.body;
        return json::parse(said.body);
    }
    static std::vector<std::string> numbers(const json::value& said) {
        std::vector<std::string> out;
        for (const auto& hit : said.at("hits").as_array()) out.emplace_back(hit.at("case_no").as_string());
        return out;
    }
    std::vector<std::string> found(const std::string& words, std::shared_ptr<const access::principal> who = nullptr) {
        return numbers(ask(words, std::move(who)));
    }
    static std::shared_ptr<const access::principal> person(access::role_set roles, access::row_scope rows,
                                                           std::vector<desk_id> desks = {}) {
        access::principal out;
        out.roles = roles;
        out.rows = rows;
        out.desks = std::move(desks);
        return std::make_shared<const access::principal>(std::move(out));
    }

    shipped_reference known;
    service cases{known.law()};
    testing::service_rig rig{cases, "2026-04-30T12:00:00+08:00"};
    privacy::vault vault{std::string(32, 'k')};
    privacy::blind_index blind{std::string(32, 'i')};
    runtime::store_keyring keyring{rig.db->read(store::family::keys), vault};
    testing::temp_folder folder;
    std::unique_ptr<search::index> index = search::index::open(folder.path() / "search", 1).value();
    sealed_words sealed{keyring, blind};
    index_keeper keeper{{*index, *rig.over, rig.state(), sealed, [this] { return rig.runner->status().last_own; }}};
    search_api subject{{*index, keeper, rig.state(), sealed, known.law()}};
    http::router routes;
};

using names = std::vector<std::string>;

} // namespace

TEST_F(CaseSearch, WordsNumbersAndPartiesAreFoundAndMarked) {
    a_case("C1", "R261123-40718-26593", "机器人推销美容仪，拒绝退款");
    a_case("C2", "R261123-40718-26606", "机器人推销贷款");
    index_all();
    EXPECT_EQ(found("推销"), (names{"C2", "C1"}));
    EXPECT_EQ(found("26593"), (names{"C1"}));
    EXPECT_EQ(found("R261123-40718-26606"), (names{"C2"}));
    EXPECT_EQ(found("美丽科技"), (names{"C2", "C1"}));
    const auto said = ask("拒絕 退款");
    ASSERT_EQ(numbers(said), (names{"C1"}));
    const auto& passage = said.at("hits").at(0).at("passages").at(0);
    EXPECT_EQ(passage.at("in").as_string(), "narrative");
    EXPECT_EQ(json::serialize(passage.at("pieces")),
              R"([{"text":"机器人推销美容仪，"},{"text":"拒绝退款","hit":true}])");
    EXPECT_EQ(said.at("behind").to_number<int>(), 0);
}

TEST_F(CaseSearch, CharactersThatStandApartAreNotFoundTogetherAndPagesGoOnBehindThem) {
    a_case("C1", "R1", "净水器坏了");
    a_case("C2", "R2", "净水用的水器具");
    a_case("C3", "R3", "买了净水器");
    a_case("C4", "R4", "净水，水器");
    index_all();
    EXPECT_EQ(found("净水器"), (names{"C3", "C1"}));
    const auto first = ask("净水器", nullptr, {{"limit", 1}});
    EXPECT_EQ(numbers(first), (names{"C3"}));
    const auto second = ask("净水器", nullptr, {{"limit", 1}, {"skip", first.at("next")}});
    EXPECT_EQ(numbers(second), (names{"C1"}));
    EXPECT_TRUE(second.at("next").is_null());
}

TEST_F(CaseSearch, AnAnswerLooksIntoSoManyCasesAndTheNextGoesOn) {
    a_case("C1", "R1", "净水器");
    for (const auto* number : {"2", "3", "4", "5"})
        a_case(std::string("C") + number, std::string("R") + number, "净水，水器");
    index_all();
    search_api few({*index, keeper, rig.state(), sealed, known.law(), 2});
    routes = {};
    few.add_staff_routes(routes);
    const auto first = ask("净水器");
    EXPECT_EQ(numbers(first), names{});
    const auto second = ask("净水器", nullptr, {{"skip", first.at("next")}});
    EXPECT_EQ(numbers(second), names{});
    const auto third = ask("净水器", nullptr, {{"skip", second.at("next")}});
    EXPECT_EQ(numbers(third), (names{"C1"}));
    EXPECT_TRUE(third.at("next").is_null());
}

TEST_F(CaseSearch, WholeNamesAndNumbersFindAPersonForRolesThatMayRevealThem) {
    a_case("C1", "R1", "退款");
    index_all();
    const auto officer = person({access::role::officer}, access::row_scope::all);
    const auto auditor = person({access::role::auditor}, access::row_scope::all);
    for (const auto* whole : {"王小明", "13800138000", "+86 138-0013-8000", "wang@EXAMPLE.com", "01055550121"}) {
        EXPECT_EQ(found(whole, officer), (names{"C1"})) << whole;
        EXPECT_EQ(found(whole, auditor), whole == std::string("01055550121") ? names{"C1"} : names{}) << whole;
    }
    EXPECT_EQ(found("王小", officer), names{}); // no part of it
    EXPECT_EQ(found("1380013", officer), names{});
    EXPECT_TRUE(ask("王小明", officer).at("hits").at(0).at("passages").as_array().empty());
}

TEST_F(CaseSearch, NothingSealedLiesInTheIndex) {
    a_case("C1", "R1", "退款");
    index_all();
    index.reset();
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder.path())) {
        if (!file.is_regular_file()) continue;
        std::ifstream in(file.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        for (const auto* clear : {"小明", "13800138000", "0013", "wang@", "55550121", "0121"})
            EXPECT_EQ(bytes.find(clear), std::string::npos) << clear << " in " << file.path().filename();
    }
}

TEST_F(CaseSearch, AnErasedPersonIsNotFoundOnceTheirCaseIsTakenInAgain) {
    a_case("C1", "R1", "退款");
    index_all();
    store::batch erasing(*rig.db);
    erasing.on(store::family::keys).erase(std::string("R1"));
    for (auto at = rig.db->read(store::family::keys).scan({}); at->valid(); at->next())
        erasing.on(store::family::keys).erase(at->key());
    rig.db->write(erasing, false).value();
    rig.append(stream::intake, events::complaint_urged{receipt_no("R1"), "请快些"});
    rig.settle();
    index_all();
    EXPECT_EQ(found("王小明"), names{});
    EXPECT_EQ(found("请快些"), (names{"C1"}));
}

TEST_F(CaseSearch, OnlyCasesInReachAreFound) {
    a_case("C1", "R1", "退款", "samr-12315");
    a_case("C2", "R2", "退款", "samr-enforcement");
    index_all();
    const auto own = person({access::role::officer}, access::row_scope::own_desk, {desk_id("samr-enforcement")});
    EXPECT_EQ(found("退款", own), (names{"C2"}));
    EXPECT_EQ(found("C1", own), names{});
}

TEST_F(CaseSearch, AMergedCaseIsFoundWhereItWent) {
    a_case("C1", "R1", "美容仪");
    a_case("C2", "R2", "贷款");
    index_all();
    rig.append(stream::deduplication,
               events::cases_merged{
                   case_no("C1"), case_no("C2"), {receipt_no("R1")}, "officer", "", officer_id("li.qiang"), "B1"});
    rig.settle();
    index_all();
    EXPECT_EQ(found("美容仪"), (names{"C2"}));
    rig.append(
        stream::deduplication,
        events::merge_undone{case_no("C1"), case_no("C2"), {receipt_no("R1")}, "", officer_id("li.qiang"), "B1"});
    rig.settle();
    index_all();
    EXPECT_EQ(found("美容仪"), (names{"C1"}));
}

TEST_F(CaseSearch, AnIndexOfAnotherStreamIsMadeAnewFromTheRows) {
    a_case("C1", "R1", "退款");
    bus::position elsewhere{1, {}};
    elsewhere.hash.fill(3);
    index->put(case_no("C9"), {{"退款"}, {}, desk_id("samr-12315")}).value();
    index->keep(elsewhere).value();
    index_all();
    EXPECT_EQ(found("退款"), (names{"C1"}));
}

TEST_F(CaseSearch, AScriptIsText) {
    a_case("C1", "R1", "<script>alert('退款')</script>");
    index_all();
    const auto said = ask("退款");
    EXPECT_EQ(json::serialize(said.at("hits").at(0).at("passages").at(0).at("pieces")),
              R"([{"text":"<script>alert('"},{"text":"退款","hit":true},{"text":"')</script>"}])");
}

TEST_F(CaseSearch, AQuestionWithoutWordsIsRefusedByName) {
    EXPECT_EQ(ask("").at("errors").at(0).at("pointer").as_string(), "/q");
}

} // namespace guiyi::casework
