// The bus contract. Every backend has to pass it; the fixture makes the one under test.
#include "common/bus/embedded/embedded_bus.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

namespace guiyi::bus {

using events::stream;

class Bus : public ::testing::Test {
  protected:
    void open(const embedded_options& options = {}) {
        subject.reset();
        db.reset();
        db = store::database::open(folder.path() / "db", {}).value();
        subject = embedded_bus(*db, options);
    }
    void SetUp() override { open(); }

    result<position> append(stream to, sequence expected, std::string body, std::shared_ptr<store::batch> state = {}) {
        std::promise<result<position>> said;
        subject->append({to, expected, std::move(body), std::move(state)},
                        [&](result<position> r) { said.set_value(std::move(r)); });
        return said.get_future().get();
    }

    testing::temp_folder folder;
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus> subject;
};

TEST_F(Bus, CommitsGetSequencesFromOneAndAChainOfHashes) {
    const auto first = append(stream::intake, 0, "one").value();
    const auto second = append(stream::intake, 1, "two").value();
    EXPECT_EQ(first.seq, 1u);
    EXPECT_EQ(second.seq, 2u);
    EXPECT_EQ(second.hash, blake2b(bytes_of(first.hash), "two"));
    EXPECT_EQ(subject->tail(stream::intake).value(), second);
    EXPECT_EQ(subject->tail(stream::casework).value(), position{}) << "streams are apart";
}

TEST_F(Bus, AnAppendWithAnotherExpectedTailIsRefusedAndLeavesNothing) {
    ASSERT_TRUE(append(stream::intake, 0, "one"));
    auto state = std::make_shared<store::batch>(*db);
    state->on(store::family::intake).put("a", "1");
    const auto late = append(stream::intake, 0, "other", state);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, errc::stale);
    EXPECT_FALSE(db->read(store::family::intake).get("a")) << "state goes with its record or not at all";
    EXPECT_EQ(subject->read(stream::intake, 1, 10).value().size(), 1u);
}

TEST_F(Bus, OfManyRacersForOneSequenceExactlyOneWins) {
    for (sequence round = 0; round < 50; ++round) {
        std::atomic<int> won{0}, stale{0};
        std::latch ready(8);
        std::vector<std::jthread> racers;
        for (int i = 0; i < 8; ++i)
            racers.emplace_back([&, i] {
                ready.arrive_and_wait();
                const auto said = append(stream::intake, round, "by " + std::to_string(i));
                if (said)
                    ++won;
                else if (said.error().code == errc::stale)
                    ++stale;
            });
        racers.clear();
        EXPECT_EQ(won, 1);
        EXPECT_EQ(stale, 7);
    }
}

TEST_F(Bus, StateAndRecordAreDurableTogether) {
    auto state = std::make_shared<store::batch>(*db);
    state->on(store::family::intake).put("a", "1");
    ASSERT_TRUE(append(stream::intake, 0, "one", state));
    auto only_state = std::make_shared<store::batch>(*db);
    only_state->on(store::family::intake).put("b", "2");
    EXPECT_EQ(append(stream::intake, 1, "", only_state).value().seq, 1u) << "positions alone make no record";

    open();

    EXPECT_EQ(db->read(store::family::intake).get("a"), "1");
    EXPECT_EQ(db->read(store::family::intake).get("b"), "2");
    EXPECT_EQ(subject->tail(stream::intake).value().seq, 1u);
    EXPECT_EQ(append(stream::intake, 1, "two").value().hash,
              blake2b(bytes_of(blake2b(bytes_of(digest256{}), "one")), "two"))
        << "the chain goes on across a restart";
}

TEST_F(Bus, ReadsFromASequenceWithinItsLimits) {
    for (sequence i = 0; i < 10; ++i) ASSERT_TRUE(append(stream::intake, i, "record " + std::to_string(i + 1)));
    const auto part = subject->read(stream::intake, 4, 3).value();
    ASSERT_EQ(part.size(), 3u);
    EXPECT_EQ(part[0].at.seq, 4u);
    EXPECT_EQ(part[0].body, "record 4");
    EXPECT_EQ(subject->read(stream::intake, 1, 100, 20).value().size(), 3u) << "stops once it has the bytes asked for";
    EXPECT_TRUE(subject->read(stream::intake, 11, 10).value().empty());
    EXPECT_EQ(subject->read(stream::intake, 0, 1).value().front().at.seq, 1u);
}

TEST_F(Bus, ManyAppendsInFlightAllSayTheirOwnSequenceInOrder) {
    constexpr sequence count = 2000;
    std::vector<sequence> said;
    std::promise<void> all;
    for (sequence i = 0; i < count; ++i)
        subject->append({stream::assignment, i, "x", {}}, [&](result<position> r) {
            said.push_back(r ? r->seq : 0); // the committer is one thread
            if (said.size() == count) all.set_value();
        });
    all.get_future().wait();
    for (sequence i = 0; i < count; ++i) EXPECT_EQ(said[i], i + 1);
}

TEST_F(Bus, WakesListenersOfTheStreamUntilTheyLetGo) {
    std::atomic<int> woken{0};
    std::promise<void> first;
    auto listening = subject->on_commit(stream::casework, [&] {
        if (++woken == 1) first.set_value();
    });
    ASSERT_TRUE(append(stream::intake, 0, "elsewhere"));
    ASSERT_TRUE(append(stream::casework, 0, "here"));
    first.get_future().wait();
    EXPECT_EQ(woken, 1);
    listening.reset();
    ASSERT_TRUE(append(stream::casework, 1, "again"));
    ASSERT_TRUE(append(stream::casework, 2, "and again")); // its done comes after the bells of the one before
    EXPECT_EQ(woken, 1);
}

TEST_F(Bus, AQueueThatIsFullSaysBusyAtOnce) {
    subject = embedded_bus(*db, {.queue_max = 0});
    const auto refused = append(stream::intake, 0, "one");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::busy);
}

TEST_F(Bus, WhileACrowdWaitsOthersGoAlongOnceInSoManyWrites) {
    open({.crowd_bytes = 1, .crowd_turn = 5, .crowd_gap = std::chrono::hours(1)});
    ASSERT_TRUE(append(stream::intake, 0, "the first of a crowd"));
    std::promise<result<position>> other;
    subject->append({stream::casework, 0, "other", {}}, [&](result<position> r) { other.set_value(std::move(r)); });
    auto answered = other.get_future();
    sequence writes = 1;
    while (answered.wait_for(std::chrono::seconds(0)) != std::future_status::ready && writes < 100)
        ASSERT_TRUE(append(stream::intake, writes++, "more of the crowd"));
    EXPECT_TRUE(answered.get());
    EXPECT_GE(writes, 4u) << "it waited for its turn";
    EXPECT_LE(writes, 7u) << "and no longer";
}

TEST_F(Bus, OthersGoOnWhenNobodyOfTheCrowdComesAnyMore) {
    open({.crowd_bytes = 1, .crowd_turn = 1'000'000, .crowd_gap = std::chrono::milliseconds(1)});
    ASSERT_TRUE(append(stream::intake, 0, "a crowd of one"));
    for (sequence n = 0; n < 5; ++n) EXPECT_TRUE(append(stream::casework, n, "other"));
}

TEST_F(Bus, AFullDiskRefusesAndTheStreamStaysWhole) {
    ASSERT_TRUE(append(stream::intake, 0, "one"));
    subject.reset();
    db.reset();
    db = store::database::open(folder.path() / "db", {.min_free_bytes = UINT64_MAX}).value();
    subject = embedded_bus(*db, {});
    const auto refused = append(stream::intake, 1, "two");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::unavailable);
    EXPECT_EQ(subject->tail(stream::intake).value().seq, 1u);
    open();
    EXPECT_EQ(append(stream::intake, 1, "two").value().seq, 2u);
}

TEST_F(Bus, ARememberedPositionIsCheckedAgainstTheStream) {
    const auto first = append(stream::intake, 0, "one").value();
    EXPECT_TRUE(check_position(*subject, stream::intake, {}));
    EXPECT_TRUE(check_position(*subject, stream::intake, first));
    position other = first;
    other.hash[0] ^= 1;
    EXPECT_EQ(check_position(*subject, stream::intake, other).error().code, errc::corrupt) << "another history";
    EXPECT_EQ(check_position(*subject, stream::intake, {7, first.hash}).error().code, errc::corrupt) << "a shorter one";
}

TEST_F(Bus, TheChainVerifiesAndATouchedRecordIsNamed) {
    for (sequence i = 0; i < 5; ++i) ASSERT_TRUE(append(stream::casework, i, "record " + std::to_string(i + 1)));
    EXPECT_EQ(verify_chain(*subject, stream::casework).value().seq, 5u);

    const std::string row_key = store::key('5').number(3).str();
    std::string row = db->read(store::family::log).get(row_key).value();
    row.back() = '9';
    rocksdb::WriteBatch forged;
    forged.Put(db->handle(store::family::log), row_key, row);
    ASSERT_TRUE(db->write(forged, true));

    const auto broken = verify_chain(*subject, stream::casework);
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().detail.find("sequence 3"), std::string::npos) << broken.error().detail;
}

} // namespace guiyi::bus
