// Reports as a manager's browser asks for them, over a quarter of simulated facts: figures, files, the cases behind
// them, and an independent recount of every report.
#include "services/casework/reports/api.hpp"

#include "tests/support/casework_facts.hpp"
#include "tests/support/run_python.hpp"
#include "tests/unit/services/casework/reports/reports_for_tests.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <fstream>

namespace guiyi::casework::reports {

namespace {

namespace json = boost::json;

class ReportApi : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        in = std::make_unique<folded>();
        testing::casework_plan plan;
        plan.days = 85;
        plan.cases_a_day = 5;
        plan.respondents = 40;
        plan.regroup_permille = 100;
        std::vector<events::event> facts;
        testing::casework_facts(plan).give([&](const events::event& one) {
            facts.push_back(one);
            exported += events::encode_event(one, events::stream::casework, facts.size(), 0) + "\n";
        });
        in->fold_all(facts);
    }
    static void TearDownTestSuite() { in.reset(); }

    ReportApi() {
        time.set(parse_rfc3339("2026-04-04T12:00:00+08:00").value());
        subject.add_staff_routes(routes);
    }

    struct answer {
        int status = 0;
        std::string text, type, disposition;
        json::value body;
    };
    answer get(std::string path, http::name_values query = {}) {
        http::request request;
        request.verb = http::method::get;
        request.path = request.target = std::move(path);
        request.query = std::move(query);
        request.headers.add("Accept-Language", "en");
        request.who = who;
        const auto match = routes.find(request);
        if (!match.found) return {};
        auto said = boost::asio::co_spawn(io, std::get<http::buffered_action>(match.found->run).call(request),
                                          boost::asio::use_future);
        io.restart();
        io.run();
        const auto given = said.get();
        answer out{given.status, given.body, given.content_type, {}, {}};
        for (const auto& [name, value] : given.headers)
            if (name == "Content-Disposition") out.disposition = value;
        json::error_code ec;
        out.body = json::parse(given.body, ec);
        return out;
    }
    static std::string pointer(const answer& of) {
        return std::string(of.body.at("errors").at(0).at("pointer").as_string());
    }

    static std::shared_ptr<access::principal> somebody(access::row_scope rows) {
        auto out = std::make_shared<access::principal>();
        out->rows = rows;
        return out;
    }

    const definition& named(std::string_view id) const { return *std::ranges::find(reports, id, &definition::id); }

    std::shared_ptr<access::principal> who = somebody(access::row_scope::all);
    static inline std::unique_ptr<folded> in;
    static inline std::string exported;
    std::vector<definition> reports =
        load_definitions(std::filesystem::path(GUIYI_SOURCE_DIR) / "config/reports").value();
    std::vector<mailing> mailings;
    config::taxonomy topics;
    config::desk_book desks;
    manual_clock time{instant()};
    boost::asio::io_context io;
    http::router routes;

    static std::string name_of_firm(const std::string& firm) { return firm == "none" ? "" : "the firm " + firm; }

    /// What the tests read is not written meanwhile.
    class lent final : public store::view {
      public:
        std::optional<std::string> get(std::string_view key) const override { return in->rows().get(key); }
        std::unique_ptr<store::cursor> scan(store::range of) const override { return in->rows().scan(std::move(of)); }
        std::unique_ptr<store::cursor> scan_back(store::range of) const override {
            return in->rows().scan_back(std::move(of));
        }
    };
    api subject{{[] { return std::make_unique<lent>(); },
                 reports,
                 mailings,
                 {topics, desks, &name_of_firm},
                 time,
                 office,
                 io.get_executor()}};
};

} // namespace

TEST_F(ReportApi, EveryReportEqualsAnIndependentRecount) {
    const testing::temp_folder folder;
    std::ofstream(folder.path() / "events.ndjson") << exported;
    std::ofstream answers(folder.path() / "answers.ndjson");
    std::size_t asked = 0;
    const auto ask_for = [&](const definition& report, const grouping& by, std::string from, std::string to,
                             std::string as_of, http::name_values where = {}) {
        http::name_values query{{"from", from}, {"to", to}, {"as_of", as_of}, {"by", name_of(by)}, {"limit", "10000"}};
        query.insert(query.end(), where.begin(), where.end());
        auto said = get("/api/v1/reports/" + report.id, query);
        ASSERT_EQ(said.status, 200) << said.text;
        if (!report.list.empty()) {
            auto& rows = said.body.at("rows").as_array();
            while (!said.body.at("next").is_null()) {
                auto more = query;
                more.emplace_back("cursor", std::string(said.body.at("next").as_string()));
                auto page = get("/api/v1/reports/" + report.id, more);
                ASSERT_EQ(page.status, 200) << page.text;
                for (auto& one : page.body.at("rows").as_array()) rows.push_back(std::move(one));
                said.body.at("next") = page.body.at("next");
            }
        }
        json::object filters;
        for (const auto& [name, value] : where) filters[name] = value == "-" ? "" : value;
        answers << json::serialize(json::object{{"query",
                                                 {{"name", report.id},
                                                  {"by", name_of(by)},
                                                  {"from", from},
                                                  {"to", to},
                                                  {"where", std::move(filters)}}},
                                                {"answer", std::move(said.body)}})
                << "\n";
        ++asked;
    };
    for (const auto& report : reports) {
        for (const auto& by : report.by) {
            ask_for(report, by, "2026-01-01", "2026-04-04", "2026-04-04");
            ask_for(report, by, "2026-01-17", "2026-03-21", "2026-04-04");
            ask_for(report, by, "2026-01-01", "2026-04-04", "2026-02-20");
        }
        if (!report.list.empty()) continue;
        ask_for(report, report.by.front(), "2026-01-01", "2026-04-04", "2026-03-15", {{"desk", "desk3"}});
        ask_for(report, report.by.front(), "2026-02-10", "2026-03-20", "2026-04-04",
                {{"officer", "officer4"}, {"category", "C1"}});
        ask_for(report, {}, "2026-01-01", "2026-04-04", "2026-04-04", {{"campaign", "-"}, {"channel", "portal"}});
    }
    // Records that were merged count as one, by whichever of them is asked for; and what two desks may see.
    for (const auto* firm : {"F-1", "F-1 Ltd", "F-3", "F-split1"})
        for (const auto* as_of : {"2026-02-20", "2026-04-04"})
            ask_for(named("respondents"), {grouping::by_month, {}}, "2026-01-01", "2026-04-04", as_of,
                    {{"firm", firm}});
    who = somebody(access::row_scope::own_desk);
    who->desks = {desk_id("desk3"), desk_id("desk5")};
    for (const auto& report : reports)
        for (const auto& by : report.by) ask_for(report, by, "2026-01-17", "2026-03-21", "2026-03-30");
    who = nullptr;
    ask_for(named("respondents"), {}, "2026-01-01", "2026-04-04", "2026-04-04");
    answers.close();
    const auto said =
        testing::run_python(GUIYI_SOURCE_DIR "/tests/support/recount.py",
                            {(folder.path() / "events.ndjson").string(), (folder.path() / "answers.ndjson").string(),
                             GUIYI_SOURCE_DIR "/config/reports"});
    EXPECT_EQ(said.status, 0) << said.text.substr(0, 4000);
    EXPECT_NE(said.text.find(std::to_string(asked) + " answers, 0 wrong"), std::string::npos);
}

TEST_F(ReportApi, TheCasesBehindAFigureAreAsManyAsItSays) {
    for (const auto* by : {"desk", "month", "officer"}) {
        const auto said =
            get("/api/v1/reports/first-check", {{"by", by}, {"from", "2026-01-01"}, {"as_of", "2026-03-20"}});
        ASSERT_EQ(said.status, 200) << said.text;
        for (const auto& row : said.body.at("rows").as_array()) {
            std::int64_t counted = 0;
            http::name_values query{{"by", by},
                                    {"from", "2026-01-01"},
                                    {"as_of", "2026-03-20"},
                                    {"column", "missed"},
                                    {"group", std::string(row.at("group").as_string())},
                                    {"limit", "20"}};
            for (;;) {
                const auto page = get("/api/v1/reports/first-check/cases", query);
                ASSERT_EQ(page.status, 200) << page.text;
                counted += static_cast<std::int64_t>(page.body.at("rows").as_array().size());
                if (page.body.at("next").is_null()) break;
                if (query.back().first == "cursor") query.pop_back();
                query.emplace_back("cursor", std::string(page.body.at("next").as_string()));
            }
            EXPECT_EQ(counted, row.at("values").at(2).as_int64()) << by << " " << row.at("group").as_string();
        }
    }
}

TEST_F(ReportApi, ListsKeepToTheDesksInReach) {
    who = somebody(access::row_scope::own_desk);
    who->desks = {desk_id("desk3")};
    const auto said = get("/api/v1/reports/breaches", {{"limit", "500"}});
    ASSERT_EQ(said.status, 200) << said.text;
    ASSERT_FALSE(said.body.at("rows").as_array().empty());
    for (const auto& one : said.body.at("rows").as_array()) EXPECT_EQ(one.at("desk").as_string(), "desk3");
    who = nullptr;
    EXPECT_TRUE(get("/api/v1/reports/breaches").body.at("rows").as_array().empty());
}

TEST_F(ReportApi, FiguresKeepToTheDesksInReachAndSayWhich) {
    const http::name_values of{{"by", "month"}, {"from", "2026-01-01"}, {"as_of", "2026-03-20"}};
    auto of_desk = of;
    of_desk.emplace_back("desk", "desk3");
    const auto all = get("/api/v1/reports/first-check", of);
    const auto one = get("/api/v1/reports/first-check", of_desk);
    EXPECT_TRUE(all.body.at("within").is_null());
    who = somebody(access::row_scope::own_desk);
    who->desks = {desk_id("desk3")};
    const auto mine = get("/api/v1/reports/first-check", of);
    ASSERT_EQ(mine.status, 200) << mine.text;
    ASSERT_FALSE(mine.body.at("rows").as_array().empty());
    EXPECT_EQ(mine.body.at("rows"), one.body.at("rows"));
    EXPECT_NE(mine.body.at("rows"), all.body.at("rows"));
    EXPECT_EQ(mine.body.at("within"), json::value(json::array{"desk3"}));
    const auto page =
        get("/api/v1/reports/first-check/cases",
            {{"by", "month"}, {"from", "2026-01-01"}, {"as_of", "2026-03-20"}, {"column", "missed"}, {"limit", "500"}});
    ASSERT_EQ(page.status, 200) << page.text;
    EXPECT_EQ(static_cast<std::int64_t>(page.body.at("rows").as_array().size()),
              mine.body.at("total").at(2).as_int64());
    who = nullptr;
    EXPECT_TRUE(get("/api/v1/reports/first-check", of).body.at("rows").as_array().empty());
}

TEST_F(ReportApi, ABreachSaysWhoHeldTheCaseForHowLong) {
    const auto said = get("/api/v1/reports/breaches", {{"limit", "50"}});
    ASSERT_EQ(said.status, 200) << said.text;
    const auto& row = said.body.at("rows").at(0);
    EXPECT_TRUE(row.at("label").as_string().ends_with(".missed"));
    ASSERT_FALSE(row.at("held").as_array().empty());
    EXPECT_GE(row.at("held").at(0).at("days").as_int64(), 0);
    EXPECT_FALSE(said.body.at("next").is_null());
}

TEST_F(ReportApi, FilesCarryTheSameFigures) {
    const auto csv = get("/api/v1/reports/duration", {{"format", "csv"}, {"by", "month"}});
    EXPECT_EQ(csv.type, "text/csv; charset=utf-8");
    EXPECT_EQ(csv.disposition, "attachment; filename=\"duration.csv\"");
    EXPECT_TRUE(csv.text.starts_with("\xEF\xBB\xBF\"Month\",\"Ended\",\"Mean\"")) << csv.text.substr(0, 100);
    EXPECT_NE(csv.text.find("\"2026-02\","), std::string::npos);
    const auto xlsx = get("/api/v1/reports/duration", {{"format", "xlsx"}, {"language", "zh"}});
    EXPECT_TRUE(xlsx.text.starts_with("PK"));
    const auto list = get("/api/v1/reports/breaches", {{"format", "csv"}});
    EXPECT_TRUE(list.text.starts_with("\xEF\xBB\xBF\"Case\",\"On\"")) << list.text.substr(0, 100);
}

TEST_F(ReportApi, RowsAreSortedAndCutAsAsked) {
    const auto said = get("/api/v1/reports/respondents", {{"sort", "complaints"}, {"limit", "3"}});
    ASSERT_EQ(said.status, 200) << said.text;
    const auto& rows = said.body.at("rows").as_array();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_GE(rows[0].at("values").at(0).as_int64(), rows[1].at("values").at(0).as_int64());
    EXPECT_GT(said.body.at("groups").to_number<int>(), 3);
}

TEST_F(ReportApi, AScorecardIsOneFirmMonthByMonth) {
    const auto said = get("/api/v1/respondents/F-1/scorecard", {{"from", "2026-01-01"}});
    ASSERT_EQ(said.status, 200) << said.text;
    EXPECT_EQ(said.body.at("respondent").as_string(), "F-1");
    EXPECT_EQ(said.body.at("name").as_string(), "the firm F-1");
    EXPECT_EQ(said.body.at("by").as_string(), "month");
    const auto report = get("/api/v1/reports/respondents", {{"from", "2026-01-01"}, {"by", "month"}, {"firm", "F-1"}});
    EXPECT_EQ(said.body.at("rows"), report.body.at("rows"));
    EXPECT_GE(said.body.at("rows").as_array().size(), 3u);
    const auto csv = get("/api/v1/respondents/F-1/scorecard", {{"format", "csv"}});
    EXPECT_EQ(csv.type, "text/csv; charset=utf-8");
    EXPECT_NE(csv.text.find("\"2026-02\","), std::string::npos) << csv.text;
    EXPECT_EQ(get("/api/v1/respondents/none/scorecard").status, 404);
}

TEST_F(ReportApi, WrongParametersAreNamed) {
    EXPECT_EQ(get("/api/v1/reports/none").status, 404);
    for (const auto& [name, value] : http::name_values{{"by", "cause"},
                                                       {"from", "2026-02-30"},
                                                       {"as_of", "2026-04-05"},
                                                       {"format", "pdf"},
                                                       {"sort", "none"},
                                                       {"limit", "0"},
                                                       {"language", "fr"},
                                                       {"column", "missed"},
                                                       {"officers", "x"}}) {
        const auto said = get("/api/v1/reports/first-check", {{name, value}});
        EXPECT_EQ(said.status, 422) << name;
        EXPECT_EQ(pointer(said), "/" + name);
    }
    EXPECT_EQ(pointer(get("/api/v1/reports/first-check", {{"from", "2026-03-02"}, {"to", "2026-03-01"}})), "/from");
    EXPECT_EQ(pointer(get("/api/v1/reports/first-check/cases")), "/column");
    EXPECT_EQ(pointer(get("/api/v1/reports/breaches/cases", {{"column", "x"}})), "/column");
    EXPECT_EQ(pointer(get("/api/v1/reports/breaches", {{"cursor", "zz"}})), "/cursor");
    EXPECT_EQ(pointer(get("/api/v1/reports/first-check/cases", {{"column", "missed"}, {"of", "whole"}})), "/of");
}

TEST_F(ReportApi, TheCatalogueSaysWhatThereIs) {
    const auto said = get("/api/v1/reports");
    ASSERT_EQ(said.status, 200);
    EXPECT_EQ(said.body.at("reports").as_array().size(), reports.size());
    for (const auto& one : said.body.at("reports").as_array())
        if (one.at("report").as_string() == "first-check") {
            EXPECT_EQ(one.at("basis").at("article").as_string(), "§15(1)");
        }
}

} // namespace guiyi::casework::reports
