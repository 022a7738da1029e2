// The bus contract. Every backend has to pass it; the fixture makes the one under test.
#include "common/bus/embedded/embedded_bus.hpp"
#include "common/bus/jetstream/jetstream_bus.hpp"
#include "tests/support/nats_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <thread>

namespace guiyi::bus {

using events::stream;

/// What the contract tests need of a backend: open it, again too, over a store of its own.
struct backend {
    virtual ~backend() = default;
    virtual std::unique_ptr<bus> open(store::database& over, std::size_t queue_max) = 0;
};

struct embedded_backend final : backend {
    std::unique_ptr<bus> open(store::database& over, std::size_t queue_max) override {
        return embedded_bus(over, {.queue_max = queue_max});
    }
};

struct jetstream_backend final : backend {
    std::unique_ptr<bus> open(store::database& over, std::size_t queue_max) override {
        jetstream_options options;
        options.access.servers = server.url();
        options.replicas = 1;
        options.queue_max = queue_max;
        return jetstream_bus(over, options).value();
    }
    testing::nats_server server;
};

class Bus : public ::testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        if (std::string(GetParam()) == "jetstream") {
            if (!testing::nats_program()) GTEST_SKIP() << testing::no_nats;
            under_test = std::make_unique<jetstream_backend>();
        } else {
            under_test = std::make_unique<embedded_backend>();
        }
        open();
    }
    void TearDown() override { close(); }

    void close() {
        subject.reset();
        db.reset();
    }
    void open(const store::database_options& store = {}, std::size_t queue_max = 4096) {
        close();
        db = store::database::open(folder.path() / "db", store).value();
        subject = under_test->open(*db, queue_max);
    }

    result<position> append(stream to, sequence expected, std::string body, std::shared_ptr<store::batch> state = {}) {
        std::promise<result<position>> said;
        subject->append({to, expected, std::move(body), std::move(state)},
                        [&](result<position> r) { said.set_value(std::move(r)); });
        return said.get_future().get();
    }

    testing::temp_folder folder;
    std::unique_ptr<backend> under_test;
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus> subject;
};

INSTANTIATE_TEST_SUITE_P(Both, Bus, ::testing::Values("embedded", "jetstream"),
                         [](const auto& one) { return std::string(one.param); });

TEST_P(Bus, CommitsGetSequencesFromOneAndAChainOfHashes) {
    const auto first = append(stream::intake, 0, "one").value();
    const auto second = append(stream::intake, 1, "two").value();
    EXPECT_EQ(first.seq, 1u);
    EXPECT_EQ(second.seq, 2u);
    EXPECT_EQ(second.hash, blake2b(bytes_of(first.hash), "two"));
    EXPECT_EQ(subject->tail(stream::intake).value(), second);
    EXPECT_EQ(subject->tail(stream::casework).value(), position{}) << "streams are apart";
}

TEST_P(Bus, AnAppendWithAnotherExpectedTailIsRefusedAndLeavesNothing) {
    ASSERT_TRUE(append(stream::intake, 0, "one"));
    auto state = std::make_shared<store::batch>(*db);
    state->on(store::family::intake).put("a", "1");
    const auto late = append(stream::intake, 0, "other", state);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, errc::stale);
    EXPECT_FALSE(db->read(store::family::intake).get("a")) << "state goes with its record or not at all";
    EXPECT_EQ(subject->read(stream::intake, 1, 10).value().size(), 1u);
}

TEST_P(Bus, OfManyRacersForOneSequenceExactlyOneWins) {
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

TEST_P(Bus, StateAndRecordAreDurableTogether) {
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

TEST_P(Bus, ReadsFromASequenceWithinItsLimits) {
    for (sequence i = 0; i < 10; ++i) ASSERT_TRUE(append(stream::intake, i, "record " + std::to_string(i + 1)));
    const auto part = subject->read(stream::intake, 4, 3).value();
    ASSERT_EQ(part.size(), 3u);
    EXPECT_EQ(part[0].at.seq, 4u);
    EXPECT_EQ(part[0].body, "record 4");
    EXPECT_EQ(subject->read(stream::intake, 1, 100, 20).value().size(), 3u) << "stops once it has the bytes asked for";
    EXPECT_TRUE(subject->read(stream::intake, 11, 10).value().empty());
    EXPECT_EQ(subject->read(stream::intake, 0, 1).value().front().at.seq, 1u);
}

TEST_P(Bus, ManyAppendsInFlightAllSayTheirOwnSequenceInOrder) {
    constexpr sequence count = 500;
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

TEST_P(Bus, WakesListenersOfTheStreamUntilTheyLetGo) {
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

TEST_P(Bus, AQueueThatIsFullSaysBusyAtOnce) {
    open({}, 0);
    const auto refused = append(stream::intake, 0, "one");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::busy);
}

TEST_P(Bus, AFullDiskRefusesAndTheStreamStaysWhole) {
    ASSERT_TRUE(append(stream::intake, 0, "one"));
    open({.min_free_bytes = UINT64_MAX});
    const auto refused = append(stream::intake, 1, "two");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::unavailable);
    EXPECT_EQ(subject->tail(stream::intake).value().seq, 1u);
    open();
    EXPECT_EQ(append(stream::intake, 1, "two").value().seq, 2u);
}

TEST_P(Bus, ARememberedPositionIsCheckedAgainstTheStream) {
    const auto first = append(stream::intake, 0, "one").value();
    EXPECT_TRUE(check_position(*subject, stream::intake, {}));
    EXPECT_TRUE(check_position(*subject, stream::intake, first));
    position other = first;
    other.hash[0] ^= 1;
    EXPECT_EQ(check_position(*subject, stream::intake, other).error().code, errc::corrupt) << "another history";
    // A shared one is filled again by whoever has kept the rest.
    EXPECT_EQ(check_position(*subject, stream::intake, {7, first.hash}).error().code,
              subject->shared() ? errc::unavailable : errc::corrupt);
}

TEST_P(Bus, TheChainOfAWholeStreamVerifies) {
    for (sequence i = 0; i < 5; ++i) ASSERT_TRUE(append(stream::casework, i, "record " + std::to_string(i + 1)));
    EXPECT_EQ(verify_chain(*subject, stream::casework).value(), subject->tail(stream::casework).value());
    EXPECT_EQ(verify_chain(*subject, stream::intake).value(), position{});
}

} // namespace guiyi::bus
