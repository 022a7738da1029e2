// One record a firm: told by code, name and address, name, or shop, never by a number; merged and split without moving.
#include "services/casework/respondents.hpp"

#include "services/casework/service.hpp"
#include "tests/support/service_rig.hpp"
#include "tests/unit/services/casework/casework_for_tests.hpp"

#include <gtest/gtest.h>

namespace guiyi::casework {

using events::stream;

namespace {

constexpr const char* code_a = "91330302MA0000001X";
constexpr const char* code_b = "91330302MA0000002Y";

class Respondents : public ::testing::Test {
  protected:
    void file(const std::string& receipt, const std::string& name, const std::string& code = {},
              const std::string& address = {}, const std::string& platform = {}, const std::string& shop = {}) {
        auto complaint = received(receipt);
        complaint.summary.respondent = name;
        complaint.summary.credit_code = code;
        complaint.summary.respondent_address = address;
        complaint.summary.platform = platform;
        complaint.summary.shop = shop;
        complaint.summary.calls = {{"165****6963", "", "2026-04-30", 0, false, "", ""}};
        rig.append(stream::intake, complaint);
        rig.settle();
    }
    respondent_no of(const std::string& receipt) {
        return living_firm(rig.state(), firm_of(rig.state(), receipt_no(receipt)));
    }
    void record(result<events::facts> what) {
        struct nothing {};
        runtime::decide_with_reply<nothing> decide = [what](const auto&, instant, auto&) { return what; };
        rig.run(runtime::execute<nothing>(*rig.runner, {}, std::move(decide))).value();
    }
    void merge(const std::string& one, const std::string& into) {
        record(decide_merge(of(one), of(into), "同一企业", officer_id("wang.min"), rig.state()));
    }
    std::string receipts(const respondent_no& which) {
        std::string out;
        for (const auto& one : receipts_of_firm(rig.state(), which, 100)) out += (out.empty() ? "" : " ") + one.str();
        return out;
    }

    shipped_reference known;
    service subject{known.law()};
    testing::service_rig rig{subject, "2026-04-30T12:00:00+08:00"};
};

} // namespace

TEST_F(Respondents, TheCreditCodeTellsAFirmWhateverItIsCalled) {
    file("R1", "金盛信贷有限公司", code_a);
    file("R2", "金盛", code_a);
    file("R3", "金盛信贷有限公司");
    file("R4", "金盛信贷有限公司", code_b);

    EXPECT_EQ(of("R1"), of("R2"));
    EXPECT_EQ(of("R1"), of("R3")) << "the name leads to the firm that has it";
    EXPECT_NE(of("R1"), of("R4")) << "another code is another firm, whatever the name";
    const auto row = load_firm(rig.state(), of("R1")).value();
    EXPECT_EQ(row.key, "code");
    EXPECT_EQ(row.names, (std::vector<std::string>{"金盛信贷有限公司", "金盛"}));
    EXPECT_EQ(row.complaints, 3u);
    EXPECT_EQ(row.numbers, (std::vector<std::string>{"165****6963"}));
}

TEST_F(Respondents, ANumberAloneIsNobody) { // a caller's number can be forged
    file("R1", "");
    file("R2", "");
    EXPECT_TRUE(of("R1").empty());
    EXPECT_TRUE(rig.recorded_of<events::respondent_recorded>().empty());
    file("R3", "甲公司");
    file("R4", "乙公司");
    EXPECT_NE(of("R3"), of("R4")) << "though both called from one number";
}

TEST_F(Respondents, WidthAndPunctuationMakeNoOtherFirm) {
    file("R1", "美丽科技（温州）有限公司", {}, "人民路1号");
    file("R2", "美丽科技(温州) 有限公司", {}, "人民路1号");
    EXPECT_EQ(of("R1"), of("R2"));
    EXPECT_EQ(load_firm(rig.state(), of("R1"))->key, "name_address");
}

TEST_F(Respondents, AShopOnAPlatformStandsInForANameThatIsNotKnown) {
    file("R1", "", {}, {}, "示例商城", "美丽旗舰店");
    file("R2", "", {}, {}, "示例商城", "美丽旗舰店");
    file("R3", "", {}, {}, "示例商城");
    EXPECT_EQ(of("R1"), of("R2"));
    EXPECT_EQ(load_firm(rig.state(), of("R1"))->key, "shop");
    EXPECT_TRUE(of("R3").empty()) << "a platform is not the merchant on it";
}

TEST_F(Respondents, AMergeIsAPointerAndIsTakenBack) {
    file("R1", "甲公司");
    file("R2", "乙公司");
    const auto one = of("R1"), other = of("R2");
    merge("R1", "R2");

    EXPECT_EQ(of("R1"), other);
    EXPECT_EQ(receipts(other), "R1 R2");
    file("R3", "甲公司");
    EXPECT_EQ(of("R3"), other) << "what is told so later comes along";
    EXPECT_EQ(decide_merge(one, other, "x", {}, rig.state()).error().code, errc::conflict);

    record(decide_restore(one, "不是同一企业", officer_id("wang.min"), rig.state()));
    EXPECT_EQ(of("R1"), one);
    EXPECT_EQ(of("R3"), one);
    EXPECT_EQ(receipts(other), "R2");
    EXPECT_EQ(decide_restore(one, "x", {}, rig.state()).error().code, errc::conflict);
}

TEST_F(Respondents, TwoCodesAreNeverMerged) {
    file("R1", "甲公司", code_a);
    file("R2", "乙公司", code_b);
    const auto said = decide_merge(of("R1"), of("R2"), "x", {}, rig.state());
    EXPECT_EQ(said.error().code, errc::conflict);
    EXPECT_EQ(decide_merge(of("R1"), of("R1"), "x", {}, rig.state()).error().code, errc::invalid);
    EXPECT_EQ(decide_merge(of("R1"), respondent_no("F-0"), "x", {}, rig.state()).error().code, errc::not_found);
}

TEST_F(Respondents, ASplitTakesTheComplaintsThatItNames) {
    for (const char* receipt : {"R1", "R2", "R3"}) file(receipt, "甲公司");
    const auto whole = of("R1");
    respondent_no opened;
    record(decide_split(whole, {receipt_no("R2")}, "甲公司（杭州）", "另一企业", officer_id("wang.min"), rig.state(),
                        opened));

    EXPECT_EQ(of("R2"), opened);
    EXPECT_EQ(receipts(whole), "R1 R3");
    EXPECT_EQ(load_firm(rig.state(), opened)->split_from, whole);
    EXPECT_EQ(load_firm(rig.state(), whole)->complaints, 2u);
    const auto all = decide_split(whole, {receipt_no("R1"), receipt_no("R3")}, "x", "x", {}, rig.state(), opened);
    EXPECT_EQ(all.error().code, errc::invalid) << "some must stay";
    EXPECT_EQ(decide_split(whole, {receipt_no("R2")}, "x", "x", {}, rig.state(), opened).error().code, errc::invalid);
}

TEST_F(Respondents, AreFoundByPartOfNameOrCode) {
    file("R1", "金盛信贷有限公司", code_a);
    file("R2", "乙公司");
    EXPECT_EQ(find_firms(rig.state(), "金盛", {}, 10).size(), 1u);
    EXPECT_EQ(find_firms(rig.state(), "ma0000001x", {}, 10).size(), 1u);
    EXPECT_EQ(find_firms(rig.state(), "", {}, 10).size(), 2u);
    const auto first = find_firms(rig.state(), "", {}, 1);
    EXPECT_EQ(find_firms(rig.state(), "", first.front().first, 10).size(), 1u);
    merge("R2", "R1");
    EXPECT_EQ(find_firms(rig.state(), "乙", {}, 10).size(), 0u) << "a merged record does not stand for itself";
}

TEST_F(Respondents, AreTheSameAfterARebuild) {
    file("R1", "甲公司", code_a);
    file("R2", "乙公司");
    merge("R2", "R1");
    const auto before = rig.dump();
    rig.rebuild();
    EXPECT_EQ(rig.dump(), before);
}

TEST_F(Respondents, ATelecomAppealNeedsTheOperatorFirst) { // @law MIIT Order 35 §10(4)
    const auto today = [](std::string_view day) { return parse_date(day).value(); };
    folded_state state;
    state.fold(events::case_registered{case_no("C1"), receipt_no("R1"), "new", {}, "T"});
    const auto may = [&](std::string_view day) {
        const auto said = operator_was_first(state.rows(), case_no("C1"), today(day), 15);
        return said ? std::string() : said.error().detail;
    };
    const auto record_proof = [&](events::operator_approached what, std::string_view day) {
        what.of_case = case_no("C1");
        what.operator_name = "示例电信";
        auto facts = decide_operator_proof(what, state.rows(), today(day));
        if (!facts) return facts.error().detail;
        for (auto& one : *facts) {
            const events::event event{one, at("2026-05-01T10:00:00+08:00"), "C1", {}};
            evolve_respondents(state.rows(), event);
        }
        return std::string();
    };
    EXPECT_NE(may("2026-05-01").find("no proof"), std::string::npos);
    events::operator_approached proof;
    proof.approached_on = "2026-05-02";
    EXPECT_EQ(record_proof(proof, "2026-05-01"), "approached_on: must be a date, and not after today");
    proof.approached_on = "2026-05-01";
    proof.answered_on = "2026-04-30";
    EXPECT_NE(record_proof(proof, "2026-05-01").find("answered_on"), std::string::npos);
    proof.answered_on.clear();
    proof.satisfied = true;
    EXPECT_NE(record_proof(proof, "2026-05-01").find("satisfied"), std::string::npos);
    proof.satisfied = false;
    EXPECT_EQ(record_proof(proof, "2026-05-01"), "");
    EXPECT_NE(may("2026-05-15").find("2026-05-16"), std::string::npos) << "the operator has its 15 days";
    EXPECT_NE(may("2026-05-16").find("2026-05-16"), std::string::npos) << "to the end of the last one";
    EXPECT_EQ(may("2026-05-17"), "");
    proof.answered_on = "2026-05-04";
    EXPECT_EQ(record_proof(proof, "2026-05-05"), "");
    EXPECT_EQ(may("2026-05-05"), "") << "it answered, and did not satisfy";
    proof.satisfied = true;
    EXPECT_EQ(record_proof(proof, "2026-05-05"), "");
    EXPECT_NE(may("2026-06-30"), "");
    EXPECT_EQ(load_operator_proof(state.rows(), case_no("C1"))->operator_name, "示例电信");
}

} // namespace guiyi::casework
