// Copies of a stream that begin late: an audit goes on from the noted commit, and sees what was cut or changed.
#include "common/bus/own_copies.hpp"

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/bus/log_rows.hpp"
#include "tests/support/temp_folder.hpp"

#include <rocksdb/write_batch.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace guiyi::bus {

using events::stream;

namespace {

constexpr auto of = stream::casework;

class OwnCopies : public ::testing::Test {
  protected:
    void SetUp() override {
        for (sequence seq = 1; seq <= 6; ++seq) {
            const auto body = "record " + std::to_string(seq);
            const auto before = chain_.empty() ? digest256{} : chain_.back().at.hash;
            chain_.push_back({{seq, blake2b(bytes_of(before), body)}, body});
        }
    }

    void keep(sequence from, sequence to = 6) {
        rocksdb::WriteBatch all;
        for (const auto& one : chain_)
            if (one.at.seq >= from && one.at.seq <= to) log_rows::put(all, *db_, of, one.at, one.body);
        ASSERT_TRUE(db_->write(all, false));
    }

    result<position> verified() const {
        const auto before = beginning(*db_, of);
        if (!before) return before.error();
        return verify_chain(*embedded_bus(*db_, {}), of, *before);
    }

    testing::temp_folder folder_;
    std::unique_ptr<store::database> db_ = store::database::open(folder_.path(), {}).value();
    std::vector<record> chain_;
};

} // namespace

TEST_F(OwnCopies, AreWholeFromTheFirstCommitUnlessSomethingElseIsNoted) {
    EXPECT_EQ(beginning(*db_, of).value().seq, 0u) << "none is kept";
    keep(1);
    EXPECT_EQ(beginning(*db_, of).value(), position{});
    EXPECT_EQ(verified().value(), chain_.back().at);
}

TEST_F(OwnCopies, GoOnFromTheCommitThatASnapshotEndsWith) {
    ASSERT_TRUE(note_beginning(*db_, of, chain_[2].at));
    keep(4);
    EXPECT_EQ(beginning(*db_, of).value(), chain_[2].at);
    EXPECT_EQ(verified().value(), chain_.back().at);
}

TEST_F(OwnCopies, ThatReachALaterSnapshotStayAsTheyAre) { // the state was folded anew, by a later version
    ASSERT_TRUE(note_beginning(*db_, of, chain_[2].at));
    keep(4);
    ASSERT_TRUE(note_beginning(*db_, of, chain_[4].at));
    EXPECT_EQ(beginning(*db_, of).value(), chain_[2].at);
    EXPECT_EQ(verified().value(), chain_.back().at);
}

TEST_F(OwnCopies, ThatEndBeforeASnapshotGiveWayToWhatFollowsIt) {
    keep(1, 2);
    ASSERT_TRUE(note_beginning(*db_, of, chain_[3].at));
    keep(5);
    EXPECT_EQ(beginning(*db_, of).value(), chain_[3].at);
    EXPECT_EQ(verified().value(), chain_.back().at);
}

TEST_F(OwnCopies, WithAChangedFirstCommitAreBroken) {
    ASSERT_TRUE(note_beginning(*db_, of, chain_[2].at));
    chain_[3].body += "!";
    keep(4);
    EXPECT_EQ(verified().error().code, errc::corrupt);
}

TEST_F(OwnCopies, ThatWereCutAreNotTakenForALateBeginning) {
    ASSERT_TRUE(note_beginning(*db_, of, chain_[2].at));
    keep(5);
    const auto said = verified();
    EXPECT_EQ(said.error().code, errc::corrupt);
    EXPECT_THAT(said.error().detail, ::testing::HasSubstr("begins here at sequence 5"));
}

TEST_F(OwnCopies, ThatAreDroppedLeaveTheLastOfThemNoted) {
    keep(1);
    rocksdb::WriteBatch all;
    log_rows::drop(all, *db_, of, 4);
    ASSERT_TRUE(db_->write(all, false));
    EXPECT_EQ(beginning(*db_, of).value(), chain_[2].at);
    EXPECT_EQ(verified().value(), chain_.back().at);
}

} // namespace guiyi::bus
