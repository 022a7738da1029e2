// The runtime's promises, on a real store and bus: causal order, atomic commits, parking, replay, timers, fencing,
// rebuild.
#include "common/runtime/runner.hpp"

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/runtime/rows.hpp"
#include "common/runtime/timers.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <future>

namespace guiyi::runtime {

using events::stream;

namespace {

/// A small service on the casework stream: notes every urge it hears of, sets a timer for it, and refuses what the test
/// poisons.
class note_taker final : public service {
  public:
    stream own() const override { return stream::casework; }
    std::vector<stream> inputs() const override { return {stream::intake, stream::deduplication}; }
    std::uint32_t state_version() const override { return version; }

    result<events::facts> decide(const input& one, const store::view& state, instant) const override {
        if (const auto* urged = std::get_if<events::complaint_urged>(&one.what.data)) {
            if (poisoned == urged->receipt.str()) return fail(errc::invalid, "poison");
            if (keys_away) return fail(errc::unavailable, "the keys are away");
            if (urged->text == "throw") throw std::runtime_error("thrown");
            const auto seen = state.get("n" + urged->receipt.str()).value_or("");
            return events::facts{events::complainant_acted{urged->receipt, "urge", seen + urged->text, {}}};
        }
        if (const auto* tied = std::get_if<events::complaint_tied>(&one.what.data); tied && poisoned == tied->to.str())
            return fail(errc::invalid, "poison");
        if (const auto* tied = std::get_if<events::complaint_tied>(&one.what.data))
            return events::facts{events::complaint_joined{tied->to, tied->record.receipt}};
        return events::facts{};
    }

    result<events::facts> on_timer(std::string_view id, instant, const store::view&, instant) const override {
        return events::facts{events::note_added{case_no(std::string(id)), officer_id("clock"), "due"}};
    }

    void evolve(store::writer& state, const events::event& fact, sequence seq) const override {
        if (const auto* acted = std::get_if<events::complainant_acted>(&fact.data)) {
            if (acted->text == "unfoldable") throw std::runtime_error("cannot be folded");
            state.put("n" + acted->receipt.str(), acted->text);
            state.put(store::key('o').number(seq).text(acted->text), "");
            set_timer(state, acted->receipt.str(), fact.time + std::chrono::hours(1));
        } else if (const auto* joined = std::get_if<events::complaint_joined>(&fact.data)) {
            state.put("j" + joined->joined.str(), joined->receipt.str());
        } else if (const auto* note = std::get_if<events::note_added>(&fact.data)) {
            state.put("t" + note->of_case.str(), note->text);
            if (note->text == "due" && note->of_case.str() == "R1" && ends_r2) unset_timer(state, "R2", *ends_r2);
        }
    }

    std::string poisoned;
    bool keys_away = false;
    std::uint32_t version = 1;
    std::optional<instant> ends_r2; ///< due of a timer R2 that R1's unsets
};

class note_command final : public command {
  public:
    note_command(std::string text, std::promise<result<void>>& said) : text_(std::move(text)), said_(said) {}
    result<events::facts> decide(const store::view& state, instant) override {
        ++decided;
        if (text_ == "refuse me") return fail(errc::conflict, "refused");
        if (text_ == "throw") throw std::runtime_error("thrown");
        const auto before = state.get("tC").value_or("");
        return events::facts{events::note_added{case_no("C"), officer_id("o"), before + text_}};
    }
    void write_keys(store::writer& keys) override { keys.put("key of " + text_, "k"); }
    void done(result<void> said) noexcept override { said_.set_value(std::move(said)); }
    static inline int decided = 0;

  private:
    std::string text_;
    std::promise<result<void>>& said_;
};

/// A bus with the faults and the company that the test gives it.
class filling_bus final : public bus::bus {
  public:
    explicit filling_bus(bus& real) : real_(real) {}
    void append(guiyi::bus::append_request what, guiyi::bus::append_done done) override {
        if (full) return done(fail(errc::unavailable, "full"));
        real_.append(std::move(what), std::move(done));
    }
    result<guiyi::bus::position> tail(stream of) const override { return real_.tail(of); }
    result<std::vector<guiyi::bus::record>> read(stream of, sequence from, std::size_t limit,
                                                 std::size_t limit_bytes) const override {
        auto part = real_.read(of, from, limit, limit_bytes);
        if (another_history && part && !part->empty()) part->front().at.hash[0] ^= 1;
        return part;
    }
    std::shared_ptr<void> on_commit(stream of, std::function<void()> wake) override {
        return real_.on_commit(of, std::move(wake));
    }
    bool has_turn(stream) const override { return turn; }

    bool full = false;
    bool turn = true;
    bool another_history = false;

  private:
    bus& real_;
};

} // namespace

class Runner : public ::testing::Test {
  protected:
    void SetUp() override { open(); }
    void TearDown() override { close(); }

    void open() {
        db = store::database::open(folder.path() / "db", {}).value();
        over = bus::embedded_bus(*db, {});
    }
    void close() {
        if (subject) subject->stop();
        subject.reset();
        over.reset();
        io.restart();
        io.run();
        db.reset();
    }
    void start(runner_options options = {}) {
        subject = runner::make(io.get_executor(), what, *over, *db, time, options);
        const auto said = subject->start();
        ASSERT_TRUE(said) << said.error().detail;
    }
    /// Runs until nothing is left to do: every commit's answer comes back through the executor.
    void settle(runner& which) {
        const auto quiet = [&] {
            const auto status = which.status();
            if (!status.stopped_because.empty()) return true;
            for (const auto from : what.inputs())
                if (which.consumed(from) < over->tail(from).value().seq) return false;
            return true;
        };
        auto guard = boost::asio::make_work_guard(io);
        io.restart();
        do io.run_for(std::chrono::milliseconds(2));
        while (!quiet());
        guard.reset();
    }
    void settle() { settle(*subject); }

    void append(stream to, events::facts facts, std::vector<events::cause> causes = {}) {
        const auto tail = over->tail(to).value();
        events::commit commit{to, tail.seq + 1, time.now(), std::move(causes), {}};
        for (auto& fact : facts) {
            const std::string subject_text = events::subject_of(fact);
            commit.events.push_back({std::move(fact), time.now(), subject_text, "trace"});
        }
        std::promise<result<bus::position>> said;
        over->append({to, tail.seq, events::encode(commit), {}}, [&](auto r) { said.set_value(std::move(r)); });
        ASSERT_TRUE(said.get_future().get());
    }
    static events::fact urge(const std::string& receipt, const std::string& text) {
        return events::complaint_urged{receipt_no(receipt), text};
    }
    std::optional<std::string> row(const std::string& key) { return db->read(store::family::casework).get(key); }
    std::string dump() {
        std::string all;
        for (auto at = db->read(store::family::casework).scan({}); at->valid(); at->next())
            all.append(at->key()).append("=").append(at->value()).append("\n");
        return all;
    }
    result<void> run(const std::string& text) {
        std::promise<result<void>> said;
        auto answer = said.get_future();
        subject->submit(std::make_unique<note_command>(text, said));
        auto guard = boost::asio::make_work_guard(io);
        io.restart();
        while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
            io.run_one_for(std::chrono::milliseconds(50));
        return answer.get();
    }

    testing::temp_folder folder;
    boost::asio::io_context io;
    manual_clock time{parse_rfc3339("2026-11-20T08:00:00Z").value()};
    note_taker what;
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus::bus> over;
    std::shared_ptr<runner> subject;
};

TEST_F(Runner, DecidesInputsInOrderAndCarriesTheirTrace) {
    append(stream::intake, {urge("R1", "a"), urge("R1", "b")});
    append(stream::intake, {urge("R1", "c")});
    start();
    settle();
    EXPECT_EQ(row("nR1"), "abc") << "each decision sees the facts before it, also within a batch";
    const auto written = over->read(stream::casework, 1, 10).value();
    ASSERT_FALSE(written.empty());
    const auto commit = events::decode(written.front().body).value();
    EXPECT_EQ(commit.events.front().traceparent, "trace");
    EXPECT_EQ(commit.causes, (std::vector<events::cause>{{stream::intake, 2}}));
}

TEST_F(Runner, NobodyHearsOfAnEffectBeforeItsCause) {
    // The deduplication commit was caused by intake 1, which is appended only now.
    events::matched_record record;
    record.receipt = receipt_no("R1");
    append(stream::deduplication, {events::complaint_tied{case_no("C1"), record, {}}}, {{stream::intake, 1}});
    start();
    subject->poke();
    io.restart();
    io.run_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(row("jC1"));
    append(stream::intake, {urge("R1", "a")});
    settle();
    EXPECT_EQ(row("jC1"), "R1");
    EXPECT_EQ(row("nR1"), "a");
}

TEST_F(Runner, InputsThatNeedNoFactMakeNoRecordAndAreNotReadAgain) {
    append(stream::intake, {events::complaint_withdrawn{receipt_no("R1"), ""}});
    start();
    settle();
    EXPECT_EQ(over->tail(stream::casework).value().seq, 0u);
    EXPECT_EQ(rows::consumed(db->read(store::family::casework), stream::intake).seq, 1u);
    ASSERT_TRUE(run("x"));
    const auto commit = events::decode(over->read(stream::casework, 1, 1).value().front().body).value();
    EXPECT_EQ(commit.causes, (std::vector<events::cause>{{stream::intake, 1}}))
        << "the next record names what was passed";
}

TEST_F(Runner, CommandsAreAnsweredWhenDurableAndRefusalsLeaveNothing) {
    start();
    EXPECT_TRUE(run("x"));
    EXPECT_EQ(row("tC"), "x");
    EXPECT_EQ(db->read(store::family::keys).get("key of x"), "k");
    const auto refused = run("refuse me");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::conflict);
    EXPECT_FALSE(db->read(store::family::keys).get("key of refuse me"));
    EXPECT_EQ(over->tail(stream::casework).value().seq, 1u);
}

TEST_F(Runner, AFullQueueAndAStoppedServiceSaySo) {
    subject = runner::make(io.get_executor(), what, *over, *db, time, {.command_queue_max = 0});
    ASSERT_TRUE(subject->start());
    EXPECT_EQ(run("x").error().code, errc::busy);
    subject->stop();
    EXPECT_EQ(run("x").error().code, errc::unavailable);
}

TEST_F(Runner, AFullDiskAnswersEveryoneAndNothingOfItStands) {
    filling_bus filling(*over);
    subject = runner::make(io.get_executor(), what, filling, *db, time, {});
    ASSERT_TRUE(subject->start());
    append(stream::intake, {urge("R1", "a")});
    filling.full = true;
    std::promise<result<void>> taken, refused;
    auto taken_answer = taken.get_future(), refused_answer = refused.get_future();
    subject->submit(std::make_unique<note_command>("x", taken));
    subject->submit(std::make_unique<note_command>("refuse me", refused));
    io.restart();
    io.run_for(std::chrono::milliseconds(20));
    ASSERT_EQ(taken_answer.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    EXPECT_EQ(taken_answer.get().error().code, errc::unavailable);
    ASSERT_EQ(refused_answer.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    EXPECT_EQ(refused_answer.get().error().code, errc::unavailable) << "it may have been refused for what is not there";
    EXPECT_GE(subject->status().failed_commits, 1u);

    filling.full = false;
    subject->poke();
    settle();
    EXPECT_EQ(row("nR1"), "a") << "the input is taken once there is room";
    EXPECT_FALSE(row("tC"));
    close();
    open();
}

TEST_F(Runner, WithoutTheTurnOnlyWhatWasAskedHereIsDecided) {
    filling_bus company(*over);
    company.turn = false;
    subject = runner::make(io.get_executor(), what, company, *db, time, {});
    ASSERT_TRUE(subject->start());
    append(stream::intake, {urge("R1", "a")});
    EXPECT_TRUE(run("x"));
    EXPECT_EQ(row("tC"), "x");
    EXPECT_FALSE(row("nR1")) << "that is for the copy whose turn it is";
    EXPECT_EQ(subject->consumed(stream::intake), 0u);

    company.turn = true;
    subject->poke();
    settle();
    EXPECT_EQ(row("nR1"), "a");
    close();
    open();
}

TEST_F(Runner, AnInputThatDoesNotGoOnFromWhatWasReadStopsTheService) {
    filling_bus changed(*over);
    subject = runner::make(io.get_executor(), what, changed, *db, time, {});
    ASSERT_TRUE(subject->start());
    append(stream::intake, {urge("R1", "a")});
    settle();
    EXPECT_EQ(row("nR1"), "a");
    changed.another_history = true;
    append(stream::intake, {urge("R1", "b")});
    settle();
    EXPECT_NE(subject->status().stopped_because.find("does not go on at sequence 2"), std::string::npos);
    EXPECT_EQ(row("nR1"), "a");
    close();
    open();
}

TEST_F(Runner, ACommandThatThrowsIsRefusedAlone) {
    start();
    EXPECT_FALSE(run("throw"));
    EXPECT_TRUE(run("x"));
    EXPECT_EQ(row("tC"), "x");
}

TEST_F(Runner, WhatCannotBeFoldedStopsTheServiceRecordsNothingAndAnswersEveryone) {
    append(stream::intake, {urge("R2", "a"), urge("R1", "unfoldable")});
    start();
    EXPECT_EQ(run("x").error().code, errc::unavailable) << "it was decided beside what cannot be folded";
    EXPECT_NE(subject->status().stopped_because.find("cannot be folded"), std::string::npos);
    EXPECT_EQ(over->tail(stream::casework).value().seq, 0u);
    EXPECT_EQ(rows::parked_count(db->read(store::family::casework)), 0u);
}

TEST_F(Runner, AReplayOfAStoppedServiceIsAnsweredToo) {
    start();
    std::vector<errc> answers;
    const auto note = [&](const result<std::size_t>& r) { answers.push_back(r ? errc::ok : r.error().code); };
    subject->replay("R1", note); // waits in the queue
    subject->stop();
    subject->replay("R1", note);
    EXPECT_EQ(answers, (std::vector<errc>{errc::unavailable, errc::unavailable}));
}

TEST_F(Runner, ReplayKeepsTheOrderInWhichFactsCame) {
    what.poisoned = "R1";
    events::matched_record record;
    record.receipt = receipt_no("R1");
    append(stream::intake, {urge("R1", "a")});
    append(stream::deduplication, {events::complaint_tied{case_no("R1"), record, {}}}, {{stream::intake, 1}});
    append(stream::intake, {urge("R1", "b")}, {{stream::deduplication, 1}});
    start();
    settle();
    ASSERT_EQ(rows::parked_count(db->read(store::family::casework)), 3u);
    what.poisoned.clear();
    std::optional<result<std::size_t>> through;
    subject->replay("R1", [&](auto r) { through = std::move(r); });
    auto guard = boost::asio::make_work_guard(io);
    io.restart();
    while (!through) io.run_one_for(std::chrono::milliseconds(50));
    EXPECT_EQ(through->value(), 3u);
    std::vector<std::string> order;
    for (const auto& stored : over->read(stream::casework, 1, 100).value())
        for (const auto& event : events::decode(stored.body).value().events)
            if (const auto* again = std::get_if<events::fact_replayed>(&event.data)) order.push_back(again->from);
    EXPECT_EQ(order, (std::vector<std::string>{"intake", "deduplication", "intake"}));
    EXPECT_EQ(rows::parked_count(db->read(store::family::casework)), 0u);
}

TEST_F(Runner, APoisonedFactIsParkedWithItsCaseAndReplayed) {
    what.poisoned = "R1";
    append(stream::intake, {urge("R1", "a"), urge("R2", "b"), urge("R1", "c")});
    start();
    settle();
    EXPECT_FALSE(row("nR1"));
    EXPECT_EQ(row("nR2"), "b") << "others go on";
    const auto waiting = rows::parked(db->read(store::family::casework), 10);
    ASSERT_EQ(waiting.size(), 2u);
    EXPECT_EQ(waiting[0].why, "invalid: poison");
    EXPECT_EQ(waiting[1].why, "behind");
    EXPECT_EQ(subject->status().parked, 2u);

    what.poisoned.clear();
    std::promise<result<std::size_t>> said;
    auto answer = said.get_future();
    subject->replay("R1", [&](auto r) { said.set_value(std::move(r)); });
    auto guard = boost::asio::make_work_guard(io);
    io.restart();
    while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        io.run_one_for(std::chrono::milliseconds(50));
    EXPECT_EQ(answer.get().value(), 2u);
    EXPECT_EQ(row("nR1"), "ac");
    EXPECT_EQ(rows::parked_count(db->read(store::family::casework)), 0u);
}

TEST_F(Runner, WhatCannotBeDecidedAtTheMomentIsDecidedLaterAndHoldsUpNobody) {
    what.keys_away = true;
    append(stream::intake, {urge("R1", "a"), urge("R1", "b")});
    start();

    EXPECT_TRUE(run("x")) << "what people ask goes on";
    EXPECT_FALSE(row("nR1"));

    what.keys_away = false;
    time.advance(std::chrono::seconds(1));
    subject->poke();
    settle();
    EXPECT_EQ(row("nR1"), "ab");
    EXPECT_EQ(rows::parked_count(db->read(store::family::casework)), 0u) << "nothing was wrong with the facts";
}

TEST_F(Runner, AThrowingDecisionIsParkedToo) {
    append(stream::intake, {urge("R1", "throw"), urge("R2", "b")});
    start();
    settle();
    EXPECT_EQ(row("nR2"), "b");
    EXPECT_EQ(rows::parked_count(db->read(store::family::casework)), 1u);
}

TEST_F(Runner, TooManyDeadLettersStopTheService) {
    what.poisoned = "R1";
    events::facts many(5, urge("R1", "a"));
    append(stream::intake, many);
    start({.parked_max = 3});
    settle();
    EXPECT_NE(subject->status().stopped_because.find("more than 3"), std::string::npos)
        << subject->status().stopped_because;
    EXPECT_EQ(run("x").error().code, errc::unavailable);
}

TEST_F(Runner, TimersFireOnceWhenDueAndAreRecords) {
    append(stream::intake, {urge("R1", "a")});
    start();
    settle();
    time.advance(std::chrono::minutes(59));
    subject->poke();
    io.restart();
    io.run_for(std::chrono::milliseconds(10));
    EXPECT_FALSE(row("tR1"));
    time.advance(std::chrono::minutes(1));
    subject->poke();
    io.restart();
    while (!row("tR1")) io.run_one_for(std::chrono::milliseconds(50)), io.restart();
    settle();
    const auto commits = over->tail(stream::casework).value().seq;
    EXPECT_EQ(commits, 2u);
    time.advance(std::chrono::hours(5));
    subject->poke();
    settle();
    EXPECT_EQ(over->tail(stream::casework).value().seq, commits) << "it is gone";
}

TEST_F(Runner, ATimerThatAnotherOfTheSameMomentUnsetDoesNotFire) {
    append(stream::intake, {urge("R1", "a"), urge("R2", "b")});
    start();
    settle();
    what.ends_r2 = time.now() + std::chrono::hours(1);
    time.advance(std::chrono::hours(2));
    subject->poke();
    io.restart();
    while (!row("tR1")) io.run_one_for(std::chrono::milliseconds(50)), io.restart();
    settle();
    EXPECT_FALSE(row("tR2"));
}

TEST_F(Runner, RecordedTimeNeverGoesBackAlsoAfterARestart) {
    start();
    ASSERT_TRUE(run("x"));
    close();
    open();
    time.advance(-std::chrono::hours(1));
    start();
    ASSERT_TRUE(run("y"));
    const auto commits = over->read(stream::casework, 1, 10).value();
    ASSERT_EQ(commits.size(), 2u);
    EXPECT_EQ(events::decode(commits[1].body).value().time, events::decode(commits[0].body).value().time);
}

TEST_F(Runner, AnUnknownNewerFactStopsTheService) {
    std::string body = events::encode({stream::intake, 1, time.now(), {}, {{urge("R1", "a"), time.now(), "R1", ""}}});
    body.replace(body.find("urged.v1"), 8, "urged.v2");
    std::promise<result<bus::position>> said;
    over->append({stream::intake, 0, body, {}}, [&](auto r) { said.set_value(std::move(r)); });
    ASSERT_TRUE(said.get_future().get());
    start();
    settle();
    EXPECT_NE(subject->status().stopped_because.find("unknown_fact"), std::string::npos);
    EXPECT_EQ(subject->consumed(stream::intake), 0u);
}

/// A bus whose news come too late.
class deaf_bus final : public bus::bus {
  public:
    explicit deaf_bus(::guiyi::bus::bus& over) : over_(over) {}
    void append(::guiyi::bus::append_request what, ::guiyi::bus::append_done done) override {
        over_.append(std::move(what), std::move(done));
    }
    result<::guiyi::bus::position> tail(stream of) const override { return over_.tail(of); }
    result<std::vector<::guiyi::bus::record>> read(stream of, sequence from, std::size_t limit,
                                                   std::size_t limit_bytes) const override {
        return over_.read(of, from, limit, limit_bytes);
    }
    std::shared_ptr<void> on_commit(stream, std::function<void()>) override { return nullptr; }

  private:
    ::guiyi::bus::bus& over_;
};

TEST_F(Runner, ACopyFollowsWhatAnotherAppendsWithoutAWishOfItsOwn) {
    start();
    note_taker other_service;
    auto other = runner::make(io.get_executor(), other_service, *over, *db, time, {});
    ASSERT_TRUE(other->start());
    ASSERT_TRUE(run("a"));
    auto guard = boost::asio::make_work_guard(io);
    io.restart();
    while (other->status().last_own < 1) io.run_one_for(std::chrono::milliseconds(50));
    EXPECT_EQ(other->status().refused_commits, 0u);
    other->stop();
}

TEST_F(Runner, TheLoserOfARaceFollowsAndItsCommandStillHappensOnce) {
    start();
    note_taker other_service;
    deaf_bus late(*over);
    auto other = runner::make(io.get_executor(), other_service, late, *db, time, {});
    ASSERT_TRUE(other->start());
    ASSERT_TRUE(run("a"));
    std::promise<result<void>> said;
    auto answer = said.get_future();
    note_command::decided = 0;
    other->submit(std::make_unique<note_command>("b", said)); // still believes the stream is empty
    auto guard = boost::asio::make_work_guard(io);
    io.restart();
    while (answer.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        io.run_one_for(std::chrono::milliseconds(50));
    EXPECT_TRUE(answer.get());
    EXPECT_EQ(note_command::decided, 2) << "decided again, on top of what it had missed";
    EXPECT_EQ(row("tC"), "ab");
    EXPECT_EQ(other->status().refused_commits, 1u);
    ASSERT_TRUE(run("c")) << "and the first one follows in its turn";
    EXPECT_EQ(row("tC"), "abc");
    EXPECT_EQ(over->tail(stream::casework).value().seq, 3u);
    other->stop();
}

TEST_F(Runner, RebuildGivesTheSameRowsByteForByte) {
    what.poisoned = "R3";
    append(stream::intake, {urge("R1", "a"), urge("R2", "b"), urge("R3", "c")});
    append(stream::intake, {events::complaint_withdrawn{receipt_no("R1"), ""}});
    start();
    settle();
    ASSERT_TRUE(run("x"));
    time.advance(std::chrono::hours(2));
    subject->poke();
    io.restart();
    while (!row("tR2")) io.run_one_for(std::chrono::milliseconds(50)), io.restart();
    settle();
    const std::string before = dump();
    subject->stop();
    subject.reset();
    io.restart();
    io.run();

    const auto folded = rebuild(what, *over, *db);

    ASSERT_TRUE(folded) << folded.error().detail;
    EXPECT_GT(*folded, 5u);
    EXPECT_EQ(dump(), before);
}

TEST_F(Runner, AStateOfAnotherVersionIsFoldedAnewAtStart) {
    append(stream::intake, {urge("R1", "a")});
    start();
    settle();
    close();
    open();
    what.version = 2;
    start();
    settle();
    EXPECT_EQ(row("nR1"), "a");
    EXPECT_EQ(rows::version(db->read(store::family::casework)), 2u);
    EXPECT_EQ(over->tail(stream::casework).value().seq, 1u) << "folding decides nothing";
}

TEST_F(Runner, GoesOnWhereItStoppedAfterARestart) {
    append(stream::intake, {urge("R1", "a")});
    start();
    settle();
    close();
    open();
    append(stream::intake, {urge("R1", "b")});
    start();
    settle();
    EXPECT_EQ(row("nR1"), "ab");
    EXPECT_EQ(subject->status().inputs, 1u) << "what was consumed is not read again";
}

TEST_F(Runner, ABusThatWentBackStopsItsConsumers) {
    append(stream::intake, {urge("R1", "a")});
    start();
    settle();
    close();
    {
        auto forge = store::database::open(folder.path() / "db", {}).value();
        store::batch wrong(*forge);
        rows::set_consumed(wrong.on(store::family::casework), stream::intake, {9, {}});
        auto carrier = bus::embedded_bus(*forge, {});
        std::promise<result<bus::position>> said;
        carrier->append({stream::intake, 1, {}, std::make_shared<store::batch>(std::move(wrong))},
                        [&](auto r) { said.set_value(std::move(r)); });
        ASSERT_TRUE(said.get_future().get());
    }
    open();
    subject = runner::make(io.get_executor(), what, *over, *db, time, {});
    const auto refused = subject->start();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::corrupt);
}

} // namespace guiyi::runtime
