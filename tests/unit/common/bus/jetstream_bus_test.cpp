// What only the bus over JetStream promises: what it refuses to work with, several processes, and what comes back when
// a server or a stream went away.
#include "common/bus/jetstream/jetstream_bus.hpp"

#include "common/bus/jetstream/api.hpp"
#include "common/bus/jetstream/key_share.hpp"
#include "common/bus/jetstream/restore.hpp"
#include "common/bus/log_rows.hpp"
#include "tests/support/lagging_replica.hpp"
#include "tests/support/nats_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace guiyi::bus {

using events::stream;
using ::testing::HasSubstr;
using testing::lagging_replica;

namespace {

/// One process on the bus: its store and its end of the bus.
struct process {
    testing::temp_folder folder;
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus> over;

    result<void> open(const testing::nats_server& server, jetstream_options options = {},
                      const std::string& others = {}) {
        over.reset();
        db.reset();
        db = store::database::open(folder.path() / "db", {}).value();
        options.access.servers = server.url() + others;
        options.replicas = 1;
        auto opened = jetstream_bus(*db, options);
        if (!opened) return opened.error();
        over = std::move(*opened);
        return {};
    }
    ~process() { over.reset(); }

    std::future<result<position>> begin(stream to, sequence expected, std::string body,
                                        std::shared_ptr<store::batch> state = {}) const {
        auto said = std::make_shared<std::promise<result<position>>>();
        over->append({to, expected, std::move(body), std::move(state)},
                     [said](result<position> r) { said->set_value(std::move(r)); });
        return said->get_future();
    }
    result<position> append(stream to, sequence expected, std::string body,
                            std::shared_ptr<store::batch> state = {}) const {
        return begin(to, expected, std::move(body), std::move(state)).get();
    }
};

/// Looks until it holds, at most half a minute.
template <class Look>
bool eventually(Look look) {
    std::promise<void> never;
    auto moment = never.get_future();
    for (int i = 0; i < 3000; ++i) {
        if (look()) return true;
        moment.wait_for(std::chrono::milliseconds(10));
    }
    return false;
}

std::string asked(const testing::nats_server& server, const std::string& subject, const std::string& body = {}) {
    nats_access to;
    to.servers = server.url();
    const auto speak = connection::open(to, [](bool) {}).value();
    return speak->ask(subject, body, std::chrono::seconds(5)).value().body;
}

} // namespace

class JetStreamBus : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!testing::nats_program()) GTEST_SKIP() << testing::no_nats;
    }
};

// Any server answers a question for a commit, also one whose disk is slow: that must not stop a service for ever.
TEST(RecordsOfAStream, ThatAServerDoesNotHaveYetAreUnavailable) {
    std::vector<nats_message> answers(1);
    answers.front().status = jetstream_api::status_not_there;

    EXPECT_EQ(records_of(answers).error().code, errc::unavailable);
}

TEST(JetStreamVersions, OldServersAreTold) {
    EXPECT_TRUE(is_new_enough("2.10.23"));
    EXPECT_TRUE(is_new_enough("2.10.27"));
    EXPECT_TRUE(is_new_enough("2.15.1"));
    EXPECT_TRUE(is_new_enough("3.0.0"));
    EXPECT_FALSE(is_new_enough("2.10.22"));
    EXPECT_FALSE(is_new_enough("2.9.10"));
    EXPECT_FALSE(is_new_enough("1.99.99"));
    EXPECT_FALSE(is_new_enough("none"));
}

TEST_F(JetStreamBus, AServerThatSyncsLaterIsRefusedWithTheMend) {
    const testing::nats_server lazy({.jetstream = "sync_interval: \"2m\""});
    const auto opened = process().open(lazy);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::invalid);
    EXPECT_THAT(opened.error().detail, HasSubstr("sync_interval: always"));
}

TEST_F(JetStreamBus, AServerThatDoesNotTellIsRefusedWithTheMend) {
    const testing::nats_server silent({.tells_settings = false});
    const auto opened = process().open(silent);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().detail, HasSubstr("$SYS.REQ.SERVER.PING.VARZ"));
}

TEST_F(JetStreamBus, AServerThatIsNotThereIsNamed) {
    testing::nats_server gone;
    gone.kill_now();
    const auto opened = process().open(gone);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::unavailable);
    EXPECT_THAT(opened.error().detail, HasSubstr(gone.url()));
}

TEST_F(JetStreamBus, AStreamWithOtherSettingsIsRefusedAndCanBeMended) {
    const testing::nats_server server;
    asked(server, "$JS.API.STREAM.CREATE.guiyi-intake",
          R"({"name":"guiyi-intake","subjects":["guiyi.intake"],"storage":"file","max_age":3600000000000})");
    const auto opened = process().open(server);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::invalid);
    EXPECT_THAT(opened.error().detail, HasSubstr("max_age is 3600000000000 and must be 0"));
    EXPECT_THAT(opened.error().detail, HasSubstr("guiyi doctor --mend"));

    jetstream_options options;
    options.access.servers = server.url();
    options.replicas = 1;
    for (const auto& one : examine_cluster(options, true))
        EXPECT_TRUE(one.good || one.what.starts_with("each stream is kept 1 time")) << one.what << ": " << one.mend;
    const auto again = process().open(server);
    EXPECT_TRUE(again) << again.error().detail;
}

TEST_F(JetStreamBus, WhatOneProcessAppendsAnotherReadsAndHearsOf) {
    const testing::nats_server server;
    process one, other;
    ASSERT_TRUE(one.open(server));
    ASSERT_TRUE(other.open(server));
    std::promise<void> heard;
    std::atomic<bool> told{false};
    const auto listening = other.over->on_commit(stream::intake, [&] {
        if (!told.exchange(true)) heard.set_value();
    });
    const auto at = one.append(stream::intake, 0, "one").value();
    heard.get_future().wait();
    const auto read = other.over->read(stream::intake, 1, 10).value();
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].at, at);
    EXPECT_EQ(read[0].body, "one");
    EXPECT_EQ(other.append(stream::intake, 0, "also").error().code, errc::stale);
    EXPECT_EQ(other.append(stream::intake, 1, "two").value().hash, blake2b(bytes_of(at.hash), "two"));
}

TEST_F(JetStreamBus, OfTwoBusyCopiesNeitherStarves) {
    const testing::nats_server server;
    process one, other;
    ASSERT_TRUE(one.open(server));
    ASSERT_TRUE(other.open(server));
    constexpr int wins_wanted = 20;
    std::atomic<bool> enough{false};
    std::atomic<int> wins[2] = {0, 0};
    const auto race = [&](const process& by, std::atomic<int>& won) {
        while (!enough) {
            const auto last = by.over->tail(stream::intake).value().seq;
            if (by.append(stream::intake, last, "x")) ++won;
            if (wins[0] >= wins_wanted && wins[1] >= wins_wanted) enough = true;
        }
    };
    std::thread first(race, std::cref(one), std::ref(wins[0])), second(race, std::cref(other), std::ref(wins[1]));
    first.join();
    second.join();
    EXPECT_GE(wins[0], wins_wanted);
    EXPECT_GE(wins[1], wins_wanted);
    EXPECT_EQ(verify_chain(*one.over, stream::intake).value().seq, static_cast<sequence>(wins[0] + wins[1]));
}

TEST_F(JetStreamBus, AnAppendOutlivesTheServersDeathAndIsThereOnce) {
    testing::nats_server server;
    process one;
    jetstream_options options;
    options.answer_after = std::chrono::milliseconds(300);
    options.give_up_after = std::chrono::seconds(30);
    ASSERT_TRUE(one.open(server, options));
    ASSERT_TRUE(one.append(stream::intake, 0, "before"));
    server.kill_now();
    auto said = one.begin(stream::intake, 1, "during");
    EXPECT_TRUE(eventually([&] { return !one.over->usable(); }));
    server.start();
    ASSERT_EQ(said.get().value().seq, 2u);
    EXPECT_TRUE(one.over->usable());
    EXPECT_EQ(verify_chain(*one.over, stream::intake).value().seq, 2u);
}

// As a server that is cut off from the others, and not from us.
TEST_F(JetStreamBus, AServerThatIsThereButAnswersNothingIsLeftForAnother) {
    testing::nats_server server, mute({.jetstream = "sync_interval: always", .has_jetstream = false});
    mute.kill_now();
    process one;
    jetstream_options options;
    options.give_up_after = std::chrono::seconds(60);
    ASSERT_TRUE(one.open(server, options, "," + mute.url()));
    mute.start();
    server.kill_now();
    ASSERT_TRUE(eventually([&] {
        const auto usable = one.over->usable();
        return !usable && usable.error().detail.find("has no leader") != std::string::npos;
    }));
    server.start();
    EXPECT_EQ(one.append(stream::intake, 0, "one").value().seq, 1u);
    process other;
    ASSERT_TRUE(other.open(server));
    ASSERT_EQ(other.append(stream::intake, 1, "two").value().seq, 2u);
    EXPECT_TRUE(eventually([&] { return one.over->read(stream::intake, 2, 1).value().size() == 1; }));
}

TEST_F(JetStreamBus, AnAppendWhoseAnswerGotLostIsRecognised) {
    testing::nats_server server;
    process one;
    jetstream_options options;
    options.answer_after = std::chrono::milliseconds(100); // sent again and again while the server is paused
    options.give_up_after = std::chrono::seconds(30);
    ASSERT_TRUE(one.open(server, options));
    server.pause();
    auto said = one.begin(stream::intake, 0, "once");
    EXPECT_EQ(said.wait_for(std::chrono::seconds(1)), std::future_status::timeout);
    server.go_on();
    ASSERT_EQ(said.get().value().seq, 1u);
    EXPECT_EQ(one.over->tail(stream::intake).value().seq, 1u) << "the tries that came through later are refused";
}

TEST_F(JetStreamBus, ABusThatStaysAwayIsToldInTime) {
    testing::nats_server server;
    process one;
    jetstream_options options;
    options.answer_after = std::chrono::milliseconds(100);
    options.give_up_after = std::chrono::milliseconds(500);
    ASSERT_TRUE(one.open(server, options));
    server.kill_now();
    EXPECT_EQ(one.append(stream::intake, 0, "lost").error().code, errc::unavailable);
}

TEST_F(JetStreamBus, AStreamThatWasLostComesBackFromItsOwnersCopyWhileItRuns) {
    const testing::nats_server server;
    process one;
    ASSERT_TRUE(one.open(server));
    for (sequence i = 0; i < 5; ++i) ASSERT_TRUE(one.append(stream::casework, i, "record " + std::to_string(i + 1)));
    const auto tail = one.over->tail(stream::casework).value();
    asked(server, "$JS.API.STREAM.DELETE.guiyi-casework");
    EXPECT_TRUE(eventually([&] {
        const auto now = one.over->tail(stream::casework);
        return now && *now == tail;
    }));
    EXPECT_EQ(verify_chain(*one.over, stream::casework).value(), tail);
    EXPECT_EQ(one.append(stream::casework, 5, "record 6").value().seq, 6u);
}

TEST_F(JetStreamBus, AnOwnerThatDroppedItsOldCommitsStillRestoresTheEndAndWaitsForWhoHasMore) {
    const testing::nats_server server;
    process owner, other;
    ASSERT_TRUE(owner.open(server));
    ASSERT_TRUE(other.open(server));
    for (sequence i = 0; i < 5; ++i) ASSERT_TRUE(owner.append(stream::casework, i, "record " + std::to_string(i + 1)));
    auto folds = append_request{stream::casework, 5, {}, std::make_shared<store::batch>(*other.db)};
    folds.folded = owner.over->read(stream::casework, 1, 5).value();
    std::promise<result<position>> kept;
    other.over->append(std::move(folds), [&](result<position> r) { kept.set_value(std::move(r)); });
    ASSERT_TRUE(kept.get_future().get());
    other.over.reset();
    ASSERT_TRUE(owner.over->drop_own(stream::casework, 4));
    owner.over.reset();
    asked(server, "$JS.API.STREAM.DELETE.guiyi-casework");

    const auto opened = owner.open(server);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::unavailable);
    EXPECT_THAT(opened.error().detail, HasSubstr("it waits for a copy of its service that has kept the rest"));
    ASSERT_TRUE(other.open(server));
    ASSERT_TRUE(owner.open(server));
    EXPECT_EQ(verify_chain(*owner.over, stream::casework).value().seq, 5u);
}

TEST_F(JetStreamBus, WithoutItsOwnerAShorterStreamIsWaitedFor) {
    const testing::nats_server server;
    process owner, reader;
    ASSERT_TRUE(owner.open(server));
    ASSERT_TRUE(reader.open(server));
    for (sequence i = 0; i < 5; ++i) ASSERT_TRUE(owner.append(stream::casework, i, "record " + std::to_string(i + 1)));
    const auto tail = reader.over->tail(stream::casework).value();
    owner.over.reset();
    asked(server, "$JS.API.STREAM.DELETE.guiyi-casework");
    EXPECT_TRUE(eventually([&] { return !reader.over->usable(); }));
    EXPECT_EQ(reader.append(stream::casework, 0, "another history").error().code, errc::stale);
    EXPECT_EQ(reader.append(stream::casework, 5, "goes on").error().code, errc::unavailable);
    EXPECT_EQ(check_position(*reader.over, stream::casework, tail).error().code, errc::unavailable);

    ASSERT_TRUE(owner.open(server));
    EXPECT_TRUE(eventually([&] { return reader.over->usable().has_value(); }));
    EXPECT_TRUE(check_position(*reader.over, stream::casework, tail));
    EXPECT_EQ(reader.append(stream::casework, 5, "goes on").value().seq, 6u);
}

TEST_F(JetStreamBus, AStreamWithAnotherHistoryStopsItsOwner) {
    const testing::nats_server server;
    process one, other;
    ASSERT_TRUE(one.open(server));
    ASSERT_TRUE(one.append(stream::casework, 0, "what was"));
    one.over.reset();
    asked(server, "$JS.API.STREAM.DELETE.guiyi-casework");
    ASSERT_TRUE(other.open(server));
    ASSERT_TRUE(other.append(stream::casework, 0, "what was not"));
    const auto opened = one.open(server);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::corrupt);
    EXPECT_THAT(opened.error().detail, HasSubstr("sequence 1"));
}

TEST_F(JetStreamBus, AForeignMessageStopsWhoWouldReadIt) {
    const testing::nats_server server;
    process one;
    ASSERT_TRUE(one.open(server));
    asked(server, "guiyi.intake", "no commit");
    EXPECT_EQ(one.over->tail(stream::intake).error().code, errc::corrupt);
}

TEST_F(JetStreamBus, CommitsFoldedFromAnotherCopyAreKeptToo) {
    const testing::nats_server server;
    process one, other;
    ASSERT_TRUE(one.open(server));
    ASSERT_TRUE(other.open(server));
    ASSERT_TRUE(one.append(stream::intake, 0, "one"));
    ASSERT_TRUE(eventually([&] { return other.over->read(stream::intake, 1, 1).value().size() == 1; }));
    auto read = other.over->read(stream::intake, 1, 1).value();
    std::promise<result<position>> said;
    append_request folds{stream::intake, 1, {}, std::make_shared<store::batch>(*other.db)};
    folds.folded = read;
    other.over->append(std::move(folds), [&](result<position> r) { said.set_value(std::move(r)); });
    EXPECT_EQ(said.get_future().get().value(), read[0].at);
    const auto kept = log_rows::find(other.db->read(store::family::log), stream::intake, 1);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->at, read[0].at);
    EXPECT_EQ(kept->body, "one");
}

TEST_F(JetStreamBus, KeysWrittenWithACommitComeToOtherProcesses) {
    const testing::nats_server server;
    process one, other;
    ASSERT_TRUE(one.open(server));
    ASSERT_TRUE(other.open(server));
    const std::string key("kR1\0x", 5);
    auto state = std::make_shared<store::batch>(*one.db);
    state->on(store::family::keys).put(key, "wrapped");
    ASSERT_TRUE(one.append(stream::intake, 0, "one", state));
    EXPECT_FALSE(other.db->read(store::family::keys).get(key));
    ASSERT_TRUE(other.over->fetch_keys());
    EXPECT_EQ(other.db->read(store::family::keys).get(key), "wrapped");
    ASSERT_TRUE(other.over->fetch_keys()) << "nothing new is no fault";
}

// After a fault a server may be behind for longer than anybody waits, and the bus hands a part of the questions to it.
TEST_F(JetStreamBus, WhatAReplicaLacksOrDoesNotAnswerIsReadFromTheLeader) {
    const testing::nats_server server({.goes_astray = "$JS.API.DIRECT.GET.guiyi-intake"});
    process one, reader;
    ASSERT_TRUE(one.open(server));
    ASSERT_TRUE(reader.open(server));
    constexpr sequence count = 300;
    for (sequence i = 0; i < count; ++i) ASSERT_TRUE(one.append(stream::intake, i, "record " + std::to_string(i + 1)));
    for (const auto how : {lagging_replica::manner::lacks_all, lagging_replica::manner::is_silent}) {
        const lagging_replica behind(server.url(), how);
        const auto tail = reader.over->tail(stream::intake);
        ASSERT_TRUE(tail) << tail.error().detail;
        EXPECT_EQ(verify_chain(*reader.over, stream::intake).value(), *tail);
        EXPECT_GT(behind.asked(), 0);
    }
}

TEST_F(JetStreamBus, WhatNobodyAnswersIsAskedForSomeTimeAndThenToldWithWhatToDo) {
    testing::nats_server server;
    process one;
    jetstream_options options;
    options.read_within = std::chrono::seconds(60);
    ASSERT_TRUE(one.open(server, options));
    ASSERT_TRUE(one.append(stream::intake, 0, "one"));
    server.kill_now();
    auto later = std::async(std::launch::async, [&] { return one.over->read(stream::intake, 1, 1); });
    server.start();
    EXPECT_EQ(later.get().value().size(), 1u);

    server.kill_now();
    auto never = std::async(std::launch::async, [&] { return one.over->read(stream::intake, 1, 1); });
    one.over->stop_waiting();
    const auto said = never.get();
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, errc::unavailable);
    EXPECT_THAT(said.error().detail, HasSubstr("stream intake could not be read"));
    EXPECT_THAT(said.error().detail, HasSubstr("guiyi doctor"));
}

TEST_F(JetStreamBus, AKeyThatAReplicaLacksIsNotTakenForErased) {
    const testing::nats_server server({.goes_astray = "$JS.API.DIRECT.GET.guiyi-keys"});
    process one, other;
    ASSERT_TRUE(one.open(server));
    ASSERT_TRUE(other.open(server));
    const lagging_replica behind(server.url(), lagging_replica::manner::lacks_all);
    for (sequence i = 0; i < 20; ++i) {
        auto state = std::make_shared<store::batch>(*one.db);
        state->on(store::family::keys).put("kR" + std::to_string(i), "wrapped");
        ASSERT_TRUE(one.append(stream::intake, i, "one", state));
    }
    ASSERT_TRUE(other.over->fetch_keys());
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(other.db->read(store::family::keys).has("kR" + std::to_string(i))) << i;
    EXPECT_GT(behind.asked(), 0);
}

// A server that is behind answers like one whose message was erased; only the leader can tell.
TEST_F(JetStreamBus, WhatWasReplacedIsNoMoreAndPassedOver) {
    const testing::nats_server server;
    process one;
    ASSERT_TRUE(one.open(server));
    nats_access access;
    access.servers = server.url();
    const auto nats = connection::open(access, [](bool) {}).value();
    const jetstream_api api(*nats, "guiyi", 1);
    const std::string subject = api.subject(jetstream_api::keys_stream) + ".same";
    for (const std::string key : {"k1", "k2"}) // the second bundle replaces the first
        ASSERT_TRUE(nats->ask(subject, to_bundle({{{key, "wrapped"}}, {}}), jetstream_api::answer_time));

    const auto there = api.get(jetstream_api::keys_stream, 1, 2).value();
    EXPECT_EQ(there[0].status, jetstream_api::status_not_there);
    EXPECT_EQ(there[1].status, 0);
    ASSERT_TRUE(one.over->fetch_keys());
    EXPECT_FALSE(one.db->read(store::family::keys).get("k1"));
    EXPECT_EQ(one.db->read(store::family::keys).get("k2"), "wrapped");
    EXPECT_EQ(one.db->read(store::family::meta).get(key_share::reached_row), "2");
}

// Somebody files again at another copy because no answer came: same receipt, another key, and one of the two commits.
TEST_F(JetStreamBus, TheKeyOfACommitThatCameToNothingReplacesNoOther) {
    const testing::nats_server server;
    process one, reader;
    for (auto* each : {&one, &reader}) ASSERT_TRUE(each->open(server));
    const auto keyed = [](const process& at, const std::string& wrapped) {
        auto state = std::make_shared<store::batch>(*at.db);
        state->on(store::family::keys).put("kR1", wrapped);
        return state;
    };
    ASSERT_TRUE(one.append(stream::intake, 0, "one", keyed(one, "of one")));
    nats_access access;
    access.servers = server.url();
    const auto nats = connection::open(access, [](bool) {}).value();
    const jetstream_api api(*nats, "guiyi", 1);
    const auto publish = [&](const key_place& of, const std::string& wrapped) {
        const auto subject = api.subject(jetstream_api::keys_stream) + "." + wrapped;
        return bool(nats->ask(subject, to_bundle({{{"kR1", wrapped}}, of}), jetstream_api::answer_time));
    };

    ASSERT_TRUE(publish({"intake", 1, "0123"}, "lost"));  // its commit was refused: another stands there
    ASSERT_TRUE(publish({"intake", 2, "4567"}, "early")); // its commit is not there yet
    ASSERT_TRUE(reader.over->fetch_keys());
    EXPECT_EQ(reader.db->read(store::family::keys).get("kR1"), "of one");
    EXPECT_EQ(reader.db->read(store::family::meta).get(key_share::reached_row), "2");

    ASSERT_TRUE(one.append(stream::intake, 1, "two", keyed(one, "of two")));
    ASSERT_TRUE(reader.over->fetch_keys());
    EXPECT_EQ(reader.db->read(store::family::keys).get("kR1"), "of two");
    EXPECT_EQ(reader.db->read(store::family::meta).get(key_share::reached_row), "4");
}

TEST_F(JetStreamBus, OneOfTwoCopiesHasTheTurnAndTheOtherTakesItOver) {
    const testing::nats_server server;
    auto one = std::make_unique<process>();
    process other;
    jetstream_options options;
    options.turn_after = std::chrono::milliseconds(600);
    ASSERT_TRUE(one->open(server, options));
    EXPECT_TRUE(eventually([&] { return one->over->has_turn(stream::intake); }));
    options.serves = {stream::intake};
    ASSERT_TRUE(other.open(server, options));
    EXPECT_FALSE(other.over->has_turn(stream::intake));
    one.reset(); // says that it leaves
    EXPECT_TRUE(eventually([&] { return other.over->has_turn(stream::intake); }));
    EXPECT_FALSE(other.over->has_turn(stream::casework)) << "it serves intake only";
}

TEST(KeyBundles, ComeBackAsTheyWent) {
    const key_bundle old{{{std::string("k\0\x01", 3), "v\xff"}, {"other", ""}}, {}};
    EXPECT_EQ(from_bundle(to_bundle(old)).value(), old);
    const key_bundle placed{old.rows, key_place{"intake", 7, "00ff"}};
    EXPECT_EQ(from_bundle(to_bundle(placed)).value(), placed);
    EXPECT_EQ(from_bundle("[]").error().code, errc::corrupt);
    EXPECT_EQ(from_bundle(R"({"zz":"00"})").error().code, errc::corrupt);
}

} // namespace guiyi::bus
