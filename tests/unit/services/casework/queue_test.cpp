// The queue: in order, by cursor, without loss or doubles, however it is filtered.
#include "services/casework/queue.hpp"

#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace guiyi::casework {

namespace {

std::string day(int n) {
    return format_date(std::chrono::sys_days(parse_date("2026-05-01").value()) + std::chrono::days(n));
}

/// n cases over three officers and two desks, due dates in no order; every tenth has no clock, every seventh ended.
class Queue : public ::testing::Test {
  protected:
    void fill(int n) {
        for (int i = 0; i < n; ++i) {
            const std::string number = "C2026-" + std::to_string(1'000'000 + i);
            const std::string receipt = "R" + std::to_string(i);
            auto complaint = received(receipt, "complaint", day(n - i) + "T08:00:00+08:00");
            complaint.summary.category = i % 2 ? "C1" : "D2";
            state.fold(events::complaint_noted{complaint.receipt, complaint.received_at, complaint.summary, ""});
            state.fold(events::case_registered{case_no(number), receipt_no(receipt), "new", {}, "C"});
            state.fold(events::assignment_noted{
                case_no(number), desk_id(i % 2 ? "d1" : "d2"), officer_id("o" + std::to_string(i % 3)), {}});
            if (i % 10)
                state.fold(
                    events::clock_noted{case_no(number), "K1", "running", "", day(i * 37 % 50), {}, false, {}, {}});
            if (i % 7 == 0) {
                state.fold(events::clock_noted{case_no(number), "K1", "met", "", "", "", false, {}, {}});
                state.fold(events::case_refused{case_no(number), officer_id("o"), "NA3", "x", {}});
            }
        }
    }
    using listed = std::vector<std::pair<case_no, case_row>>;
    listed walk(const queue_filter& filter, sort_by by, std::size_t limit = 50) {
        listed all;
        std::string cursor;
        do {
            auto page = list_cases(state.rows(), filter, by, limit, cursor).value();
            EXPECT_LE(page.rows.size(), limit);
            for (auto& one : page.rows) all.push_back(std::move(one));
            cursor = page.next;
            EXPECT_LT(all.size(), 5000u);
        } while (!cursor.empty() && all.size() < 5000);
        return all;
    }
    static queue_filter of_wang(std::vector<std::string> states) {
        return {std::move(states), {}, officer_id("wang.min"), {}};
    }
    static std::string due(const case_row& row) { return row.due() ? row.due()->due_on : "~"; }
    static void expect_in_due_order(const listed& all) {
        for (std::size_t i = 1; i < all.size(); ++i)
            EXPECT_LT(std::pair(due(all[i - 1].second), all[i - 1].first), std::pair(due(all[i].second), all[i].first));
    }
    static std::size_t distinct(const listed& all) {
        std::set<case_no> seen;
        for (const auto& [which, row] : all) seen.insert(which);
        return seen.size();
    }

    folded_state state;
};

} // namespace

TEST_F(Queue, AThousandCasesComeInOrderOnceEach) {
    fill(1000);
    for (const std::size_t limit : {20u, 50u, 100u}) {
        const auto all = walk({}, sort_by::due, limit);
        EXPECT_EQ(all.size(), 1000u);
        EXPECT_EQ(distinct(all), 1000u);
        expect_in_due_order(all);
    }
    const auto by_day = walk({}, sort_by::received);
    EXPECT_EQ(distinct(by_day), 1000u);
    for (std::size_t i = 1; i < by_day.size(); ++i)
        EXPECT_LE(by_day[i - 1].second.received_at, by_day[i].second.received_at);
}

TEST_F(Queue, EveryFilterFindsExactlyItsCases) {
    fill(300);
    const auto everything = walk({}, sort_by::due);
    std::vector<queue_filter> filters;
    for (const auto& states : std::vector<std::vector<std::string>>{
             {}, {"registered"}, {"refused"}, {"registered", "accepted"}, {"registered", "refused"}})
        for (const auto& desk : {std::optional<desk_id>(), std::optional(desk_id("d1"))})
            for (const auto& officer : {std::optional<officer_id>(), std::optional(officer_id("o2"))})
                for (const std::string category : {"", "C", "D2"}) filters.push_back({states, desk, officer, category});
    for (const auto& filter : filters) {
        const auto expected =
            std::ranges::count_if(everything, [&](const auto& one) { return filter.matches(one.second); });
        for (const auto by : {sort_by::due, sort_by::received}) {
            const auto found = walk(filter, by, 20);
            EXPECT_EQ(static_cast<std::ptrdiff_t>(found.size()), expected);
            EXPECT_EQ(distinct(found), found.size());
            for (const auto& [which, row] : found) EXPECT_TRUE(filter.matches(row));
            if (by == sort_by::due) expect_in_due_order(found);
        }
    }
}

TEST_F(Queue, ARareMatchEndsAPageEarlyButIsStillFound) {
    fill(static_cast<int>(looked_at_max) + 100);
    state.fold(events::case_categorised{case_no("C2026-1000003"), officer_id("o"), {"J4"}});
    queue_filter rare;
    rare.category = "J4";
    const auto first = list_cases(state.rows(), rare, sort_by::received, 20, "").value();
    EXPECT_TRUE(first.rows.empty());
    EXPECT_FALSE(first.next.empty());
    EXPECT_EQ(walk(rare, sort_by::received).size(), 1u);
}

TEST_F(Queue, ACaseMovesWithItsNextDueDate) {
    state.a_case("C1", "R1");
    state.a_case("C2", "R2");
    state.fold(events::clock_noted{case_no("C1"), "K1", "met", "", "", "", false, {}, {}});
    state.fold(events::clock_noted{case_no("C1"), "K2", "running", "", "2026-07-05", {}, false, {}, {}});
    const auto all = walk(of_wang({}), sort_by::due);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].first.str(), "C2");
    EXPECT_EQ(due(all[1].second), "2026-07-05");
}

TEST_F(Queue, AnEndedCaseLeavesTheOfficersOrder) {
    state.a_case();
    state.fold(events::case_refused{case_no("C1"), officer_id("wang.min"), "NA3", "x", {}});
    EXPECT_TRUE(walk(of_wang({"registered", "accepted"}), sort_by::due).empty());
    EXPECT_EQ(walk(of_wang({"refused"}), sort_by::due).size(), 1u);
    std::size_t places = 0;
    for (auto at = state.rows().scan(store::range::prefix("q")); at->valid(); at->next()) ++places;
    EXPECT_EQ(places, 1u) << "old places are gone";
}

TEST_F(Queue, AForeignCursorIsRefused) {
    fill(100);
    const auto page = list_cases(state.rows(), {}, sort_by::due, 20, "").value();
    EXPECT_EQ(list_cases(state.rows(), {}, sort_by::received, 20, page.next).error().code, errc::invalid);
    EXPECT_EQ(list_cases(state.rows(), {}, sort_by::due, 20, "zz").error().code, errc::invalid);
    EXPECT_EQ(list_cases(state.rows(), {}, sort_by::due, 20, "64").error().code, errc::invalid);
}

} // namespace guiyi::casework
