// Merging and splitting through assignment, casework, notification and intake together: what is undone leaves no trace
// but in timelines, ledgers and histories, and everybody is told once.
// @law SAMR-121 §15(1), §16(2): a repeat is answered inside its own clock; domain 8.1
#include "services/assignment/state.hpp"
#include "services/casework/queue.hpp"
#include "services/intake/state.hpp"
#include "services/notification/state.hpp"
#include "tests/scenario/regroup/office.hpp"

#include <gmock/gmock.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <map>
#include <random>

namespace guiyi::regroup {

namespace {

using casework::stage::accepted;
using casework::stage::registered;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view monday = "2026-11-23T10:00:00+08:00";

/// What may differ after something was undone, kind by kind; every other row must be the same, byte by byte.
rows comparable(const office& of, stream which) {
    std::string_view left_out; // row kinds
    // Timeline; delivery ledger; messages under way; figures of reports, which tell when each was known.
    if (which == stream::casework) left_out = "ted012345";
    if (which == stream::notification)
        left_out = "mdlouifaqhHLbBn"; // messages, attempts, queues, what is gathered or spread, ledgers, inboxes
    if (which == stream::assignment) left_out = "n"; // how many cases ever came and ended on a day
    if (which == stream::intake) left_out = "hpm"; // history of receipts and of cases; moves
    rows out;
    for (auto& [key, value] : of.all(which)) {
        if (left_out.find(key.front()) != left_out.npos) continue;
        out[key] = value;
        // Counters of the timeline, and what tells a reader that the case changed since.
        if (which != stream::casework || key.front() != 'c') continue;
        auto row = boost::json::parse(value).as_object();
        for (const auto* part : {"entries", "revision", "changed_at", "changed_by"}) row.erase(part);
        out[key] = boost::json::serialize(row);
    }
    return out;
}

/// Likewise of intake, where the rows of receipts and cases count steps of the history.
rows comparable_of_intake(const office& of) {
    rows out = comparable(of, stream::intake);
    const intake::state_reader state(of.state(stream::intake));
    for (auto& [key, value] : out) {
        if (key.front() != 'r' && key.front() != 'c') continue;
        const std::string name(store::key_reader(key).text());
        if (key.front() == 'c') {
            const auto row = state.find(case_no(name)).value();
            value = row.stage + "|" + row.detail;
            for (const auto& one : row.clocks) value += "|" + one.clock + one.due_on;
            continue;
        }
        const auto row = state.find(receipt_no(name)).value();
        value = row.in_case.str() + "|" + row.verdict + "|" + format_rfc3339(row.placed_at) + "|" +
                std::to_string(row.placed_from) + "|" + std::to_string(row.withdrawn) + "|" +
                std::to_string(row.supplements) + "|" + std::to_string(row.urges_that_day);
        for (const auto& mine : row.answers) {
            value += "|" + mine.in_case.str() + mine.refused;
            for (const auto& one : mine.clocks) value += "|" + one.clock + one.due_on;
        }
    }
    return out;
}

std::map<stream, rows> snapshot(const office& of) {
    std::map<stream, rows> out{{stream::intake, comparable_of_intake(of)}};
    for (const auto which : {stream::assignment, stream::notification, stream::casework})
        out[which] = comparable(of, which);
    return out;
}

/// The rows that tell them apart, for the reader of a failed test.
std::string difference(const rows& a, const rows& b) {
    std::string out;
    for (const auto& [key, value] : a)
        if (const auto other = b.find(key); other == b.end())
            out += "gone: " + key + " = " + value + "\n";
        else if (other->second != value)
            out += "was:  " + key + " = " + value + "\nis:   " + other->second + "\n";
    for (const auto& [key, value] : b)
        if (!a.contains(key)) out += "new:  " + key + " = " + value + "\n";
    return out;
}

void expect_same(const std::map<stream, rows>& before, const std::map<stream, rows>& after, const std::string& where) {
    for (const auto& [of, these] : before)
        EXPECT_EQ(difference(these, after.at(of)), "") << where << ", " << events::name_of(of);
}

/// Without the rows whose key names any of these.
std::map<stream, rows> without(std::map<stream, rows> all, const std::vector<std::string>& names) {
    for (auto& [of, these] : all)
        std::erase_if(these, [&](const auto& row) {
            return std::ranges::any_of(names,
                                       [&](const std::string& name) { return row.first.find(name) != name.npos; });
        });
    return all;
}

events::routing route(instant at, std::string nature = "complaint") {
    return {"portal", "zh", std::move(nature), "C1", "", at};
}
events::case_opened opened(const office& by, const std::string& number, const std::string& receipt) {
    events::case_opened out;
    out.opened = case_no(number);
    out.verdict = "new";
    out.record.receipt = receipt_no(receipt);
    out.record.route = route(by.time.now());
    return out;
}
events::complaint_tied tied(const office& by, const std::string& number, const std::string& receipt) {
    events::complaint_tied out;
    out.to = case_no(number);
    out.record.receipt = receipt_no(receipt);
    out.record.route = route(by.time.now());
    return out;
}
std::vector<receipt_no> receipts(const std::vector<std::string>& names) {
    std::vector<receipt_no> out;
    for (const auto& one : names) out.emplace_back(one);
    return out;
}
events::cases_merged merged(const std::string& from, const std::string& into, const std::vector<std::string>& moved,
                            std::string cause = "officer") {
    return {case_no(from), case_no(into), receipts(moved), std::move(cause), "", officer_id("li.qiang"), "B0000001"};
}
events::merge_undone undone(const std::string& restored, const std::string& out_of,
                            const std::vector<std::string>& moved) {
    return {case_no(restored), case_no(out_of), receipts(moved), "", officer_id("li.qiang"), "B0000002"};
}
events::complaints_split split(const office& by, const std::string& out_of, const std::string& number,
                               const std::vector<std::string>& moved) {
    return {case_no(out_of),        case_no(number), receipts(moved), route(by.time.now()), "untie", "",
            officer_id("li.qiang"), "B0000001"};
}

/// Cases A, B, C, ... of one to three complaints each, in any state they can be in.
class any_cases {
  public:
    any_cases(office& by, unsigned seed) : random_(seed) {
        for (const std::string number : {"C2026-0000001", "C2026-0000002", "C2026-0000003", "C2026-0000004"}) {
            const auto complaints = 1 + pick(3);
            for (std::size_t i = 0; i < complaints; ++i) {
                const std::string receipt = "R261123-" + number.substr(8) + "-" + std::to_string(i);
                by.complain(receipt, pick(2) ? "甲公司" + std::to_string(pick(9)) : "");
                if (pick(4) == 0) by.act(events::complaint_urged{receipt_no(receipt), ""});
                if (i == 0)
                    by.decide(opened(by, number, receipt));
                else
                    by.decide(tied(by, number, receipt));
                if (pick(4) == 0) by.act(events::complaint_urged{receipt_no(receipt), ""});
                if (pick(6) == 0) by.act(events::complaint_withdrawn{receipt_no(receipt), ""});
                members[number].push_back(receipt);
                if (i + 1 == complaints || pick(2)) advance(by, number);
            }
        }
    }
    std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
    /// Two of them.
    std::pair<std::string, std::string> two() {
        const auto a = pick(4), b = (a + 1 + pick(3)) % 4;
        return {number(a), number(b)};
    }
    static std::string number(std::size_t i) { return "C2026-000000" + std::to_string(i + 1); }

    std::map<std::string, std::vector<std::string>> members;

  private:
    void advance(office& by, const std::string& number) {
        switch (pick(5)) {
            case 0: by.officer(number, casework::accept_case{}); break;
            case 1: by.officer(number, casework::refuse_case{"NA3", "非生活消费"}); break;
            case 2:
                by.officer(number, casework::accept_case{});
                by.officer(number, casework::close_case{"agreed", "", ""});
                break;
            default: break;
        }
    }
    std::mt19937 random_;
};

std::vector<std::string> joined(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

class Regroup : public ::testing::Test {
  protected:
    /// A with two complaints, B with one, both registered.
    void two_cases() {
        by.complain("Ra1");
        by.decide(opened(by, "CA", "Ra1"));
        by.complain("Ra2");
        by.decide(tied(by, "CA", "Ra2"));
        by.complain("Rb1");
        by.decide(opened(by, "CB", "Rb1"));
        told = by.messages().size();
    }
    /// What was told since this was asked last.
    std::vector<std::string> news() {
        auto out = by.messages(told);
        told += out.size();
        return out;
    }
    casework::case_row row(const std::string& number) {
        return casework::load_case(by.state(stream::casework), case_no(number)).value();
    }
    std::int64_t load(const std::string& officer) {
        return assignment::load_of(by.state(stream::assignment), officer_id(officer));
    }
    /// "clock state" of a case, in casework's words.
    std::vector<std::string> clocks(const std::string& number) {
        std::vector<std::string> out;
        for (const auto& one : casework::clocks_of(by.state(stream::casework), case_no(number)))
            out.push_back(one.clock + " " + one.state + " " + one.due_on);
        return out;
    }

    office by{monday};
    std::size_t told = 0;
};

} // namespace

TEST(RegroupProperty, AMergeThatIsUndoneLeavesNoTrace) {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        office by(monday);
        any_cases cases(by, seed);
        const auto [a, b] = cases.two();
        const auto before = snapshot(by);
        by.decide(merged(a, b, cases.members[a]));
        EXPECT_NE(snapshot(by).at(stream::casework), before.at(stream::casework)) << "something must happen";
        by.decide(undone(a, b, cases.members[a]));
        expect_same(before, snapshot(by), "seed " + std::to_string(seed) + ", " + a + " into " + b);
    }
}

TEST(RegroupProperty, MergesOfMergedCasesAreUndoneInAnyOrder) {
    for (unsigned seed = 21; seed <= 28; ++seed) {
        office by(monday);
        any_cases cases(by, seed);
        const std::string a = any_cases::number(0), b = any_cases::number(1), c = any_cases::number(2);
        const auto both = joined(cases.members[a], cases.members[b]);
        const auto before = snapshot(by);
        by.decide(merged(a, b, cases.members[a]));
        const auto between = snapshot(by);
        by.decide(merged(b, c, both));
        if (seed % 2) {
            by.decide(undone(b, c, both));
            expect_same(between, snapshot(by), "seed " + std::to_string(seed) + ", half way");
            by.decide(undone(a, b, cases.members[a]));
        } else {
            by.decide(undone(a, c, cases.members[a]));
            by.decide(undone(b, c, cases.members[b]));
        }
        expect_same(before, snapshot(by), "seed " + std::to_string(seed));
    }
}

TEST(RegroupProperty, ATieThatIsUntiedLeavesTheCaseAsIfItHadNeverBeen) {
    for (unsigned seed = 41; seed <= 52; ++seed) {
        const std::string late = "R261123-9999999-0", own = "C2026-0000009";
        office with(monday), never(monday);
        any_cases cases(with, seed), same(never, seed);
        const auto into = any_cases::number(cases.pick(4));

        with.complain(late, "乙公司");
        with.decide(tied(with, into, late));
        with.decide(split(with, into, own, {late}));
        never.complain(late, "乙公司");
        never.decide(opened(never, own, late));

        // The complaint's own rows tell of its way; its new case is compared in ASplitOpensACaseOfItsOwn.
        const auto rest = [&](const office& of) { return without(snapshot(of), {late, own}); };
        expect_same(rest(never), rest(with), "seed " + std::to_string(seed) + ", " + into);
    }
}

TEST(RegroupProperty, AnUntieThatIsUndoneLeavesNoTrace) {
    for (unsigned seed = 61; seed <= 66; ++seed) {
        office by(monday);
        any_cases cases(by, seed);
        const std::string late = "R261123-9999999-0", own = "C2026-0000009";
        const auto into = any_cases::number(cases.pick(4));
        by.complain(late, "乙公司");
        by.decide(tied(by, into, late));
        const auto before = without(snapshot(by), {own});
        const auto repeats = casework::load_case(by.state(stream::casework), case_no(into)).value().repeats();
        by.decide(split(by, into, own, {late}));
        by.decide(merged(own, into, {late}, "undo"));
        // Of a decided case the complaint waits for its own answer again, by the same date.
        EXPECT_EQ(casework::load_case(by.state(stream::casework), case_no(into)).value().repeats(), repeats);
        expect_same(before, without(snapshot(by), {own}), "seed " + std::to_string(seed) + ", " + into);
    }
}

TEST(RegroupProperty, TheRowsFoldAgainFromTheStreams) {
    office by(monday);
    any_cases cases(by, 7);
    const std::string a = any_cases::number(0), b = any_cases::number(1);
    by.decide(merged(a, b, cases.members[a]));
    by.decide(split(by, b, "C2026-0000009", {cases.members[a].back()}));
    for (const auto of : {stream::intake, stream::assignment, stream::notification, stream::casework}) {
        const auto before = by.all(of);
        EXPECT_EQ(difference(before, by.rebuilt(of)), "") << events::name_of(of);
    }
}

TEST_F(Regroup, AMergedCaseLeadsToTheOtherAndItsClocksRest) {
    two_cases();
    by.act(events::complaint_urged{receipt_no("Ra2"), ""});
    EXPECT_EQ(load("li.qiang") + load("wang.min"), 2);

    by.decide(merged("CA", "CB", {"Ra1", "Ra2"}));

    EXPECT_EQ(row("CA").state_now(), "merged");
    EXPECT_EQ(row("CA").merged_into, case_no("CB"));
    EXPECT_EQ(row("CB").complaints, 3u);
    EXPECT_EQ(row("CB").urges, 1u);
    EXPECT_EQ(row("CA").complaints + row("CA").urges, 0u);
    EXPECT_EQ(load("li.qiang") + load("wang.min"), 1) << "the officer has room again";
    const auto refused = by.officer("CA", casework::accept_case{});
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, errc::illegal_transition);
    EXPECT_NE(refused->detail.find("CB"), std::string::npos) << refused->detail;
    by.go_to("2027-03-01T10:00:00+08:00");
    EXPECT_THAT(by.recorded<events::clock_stopped>(stream::assignment), IsEmpty()) << "neither met nor missed";
    const auto breached = by.recorded<events::clock_breached>(stream::assignment);
    ASSERT_EQ(breached.size(), 1u) << "that of the case that lives";
    EXPECT_EQ(breached[0].of_case, case_no("CB"));
}

TEST_F(Regroup, ARestoredCaseRunsOnAndWhatPassedIsBreached) {
    two_cases();
    const auto officer = row("CA").officer;
    by.decide(merged("CA", "CB", {"Ra1", "Ra2"}));
    by.officer("CB", casework::accept_case{});
    by.go_to("2027-01-04T10:00:00+08:00");
    EXPECT_THAT(by.recorded<events::clock_breached>(stream::assignment), IsEmpty());

    by.decide(undone("CA", "CB", {"Ra1", "Ra2"}));

    EXPECT_EQ(row("CA").state_now(), registered) << "as before, though the other was accepted meanwhile";
    EXPECT_EQ(row("CB").state_now(), accepted);
    EXPECT_EQ(row("CA").officer, officer);
    const auto breached = by.recorded<events::clock_breached>(stream::assignment);
    ASSERT_EQ(breached.size(), 1u);
    EXPECT_EQ(breached[0].of_case, case_no("CA"));
    EXPECT_TRUE(row("CA").due()->breached);
    ASSERT_FALSE(by.officer("CA", casework::accept_case{}));
}

TEST_F(Regroup, EachWhoseCaseChangedIsToldOnceAndNobodyElse) {
    two_cases();
    by.decide(merged("CA", "CB", {"Ra1", "Ra2"}));
    EXPECT_THAT(news(), ElementsAre("merged CB Ra1", "merged CB Ra2"));
    by.officer("CB", casework::accept_case{});
    EXPECT_THAT(news(), ElementsAre("accepted CB Ra1", "accepted CB Ra2", "accepted CB Rb1"));
    by.decide(undone("CA", "CB", {"Ra1", "Ra2"}));
    EXPECT_THAT(news(), ElementsAre("separated CA Ra1", "separated CA Ra2"));
    by.officer("CA", casework::accept_case{});
    EXPECT_THAT(news(), ElementsAre("accepted CA Ra1", "accepted CA Ra2"));
    by.decide(split(by, "CA", "CN", {"Ra2"}));
    EXPECT_THAT(news(), ElementsAre("separated CN Ra2")) << "with desk and date, and never 'placed' beside it";
    const auto last = by.recorded<events::message_queued>(stream::notification).back();
    std::map<std::string, std::string> values;
    for (const auto& one : last.values) values[one.name] = one.value;
    EXPECT_EQ(values["decide_by"], "2026-12-02");
    EXPECT_NE(values["desk"], "");
    by.officer("CN", casework::refuse_case{"NA3", "非生活消费"});
    EXPECT_THAT(news(), ElementsAre("refused CN Ra2"));
}

TEST_F(Regroup, ASplitOpensACaseOfItsOwnWithItsOwnClock) {
    two_cases();
    by.go_to("2026-11-25T10:00:00+08:00");
    auto parted = split(by, "CA", "CN", {"Ra2"});
    parted.route = route(parse_rfc3339(monday).value());
    by.decide(parted);

    EXPECT_EQ(row("CN").track, "C");
    EXPECT_EQ(row("CN").state_now(), registered);
    EXPECT_EQ(row("CN").first_receipt, receipt_no("Ra2"));
    EXPECT_EQ(row("CN").complainant, "王**");
    EXPECT_EQ(row("CN").complaints, 1u);
    EXPECT_EQ(row("CA").complaints, 1u);
    EXPECT_FALSE(row("CN").officer.empty());
    EXPECT_THAT(clocks("CN"), ElementsAre("K1 running 2026-12-02")) << "from its own receipt, not from the split";
    EXPECT_EQ(intake::state_reader(by.state(stream::intake)).find(receipt_no("Ra2"))->in_case, case_no("CN"));
}

TEST_F(Regroup, ARepeatOfARefusedCaseGetsItsOwnAnswerInItsOwnTime) { // @law O121 §15(1), §16(2)
    two_cases();
    by.officer("CA", casework::refuse_case{"NA3", "非生活消费"});
    const auto officer = row("CA").officer;
    const auto free = load(officer.str());
    by.go_to("2026-12-01T10:00:00+08:00");
    by.complain("Ra3");
    news();
    by.decide(tied(by, "CA", "Ra3"));

    EXPECT_THAT(clocks("CA"), ElementsAre("K1 met 2026-12-02", "K1+Ra3 running 2026-12-10"));
    EXPECT_EQ(load(officer.str()), free + 1) << "the officer has it again";
    EXPECT_EQ(row("CA").state_now(), "refused") << "what was decided stands";
    EXPECT_THAT(row("CA").repeats(), ElementsAre(receipt_no("Ra3")));
    EXPECT_THAT(news(), ElementsAre("joined CA Ra3"));

    ASSERT_FALSE(by.officer("CA", casework::refuse_case{"NA2", "此前已作处理"}));

    EXPECT_THAT(news(), ElementsAre("refused CA Ra3")) << "the others had their answer";
    EXPECT_THAT(clocks("CA"), ElementsAre("K1 met 2026-12-02", "K1+Ra3 met 2026-12-10"));
    EXPECT_EQ(row("CA").outcome, "NA3");
    EXPECT_THAT(row("CA").repeats(), IsEmpty());
    EXPECT_EQ(load(officer.str()), free);
    EXPECT_TRUE(by.officer("CA", casework::refuse_case{"NA2", "此前已作处理"})) << "nothing is left to answer";
}

TEST_F(Regroup, ARepeatNobodyAnswersIsBreached) {
    two_cases();
    by.officer("CA", casework::refuse_case{"NA3", "非生活消费"});
    by.officer("CB", casework::refuse_case{"NA3", "非生活消费"});
    by.complain("Ra3");
    by.decide(tied(by, "CA", "Ra3"));
    by.go_to("2026-12-03T10:00:00+08:00");
    EXPECT_THAT(clocks("CA"), ElementsAre("K1 met 2026-12-02", "K1+Ra3 breached 2026-12-02"));
}

TEST_F(Regroup, AnOpenCaseMergedIntoADecidedOneIsStillOwedItsAnswer) {
    two_cases();
    by.officer("CB", casework::refuse_case{"NA3", "非生活消费"});
    by.decide(merged("CA", "CB", {"Ra1", "Ra2"}));
    EXPECT_THAT(row("CB").repeats(), ElementsAre(receipt_no("Ra1"), receipt_no("Ra2")));
    EXPECT_EQ(row("CB").due()->due_on, "2026-12-02") << "by the dates it had";
    news();
    by.officer("CB", casework::refuse_case{"NA2", "此前已作处理"});
    EXPECT_THAT(news(), ElementsAre("refused CB Ra1", "refused CB Ra2"));

    by.decide(undone("CA", "CB", {"Ra1", "Ra2"}));
    EXPECT_EQ(row("CA").state_now(), registered);
    EXPECT_EQ(row("CA").due()->due_on, "2026-12-02");
}

TEST_F(Regroup, AnOpenCaseMergedIntoAnAcceptedOneIsStillOwedItsAnswer) { // @law O121 §15(1), §16(2)
    two_cases();
    ASSERT_FALSE(by.officer("CB", casework::accept_case{}));
    const auto free = load("li.qiang") + load("wang.min");
    by.decide(merged("CA", "CB", {"Ra1", "Ra2"}, "verdict"));
    EXPECT_THAT(row("CB").repeats(), ElementsAre(receipt_no("Ra1"), receipt_no("Ra2")));
    EXPECT_EQ(row("CB").due()->due_on, "2026-12-02") << "by the dates it had";
    EXPECT_EQ(load("li.qiang") + load("wang.min"), free - 1);
    news();
    ASSERT_FALSE(by.officer("CB", casework::refuse_case{"NA2", "同一争议已受理"}));
    EXPECT_THAT(news(), ElementsAre("refused CB Ra1", "refused CB Ra2"));
    EXPECT_EQ(row("CB").state_now(), accepted) << "what was decided stands";

    by.decide(undone("CA", "CB", {"Ra1", "Ra2"}));
    EXPECT_EQ(row("CA").state_now(), registered);
    EXPECT_EQ(row("CA").due()->due_on, "2026-12-02");
    EXPECT_THAT(row("CB").repeats(), IsEmpty());
}

TEST_F(Regroup, ListsShowWhatIsToBeDone) {
    two_cases();
    by.officer("CB", casework::refuse_case{"NA3", "非生活消费"});
    by.complain("Rb2");
    by.decide(tied(by, "CB", "Rb2"));
    const auto listed = [&](std::vector<std::string> states) {
        std::vector<std::string> out;
        casework::queue_filter filter;
        filter.states = std::move(states);
        const auto page =
            casework::list_cases(by.state(stream::casework), filter, casework::sort_by::due, 20, {}).value();
        for (const auto& [number, row] : page.rows) out.push_back(number.str());
        return out;
    };
    EXPECT_THAT(listed({"registered", "accepted", "repeat"}), ElementsAre("CA", "CB"));
    EXPECT_THAT(listed({"repeat"}), ElementsAre("CB"));
    EXPECT_THAT(listed({"refused", "repeat"}), ElementsAre("CB")) << "once, though it is both";
    by.decide(merged("CA", "CB", {"Ra1", "Ra2"}));
    EXPECT_THAT(listed({"registered", "accepted", "repeat"}), ElementsAre("CB"));
    EXPECT_THAT(listed({"merged"}), ElementsAre("CA"));
    EXPECT_THAT(listed({}), ElementsAre("CB", "CA"));
}

} // namespace guiyi::regroup
