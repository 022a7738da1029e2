// The routes by which people decide what is one case.
#include "tests/unit/services/deduplication/regroup_rig.hpp"

#include "services/deduplication/quality.hpp"

#include <gmock/gmock.h>

namespace guiyi::deduplication {

namespace {

namespace json = boost::json;
using test::regroup_rig;
using ::testing::HasSubstr;

std::string review(const receipt_no& of) { return "/api/v1/reviews/" + of.str(); }
std::string text(const json::value& of) { return json::serialize(of); }

} // namespace

TEST(ReviewApi, AVerdictTiesAndTheExportSaysSo) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto asked = at.receive(test::her_mother);

    const auto [status, said] = at.post(review(asked) + "/verdict", {{"verdict", "same"}, {"reason", "同一通电话"}});

    ASSERT_EQ(status, 200) << text(said);
    EXPECT_EQ(said.at("batch"), "B0000001");
    EXPECT_EQ(said.at("changes").at(0).at("what"), "judged");
    EXPECT_EQ(said.at("changes").at(1).at("into"), "C2025-0000001");
    std::string exported;
    write_ties(at.rig.state(), ties_format::csv, [&](std::string_view piece) { exported += piece; });
    EXPECT_THAT(exported, HasSubstr(asked.str() + ",,C2025-0000001,tie,"));
    EXPECT_TRUE(at.get("/api/v1/reviews").second.at("items").as_array().empty());
    const auto facts = at.rig.recorded_of<events::pair_judged>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].by.str(), "o-1");
    EXPECT_EQ(facts[0].reason, "同一通电话");
    EXPECT_EQ(facts[0].band, "review");
}

TEST(ReviewApi, TellsWhereTheBandsOfTheModelEnd) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto asked = at.receive(test::her_mother);

    const auto [status, model] = at.get("/api/v1/matching/model");

    ASSERT_EQ(status, 200);
    EXPECT_EQ(model.at("model"), at.get(review(asked)).second.at("match").at("model"));
    const auto& rule = test::shipped_model().rule;
    EXPECT_EQ(text(model.at("tie_bits")), '"' + in_bits(rule.tie) + '"');
    EXPECT_EQ(text(model.at("margin_bits")), '"' + in_bits(rule.margin) + '"');
    EXPECT_EQ(text(model.at("review_bits")), '"' + in_bits(rule.review) + '"');
}

TEST(ReviewApi, ShowsThePairSideBySide) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), asked = at.receive(test::her_mother);

    const auto [status, pair] = at.get(review(asked));

    ASSERT_EQ(status, 200);
    EXPECT_EQ(pair.at("state"), "waiting");
    EXPECT_EQ(pair.at("case").at("case_no"), "C2025-0000002");
    EXPECT_EQ(pair.at("against").at("case_no"), "C2025-0000001");
    EXPECT_EQ(pair.at("against").at("receipts").at(0), json::value(first.str()));
    EXPECT_EQ(pair.at("may_join"), json::value(true));
    EXPECT_THAT(text(pair.at("agree")), HasSubstr("\"phone\""));
    EXPECT_THAT(text(pair.at("differ")), HasSubstr("\"name\""));
    EXPECT_EQ(text(pair).find("13821382744"), std::string::npos);
    EXPECT_EQ(at.get(review(receipt_no("R1"))).first, 404);

    ASSERT_EQ(at.post(review(asked) + "/verdict", {{"verdict", "different"}, {"reason", "x"}}).first, 200);
    const auto after = at.get(review(asked)).second;
    EXPECT_EQ(after.at("state"), "answered");
    EXPECT_EQ(after.at("may_join"), json::value(false));
    EXPECT_EQ(after.at("said").at(0).at("verdict"), "different");
}

TEST(ReviewApi, TellsWhyATotalGoodForATieWentToReview) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto asked = at.receive(test::her_mother), tied = at.receive(test::zhang);

    const auto match = at.get(review(asked)).second.at("match");
    EXPECT_EQ(match.at("held_by"), "name");
    EXPECT_EQ(match.at("held_by_label").at("zh"), "姓名不同");
    EXPECT_EQ(match.at("held_by_label").at("en"), "the names differ");
    EXPECT_EQ(at.get("/api/v1/reviews").second.at("items").at(0).at("held_by"), "name");
    const auto plain = at.get("/api/v1/complaints/" + tied.str() + "/match").second;
    EXPECT_TRUE(plain.at("held_by").is_null());
    EXPECT_TRUE(plain.at("held_by_label").is_null());
    EXPECT_TRUE(plain.at("bridged").is_null());
}

TEST(ReviewApi, TheUnsureComeLastWithWhoWasUnsure) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto mother = at.receive(test::her_mother), aunt = at.receive(test::her_aunt);
    at.officer = "o-7";
    ASSERT_EQ(at.post(review(aunt) + "/verdict", {{"verdict", "unsure"}, {"reason", "asked her to call"}}).first, 200);

    const auto page = at.get("/api/v1/reviews?limit=1").second;
    ASSERT_EQ(page.at("items").as_array().size(), 1u);
    EXPECT_EQ(page.at("items").at(0).at("receipt_no"), json::value(mother.str()));
    EXPECT_EQ(page.at("items").at(0).at("state"), "waiting");

    const auto rest = at.get("/api/v1/reviews?cursor=" + std::string(page.at("next").as_string())).second;
    ASSERT_EQ(rest.at("items").as_array().size(), 1u);
    EXPECT_EQ(rest.at("items").at(0).at("receipt_no"), json::value(aunt.str()));
    EXPECT_EQ(rest.at("items").at(0).at("state"), "unsure");
    EXPECT_EQ(rest.at("items").at(0).at("unsure").at("by"), "o-7");
    EXPECT_TRUE(rest.at("next").is_null());
}

TEST(ReviewApi, APreviewChangesNothing) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto repeat = at.receive(test::zhang);
    const auto before = at.all_rows();

    const auto [status, shown] =
        at.post("/api/v1/complaints/" + repeat.str() + "/untie", {{"reason", "x"}, {"preview", true}});

    ASSERT_EQ(status, 200);
    EXPECT_EQ(shown.at("preview"), json::value(true));
    EXPECT_TRUE(shown.at("batch").is_null());
    EXPECT_EQ(shown.at("changes").at(1).at("what"), "split");
    EXPECT_EQ(shown.at("changes").at(1).at("case_no"), "C2025-0000002");
    EXPECT_EQ(at.all_rows(), before);
}

TEST(ReviewApi, BatchesAreListedAndUndone) {
    regroup_rig at;
    const auto first = at.receive(test::zhang), repeat = at.receive(test::zhang);
    at.receive(test::wang);
    ASSERT_EQ(at.post("/api/v1/matching/split", {{"case_no", "C2025-0000001"},
                                                 {"receipts", json::array{json::value(repeat.str())}},
                                                 {"reason", "another call, my number is 13912345678"}})
                  .first,
              200);
    ASSERT_EQ(at.post("/api/v1/matching/merge",
                      {{"from", "C2025-0000002"}, {"into", "C2025-0000001"}, {"reason", "one household"}})
                  .first,
              200);

    const auto listed = at.get("/api/v1/matching/batches").second;

    ASSERT_EQ(listed.at("items").as_array().size(), 2u);
    EXPECT_EQ(listed.at("items").at(0).at("cause"), "officer");
    EXPECT_EQ(listed.at("items").at(0).at("complaints_moved"), json::value(1));
    EXPECT_EQ(listed.at("items").at(1).at("cause"), "split");
    EXPECT_EQ(listed.at("items").at(1).at("judged").at(0), json::value(repeat.str()));
    EXPECT_EQ(text(listed).find("13912345678"), std::string::npos) << "reasons are masked";

    const auto [status, undone] = at.post("/api/v1/matching/undo", {{"batch", "B0000001"}});
    ASSERT_EQ(status, 200) << text(undone);
    EXPECT_EQ(undone.at("changes").at(0).at("what"), "undone");
    EXPECT_EQ(undone.at("changes").at(1).at("what"), "merged");
    EXPECT_EQ(at.case_of(repeat), at.case_of(first));
    const auto after = at.get("/api/v1/matching/batches?limit=2").second;
    EXPECT_EQ(after.at("items").at(0).at("undoes"), "B0000001");
    EXPECT_EQ(after.at("next"), "2");
    EXPECT_EQ(at.get("/api/v1/matching/batches?cursor=2").second.at("items").at(0).at("undone_by"), "B0000003");
}

TEST(ReviewApi, BatchesAreShownToThoseWhoDidThemOrHandleWhatTheyTouched) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto mother = at.receive(test::her_mother);
    at.receive(test::wang);
    ASSERT_TRUE(at.say(mother, "unsure"));
    const auto seen = [&] { return at.get("/api/v1/matching/batches").second.at("items").as_array().size(); };
    at.officer = "o-2";
    at.ask_from_one_desk();

    EXPECT_EQ(seen(), 1u) << "her complaint is here";
    at.desks.elsewhere = {case_no("C2025-0000002")};
    EXPECT_EQ(seen(), 0u);
    at.officer = "o-1";
    at.ask_from_one_desk();
    EXPECT_EQ(seen(), 1u) << "one's own";
}

TEST(ReviewApi, ReachIsAskedForWhatIsReallyDone) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto repeat = at.receive(test::zhang);
    at.receive(test::wang);
    const case_no here("C2025-0000001"), away("C2025-0000002");
    at.desks.elsewhere = {away};
    at.ask_from_one_desk();
    const auto split = [&] {
        return at.post("/api/v1/matching/split", {{"case_no", here.str()},
                                                  {"receipts", json::array{json::value(repeat.str())}},
                                                  {"reason", "another call"}});
    };
    at.join_soon(here, away); // by somebody else, decided first

    const auto [status, said] = split();

    EXPECT_EQ(status, 403) << text(said);
    EXPECT_EQ(said.at("type"), "urn:guiyi:problem:out_of_reach");
    EXPECT_EQ(at.case_of(repeat), away);
    at.desks.elsewhere.clear();
    EXPECT_EQ(split().first, 200);
}

TEST(ReviewApi, RefusesByPointerInTheCallersLanguage) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto asked = at.receive(test::her_mother);

    const auto [status, faults] =
        at.post(review(asked) + "/verdict", {{"verdict", "perhaps"}, {"reason", " "}, {"mood", 1}});
    EXPECT_EQ(status, 422);
    EXPECT_EQ(faults.at("errors").at(0).at("pointer"), "/verdict");
    EXPECT_EQ(faults.at("errors").at(0).at("code"), "not_in_list");
    EXPECT_EQ(faults.at("errors").at(1).at("pointer"), "/reason");
    EXPECT_EQ(faults.at("errors").at(2).at("pointer"), "/mood");

    ASSERT_EQ(at.post(review(asked) + "/verdict", {{"verdict", "different"}, {"reason", "x"}}).first, 200);
    at.language = "zh";
    const auto [refused, why] =
        at.post("/api/v1/matching/merge", {{"from", "C2025-0000002"}, {"into", "C2025-0000001"}, {"reason", "x"}});
    EXPECT_EQ(refused, 409);
    EXPECT_THAT(text(why.at("detail")), HasSubstr("不是同一争议"));
    EXPECT_EQ(why.at("errors").at(0).at("code"), "held_apart");

    EXPECT_EQ(at.post("/api/v1/matching/undo", {{"batch", "B7"}}).first, 404);
    EXPECT_EQ(at.post("/api/v1/matching/split", {{"case_no", "C2025-0000001"}, {"reason", "x"}}).first, 422);
    EXPECT_EQ(at.post("/api/v1/complaints/R1/untie", {{"reason", "x"}}).first, 404);
    EXPECT_EQ(at.get("/api/v1/reviews?cursor=u").first, 422);
    at.officer.clear();
    EXPECT_EQ(at.post(review(asked) + "/verdict", {{"verdict", "same"}, {"reason", "x"}}).first, 401);
}

TEST(ReviewApi, VerdictsBecomeLabelsByWeekAndBand) {
    regroup_rig at;
    at.receive(test::zhang);
    const auto mother = at.receive(test::her_mother), aunt = at.receive(test::her_aunt);
    const auto repeat = at.receive(test::wang), tied = at.receive(test::wang);
    at.rig.time.set(parse_rfc3339("2025-01-27T09:00:00+08:00").value());
    ASSERT_TRUE(at.say(mother, "unsure"));
    ASSERT_TRUE(at.say(mother, "same"));
    ASSERT_TRUE(at.say(aunt, "different"));
    ASSERT_TRUE(at.take_out(tied));

    at.received_at = "2025-01-27T10:00:00+08:00";
    at.receive(test::zhao);

    const auto shown = at.get("/api/v1/reviews/quality?weeks=2").second;

    const auto& week = shown.at("weeks").at(1);
    EXPECT_EQ(week.at("week"), "2025-W04");
    EXPECT_EQ(week.at("bands").at("new").at("decided"), json::value(2));
    EXPECT_EQ(week.at("bands").at("review").at("decided"), json::value(2));
    EXPECT_EQ(week.at("bands").at("review").at("same"), json::value(1));
    EXPECT_EQ(week.at("bands").at("review").at("unsure"), json::value(0)) << "the last word counts";
    EXPECT_EQ(week.at("bands").at("review").at("same_share").at("permille"), json::value(500));
    EXPECT_EQ(week.at("bands").at("tie").at("different"), json::value(1));
    EXPECT_EQ(week.at("recall").at("repeats_in_review"), json::value(1)) << "of the complaints of that week";
    const auto& later = shown.at("weeks").at(0);
    EXPECT_EQ(later.at("week"), "2025-W05");
    EXPECT_EQ(later.at("bands").at("new").at("decided"), json::value(1));
    EXPECT_EQ(later.at("bands").at("review").at("judged"), json::value(0)) << "said then, of earlier complaints";
    EXPECT_EQ(shown.at("all").at("recall").at("repeats_in_review"), json::value(1));
    EXPECT_EQ(shown.at("all").at("recall").at("ties_among_known_repeats_permille"), json::value(0));

    for (int i = 0; i < 4; ++i) at.receive(test::liu);
    const auto recall = at.get("/api/v1/reviews/quality?weeks=2").second.at("all").at("recall");
    // Three ties stand; of two in review one of two judged was a repeat: 0.095 to 0.905 of them.
    EXPECT_EQ(recall.at("found_share"),
              json::value({{"permille", 750}, {"low_permille", 624}, {"high_permille", 940}}));
}

TEST(ReviewApi, CasesThatBecameOneAreOnePairAndUndoGivesBothLabelsBack) {
    regroup_rig at;
    at.receive(test::wang);
    at.receive(test::zhang);
    const auto mother = at.receive(test::her_mother);
    const case_no c1("C2025-0000001"), c2("C2025-0000002");
    ASSERT_TRUE(at.say(mother, "different", c1.str()));
    ASSERT_TRUE(at.say(mother, "different", c2.str()));
    ASSERT_TRUE(at.join(c2, c1));
    const auto before = test::only(at.all_rows(), "l");
    ASSERT_EQ(before.size(), 2u);
    const auto in_review = [&](const char* verdict) {
        return at.get("/api/v1/reviews/quality?weeks=2").second.at("all").at("bands").at("review").at(verdict);
    };

    const auto revised = at.say(mother, "same", c1.str());

    ASSERT_TRUE(revised) << revised.error().en;
    EXPECT_EQ(test::only(at.all_rows(), "l").size(), 1u);
    EXPECT_EQ(in_review("different"), json::value(0)) << "of each pair the last word alone counts";
    ASSERT_TRUE(at.take_back(revised->batch));
    EXPECT_EQ(test::only(at.all_rows(), "l"), before);
    EXPECT_EQ(in_review("different"), json::value(1));
}

TEST(Quality, WilsonsIntervalIsTheTextbooks) {
    // 9 of 10: 0.596 to 0.982; none of 5: 0 to 0.434.
    EXPECT_EQ(wilson(9, 10).permille, 900);
    EXPECT_EQ(wilson(9, 10).low_permille, 596);
    EXPECT_EQ(wilson(9, 10).high_permille, 982);
    EXPECT_EQ(wilson(0, 5).low_permille, 0);
    EXPECT_EQ(wilson(0, 5).high_permille, 434);
}

TEST(Quality, WeeksAreThoseOfIso) {
    const auto week = [](std::string_view day) {
        return week_name(week_of(parse_rfc3339(std::string(day) + "T12:00:00Z").value()));
    };
    EXPECT_EQ(week("2026-11-23"), "2026-W48");
    EXPECT_EQ(week("2026-11-22"), "2026-W47");
    EXPECT_EQ(week("2027-01-03"), "2026-W53");
    EXPECT_EQ(week("2024-12-30"), "2025-W01");
    EXPECT_EQ(week("1970-01-01"), "1970-W01");
}

} // namespace guiyi::deduplication
