// Reports by mail: what the files say, when each is due, and that a period is told once.
#include "services/casework/reports/mailing.hpp"

#include "common/core/digest.hpp"
#include "tests/unit/services/casework/reports/reports_for_tests.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::casework::reports {

namespace {

const officer_id he("he.ping"), li("li.qiang");

class Mailings : public ::testing::Test {
  protected:
    Mailings() {
        desks.desks.push_back({desk_id("d1"), "一处", "First", "org", config::desk_kind::samr, {"*"}, {"*"}, true});
        for (const auto& [id, email] : {std::pair("he.ping", "he@example.org"), std::pair("li.qiang", "")}) {
            config::officer one;
            one.id = officer_id(id);
            one.desk = desk_id("d1");
            one.email = email;
            desks.officers.push_back(std::move(one));
        }
    }

    result<std::vector<mailing>> load(const std::string& text) {
        std::ofstream(folder.path() / "weekly.toml") << text;
        return load_mailings(folder.path(), reports, desks, [this](const config::officer&) { return reach; });
    }
    static std::string weekly(const std::string& more = "") {
        return "report = \"first-check\"\nevery = \"week\"\nat = \"08:30\"\nto = [\"he.ping\"]\nformat = \"csv\"\n"
               "language = \"en\"\n" +
               more;
    }
    void use(const std::string& text) { mailings = load(text).value(); }

    mailer by() const { return {mailings, reports, {topics, desks}, office}; }
    /// What was recorded, folded.
    events::facts keep(events::facts facts, std::string_view when) {
        for (const auto& one : facts) {
            in.fold(one, when);
            store_fact(one, when);
        }
        return facts;
    }
    void store_fact(const events::fact& one, std::string_view when) {
        in.change([&](store::writer& rows) { evolve_mailings(rows, {one, parse_rfc3339(when).value(), {}, {}}); });
    }
    events::facts plan(std::string_view when) {
        return keep(plan_mailings(by(), in.rows(), parse_rfc3339(when).value()), when);
    }
    events::facts make(std::string_view when) {
        return keep(make_report(by(), "!mail/weekly/he.ping", in.rows()).value(), when);
    }
    template <class Fact>
    static const Fact& as(const events::fact& one) {
        return std::get<Fact>(one);
    }

    testing::temp_folder folder;
    std::vector<definition> reports =
        load_definitions(std::filesystem::path(GUIYI_SOURCE_DIR) / "config/reports").value();
    config::taxonomy topics;
    config::desk_book desks;
    desks_in_reach reach;
    std::vector<mailing> mailings;
    folded in;
};

} // namespace

TEST_F(Mailings, AFileThatCannotBeSentIsRefusedByNameAndLine) {
    const auto refused = [&](const std::string& text) {
        const auto said = load(text);
        return said ? std::string("taken") : said.error().detail;
    };
    EXPECT_EQ(refused(weekly()), "taken");
    EXPECT_NE(refused("report = \"none\"\nevery = \"week\"\nat = \"08:30\"\nto = [\"he.ping\"]\n").find("'report'"),
              std::string::npos);
    EXPECT_NE(refused(weekly("by = \"officer\"\n")).find("must not name the staff"), std::string::npos);
    EXPECT_NE(refused("report = \"breaches\"\nevery = \"week\"\nat = \"08:30\"\nto = [\"he.ping\"]\n").find("list"),
              std::string::npos);
    EXPECT_NE(refused("report = \"first-check\"\nevery = \"week\"\nat = \"8:30\"\nto = [\"li.qiang\"]\n")
                  .find("li.qiang has no email"),
              std::string::npos);
    EXPECT_NE(refused("report = \"first-check\"\nevery = \"week\"\nat = \"24:00\"\nto = [\"he.ping\"]\n").find("'at'"),
              std::string::npos);
    EXPECT_TRUE(load_mailings(folder.path() / "none", reports, desks, {}).value().empty());
}

TEST_F(Mailings, PeriodsAreWholeWeeksMonthsAndDays) {
    const auto text = [](rhythm every, std::string_view on) {
        const auto of = period_with(every, day(on));
        return date_text(of.from) + ".." + date_text(of.to);
    };
    EXPECT_EQ(text(rhythm::week, "2026-05-10"), "2026-05-04..2026-05-10") << "a Sunday ends its week";
    EXPECT_EQ(text(rhythm::week, "2026-05-11"), "2026-05-11..2026-05-17");
    EXPECT_EQ(text(rhythm::month, "2026-02-28"), "2026-02-01..2026-02-28");
    EXPECT_EQ(text(rhythm::day, "2026-02-28"), "2026-02-28..2026-02-28");
}

TEST_F(Mailings, EachPeriodIsToldOnceAsItStoodAtItsEnd) {
    use(weekly());
    in.open("C1", "R1", "2026-05-04");
    in.assign("C1", "d1", "li", "2026-05-04");
    in.clock("C1", "K1", "running", "2026-05-08", "2026-05-04");
    const auto planned = plan("2026-05-06T10:00:00+08:00");
    ASSERT_EQ(planned.size(), 1u);
    const auto& first = as<events::mailing_planned>(planned[0]);
    EXPECT_EQ(first.from + " " + first.to, "2026-05-04 2026-05-10");
    EXPECT_EQ(format_rfc3339(first.due_at), "2026-05-11T00:30:00.000Z") << "half past eight at the office";
    EXPECT_TRUE(plan("2026-05-06T11:00:00+08:00").empty()) << "a restart plans nothing again";

    in.clock("C1", "K1", "met", "2026-05-08", "2026-05-08");
    in.open("C2", "R2", "2026-05-11");
    in.clock("C2", "K1", "running", "2026-05-10", "2026-05-11");
    in.clock("C2", "K1", "breached", "2026-05-10", "2026-05-11"); // known after the period's end
    const auto made = make("2026-05-11T08:30:00+08:00");
    ASSERT_EQ(made.size(), 2u);
    const auto& report = as<events::report_made>(made[0]);
    EXPECT_EQ(report.officer, he);
    EXPECT_EQ(report.file.name, "first-check-2026-05-04.csv");
    EXPECT_EQ(report.title, "Decided on time whether to accept");
    const auto csv = from_base64(report.file.data).value();
    EXPECT_NE(csv.find("\"First\",1,1,0,100.00%"), std::string::npos) << csv;
    EXPECT_EQ(csv.find("R1"), std::string::npos);
    EXPECT_EQ(as<events::mailing_planned>(made[1]).from, "2026-05-11");
    EXPECT_EQ(load_plan(in.rows(), "weekly", he)->told_to, "2026-05-10");
}

TEST_F(Mailings, WhatWasMissedFollowsPeriodByPeriod) {
    use(weekly());
    plan("2026-05-06T10:00:00+08:00");
    const std::string back = "2026-06-25T09:00:00+08:00"; // a Thursday, seven weeks later
    std::string told;
    while (load_plan(in.rows(), "weekly", he)->due_at <= parse_rfc3339(back).value())
        told += as<events::report_made>(make(back).at(0)).from.substr(5) + " ";
    EXPECT_EQ(told, "05-04 05-11 05-18 05-25 06-01 06-08 06-15 ");
    EXPECT_EQ(load_plan(in.rows(), "weekly", he)->from, "2026-06-22") << "the running one in its time";
}

TEST_F(Mailings, WhatWasMissedIsNotLostWhenTheSettingsChangeMeanwhile) {
    use(weekly());
    plan("2026-05-06T10:00:00+08:00");
    use(weekly("rows = 5\n"));
    const auto planned = plan("2026-05-20T10:00:00+08:00"); // two periods are over, none was told
    ASSERT_EQ(planned.size(), 1u);
    EXPECT_EQ(as<events::mailing_planned>(planned[0]).from, "2026-05-04");
}

TEST_F(Mailings, AreListedWithTheNextAndTheLast) {
    use(weekly());
    const auto shown = [&] { return mailings_json(mailings, in.rows()).at(0).as_object(); };
    EXPECT_TRUE(shown().at("to").at(0).at("next").is_null()) << "nothing is planned before the first start";
    plan("2026-05-06T10:00:00+08:00");
    make("2026-05-11T08:30:00+08:00");
    const auto one = shown();
    EXPECT_EQ(one.at("mailing"), "weekly");
    EXPECT_EQ(one.at("every"), "week");
    EXPECT_EQ(one.at("at"), "08:30");
    const auto& to = one.at("to").at(0);
    EXPECT_EQ(to.at("officer"), "he.ping");
    EXPECT_TRUE(to.at("within").is_null());
    EXPECT_EQ(to.at("next").at("from"), "2026-05-11");
    EXPECT_EQ(to.at("last").at("to"), "2026-05-10");
    EXPECT_EQ(to.at("last").at("made_at"), "2026-05-11T00:30:00.000Z");
}

TEST_F(Mailings, OtherSettingsPlanAnewAndNeverTellAPeriodAgain) {
    use(weekly());
    plan("2026-05-06T10:00:00+08:00");
    make("2026-05-11T08:30:00+08:00");
    use("report = \"first-check\"\nevery = \"month\"\nat = \"07:00\"\nto = [\"he.ping\"]\n");
    EXPECT_TRUE(make("2026-05-18T08:30:00+08:00").empty()) << "the timer of what was planned before";
    const auto planned = plan("2026-05-18T08:40:00+08:00");
    ASSERT_EQ(planned.size(), 1u);
    EXPECT_EQ(as<events::mailing_planned>(planned[0]).from, "2026-05-01");
    mailings.clear();
    const auto ended = plan("2026-05-19T08:40:00+08:00");
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(as<events::mailing_planned>(ended[0]).settings, "");
    EXPECT_TRUE(plan("2026-05-19T08:50:00+08:00").empty());
    use(weekly());
    EXPECT_EQ(as<events::mailing_planned>(plan("2026-05-20T08:50:00+08:00").at(0)).from, "2026-05-18");
}

TEST_F(Mailings, FiguresAreOfTheDesksInReach) {
    reach = desks_in_reach(std::set<std::string>{"d2"});
    use(weekly());
    in.open("C1", "R1", "2026-05-04");
    in.assign("C1", "d1", "li", "2026-05-04");
    in.clock("C1", "K1", "running", "2026-05-08", "2026-05-04");
    in.clock("C1", "K1", "met", "2026-05-08", "2026-05-06");
    plan("2026-05-06T10:00:00+08:00");
    const auto made = make("2026-05-11T08:30:00+08:00");
    const auto csv = from_base64(as<events::report_made>(made[0]).file.data).value();
    EXPECT_NE(csv.find("\"Total\",0,0,0"), std::string::npos) << csv;
}

} // namespace guiyi::casework::reports
