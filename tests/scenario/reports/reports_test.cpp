// A manager looks for where handling is slow: complaints that were decided on time, late and not at all, one that was
// merged by mistake and taken out again. Every report is compared with a recount from the exported facts, as of each
// day that mattered.
// @law O121 §15(1), §16(2), §23, §45
#include "tests/scenario/complaints.hpp"
#include "tests/scenario/scenario.hpp"
#include "tests/support/run_python.hpp"

#include <fstream>
#include <set>

namespace guiyi::scenario {

namespace {

class Reports : public scenario {
  protected:
    Reports() : scenario("2026-07-13T09:00:00+08:00") {}

    std::string case_of(const receipt& of) { return text_at(status_of(of, "zh"), "/case_no"); }

    json::object by_another(const std::string& name, const std::string& phone, const std::string& firm) {
        auto out = about_a_gym();
        out["complainant"] = {{"name", name}, {"phone", phone}};
        out["respondent"] = json::object{{"name", firm}};
        out["narrative"] = firm + "的机器人打来电话推销，" + name + "付款后没有收到东西，要求退款";
        out["channel"] = "hotline";
        out.erase("external_ref");
        return out;
    }

    json::value report(const std::string& name, const std::string& query) {
        const auto said = system.officer(officer).get("/api/v1/reports/" + name + "?" + query);
        EXPECT_EQ(said.status, 200) << said.body;
        return said.json();
    }

    /// Acts as somebody on a case as it stands.
    void as(const std::string& who, const std::string& number, const std::string& action, json::object body = {}) {
        const auto said = system.officer(who).post("/api/v1/cases/" + number + "/actions/" + action, body,
                                                   {{"If-Match", open(number).etag}});
        EXPECT_EQ(said.status, 200) << number << " " << action << ": " << said.body;
        system.settle();
    }
    void says(const receipt& of, const std::string& what) {
        const auto said = system.everybody().post(
            "/api/v1/status/" + what, {{"receipt_no", of.number}, {"query_code", of.code}, {"text", "请尽快处理"}});
        EXPECT_EQ(said.status, 202) << what << ": " << said.body;
        system.settle();
    }
    json::object of_nature(const std::string& nature, const std::string& category, const std::string& name,
                           const std::string& phone, const std::string& firm, const std::string& channel) {
        auto out = by_another(name, phone, firm);
        out["nature"] = nature;
        out["category"] = category;
        out["channel"] = channel;
        out.erase("requests");
        return out;
    }

    struct filtered {
        std::string by, value;
    };

    /// Asks for every report by everything it can be asked by, as of each day, and as of the last day also with each
    /// filter, and compares with a recount.
    void compare_with_recount(const std::string& who, const std::vector<std::string>& days,
                              const std::vector<filtered>& filters = {}) {
        std::ofstream(system.folder() / "events.ndjson") << export_of("casework");
        std::ofstream answers(system.folder() / "answers.ndjson");
        const auto all = system.officer(who).get("/api/v1/reports").json();
        const auto from = days.front().substr(0, 8) + "01", to = days.back();
        const auto ask = [&](const std::string& name, const json::value& by, const std::string& as_of,
                             const filtered& only) {
            json::object query{{"name", name}, {"by", by}, {"from", from}, {"to", to}, {"where", json::object()}};
            auto asked = "/api/v1/reports/" + name + "?by=" + std::string(by.as_string()) + "&from=" + from +
                         "&to=" + to + "&as_of=" + as_of + "&limit=500";
            if (!only.by.empty()) {
                query["where"].as_object()[only.by] = only.value;
                asked += "&" + only.by + "=" + only.value;
            }
            const auto said = system.officer(who).get(asked);
            ASSERT_EQ(said.status, 200) << asked << ": " << said.body;
            answers << json::serialize(json::object{{"query", query}, {"answer", said.json()}}) << "\n";
        };
        for (const auto& one : all.at_pointer("/reports").as_array())
            for (const auto& by : one.at("groupings").as_array()) {
                for (const auto& as_of : days) ask(text_at(one, "/report"), by, as_of, {});
                for (const auto& only : filters) ask(text_at(one, "/report"), by, to, only);
            }
        answers.close();
        const auto said =
            testing::run_python(GUIYI_SOURCE_DIR "/tests/support/recount.py",
                                {(system.folder() / "events.ndjson").string(),
                                 (system.folder() / "answers.ndjson").string(), GUIYI_SOURCE_DIR "/config/reports"});
        EXPECT_EQ(said.status, 0) << said.text.substr(0, 4000);
    }
    std::int64_t total(const std::string& report, const std::string& column, const std::string& more = {}) {
        const auto said = system.officer("he.ping").get("/api/v1/reports/" + report + "?by=all" + more).json();
        const auto& columns = said.at_pointer("/columns").as_array();
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (text_at(columns[i], "/id") == column)
                return said.at_pointer("/total/" + std::to_string(i)).to_number<std::int64_t>();
        ADD_FAILURE() << report << " has no column " << column;
        return -1;
    }

    std::string export_of(const std::string& stream) {
        // As this machine's own commands ask.
        http_client local(system.staff_url(), {{"Authorization", "Bearer " + system.node->local_token().value()}});
        const auto said = local.get("/api/v1/export/events?stream=" + stream);
        EXPECT_EQ(said.status, 200) << said.body;
        return said.body;
    }
};

/// The shipped configuration, with a report that is mailed to one of the staff every week.
struct own_reports {
    void prepare(config::settings& with) {
        namespace fs = std::filesystem;
        const fs::path shipped = GUIYI_SOURCE_DIR "/config", own = folder.path();
        fs::copy(shipped / "reports", own / "reports");
        fs::create_directory(own / "reports/mail");
        std::ofstream(own / "reports/mail/weekly.toml")
            << "report = \"first-check\"\nevery = \"week\"\nat = \"08:30\"\nformat = \"csv\"\nto = [\"he.ping\"]\n";
        auto desks = bytes_in(shipped / "desks.toml");
        const std::string of = "id = \"he.ping\"\n";
        desks.insert(desks.find(of) + of.size(), "email = \"he.ping@example.org\"\n");
        std::ofstream(own / "desks.toml") << desks;
        with.paths.reports = (own / "reports").string();
        with.paths.desks = (own / "desks.toml").string();
    }

    testing::temp_folder folder;
};

class MailedReports : private own_reports, public scenario {
  protected:
    // The first base stands already when the second asks it; the whole does not.
    MailedReports()
        : scenario("2026-07-13T09:00:00+08:00",
                   [own = static_cast<own_reports*>(this)](config::settings& with) { own->prepare(with); }) {}

    mail next_report() {
        for (;;)
            if (auto one = system.next_mails(1).front(); !one.file.empty()) return one;
    }
    json::array ledger() {
        const auto said = system.officer("he.ping").get("/api/v1/staff/he.ping/deliveries");
        EXPECT_EQ(said.status, 200) << said.body;
        return said.json().at_pointer("/messages").as_array();
    }
    std::string asked_for(const std::string& from, const std::string& to) {
        return system.officer("he.ping")
            .get("/api/v1/reports/first-check?format=csv&language=zh&from=" + from + "&to=" + to + "&as_of=" + to)
            .body;
    }
};

} // namespace

TEST_F(MailedReports, ArriveOnceAPeriodWithTheFiguresOfItsEndAndNobodysData) {
    const auto gym = submit(about_a_gym());
    system.go_to("2026-07-15T10:00:00+08:00");
    act(text_at(status_of(gym, "zh"), "/case_no"), "accept", {});
    EXPECT_TRUE(ledger().empty());

    system.go_to("2026-07-20T08:30:00+08:00");
    const auto first = next_report();
    EXPECT_EQ(first.to, "<he.ping@example.org>");
    EXPECT_EQ(first.subject, "报表：按时初查率（2026年7月13日至2026年7月19日）");
    EXPECT_EQ(first.file, "first-check-2026-07-13.csv");
    EXPECT_EQ(first.bytes, asked_for("2026-07-13", "2026-07-19"));
    EXPECT_NE(first.bytes.find(",1,1,0,"), std::string::npos) << first.bytes;
    for (const auto* own : {"13800138000", "138****8000", "C2026-", "李强"}) {
        EXPECT_EQ(first.bytes.find(own), std::string::npos) << own;
        EXPECT_EQ(first.body.find(own), std::string::npos) << own;
    }

    system.restart();
    system.go_to("2026-07-22T10:00:00+08:00");
    ASSERT_EQ(ledger().size(), 1u) << "a period is told once, whatever starts again";
    EXPECT_EQ(text_at(ledger().at(0), "/state"), "sent");
    EXPECT_EQ(text_at(ledger().at(0), "/files/0"), first.file);

    system.tell_mail_server("answer 451 1");
    system.go_to("2026-07-27T08:30:00+08:00");
    ASSERT_TRUE(system.eventually([&] {
        const auto all = ledger();
        return all.size() == 2 && all.at(0).at("attempts").as_int64() == 1 && text_at(all.at(0), "/state") == "waiting";
    })) << json::serialize(ledger());
    system.go_to("2026-07-27T12:30:00+08:00");
    const auto second = next_report();
    EXPECT_EQ(second.file, "first-check-2026-07-20.csv");
    EXPECT_EQ(second.bytes, asked_for("2026-07-20", "2026-07-26"));
    EXPECT_TRUE(system.eventually([&] { return text_at(ledger().at(0), "/state") == "sent"; }));
    EXPECT_EQ(ledger().size(), 2u);
}

TEST_F(Reports, EqualARecountFromTheExportedFactsAsOfEveryDay) {
    const auto gym = submit(about_a_gym());
    const auto beauty = submit(by_another("钱多多", "13900139001", "焕颜美容科技有限公司"));
    const auto loan = submit(by_another("孙小小", "13900139002", "金盛信贷有限公司"));
    const auto water = submit(by_another("李大大", "13900139003", "清泉净水有限公司"));
    const auto gym_case = case_of(gym), beauty_case = case_of(beauty), loan_case = case_of(loan),
               water_case = case_of(water);

    system.go_to("2026-07-15T10:00:00+08:00");
    act(gym_case, "accept", {});
    act(gym_case, "contact", {{"respondent", "健身房"}, {"text", "请答复"}});
    system.everybody().post("/api/v1/status/urge",
                            {{"receipt_no", loan.number}, {"query_code", loan.code}, {"text", "请尽快"}});
    system.settle();

    system.go_to("2026-07-20T10:00:00+08:00");
    act(gym_case, "reply", {{"text", "同意"}, {"result", "refund"}});
    const auto merged = system.officer(officer).post(
        "/api/v1/matching/merge", {{"from", water_case}, {"into", beauty_case}, {"reason", "同一争议"}});
    ASSERT_EQ(merged.status, 200) << merged.body;
    system.settle();

    system.go_to("2026-07-22T10:00:00+08:00");
    act(beauty_case, "refuse", {{"ground", "NA2"}, {"reason", "已由消协受理"}});
    const auto batch = text_at(merged.json(), "/batch");
    const auto undone = system.officer(officer).post("/api/v1/matching/undo", {{"batch", batch}});
    ASSERT_EQ(undone.status, 200) << undone.body;
    system.settle();

    system.go_to("2026-07-23T09:00:00+08:00"); // K1 of the other two has passed
    ASSERT_TRUE(system.eventually([&] {
        return report("first-check", "by=all").at_pointer("/total/2").to_number<int>() == 2;
    })) << report("first-check", "by=all");
    system.go_to("2026-07-28T10:00:00+08:00");
    act(loan_case, "accept", {});
    act(gym_case, "close", {{"outcome", "agreed"}});
    system.settle();

    EXPECT_EQ(number_at(report("first-check", "by=all"), "/total/1"), 2) << "the refusal came on the last day, in time";
    EXPECT_EQ(number_at(report("workload", "by=all&as_of=2026-07-21"), "/total/0"), 3)
        << "a merged case is not open twice";
    EXPECT_EQ(number_at(report("anti-gaming", "by=all&as_of=2026-07-21"), "/total/0"), 1);
    EXPECT_EQ(number_at(report("anti-gaming", "by=all"), "/total/0"), 0) << "the merge was undone";

    compare_with_recount(officer, {"2026-07-13", "2026-07-16", "2026-07-21", "2026-07-22", "2026-07-23", "2026-07-28"});
}

/// Six weeks of four desks and eight channels: everything that a report counts happens, much of it twice.
TEST_F(Reports, OfABusyDeskEqualARecountTooWhateverHappened) {
    static constexpr const char* channels[] = {"hotline",    "email",       "letter",   "walk_in",
                                               "enterprise", "association", "platform", "social"};
    static constexpr const char* topics[] = {"C1", "C2", "C4"};
    std::vector<receipt> disputes, reports, calls;
    std::vector<std::string> c, r, n;
    for (int i = 0; i < 16; ++i) {
        auto one = by_another("消费者" + std::to_string(10 + i), "139001390" + std::to_string(10 + i),
                              "示例第" + std::to_string(i % 5) + "商贸有限公司");
        one["channel"] = channels[i % 8];
        one["category"] = topics[i % 3];
        disputes.push_back(submit(one));
        c.push_back(case_of(disputes.back()));
    }
    for (int i = 0; i < 5; ++i) {
        reports.push_back(
            submit(of_nature("report", "D2", "举报人" + std::to_string(10 + i), "138001380" + std::to_string(10 + i),
                             "示例第" + std::to_string(i % 5) + "商贸有限公司", channels[(i + 3) % 8])));
        r.push_back(case_of(reports.back()));
    }
    for (int i = 0; i < 2; ++i) {
        calls.push_back(submit(of_nature("nuisance", "A1", "机主" + std::to_string(10 + i),
                                         "137001370" + std::to_string(10 + i), "未知来电商", "hotline")));
        n.push_back(case_of(calls.back()));
    }
    ASSERT_EQ((std::set<std::string>(c.begin(), c.end()).size()), c.size()) << "each its own case";

    system.go_to("2026-07-15T10:00:00+08:00");
    for (const auto i : {0u, 1u, 2u}) as(officer, c[i], "accept");
    for (const auto i : {0u, 1u, 2u})
        as(officer, c[i], "contact", {{"respondent", "商家" + std::to_string(i)}, {"text", "请答复"}});
    for (const auto i : {3u, 3u, 4u, 0u, 12u, 14u}) says(disputes[i], "urge");
    says(disputes[5], "supplement");
    says(disputes[6], "withdraw");
    as("wang.min", c[7], "send_to_unit", {{"desk", "samr-enforcement"}});
    as("wang.min", c[8], "send_to_unit", {{"desk", "samr-enforcement"}});
    as("chen.jing", r[0], "check", {{"second", "liu.yang"}});
    as("chen.jing", r[1], "check", {{"second", "liu.yang"}});

    system.go_to("2026-07-17T10:00:00+08:00");
    as("chen.jing", c[7], "return_to_desk", {{"reason", "非本科室职责"}}); // and sent on once more
    as("wang.min", c[7], "send_to_unit", {{"desk", "samr-enforcement"}});
    as(officer, c[9], "refuse", {{"ground", "NA2"}, {"reason", "已由消协受理"}});
    as(officer, c[1], "mediate", {{"consent_both", true}});
    as(officer, c[1], "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}, {"body", "市质检所"}});
    as("chen.jing", r[0], "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}});
    as("wang.min", c[10], "dispatch", {{"authority", "某县局"}});
    const auto stays = system.officer(officer).post("/api/v1/matching/merge",
                                                    {{"from", c[12]}, {"into", c[13]}, {"reason", "同一争议"}});
    const auto returns = system.officer(officer).post("/api/v1/matching/merge",
                                                      {{"from", c[14]}, {"into", c[15]}, {"reason", "同一争议"}});
    ASSERT_EQ(stays.status, 200) << stays.body;
    ASSERT_EQ(returns.status, 200) << returns.body;
    system.settle();

    system.go_to("2026-07-21T10:00:00+08:00");
    as(officer, c[0], "reply", {{"text", "同意"}, {"result", "refund"}});
    as("wang.min", c[10], "sent_back", {{"reason", "不属其管辖"}});
    const auto undone =
        system.officer(officer).post("/api/v1/matching/undo", {{"batch", text_at(returns.json(), "/batch")}});
    ASSERT_EQ(undone.status, 200) << undone.body;
    system.settle();

    system.go_to("2026-07-23T09:00:00+08:00"); // K1 of what nobody decided has passed
    ASSERT_TRUE(system.eventually([&] { return total("first-check", "missed") >= 5; }));
    system.go_to("2026-07-24T10:00:00+08:00");
    for (const auto i : {3u, 13u, 14u, 15u}) as(officer, c[i], "accept"); // into 13 came one that was urged
    as(officer, c[4], "split", {{"lead", "冒用他人名义推销"}, {"category", "D2"}});
    as(officer, c[0], "close", {{"outcome", "agreed"}});
    as(officer, c[1], "test_result");
    as("chen.jing", r[0], "test_result");
    as(officer, c[2], "reply", {{"text", "不同意"}, {"result", "refused"}});
    as(officer, c[2], "terminate", {{"ground", "T1"}});
    as(officer, c[2], "inform_parties", {{"informed_both", true}});
    auto again = by_another("消费者10", "13900139010", "示例第0商贸有限公司"); // the agreed one comes back
    again["channel"] = "letter";
    const auto repeat = submit(again);

    system.go_to("2026-08-04T09:00:00+08:00"); // K5 of the reports has passed
    ASSERT_TRUE(system.eventually([&] { return total("report-check", "missed") >= 2; }));
    const auto missed = total("report-check", "missed");
    system.go_to("2026-08-05T10:00:00+08:00");
    // The commission that came first is recorded late: the time of the check had stood still.
    as("chen.jing", r[1], "test", {{"pause_reason", "testing"}, {"evidence", "委托书"}, {"since", "2026-07-28"}});
    EXPECT_EQ(total("report-check", "missed"), missed - 1);
    EXPECT_EQ(total("report-check", "missed", "&as_of=2026-08-04"), missed) << "as it was known then";
    system.go_to("2026-08-10T10:00:00+08:00");
    as("chen.jing", r[1], "test_result");
    as("gao.feng", r[1], "not_file", {{"reason", "违法事实不成立"}});
    as("gao.feng", r[0], "not_file", {{"reason", "违法事实不成立"}});
    as("gao.feng", c[9], "redo_by_order", {{"order", "复议〔2026〕1号"}, {"since", "2026-08-10"}});

    system.go_to("2026-08-24T10:00:00+08:00");
    as(officer, c[9], "accept");
    as(officer, c[1], "reply", {{"text", "部分同意"}, {"result", "partly"}});
    as(officer, c[1], "close", {{"outcome", "agreed"}});
    for (const auto i : {4u, 5u}) as(officer, c[i], "refuse", {{"ground", "NA3"}, {"reason", "不属于生活消费"}});

    EXPECT_EQ(total("report-check", "missed"), missed - 1) << "met is not missed as well";
    EXPECT_GT(total("reopenings", "reopened"), 1);
    EXPECT_GT(total("anti-gaming", "merged"), 0);
    compare_with_recount(
        "he.ping",
        {"2026-07-13", "2026-07-16", "2026-07-17", "2026-07-21", "2026-07-23", "2026-07-24", "2026-08-04", "2026-08-05",
         "2026-08-10", "2026-08-24"},
        {{"desk", "samr-enforcement"}, {"officer", officer}, {"channel", "hotline"}, {"category", "C1"}});
    compare_with_recount("chen.jing", {"2026-07-17", "2026-08-24"}); // who sees one desk
}

TEST_F(Reports, AnOfficerExportsNoEvents) {
    submit(about_a_gym());
    EXPECT_EQ(system.officer(officer).get("/api/v1/export/events").status, 403);
    EXPECT_EQ(system.everybody().get("/api/v1/export/events").status, 404) << "not on the public side";
    http_client local(system.staff_url(), {{"Authorization", "Bearer " + system.node->local_token().value()}});
    EXPECT_EQ(local.get("/api/v1/export/events?stream=access").status, 422) << "accounts are nobody's to take away";
    EXPECT_EQ(local.get("/api/v1/export/events").body.find("io.guiyi.access."), std::string::npos);
    const auto all = export_of("intake");
    EXPECT_NE(all.find("\"type\":\"io.guiyi.intake.complaint_received.v1\""), std::string::npos);
    EXPECT_EQ(all.find("13800138000"), std::string::npos);
}

} // namespace guiyi::scenario
