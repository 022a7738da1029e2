// Respondents over the staff side: search, merge, its undoing, split, and the operator-first proof of an appeal.
#include "services/casework/respondent_api.hpp"

#include "services/casework/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace guiyi::casework {

using events::stream;
namespace json = boost::json;

namespace {

class RespondentApi : public ::testing::Test {
  protected:
    RespondentApi() { subject.add_staff_routes(routes); }

    struct answer {
        int status;
        json::value body;
        std::string text;
    };
    answer ask(http::method verb, std::string path, std::string body = {}, http::name_values query = {}) {
        http::request request;
        request.verb = verb;
        request.path = request.target = std::move(path);
        request.query = std::move(query);
        request.principal = principal;
        request.body = std::move(body);
        request.headers.add("Accept-Language", "en");
        if (!request.body.empty()) request.headers.add("Content-Type", "application/json");
        const auto match = routes.find(request);
        if (!match.found) return {404, {}, {}};
        auto said = rig.run(std::get<http::buffered_action>(match.found->run).call(request));
        json::error_code ec;
        auto parsed = json::parse(said.body, ec);
        return {said.status, ec ? json::value() : std::move(parsed), said.body};
    }
    std::string file(const std::string& number, const std::string& receipt, const std::string& name,
                     const std::string& nature = "complaint") {
        auto complaint = received(receipt, nature);
        complaint.summary.respondent = name;
        rig.append(stream::intake, complaint);
        rig.settle();
        rig.append(stream::deduplication, opened(number, receipt, nature));
        rig.settle();
        return firm_of(rig.state(), receipt_no(receipt)).str();
    }
    answer post(const std::string& which, const std::string& verb, std::string body) {
        return ask(http::method::post, "/api/v1/respondents/" + which + "/" + verb, std::move(body));
    }

    shipped_reference known;
    service what{known.law()};
    testing::service_rig rig{what, "2026-05-20T12:00:00+08:00"};
    respondent_api subject{*rig.runner, rig.state(), std::chrono::minutes(480)};
    http::router routes;
    std::string principal = "wang.min";
};

} // namespace

TEST_F(RespondentApi, AFirmIsFoundWithItsComplaintsAndCases) {
    const auto firm = file("C1", "R1", "甲公司");
    file("C2", "R2", "乙公司");
    const auto list = ask(http::method::get, "/api/v1/respondents", {}, {{"q", "甲"}});
    ASSERT_EQ(list.body.at("respondents").as_array().size(), 1u);
    EXPECT_EQ(list.body.at("respondents").at(0).at("respondent").as_string(), firm);
    EXPECT_TRUE(list.body.at("next").is_null());
    const auto one = ask(http::method::get, "/api/v1/respondents/" + firm);
    EXPECT_EQ(one.body.at("cases").at(0).as_string(), "C1");
    EXPECT_EQ(one.body.at("receipts").at(0).as_string(), "R1");
    EXPECT_EQ(ask(http::method::get, "/api/v1/respondents/F-0").status, 404);
}

TEST_F(RespondentApi, OfficersMergeRestoreAndSplitWithAReason) {
    const auto one = file("C1", "R1", "甲公司"), other = file("C2", "R2", "乙公司");
    EXPECT_EQ(post(one, "merge", R"({"into":")" + other + R"("})").status, 422) << "no reason";
    const auto merged = post(one, "merge", R"({"into":")" + other + R"(","reason":"同一企业"})");
    ASSERT_EQ(merged.status, 200) << merged.text;
    EXPECT_EQ(merged.body.at("merged").at(0).as_string(), one);
    EXPECT_EQ(merged.body.at("receipts").as_array().size(), 2u);
    EXPECT_EQ(merged.body.at("complaints").to_number<int>(), 2) << "as many as are listed";
    EXPECT_EQ(ask(http::method::get, "/api/v1/respondents/" + one).body.at("living").as_string(), other);
    EXPECT_EQ(post(one, "merge", R"({"into":")" + other + R"(","reason":"x"})").status, 409);
    EXPECT_EQ(post(one, "restore", R"({"reason":"不是"})").status, 200);
    EXPECT_EQ(rig.recorded_of<events::respondents_merged>().at(0).by, officer_id("wang.min"));

    file("C3", "R3", "甲公司");
    const auto split = post(one, "split", R"({"receipts":["R3"],"name":"甲公司（杭州）","reason":"另一企业"})");
    ASSERT_EQ(split.status, 200) << split.text;
    EXPECT_EQ(split.body.at("cases").at(0).as_string(), "C3");
    const auto wrong = post(one, "split", R"({"receipts":["R9"],"name":"x","reason":"x"})");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_EQ(wrong.body.at("errors").at(0).at("pointer").as_string(), "/receipts");
    principal.clear();
    EXPECT_EQ(post(one, "restore", R"({"reason":"x"})").status, 401);
}

TEST_F(RespondentApi, TheProofOfAnAppealIsRecordedOnItsCase) { // @law MIIT Order 35 §10(4)
    file("C1", "R1", "示例电信", "telecom_appeal");
    const std::string path = "/api/v1/cases/C1/operator-proof";
    EXPECT_EQ(ask(http::method::get, path).status, 404);
    const auto said = ask(http::method::post, path,
                          R"({"operator_name":"示例电信","approached_on":"2026-05-01","reference":"TS-1"})");
    ASSERT_EQ(said.status, 200) << said.text;
    EXPECT_EQ(said.body.at("approached_on").as_string(), "2026-05-01");
    EXPECT_EQ(ask(http::method::get, path).body.at("officer").as_string(), "wang.min");
    EXPECT_EQ(ask(http::method::post, path, R"({"operator_name":"x","approached_on":"2026-06-01"})").status, 422);
    file("C2", "R2", "示例电信");
    EXPECT_EQ(ask(http::method::post, "/api/v1/cases/C2/operator-proof",
                  R"({"operator_name":"x","approached_on":"2026-05-01"})")
                  .status,
              409)
        << "no appeal";
}

} // namespace guiyi::casework
