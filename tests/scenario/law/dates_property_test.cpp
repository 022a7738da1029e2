// Due dates under random calendars and events: never another date without a fact that says why; a pause moves a clock
// by exactly the days it excludes; folding everything again gives the same dates. A failing run prints its seed.
// @law SAMR-121 §22(4), §45; PROC §18, §64
#include "tests/scenario/law/bureau.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace guiyi::law_tests {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

local_date date(std::string_view text) { return parse_date(text).value(); }

class dice {
  public:
    explicit dice(unsigned seed) : engine_(seed) {}
    int to(int below) { return static_cast<int>(engine_() % static_cast<unsigned>(below)); }
    bool one_in(int n) { return to(n) == 0; }

  private:
    std::minstd_rand engine_;
};

/// Notices with holiday blocks anywhere and weekends worked anywhere.
calendar random_calendar(dice& with, int years) {
    std::vector<calendar_year> notices;
    for (int year = 2026; year < 2026 + years; ++year) {
        calendar_year notice{year, "notice " + std::to_string(with.to(1000)) + " of " + std::to_string(year), {}};
        std::set<sys_days> used;
        for (int i = 0; i < 10; ++i) {
            const sys_days from = sys_days(std::chrono::year(year) / 1 / 1) + days(with.to(350));
            const sys_days to = from + days(with.to(8));
            bool free = local_date(to).year() == std::chrono::year(year);
            for (sys_days day = from; day <= to; day += days(1)) free = free && !used.contains(day);
            if (!free) continue;
            for (sys_days day = from; day <= to; day += days(1)) used.insert(day);
            notice.blocks.push_back({from, to, true, "假"});
        }
        for (int i = 0; i < 6; ++i) {
            sys_days day = sys_days(std::chrono::year(year) / 1 / 1) + days(with.to(350));
            while (std::chrono::weekday(day) != std::chrono::Saturday) day += days(1);
            if (local_date(day).year() != std::chrono::year(year) || !used.insert(day).second) continue;
            notice.blocks.push_back({day, day, false, "调休"});
        }
        std::ranges::sort(notice.blocks, {}, &calendar_block::from);
        notices.push_back(std::move(notice));
    }
    return calendar::from_notices(std::move(notices)).value();
}

using dates = std::map<std::string, std::string>; // "case clock" -> due date

class random_year {
  public:
    explicit random_year(unsigned seed)
        : with_(seed), at_("2026-03-02T09:00:00+08:00", shipped("rulebooks"), random_calendar(with_, 2)) {
        at_.time.set(parse_rfc3339("2026-05-04T09:00:00+08:00").value());
        for (int i = 0; i < 4; ++i) open(i);
    }

    void go(int steps) {
        for (int i = 0; i < steps; ++i) {
            const auto before = now();
            const auto told = count();
            something();
            explain(before, now(), told);
        }
        const auto last = now();
        const auto rows = at_.rows(stream::assignment);
        EXPECT_EQ(at_.rebuilt(stream::assignment), rows) << "folding again gives the same dates";
        EXPECT_EQ(now(), last);
    }

  private:
    void open(int i) {
        const auto number = "X" + std::to_string(i);
        numbers_.push_back(number);
        at_.open(number, i % 2 == 0 ? "complaint" : "report");
        if (i % 2 == 0) {
            at_.take(lead, number, "accept");
            at_.take(lead, number, "mediate", {{"consent_both", "true"}});
        } else {
            at_.take(plain, number, "check", {{"second", "chen.jing"}});
        }
    }

    void something() {
        const auto& number = numbers_[static_cast<std::size_t>(with_.to(static_cast<int>(numbers_.size())))];
        const bool complaint = at_.row(number).track == "C";
        const auto who = complaint ? lead : plain;
        switch (with_.to(7)) {
            case 0:
            case 1: at_.go_to(format_date(today() + days(1 + with_.to(6))) + "T12:00:00+08:00"); break;
            case 2: pause(number, who, complaint); break;
            case 3: resume(number, who); break;
            case 4:
                if (!complaint) (void)at_.act(head, number, "extend", {{"reason", "x"}});
                break;
            case 5: at_.enact(corrected_law()); break;
            default: at_.adopt(random_calendar(with_, 1 + with_.to(2)));
        }
    }

    /// A rulebook whose length somebody mended in its file.
    std::vector<config::rulebook> corrected_law() {
        auto books = at_.books();
        for (auto& book : books)
            for (auto& clock : book.clocks)
                if (clock.id == "K2" || clock.id == "K5") clock.rule.length += with_.to(2) == 0 ? 1 : -1;
        return books;
    }

    sys_days today() const { return date_at(at_.time.now(), bureau::zone); }

    void pause(const std::string& number, const std::string& who, bool complaint) {
        step_fields given{{"pause_reason", "testing"}, {"evidence", "委托书"}};
        if (complaint) given["body"] = "市质检所";
        if (at_.act(who, number, "test", given)) paused_[number] = today();
    }

    /// The day of the pause still counts (save the clock's last), the day of the result does not.
    void resume(const std::string& number, const std::string& who) {
        if (!paused_.contains(number)) return;
        const auto id = at_.row(number).track == "C" ? "K2" : "K5";
        const auto before = at_.clock(number, id);
        if (!at_.act(who, number, "test_result")) return;
        const auto after = at_.clock(number, id);
        std::set<std::string> excluded;
        int counted = 0;
        for (const auto& span : after.arithmetic)
            for (sys_days day = date(span.from); day <= sys_days(date(span.to)); day += days(1)) {
                if (span.counted) ++counted;
                if (span.reason == "excluded") excluded.insert(format_date(day));
            }
        const auto rule = config::find_book(at_.books(), "samr-o121")->find(id);
        const int extended = after.extended.empty() ? 0 : std::stoi(after.extended);
        EXPECT_EQ(counted, rule->rule.length + extended) << "so many days count, whatever is left out";
        // Paused on its very last day it had that day left: the excluded days begin with it and end a day earlier.
        const int last = before.due_on == format_date(paused_[number]) ? 1 : 0;
        for (sys_days day = paused_[number] + days(1 - last); day <= today() - days(last); day += days(1))
            if (format_date(day) <= after.due_on && format_date(day) > after.started_on &&
                before.due_on >= format_date(paused_[number]))
                EXPECT_TRUE(excluded.contains(format_date(day))) << format_date(day);
        // Paused between its nominal end and the day it moved on to, no day is left to move.
        if (id == std::string("K2") && paused_[number] <= nominal(before) &&
            (last || paused_[number] < nominal(before)))
            EXPECT_EQ(nominal(after), nominal(before) + (today() - paused_[number])) << number;
        paused_.erase(number);
    }

    /// Where a clock of natural days ends before it rolls past days off.
    static sys_days nominal(const events::clock_noted& clock) {
        sys_days last{};
        for (const auto& span : clock.arithmetic)
            if (span.counted) last = date(span.to);
        return last;
    }

    dates now() const {
        dates out;
        for (const auto& number : numbers_)
            for (const auto& one : casework::clocks_of(at_.state(stream::casework), case_no(number)))
                out[number + " " + one.clock] = one.due_on + (one.provisional ? "?" : "");
        return out;
    }
    std::size_t count() const { return moves().size(); }

    struct move {
        std::string which, was, is, why;
    };
    std::vector<move> moves() const {
        std::vector<move> out;
        for (const auto& x : at_.recorded<events::clock_resumed>(stream::assignment))
            out.push_back({x.of_case.str() + " " + x.clock, x.was_due_on, x.due_on, x.reason});
        for (const auto& x : at_.recorded<events::clock_extended>(stream::assignment))
            out.push_back({x.of_case.str() + " " + x.clock, x.was_due_on, x.due_on, x.reason});
        for (const auto& x : at_.recorded<events::clock_moved>(stream::assignment))
            out.push_back({x.of_case.str() + " " + x.clock, x.was_due_on, x.due_on, x.reason});
        return out;
    }

    /// Whatever is different has a fact with a reason.
    void explain(const dates& before, const dates& after, std::size_t told) const {
        const auto all = moves();
        for (const auto& [which, due] : after) {
            const auto known = before.find(which);
            if (known == before.end() || known->second == due) continue;
            const auto bare = [](std::string text) {
                if (text.ends_with('?')) text.pop_back();
                return text;
            };
            const bool said = std::ranges::any_of(all, [&](const move& one) {
                return one.which == which && one.was == bare(known->second) && one.is == bare(due) && !one.why.empty();
            });
            EXPECT_TRUE(said) << which << " went from " << known->second << " to " << due << " without a reason";
            EXPECT_GT(all.size(), told);
        }
    }

    dice with_;
    bureau at_;
    std::vector<std::string> numbers_;
    std::map<std::string, sys_days> paused_;
};

} // namespace

class RandomDates : public ::testing::TestWithParam<unsigned> {};

TEST_P(RandomDates, MoveOnlyForAReasonAndByWhatTheLawExcludes) {
    SCOPED_TRACE("seed " + std::to_string(GetParam()) + ": test_law --gtest_filter='*RandomDates*/" +
                 std::to_string(GetParam() - 1) + "'");
    random_year run(GetParam());
    run.go(40);
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomDates, ::testing::Range(1u, 13u));

} // namespace guiyi::law_tests
