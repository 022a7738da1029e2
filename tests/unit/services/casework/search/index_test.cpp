// The index on a disk: what it finds and in which order, and what it forgets.
#include "services/casework/search/index.hpp"

#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::casework::search {

namespace {

class SearchIndex : public ::testing::Test {
  protected:
    void put(const std::string& which, std::vector<std::string> texts, std::string desk = "d1",
             std::vector<std::string> keys = {}) {
        index_->put(case_no(which), {std::move(texts), std::move(keys), desk_id(std::move(desk))}).value();
    }
    std::vector<std::string> found(question what) {
        std::vector<std::string> out;
        const auto said = index_->find(what).value();
        for (const auto& one : said.cases) out.push_back(one.which.str());
        if (said.more) out.push_back("...");
        return out;
    }
    std::vector<std::string> found(std::string words) { return found(question{.words = std::move(words), .keys = {}}); }
    void reopen(std::uint32_t version = 1) {
        index_.reset();
        index_ = index::open(at(), version).value();
    }
    std::filesystem::path at() const { return folder_.path() / "search"; }

    testing::temp_folder folder_;
    std::unique_ptr<index> index_ = index::open(folder_.path() / "search", 1).value();
};

using names = std::vector<std::string>;

} // namespace

TEST_F(SearchIndex, EveryWordMustBeThereAndTheNewestComesFirst) {
    put("C1", {"机器人推销美容仪", "拒绝退款"});
    put("C2", {"拒绝退货", "应当退款"});
    put("C3", {"机器人推销贷款，拒绝退款"});
    index_->keep(std::nullopt).value();
    EXPECT_EQ(found("拒绝退款"), (names{"C3", "C2", "C1"})) << "C2 has every pair: its texts tell it apart";
    EXPECT_EQ(found("退款"), (names{"C3", "C2", "C1"}));
    EXPECT_EQ(found("机器人 美容仪"), (names{"C1"}));
    EXPECT_EQ(found("仪"), (names{"C1"}));
    EXPECT_EQ(found("。"), names{});
    EXPECT_EQ(found(question{.words = "退款", .keys = {}, .skip = 1, .limit = 1}), (names{"C2", "..."}));
}

TEST_F(SearchIndex, ACaseIsHeldAsItWasPutLastAndKeepsItsPlace) {
    put("C1", {"旧的叙述"});
    put("C2", {"另一件"});
    index_->keep(std::nullopt).value();
    put("C1", {"新的叙述"});
    EXPECT_EQ(found("旧的"), (names{"C1"})) << "seen before it was kept";
    index_->keep(std::nullopt).value();
    EXPECT_EQ(found("旧的"), names{});
    put("C2", {"叙述"});
    index_->keep(std::nullopt).value();
    EXPECT_EQ(found("叙述"), (names{"C2", "C1"}));
}

TEST_F(SearchIndex, OnlyDesksInReachAreSearchedAndKeysFindWhatNoWordDoes) {
    put("C1", {"退款"}, "d1", {"key one"});
    put("C2", {"退款"}, "d2", {"key two"});
    index_->keep(std::nullopt).value();
    EXPECT_EQ(found(question{.words = "退款", .keys = {}, .within = {{desk_id("d2")}}}), (names{"C2"}));
    EXPECT_EQ(found(question{.words = "退款", .keys = {}, .within = std::vector<desk_id>{}}), names{});
    EXPECT_EQ(found(question{.words = "张三", .keys = {"key one"}}), (names{"C1"}));
    const auto said = index_->find({.words = "退款", .keys = {"key two"}}).value();
    EXPECT_EQ(said.cases, (std::vector<hit>{{case_no("C2"), true}, {case_no("C1"), false}}));
    EXPECT_EQ(found(question{.words = "张三", .keys = {"key one"}, .within = {{desk_id("d2")}}}), names{});
}

TEST_F(SearchIndex, ACaseThatOnlyChangedItsDeskOrItsKeysIsHeldAnew) {
    put("C1", {"退款"}, "d1", {"key one"});
    index_->keep(std::nullopt).value();
    put("C1", {"退款"}, "d2", {"key one"});
    index_->keep(std::nullopt).value();
    EXPECT_EQ(found(question{.words = "退款", .keys = {}, .within = {{desk_id("d1")}}}), names{});
    EXPECT_EQ(found(question{.words = "退款", .keys = {}, .within = {{desk_id("d2")}}}), (names{"C1"}));
    put("C1", {"退款"}, "d2", {"key two"});
    index_->keep(std::nullopt).value();
    EXPECT_EQ(found(question{.words = "张三", .keys = {"key one"}}), names{});
    EXPECT_EQ(found(question{.words = "张三", .keys = {"key two"}}), (names{"C1"}));
}

TEST_F(SearchIndex, OneCharacterFindsAllThatFollowsIt) {
    for (int i = 0; i < 1500; ++i) {
        const std::string follows{static_cast<char>(0xE5 + i / 4096), static_cast<char>(0x80 + i / 64 % 64),
                                  static_cast<char>(0x80 + i % 64)};
        put("C" + std::to_string(i), {"款" + follows + "货"}, i == 1499 ? "d2" : "d1");
    }
    index_->keep(std::nullopt).value();
    EXPECT_EQ(found(question{.words = "款", .keys = {}, .within = {{desk_id("d2")}}}), (names{"C1499"}));
}

TEST_F(SearchIndex, WhatIsTypedHasNoMeaningBeyondItsWords) {
    put("C1", {"refund OR return, NOT exchange"});
    index_->keep(std::nullopt).value();
    for (const auto* odd : {"*", "refund*", "re*", "\"", "NOT refund", "(refund", "w*", "D*", "Q"}) {
        SCOPED_TRACE(odd);
        EXPECT_TRUE(index_->find({.words = odd, .keys = {}}));
    }
    EXPECT_EQ(found("NOT refund"), (names{"C1"}));
    EXPECT_EQ(found("*"), names{});
}

TEST_F(SearchIndex, ItGoesOnWhereItStoodAndBeginsAnewForOtherRows) {
    bus::position stood{7, {}};
    stood.hash.fill(9);
    put("C1", {"退款"});
    index_->keep(stood).value();
    reopen();
    EXPECT_EQ(index_->reached(), stood);
    put("C2", {"退款"});
    index_->keep(stood).value();
    EXPECT_EQ(found("退款"), (names{"C2", "C1"}));
    reopen(2);
    EXPECT_EQ(index_->reached().seq, 0u);
    EXPECT_EQ(found("退款"), names{});
}

TEST_F(SearchIndex, ADamagedOneIsMadeAnew) {
    put("C1", {"退款"});
    index_->keep(bus::position{1, {}}).value();
    index_.reset();
    for (const auto& file : std::filesystem::directory_iterator(at())) std::ofstream(file.path()) << "damaged";
    index_ = index::open(at(), 1).value();
    EXPECT_EQ(index_->reached().seq, 0u);
    put("C1", {"退款"});
    index_->keep(std::nullopt).value();
    EXPECT_EQ(found("退款"), (names{"C1"}));
}

TEST_F(SearchIndex, TwoProcessesDoNotWriteOne) {
    const auto second = index::open(at(), 1);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, errc::conflict);
}

} // namespace guiyi::casework::search
