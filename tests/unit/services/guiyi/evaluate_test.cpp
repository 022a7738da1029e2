// The figures of `guiyi evaluate`, against examples worked out by hand, and its reading of files.
#include "services/guiyi/evaluate_command.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace guiyi::program {

namespace {

labelled_tie row(std::string number, std::string verdict, std::string dispute, std::string person,
                 std::string compared = {}) {
    return {std::move(number), std::move(verdict), std::move(compared), std::move(dispute), std::move(person)};
}

/// Dispute A: two in C1, one alone under review in C2. Dispute B: one wrongly in C1, one alone in C3.
std::vector<labelled_tie> five() {
    return {row("C1", "new", "A", "p"), row("C1", "tie", "A", "p"), row("C1", "tie", "B", "q"),
            row("C2", "review", "A", "p", "C1"), row("C3", "new", "B", "q")};
}

} // namespace

TEST(TieScores, CountPairsTiesAndPersonsAsByHand) {
    const auto found = score(five());

    // Pairs together: 3 in C1, of which 1 is right. Pairs that belong together: 3 of A, 1 of B.
    EXPECT_DOUBLE_EQ(found.pairwise.precision, 1.0 / 3);
    EXPECT_DOUBLE_EQ(found.pairwise.recall, 1.0 / 4);
    EXPECT_DOUBLE_EQ(found.pairwise.f1(), 2.0 / 7);
    // B-cubed precision: 2/3, 2/3, 1/3, 1, 1. Recall: 2/3, 2/3, 1/2, 1/3, 1/2.
    EXPECT_DOUBLE_EQ(found.b_cubed.precision, (2.0 / 3 + 2.0 / 3 + 1.0 / 3 + 1 + 1) / 5);
    EXPECT_DOUBLE_EQ(found.b_cubed.recall, (2.0 / 3 + 2.0 / 3 + 0.5 + 1.0 / 3 + 0.5) / 5);
    EXPECT_EQ(found.largest_case, 3u);
    EXPECT_EQ(found.wrong_ties, 1u);
    EXPECT_DOUBLE_EQ(found.wrong_per_thousand(), 200);
    EXPECT_DOUBLE_EQ(found.review_share(), 0.2);
    EXPECT_EQ(found.mixed_cases, 1u);
}

TEST(TieScores, AnAnsweredReviewJoinsTheCaseItWasComparedWithWhenTheLabelsSaySo) {
    const auto found = score(with_reviews_answered(five()));

    // C1 has four now: 6 pairs, 3 of A right.
    EXPECT_DOUBLE_EQ(found.pairwise.precision, 0.5);
    EXPECT_DOUBLE_EQ(found.pairwise.recall, 0.75);
    EXPECT_EQ(found.largest_case, 4u);
    EXPECT_EQ(found.reviews, 0u);
}

TEST(TieScores, AnAnsweredReviewOfAnotherDisputeStaysApartAndWhatJoinedItGoesWithIt) {
    const auto apart = with_reviews_answered({row("C1", "new", "A", "p"), row("C2", "review", "B", "q", "C1")});
    EXPECT_EQ(apart[1].case_no, "C2");

    const auto together = with_reviews_answered({row("C1", "new", "A", "p"), row("C2", "review", "A", "p", "C1"),
                                                 row("C2", "tie", "A", "p"), row("C3", "review", "A", "p", "C2")});
    for (const auto& one : together) EXPECT_EQ(one.case_no, "C1");
}

TEST(TieScores, NothingTiedIsPreciseAndRecallsNothing) {
    const auto found = score(std::vector{row("C1", "new", "A", "p"), row("C2", "new", "A", "p")});

    EXPECT_DOUBLE_EQ(found.pairwise.precision, 1);
    EXPECT_DOUBLE_EQ(found.pairwise.recall, 0);
    EXPECT_DOUBLE_EQ(found.pairwise.f1(), 0);
}

TEST(Evaluate, JoinsLabelsByTheirReferenceAndCountsWhatIsMissingOnEitherSide) {
    std::istringstream ties(
        "receipt_no,external_ref,case_no,verdict,score,campaign,compared_with\r\n"
        "R1,x-1,C1,new,,,\r\nR2,'=x-2,C2,review,1.20,,C1\r\nR3,elsewhere,C3,new,,,\r\n");
    std::istringstream labels("external_ref,dispute_id,person_id\nx-1,A,p\n=x-2,A,p\nx-3,B,q\n");

    const auto joined = join_labels(ties, labels);

    ASSERT_TRUE(joined) << joined.error().detail;
    ASSERT_EQ(joined->rows.size(), 2u);
    EXPECT_EQ(joined->rows[1].compared_with, "C1");
    EXPECT_EQ(joined->rows[1].dispute, "A");
    EXPECT_TRUE(joined->tells_compared);
    EXPECT_EQ(joined->without_label, 1u);
    EXPECT_EQ(joined->without_tie, 1u);
}

TEST(Evaluate, ReadsTheExportOfTheContractWithoutTheColumnOfComparisons) {
    std::istringstream ties("receipt_no,external_ref,case_no,verdict,score,campaign\r\nR1,x-1,C1,new,,\r\n");
    std::istringstream labels("external_ref,dispute_id,person_id\nx-1,A,p\n");

    const auto joined = join_labels(ties, labels);

    ASSERT_TRUE(joined) << joined.error().detail;
    EXPECT_FALSE(joined->tells_compared);
}

TEST(Evaluate, RefusesFilesThatLackAColumnOrFitTogetherNowhere) {
    const auto why = [](const char* ties, const char* labels) {
        std::istringstream a(ties), b(labels);
        const auto joined = join_labels(a, b);
        return joined ? std::string() : joined.error().detail;
    };
    const auto good = "external_ref,case_no,verdict\nx-1,C1,new\n";

    EXPECT_EQ(why(good, "external_ref,dispute_id\nx-1,A\n"), "the labels file has no column person_id");
    EXPECT_EQ(why("external_ref,verdict\nx-1,new\n", "external_ref,dispute_id,person_id\nx-1,A,p\n"),
              "the ties file has no column case_no");
    EXPECT_NE(why(good, "external_ref,dispute_id,person_id\nx-1,A\n").find("line 2"), std::string::npos);
    EXPECT_NE(why(good, "external_ref,dispute_id,person_id\nother,A,p\n").find("no complaint"), std::string::npos);
}

} // namespace guiyi::program
