// Sums, lines and past dates agree, over months of cases that are merged, taken apart and changed.
#include "tests/support/casework_facts.hpp"
#include "tests/unit/services/casework/reports/reports_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::casework::reports {

namespace {

std::vector<grouping> groupings() {
    std::vector<grouping> out{{}, {grouping::by_label, {}}, {grouping::by_month, {}}};
    for (const auto one : all_dimensions) out.push_back({grouping::by_dimension, one});
    return out;
}

class ReportQuery : public ::testing::Test {
  protected:
    /// A quarter of facts, kept by the day they became known.
    static void SetUpTestSuite() {
        testing::casework_plan plan;
        plan.days = 90;
        plan.cases_a_day = 4;
        plan.respondents = 30;
        plan.regroup_permille = 200;
        plan.seed = 7;
        testing::casework_facts(plan).give(
            [](const events::event& one) { facts[number_of(date_at(one.time, office))].push_back(one); });
    }
    static void TearDownTestSuite() { facts.clear(); }

    static question about(measure what, const grouping& by, day_number as_of, bool is_now,
                          std::vector<filter> where = {}) {
        return {what, {day("2026-01-20"), day("2026-03-29")}, as_of, is_now, by, std::move(where)};
    }

    static inline std::map<day_number, std::vector<events::event>> facts;
};

} // namespace

TEST_F(ReportQuery, FiguresAsOfAPastDayAreThoseOfThatDay) {
    folded in;
    std::map<std::string, std::string> then;
    const auto answers = [&](day_number on, bool is_now) {
        std::map<std::string, std::string> out;
        for (const auto what : all_measures())
            for (const auto& by : groupings())
                out[std::string(name_of(what)) + std::to_string(on) + std::to_string(by.what) +
                    std::string(name_of(by.which))] = text_of(ask(in.rows(), about(what, by, on, is_now)));
        return out;
    };
    std::vector<day_number> asked;
    int days = 0;
    for (const auto& [on, some] : facts) {
        in.fold_all(some);
        if (++days % 16 != 0) continue;
        asked.push_back(on);
        then.merge(answers(on, true));
    }
    ASSERT_GE(asked.size(), 5u);
    for (const auto on : asked)
        for (const auto& [name, now] : answers(on, false)) EXPECT_EQ(now, then.at(name)) << name;
}

TEST_F(ReportQuery, SumsEqualTheLinesBehindThem) {
    folded in;
    for (const auto& [on, some] : facts) in.fold_all(some);
    const auto today = facts.rbegin()->first;
    for (const auto what : all_measures()) {
        const auto by_desk = ask(in.rows(), about(what, {grouping::by_dimension, dimension::desk}, today, true));
        for (const auto& [desk, cells] : by_desk.groups) {
            const filter one{dimension::desk, desk};
            for (const auto& by : groupings()) {
                const auto by_sums = text_of(ask(in.rows(), about(what, by, today, true, {one})));
                const auto by_lines = text_of(ask(in.rows(), about(what, by, today, true, {one, one})));
                EXPECT_EQ(by_sums, by_lines) << name_of(what) << " " << desk << " " << by.what;
            }
        }
    }
}

TEST_F(ReportQuery, AReachIsAskedLikeThoseDesksOneByOne) {
    folded in;
    for (const auto& [on, some] : facts) in.fold_all(some);
    const auto today = facts.rbegin()->first;
    const auto many = [](const answer& of) {
        std::map<std::string, std::int64_t> out;
        for (const auto& [group, cells] : of.groups)
            for (const auto& one : cells.cells()) out[group] += one.count;
        return out;
    };
    std::int64_t told = 0;
    for (const auto what : all_measures())
        for (const auto& by : groupings())
            for (const bool is_now : {true, false}) {
                auto asked = about(what, by, is_now ? today : day("2026-03-01"), is_now);
                std::map<std::string, std::int64_t> sum;
                for (const auto* desk : {"desk1", "desk3"}) {
                    asked.where = {{dimension::desk, desk}};
                    for (const auto& [group, count] : many(ask(in.rows(), asked))) sum[group] += count;
                }
                asked.where.clear();
                asked.within = std::set<std::string>{"desk1", "desk3"};
                EXPECT_EQ(many(ask(in.rows(), asked)), sum) << name_of(what) << " " << by.what;
                for (const auto& [group, count] : sum) told += count;
                asked.where = {{dimension::desk, "desk2"}};
                EXPECT_TRUE(ask(in.rows(), asked).groups.empty()) << name_of(what) << " " << by.what;
                asked.where.clear();
                asked.within->clear();
                EXPECT_TRUE(ask(in.rows(), asked).groups.empty()) << name_of(what) << " " << by.what;
            }
    EXPECT_GT(told, 1000);
}

TEST_F(ReportQuery, LinesComeByPagesEachOnce) {
    folded in;
    for (const auto& [on, some] : facts) in.fold_all(some);
    const auto asked = about(measure::spell, {}, facts.rbegin()->first, true);
    std::int64_t counted = 0;
    for (const auto& [group, cells] : ask(in.rows(), asked).groups)
        for (const auto& one : cells.cells()) counted += one.count;
    std::set<std::pair<std::string, std::uint32_t>> seen;
    std::string after;
    do {
        const auto page = list_lines(in.rows(), asked, [](const line&) { return true; }, 7, after);
        for (const auto& one : page.lines) EXPECT_TRUE(seen.emplace(one.unit, one.number).second);
        after = page.next;
    } while (!after.empty());
    EXPECT_EQ(static_cast<std::int64_t>(seen.size()), counted);
    EXPECT_GT(counted, 300);
}

TEST_F(ReportQuery, SameFactsSameRows) {
    const auto rows_of = [](const folded& in) {
        std::string out;
        for (auto at = in.rows().scan({}); at->valid(); at->next()) out.append(at->key()).append(at->value());
        return out;
    };
    folded one, other;
    for (const auto& [on, some] : facts) {
        one.fold_all(some);
        for (const auto& fact : some) other.fold(fact);
    }
    EXPECT_EQ(rows_of(one), rows_of(other));
}

} // namespace guiyi::casework::reports
