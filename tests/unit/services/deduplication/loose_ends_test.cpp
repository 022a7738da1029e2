// What was tied only through complaints that have left the case since: a person is asked whether it stays.
#include "services/deduplication/loose_ends.hpp"

#include "tests/unit/services/deduplication/regroup_rig.hpp"

#include <gmock/gmock.h>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;
using test::regroup_rig;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const case_no c1("C2025-0000001"), c2("C2025-0000002"), c3("C2025-0000003");

const json::object by_phone{{"name", "张丽娟"}, {"phone", "13821382744"}};
const json::object by_both{{"name", "张丽娟"}, {"phone", "13821382744"}, {"email", "zlj@example.com"}};
const json::object by_mail{{"email", "zlj@example.com"}}; // nothing but the complaint by both says that it is hers

/// One case of three complaints, of which the last is there for the sake of the second alone.
struct three {
    three() {
        founder = at.receive_from(by_phone);
        link = at.receive_from(by_both);
        hanging = at.receive_from(by_mail);
    }
    std::string review() const { return "/api/v1/reviews/" + hanging.str(); }

    regroup_rig at;
    receipt_no founder, link, hanging;
};

} // namespace

TEST(LooseEnds, WhatWasTiedThroughTheOneThatLeavesIsAskedAbout) {
    three all;
    auto& at = all.at;
    ASSERT_EQ(at.case_of(all.hanging), c1);
    ASSERT_THAT(at.waiting(), IsEmpty());

    const auto left = at.take_out(all.link);

    ASSERT_TRUE(left);
    EXPECT_EQ(at.case_of(all.hanging), c1) << "nothing moves by itself";
    EXPECT_EQ(at.tie(all.hanging).verdict, "tie");
    EXPECT_THAT(at.waiting(), ElementsAre(at.record(all.hanging)));
    const auto shown = at.get(all.review()).second;
    EXPECT_EQ(shown.at("state"), "waiting");
    EXPECT_EQ(shown.at("against").at("case_no"), json::value(c1.str()));
    EXPECT_EQ(shown.at("doubted"), json::value(json::array{json::value(all.hanging.str())}));
    EXPECT_EQ(shown.at("match").at("held_by"), "left");
    EXPECT_EQ(shown.at("match").at("runner_up"), json::value(c2.str())) << "where the other went";
    EXPECT_EQ(at.get("/api/v1/reviews").second.at("items").at(0).at("receipt_no"), json::value(all.hanging.str()));
    EXPECT_EQ(at.get("/api/v1/complaints/" + all.hanging.str() + "/match").second.at("band"), "tie")
        << "the decision itself stays on record";
}

TEST(LooseEnds, AreToldInThePreviewAndWithdrawnByUndo) {
    three all;
    auto& at = all.at;
    const auto before = at.all_rows();
    const auto preview =
        at.post("/api/v1/complaints/" + all.link.str() + "/untie", {{"reason", "x"}, {"preview", true}}).second;
    EXPECT_EQ(preview.at("changes").at(2).at("what"), "doubted");
    EXPECT_EQ(preview.at("changes").at(2).at("receipts").at(0), json::value(all.hanging.str()));

    const auto left = at.take_out(all.link);
    ASSERT_TRUE(at.take_back(left->batch));

    EXPECT_THAT(at.waiting(), IsEmpty());
    EXPECT_EQ(at.get(all.review()).second.at("state"), "none");
    EXPECT_EQ(test::without(at.all_rows(), "jlbnae"), test::without(before, "jlbnae"));
}

TEST(LooseEnds, StayOrLeaveAsAPersonSays) {
    three all;
    auto& at = all.at;
    ASSERT_TRUE(at.take_out(all.link));
    const auto doubted = at.all_rows();

    const auto stays = at.say(all.hanging, "same");
    ASSERT_TRUE(stays) << stays.error().en;
    EXPECT_THAT(at.waiting(), IsEmpty());
    EXPECT_EQ(at.case_of(all.hanging), c1);
    EXPECT_EQ(at.get(all.review()).second.at("state"), "answered");
    ASSERT_TRUE(at.take_back(stays->batch));
    EXPECT_EQ(test::without(at.all_rows(), "jlb"), test::without(doubted, "jlb"));

    ASSERT_TRUE(at.say(all.hanging, "unsure"));
    EXPECT_THAT(grouping_reader(at.rig.state()).unsure(0, 10), ElementsAre(at.record(all.hanging)));

    const auto leaves = at.say(all.hanging, "different");
    ASSERT_TRUE(leaves) << leaves.error().en;
    EXPECT_EQ(at.case_of(all.hanging), c3);
    EXPECT_TRUE(grouping_reader(at.rig.state()).are_apart(at.record(all.hanging), at.record(all.founder)));
    EXPECT_THAT(at.waiting(), IsEmpty());
    EXPECT_THAT(grouping_reader(at.rig.state()).unsure(0, 10), IsEmpty());
}

TEST(LooseEnds, OfTheOneThatOpenedTheCaseAreThoseWhoLeaveWithoutIt) {
    regroup_rig at;
    const auto founder = at.receive_from(by_both);
    const auto named = at.receive_from(by_phone), mailed = at.receive_from(by_mail);
    ASSERT_EQ(at.case_of(mailed), c1);

    ASSERT_TRUE(at.take_out(founder));

    EXPECT_EQ(at.case_of(named), c2);
    EXPECT_EQ(at.case_of(mailed), c2);
    EXPECT_THAT(at.waiting(), ElementsAre(at.record(mailed)));
}

TEST(LooseEnds, AreNotThoseWhoFitTheRestNorThoseAPersonPutThere) {
    regroup_rig at;
    at.receive_from(by_phone);
    const auto link = at.receive_from(by_both), fits = at.receive_from(by_both), joined = at.receive(test::wang);
    ASSERT_TRUE(at.join(at.case_of(joined), c1));

    ASSERT_TRUE(at.take_out(link));

    EXPECT_EQ(at.case_of(fits), c1);
    EXPECT_THAT(at.waiting(), IsEmpty());
}

TEST(LooseEnds, OfAMergeThatIsUndoneAreThoseWhoCameForItsSake) {
    regroup_rig at;
    const auto founder = at.receive(test::wang);
    at.receive_from(by_both);
    const auto merged = at.join(c2, c1);
    const auto repeat = at.receive_from(by_mail);
    ASSERT_EQ(at.case_of(repeat), at.case_of(founder));

    ASSERT_TRUE(at.take_back(merged->batch));

    EXPECT_EQ(at.case_of(repeat), c1) << "it had come to the merged case";
    EXPECT_THAT(at.waiting(), ElementsAre(at.record(repeat)));
}

TEST(LooseEnds, ACaseBridgedByTheOneThatLeavesIsOneAndAMergedOneIsNot) {
    for (const auto* cause : {"bridge", "officer"}) {
        test::memory_rows rows;
        test::pipeline complaints(rows, test::shipped_model());
        const auto complaint = [](const json::object& by) {
            return json::object{{"channel", "portal"},
                                {"received_at", "2025-01-20T10:00:00+08:00"},
                                {"complainant", by},
                                {"calls", {{{"caller_number", "16556307311"}, {"called_at", "2025-01-17"}}}}};
        };
        const auto fold = [&](events::fact fact) { evolve(rows, {std::move(fact), instant(), "", {}}); };
        complaints.submit(complaint(by_phone));
        ASSERT_EQ(test::case_in(complaints.submit(complaint(by_mail))), c2);
        const auto third =
            test::received(test::receipt_at(3), complaint(by_both), complaints.keys, complaints.random());
        const auto facts = decide(third, rows, complaints.parts()).value();
        auto why = test::why_of(facts.front());
        why.best = c1, why.bridged = c2, why.band = "tie";
        const auto* opened = std::get_if<events::case_opened>(&facts.front());
        const auto& record = opened ? opened->record : std::get<events::complaint_tied>(facts.front()).record;
        fold(events::complaint_tied{c1, record, why});
        fold(events::cases_merged{c2, c1, {test::receipt_at(2)}, cause, "", {}, "B0000001"});

        const auto found = loose_ends({c1, 1, {1, 2}, {3}, c3, 3}, rows, complaints.parts());

        if (std::string_view(cause) == "officer") {
            EXPECT_THAT(found, IsEmpty());
            continue;
        }
        ASSERT_EQ(found.size(), 1u);
        EXPECT_THAT(found.front().records, ElementsAre(2u));
        EXPECT_EQ(found.front().why.band, "review");
    }
}

} // namespace guiyi::deduplication
