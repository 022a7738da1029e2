// What people do with cases, on a real runner, bus and store: verdicts, merges, splits, and taking them back.
#include "services/deduplication/regroup.hpp"

#include "tests/unit/services/deduplication/regroup_rig.hpp"

#include <gmock/gmock.h>

#include <random>
#include <set>

namespace guiyi::deduplication {

namespace {

using test::regroup_rig;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Judgements, labels and batches grow with every request, whatever it does to the cases.
constexpr std::string_view history = "jlb";
/// What a split leaves behind even when it is undone: its number, and where that leads.
constexpr std::string_view history_of_splits = "jlbnae";

const case_no c1("C2025-0000001"), c2("C2025-0000002"), c3("C2025-0000003"), c4("C2025-0000004");

template <class Fact>
const Fact* fact_of(const regrouping& done) {
    for (const auto& fact : done.facts)
        if (const auto* found = std::get_if<Fact>(&fact)) return found;
    return nullptr;
}

std::string reason_of(const regrouped& said) { return said ? "done" : said.error().reason; }

} // namespace

TEST(Verdict, DifferentHoldsTheCasesApart) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), asked = at.receive(test::her_mother);
    ASSERT_EQ(at.tie(asked).verdict, "review");

    ASSERT_TRUE(at.say(asked, "different"));

    EXPECT_THAT(at.waiting(), IsEmpty());
    EXPECT_EQ(at.tie(asked).verdict, "new");
    EXPECT_EQ(state_reader(at.rig.state()).case_of(c2)->beside.str(), "");
    EXPECT_FALSE(may_join(c1, c2, at.rig.state()));
    EXPECT_EQ(reason_of(at.join(c2, c1)), "held_apart");
    const auto refused = at.join(c1, c2);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::conflict);
    EXPECT_THAT(refused.error().en, HasSubstr(first.str()));
    EXPECT_THAT(refused.error().zh, HasSubstr(asked.str()));
    EXPECT_EQ(reason_of(at.say(asked, "different")), "already_said");
}

TEST(Verdict, DifferentLetsLaterRepeatsGoToTheirOwnCase) {
    regroup_rig at;
    at.receive(test::zhang);
    ASSERT_TRUE(at.say(at.receive(test::her_mother), "different"));

    EXPECT_EQ(at.case_of(at.receive(test::her_mother)), c2);
    EXPECT_EQ(at.case_of(at.receive(test::zhang)), c1);
    EXPECT_THAT(at.waiting(), IsEmpty());
}

TEST(Verdict, APersonMayReviseWhatAPersonSaidOfThatPairAlone) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto mother = at.receive(test::her_mother), aunt = at.receive(test::her_aunt);
    ASSERT_TRUE(at.say(mother, "different"));
    ASSERT_TRUE(at.join(c3, c2));
    EXPECT_EQ(reason_of(at.say(aunt, "same")), "held_apart") << "her mother is in her case";

    const auto revised = at.say(mother, "same");

    ASSERT_TRUE(revised);
    EXPECT_THAT(fact_of<events::pair_judged>(*revised)->lifted, ElementsAre(test::receipt_at(1)));
    EXPECT_EQ(at.case_of(mother), c1);
    EXPECT_EQ(at.case_of(aunt), c1);
}

TEST(Verdict, SameJoinsUnderTheOlderNumberAndUntieGivesTheNumberBack) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), asked = at.receive(test::her_mother);

    const auto joined = at.say(asked, "same");

    ASSERT_TRUE(joined);
    EXPECT_EQ(fact_of<events::cases_merged>(*joined)->cause, "verdict");
    EXPECT_EQ(at.case_of(asked), c1);
    EXPECT_EQ(at.tie(asked).verdict, "tie");
    EXPECT_EQ(at.living(c2), c1);
    EXPECT_FALSE(state_reader(at.rig.state()).case_of(c2));
    EXPECT_THAT(at.waiting(), IsEmpty());

    const auto left = at.take_out(asked);

    ASSERT_TRUE(left);
    EXPECT_EQ(fact_of<events::merge_undone>(*left)->restored, c2);
    EXPECT_EQ(at.case_of(asked), c2);
    EXPECT_EQ(at.tie(asked).verdict, "new");
    EXPECT_EQ(at.living(c2), c2);
    EXPECT_THAT(at.members(c1), ElementsAre(at.record(first)));
    EXPECT_FALSE(may_join(c1, c2, at.rig.state()));
}

TEST(Verdict, MayBeSaidAgainOnceItHoldsNoMore) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), mother = at.receive(test::her_mother);
    ASSERT_TRUE(at.say(first, "same", c2.str()));
    EXPECT_EQ(reason_of(at.say(first, "same", c2.str())), "already_said");
    ASSERT_TRUE(at.take_out(mother));

    const auto again = at.say(first, "same", c2.str());

    ASSERT_TRUE(again) << again.error().reason;
    EXPECT_THAT(fact_of<events::pair_judged>(*again)->lifted, ElementsAre(mother));
    EXPECT_EQ(at.case_of(mother), c1);

    ASSERT_TRUE(at.take_out(mother));
    EXPECT_EQ(reason_of(at.say(mother, "different")), "already_said");
    const auto later = at.receive(test::zhang);
    ASSERT_EQ(at.case_of(later), c1);
    ASSERT_TRUE(at.say(mother, "different")) << "of one more complaint";
    EXPECT_THAT(grouping_reader(at.rig.state()).apart_from(at.record(mother)),
                ElementsAre(at.record(first), at.record(later)));
}

TEST(Verdict, UnsureKeepsTheQuestionOpenBehindTheOthers) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto mother = at.receive(test::her_mother), aunt = at.receive(test::her_aunt);

    ASSERT_TRUE(at.say(aunt, "unsure"));

    EXPECT_THAT(at.waiting(), ElementsAre(at.record(mother)));
    EXPECT_THAT(grouping_reader(at.rig.state()).unsure(0, 10), ElementsAre(at.record(aunt)));
    EXPECT_EQ(at.tie(aunt).verdict, "review");
    ASSERT_TRUE(at.say(aunt, "same"));
    EXPECT_THAT(grouping_reader(at.rig.state()).unsure(0, 10), IsEmpty());
}

TEST(Verdict, OnAnotherCaseLeavesTheQuestionOpen) {
    regroup_rig at;
    at.receive(test::zhang);
    at.receive(test::wang);
    const auto mother = at.receive(test::her_mother);
    ASSERT_THAT(at.waiting(), ElementsAre(at.record(mother)));

    const auto joined = at.say(mother, "same", c2.str());

    ASSERT_TRUE(joined) << joined.error().en;
    EXPECT_EQ(at.case_of(mother), c2);
    EXPECT_THAT(at.waiting(), ElementsAre(at.record(mother))) << "nobody has answered whether it is her daughter's";
    ASSERT_TRUE(at.take_back(joined->batch));
    ASSERT_TRUE(at.say(mother, "unsure", c2.str()));
    EXPECT_THAT(at.waiting(), ElementsAre(at.record(mother))) << "unsure of another case, not of this one";
    ASSERT_TRUE(at.say(mother, "different"));
    EXPECT_THAT(at.waiting(), IsEmpty());
}

TEST(Verdict, OfACaseNobodyNamedNeedsTheCase) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), other = at.receive(test::wang);

    const auto unnamed = at.say(other, "same");
    ASSERT_FALSE(unnamed);
    EXPECT_EQ(unnamed.error().pointer, "/against");
    EXPECT_EQ(reason_of(at.say(other, "same", "C2025-0009999")), "not_found");
    EXPECT_EQ(reason_of(at.say(receipt_no("R1"), "same")), "not_found");
    EXPECT_EQ(reason_of(at.say(first, "same", c1.str())), "one_case");

    ASSERT_TRUE(at.say(other, "same", c1.str()));
    EXPECT_EQ(at.case_of(other), c1);
}

TEST(Untie, GivesTheComplaintACaseOfItsOwnAndAClockOfItsOwn) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), repeat = at.receive(test::zhang);
    ASSERT_EQ(at.tie(repeat).verdict, "tie");

    const auto left = at.take_out(repeat);

    ASSERT_TRUE(left);
    EXPECT_FALSE(left->founder_stays);
    const auto* split = fact_of<events::complaints_split>(*left);
    ASSERT_TRUE(split);
    EXPECT_EQ(split->opened, c2);
    EXPECT_EQ(split->cause, "untie");
    EXPECT_EQ(split->route.channel, "portal");
    EXPECT_EQ(format_rfc3339(split->route.received_at), "2025-01-20T02:00:00.000Z");
    EXPECT_EQ(at.tie(repeat).verdict, "new");
    EXPECT_EQ(at.case_of(repeat), c2);
    EXPECT_EQ(at.case_of(first), c1);
    EXPECT_EQ(fact_of<events::pair_judged>(*left)->band, "tie") << "a label against the tie band";
    EXPECT_EQ(reason_of(at.take_out(repeat)), "nothing_to_split");

    EXPECT_EQ(at.case_of(at.receive(test::wang)), c3) << "the number is given once";
}

TEST(Untie, OfTheComplaintThatOpenedTheCaseLetsTheOthersLeave) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), second = at.receive(test::zhang), third = at.receive(test::zhang);

    const auto left = at.take_out(first);

    ASSERT_TRUE(left);
    EXPECT_TRUE(left->founder_stays);
    EXPECT_EQ(at.case_of(first), c1);
    EXPECT_EQ(at.case_of(second), c2);
    EXPECT_EQ(at.case_of(third), c2);
    EXPECT_EQ(at.tie(second).verdict, "new");
    EXPECT_EQ(at.tie(third).verdict, "tie");
    const grouping_reader groups(at.rig.state());
    EXPECT_TRUE(groups.are_apart(at.record(first), at.record(third)));
    EXPECT_FALSE(groups.are_apart(at.record(second), at.record(third)));
}

TEST(Untie, LeavesEveryOtherRowAsIfTheTieHadNeverBeen) {
    regroup_rig at;
    at.receive(test::zhang);
    at.receive(test::zhang);
    at.receive(test::wang);
    const auto before = at.all_rows();
    const auto repeat = at.receive(test::zhang);
    const auto number = store::key('x').number(at.record(repeat)).str().substr(1);

    ASSERT_TRUE(at.take_out(repeat));

    auto after = at.all_rows();
    std::erase_if(after, [&](const auto& row) {
        const bool of_it = row.first.substr(1) == number || row.first == "i" + repeat.str() + '\0';
        return of_it || row.first == store::key('c').text(at.case_of(repeat)).str() || row.first.front() == 'k';
    });
    // Postings, totals and weekly counts know that a complaint came; cases and complaints may not.
    EXPECT_EQ(test::only(after, "cmsrxiwqae"), test::only(before, "cmsrxiwqae"));
}

TEST(Split, TakesSeveralOutTogetherAndCanBeUndone) {
    regroup_rig at;
    std::vector<receipt_no> all;
    for (int i = 0; i < 20; ++i) all.push_back(at.receive(test::zhang));
    const auto before = at.all_rows();
    ASSERT_EQ(at.members(c1).size(), 20u) << "more than a case lists";

    const auto done = at.take_out(c1, {all[2], all[18], all[19]});

    ASSERT_TRUE(done);
    EXPECT_EQ(at.members(c2).size(), 3u);
    EXPECT_EQ(at.members(c1).size(), 17u);
    EXPECT_EQ(at.tie(all[2]).verdict, "new");
    EXPECT_EQ(reason_of(at.take_out(c1, {all[2]})), "other_case");
    EXPECT_EQ(reason_of(at.join(c2, c1)), "held_apart");

    ASSERT_TRUE(at.take_back(done->batch));

    EXPECT_EQ(test::without(at.all_rows(), history_of_splits), test::without(before, history_of_splits));
    EXPECT_EQ(at.living(c2), c1) << "the number keeps leading to its complaints";
}

TEST(Merge, NumbersLeadOnInTwoStepsAndLaterRepeatsArrive) {
    regroup_rig at;
    at.receive(test::zhang);
    at.receive(test::wang);
    const auto third = at.receive(test::liu);
    ASSERT_EQ(at.case_of(third), c3);

    ASSERT_TRUE(at.join(c3, c2));
    ASSERT_TRUE(at.join(c2, c1));

    EXPECT_EQ(at.living(c3), c1);
    EXPECT_THAT(grouping_reader(at.rig.state()).numbers_of(c1), ElementsAre(c2, c3));
    EXPECT_EQ(at.case_of(at.receive(test::liu)), c1);
    EXPECT_EQ(at.case_of(at.receive(test::wang, "案件编号" + c3.str())), c1);
    EXPECT_EQ(reason_of(at.join(c3, c1)), "one_case");
    EXPECT_EQ(reason_of(at.join(c3, c4)), "not_found");

    const auto back = at.take_out(third);
    ASSERT_TRUE(back);
    EXPECT_EQ(fact_of<events::merge_undone>(*back)->restored, c3) << "its own number, out of where it is now";
    EXPECT_EQ(at.living(c2), c1);
}

TEST(Undo, OfAVerdictAsksTheQuestionAgain) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto asked = at.receive(test::her_mother);
    const auto before = at.all_rows();

    for (const auto* verdict : {"same", "different", "unsure"}) {
        const auto done = at.say(asked, verdict);
        ASSERT_TRUE(done) << verdict;
        EXPECT_NE(test::without(at.all_rows(), history), test::without(before, history)) << verdict;

        ASSERT_TRUE(at.take_back(done->batch)) << verdict;

        EXPECT_EQ(test::without(at.all_rows(), "b"), test::without(before, "b")) << verdict;
        EXPECT_THAT(at.waiting(), ElementsAre(at.record(asked))) << verdict;
    }
}

TEST(Undo, TakesBackStepByStepWhatWasDoneInTurn) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto asked = at.receive(test::her_mother);
    const auto before = at.all_rows();
    const auto joined = at.say(asked, "same").value();
    const auto parted = at.take_out(asked).value();
    EXPECT_EQ(reason_of(at.take_back(joined.batch)), "judged_since");
    ASSERT_TRUE(at.take_back(parted.batch));
    EXPECT_EQ(at.case_of(asked), c1);

    ASSERT_TRUE(at.take_back(joined.batch));

    EXPECT_EQ(at.case_of(asked), c2);
    EXPECT_EQ(test::without(at.all_rows(), "b"), test::without(before, "b"));

    // Not what somebody did meanwhile.
    const auto by_hand = at.join(c2, c1).value();
    const auto out = at.take_out(asked).value();
    ASSERT_TRUE(at.say(asked, "same"));
    EXPECT_EQ(reason_of(at.take_back(out.batch)), "judged_since");
    EXPECT_EQ(reason_of(at.take_back(by_hand.batch)), "moved_since");
}

TEST(Undo, IsRefusedWhenSomethingHappenedSince) {
    regroup_rig at;
    at.receive(test::zhang);
    at.receive(test::wang);
    const auto asked = at.receive(test::her_mother);
    const auto first = at.say(asked, "unsure").value();
    const auto second = at.say(asked, "different").value();
    const auto merged = at.join(c2, c1).value();

    EXPECT_EQ(reason_of(at.take_back(first.batch)), "judged_since");
    const auto undone = at.take_back(second.batch);
    ASSERT_TRUE(undone);
    EXPECT_EQ(reason_of(at.take_back(second.batch)), "already_undone");
    EXPECT_EQ(reason_of(at.take_back(undone->batch)), "is_an_undo");
    EXPECT_EQ(reason_of(at.take_back("B0009999")), "not_found");
    ASSERT_TRUE(at.take_out(test::receipt_at(2)));
    EXPECT_EQ(reason_of(at.take_back(merged.batch)), "moved_since");
}

TEST(Undo, OfAnUntieIsRefusedOnceAPersonSaidTheSameOfTheOther) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), repeat = at.receive(test::zhang);
    ASSERT_EQ(at.case_of(repeat), c1);
    const auto out = at.take_out(repeat);
    ASSERT_TRUE(out);
    ASSERT_TRUE(at.say(first, "different", c2.str()));

    EXPECT_EQ(reason_of(at.take_back(out->batch)), "held_apart") << "the later word is for ever";
    EXPECT_EQ(at.case_of(first), c1);
    EXPECT_EQ(at.case_of(repeat), c2);
}

TEST(Undo, OfAWordLeavesWhatOthersSaidOfThePair) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), asked = at.receive(test::her_mother);
    ASSERT_EQ(at.case_of(asked), c2);
    const auto before = at.all_rows();
    const auto of_asked = at.say(asked, "different").value();
    const auto of_first = at.say(first, "different", c2.str()).value();

    ASSERT_TRUE(at.take_back(of_asked.batch));
    EXPECT_EQ(reason_of(at.join(c2, c1)), "held_apart") << "the other word stands";

    ASSERT_TRUE(at.take_back(of_first.batch));
    EXPECT_EQ(test::without(at.all_rows(), "b"), test::without(before, "b"));
    EXPECT_TRUE(at.join(c2, c1));
}

TEST(Undo, OfATieThatWentAgainstAWordHoldsThePairApartAgain) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), asked = at.receive(test::her_mother);
    ASSERT_TRUE(at.say(first, "different", c2.str()));
    const auto joined = at.say(asked, "same").value();
    const auto parted = at.take_out(asked).value();
    ASSERT_TRUE(at.take_back(parted.batch)) << "they were together when that was said";
    ASSERT_EQ(at.case_of(asked), c1);

    ASSERT_TRUE(at.take_back(joined.batch));

    EXPECT_EQ(reason_of(at.join(c2, c1)), "held_apart");
}

TEST(Merge, ACaseBesideAnotherStaysBesideWhereThatWent) {
    regroup_rig at;
    at.receive(test::wang);
    at.receive(test::zhang);
    const auto mother = at.receive(test::her_mother);
    ASSERT_EQ(state_reader(at.rig.state()).case_of(c3)->beside, c2);

    ASSERT_TRUE(at.join(c2, c1));

    // Her aunt resembles both, which are no rivals while nobody has said whether they are one.
    const auto aunt = at.receive(test::her_aunt);
    EXPECT_EQ(at.tie(aunt).verdict, "review");
    ASSERT_TRUE(at.say(mother, "same"));
    EXPECT_EQ(at.case_of(mother), c1);
}

namespace {

/// Officers who do things at random; now and then one takes back what was just done.
class at_random {
  public:
    explicit at_random(unsigned seed) : draw_(seed) {
        for (const auto* one :
             {&test::zhang, &test::her_mother, &test::wang, &test::zhang, &test::liu, &test::her_aunt, &test::wang,
              &test::zhao, &test::liu, &test::zhang, &test::wang, &test::zhao, &test::her_mother, &test::zhang})
            receipts_.push_back(at.receive(*one));
    }

    void step() {
        if (pick(25) == 0) {
            const std::array all{&test::zhang, &test::wang, &test::liu, &test::zhao};
            receipts_.push_back(at.receive(*all[pick(all.size())]));
            return;
        }
        const auto before = at.all_rows();
        const std::size_t what = pick(6);
        const auto done = act(what);
        if (!done) {
            ++refused;
            EXPECT_EQ(at.all_rows(), before) << "refused, yet something changed";
            return;
        }
        ++carried_out;
        if (what == 5 || pick(3) != 0) return;
        const auto undone = at.take_back(done->batch);
        EXPECT_TRUE(undone) << undone.error().en;
        // "Different" of a tie in doubt takes it out, too.
        const bool split =
            what == 2 || what == 3 || fact_of<events::complaints_split>(*done) || fact_of<events::merge_undone>(*done);
        const auto kept = split ? history_of_splits : history;
        EXPECT_EQ(test::without(at.all_rows(), kept), test::without(before, kept)) << "operation " << what;
        ++taken_back;
    }

    /// Every complaint is in one living case, whose rows say so; no case holds two that were told apart.
    void check() const {
        const state_reader state(at.rig.state());
        const grouping_reader groups(at.rig.state());
        std::map<case_no, std::vector<record_no>> cases;
        for (record_no record = 1; record <= state.records(); ++record) {
            const auto tie = state.tie_of(record).value();
            EXPECT_EQ(state.profile_of(record)->in_case, tie.in_case);
            cases[tie.in_case].push_back(record);
            EXPECT_EQ(tie.verdict == "tie", cases[tie.in_case].size() > 1);
        }
        for (const auto& [number, members] : cases) {
            const auto row = state.case_of(number);
            ASSERT_TRUE(row) << number;
            EXPECT_EQ(groups.living(number), number);
            EXPECT_EQ(groups.members(number), members);
            EXPECT_TRUE(std::ranges::binary_search(members, row->opener));
            for (const auto one : members)
                for (const auto other : groups.apart_from(one)) {
                    EXPECT_FALSE(std::ranges::binary_search(members, other)) << number;
                    EXPECT_TRUE(groups.are_apart(other, one));
                }
            for (const auto& ended : groups.numbers_of(number)) EXPECT_EQ(groups.living(ended), number);
        }
        std::size_t rows = 0;
        for (auto row = at.rig.state().scan(store::range::prefix("c")); row->valid(); row->next()) ++rows;
        EXPECT_EQ(rows, cases.size()) << "a case without complaints";
    }

    regroup_rig at;
    std::size_t carried_out = 0, refused = 0, taken_back = 0;

  private:
    std::size_t pick(std::size_t below) { return static_cast<std::size_t>(draw_() % below); }
    receipt_no any() { return receipts_[pick(receipts_.size())]; }
    case_no any_case() { return at.case_of(any()); }

    regrouped act(std::size_t what) {
        switch (what) {
            case 0: return at.say(any(), std::array{"same", "different", "unsure"}[pick(3)]);
            case 1: return at.say(any(), std::array{"same", "different"}[pick(2)], any_case().str());
            case 2: return at.take_out(any());
            case 3: {
                const case_no from = any_case();
                std::vector<receipt_no> some;
                for (const auto record : at.members(from))
                    if (pick(2) == 0) some.push_back(state_reader(at.rig.state()).tie_of(record)->receipt);
                return at.take_out(from, some);
            }
            case 4: return at.join(any_case(), any_case());
            default: return at.take_back(batch_id(1 + pick(carried_out + 1)));
        }
    }

    std::mt19937 draw_;
    std::vector<receipt_no> receipts_;
};

} // namespace

class Regrouping : public ::testing::TestWithParam<unsigned> {};

TEST_P(Regrouping, AtRandomKeepsEveryComplaintInOneCaseAndCanBeTakenBackAndFoldedAgain) {
    at_random world(GetParam());

    for (int i = 0; i < 300 && !HasFailure(); ++i) {
        world.step();
        if (i % 10 == 0) world.check();
    }
    world.check();

    EXPECT_GT(world.carried_out, 80u);
    EXPECT_GT(world.refused, 20u);
    EXPECT_GT(world.taken_back, 15u);
    const auto before = world.at.all_rows();
    world.at.rig.rebuild();
    world.at.rig.settle();
    EXPECT_EQ(world.at.all_rows(), before);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Regrouping, ::testing::Values(1u, 2u, 3u, 4u));

} // namespace guiyi::deduplication
