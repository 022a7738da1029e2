// A state that begins with a snapshot is the one that was folded from the first commit; what does not hold is refused.
#include "common/runtime/state_snapshot.hpp"

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/bus/jetstream/jetstream_bus.hpp"
#include "common/runtime/runner.hpp"
#include "common/runtime/timers.hpp"
#include "tests/support/nats_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <fstream>
#include <future>

namespace guiyi::runtime {

using events::stream;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

namespace fs = std::filesystem;

/// Keeps each note of casework, and a timer for it.
class note_keeper final : public service {
  public:
    stream own() const override { return stream::casework; }
    std::vector<stream> inputs() const override { return {stream::intake}; }
    std::uint32_t state_version() const override { return version; }
    result<events::facts> decide(const input&, const store::view&, instant) const override { return events::facts{}; }
    void evolve(store::writer& state, const events::event& fact, sequence seq) const override {
        const auto* note = std::get_if<events::note_added>(&fact.data);
        if (!note) return;
        ++folded;
        state.put("n" + note->text, std::string(2000, 'x') + std::to_string(seq));
        if (seq > 3) state.erase("nnote " + std::to_string(seq - 3));
        set_timer(state, note->text, fact.time + std::chrono::hours(1));
    }
    std::uint32_t version = 1;
    mutable int folded = 0;
};

/// One process: its store, its end of the bus.
struct process {
    testing::temp_folder folder;
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus::bus> over;
    ~process() { over.reset(); }

    result<void> begin(const service& what, const clock& time, const snapshot_folder* from, snapshot_taken& taken) {
        boost::asio::io_context io;
        runner_options options;
        if (from)
            options.begin_state = [&]() -> result<void> {
                auto said = from->take(what, *over, *db);
                if (!said) return said.error();
                taken = std::move(*said);
                return {};
            };
        const auto one = runner::make(io.get_executor(), what, *over, *db, time, options);
        auto started = one->start();
        one->stop();
        io.run();
        return started;
    }
    std::vector<std::pair<std::string, std::string>> rows() const {
        std::vector<std::pair<std::string, std::string>> out;
        for (auto at = db->read(store::family::casework).scan({}); at->valid(); at->next())
            out.emplace_back(at->key(), at->value());
        return out;
    }
};

} // namespace

/// A process that has a history; on either bus.
class StateSnapshot : public ::testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        if (on_jetstream() && !testing::nats_program()) GTEST_SKIP() << testing::no_nats;
        if (on_jetstream()) server = std::make_unique<testing::nats_server>();
        open(first);
        for (sequence i = 0; i < 40; ++i) append(i);
        begin(first, nullptr);
    }

    bool on_jetstream() const { return std::string(GetParam()) == "jetstream"; }

    void open(process& one) const {
        one.db = store::database::open(one.folder.path() / "db", {}).value();
        bus::jetstream_options options;
        options.replicas = 1;
        if (server) options.access.servers = server->url();
        one.over = on_jetstream() ? bus::jetstream_bus(*one.db, options).value() : bus::embedded_bus(*one.db, {});
    }

    void append(sequence last) const {
        events::commit one;
        one.on = stream::casework;
        one.seq = last + 1;
        one.time = instant(std::chrono::hours(last));
        events::fact note = events::note_added{case_no("C"), officer_id("o"), "note " + std::to_string(last + 1)};
        one.events.push_back({std::move(note), one.time, "C", {}});
        std::promise<result<bus::position>> said;
        first.over->append({stream::casework, last, events::encode(one), nullptr},
                           [&](result<bus::position> r) { said.set_value(std::move(r)); });
        ASSERT_TRUE(said.get_future().get());
    }

    snapshot_taken begin(process& one, const snapshot_folder* from) {
        snapshot_taken taken;
        what.folded = 0;
        const auto said = one.begin(what, time, from, taken);
        EXPECT_TRUE(said) << said.error().detail;
        return taken;
    }

    /// A new copy on an empty disk. On the embedded bus the log is on that disk too: there the state alone is gone.
    process& newcomer() {
        if (!on_jetstream()) {
            EXPECT_TRUE(first.db->clear(store::family::casework));
            return first;
        }
        others.push_back(std::make_unique<process>());
        open(*others.back());
        return *others.back();
    }

    fs::path write() { return snapshots.write(what, *first.db, instant(std::chrono::hours(100))).value(); }

    testing::temp_folder shared;
    const privacy::signing_key key{std::string(32, 'k'), "test"};
    snapshot_folder snapshots{shared.path(), key};
    manual_clock time{instant(std::chrono::hours(1000))};
    note_keeper what;
    std::unique_ptr<testing::nats_server> server;
    process first;
    std::vector<std::unique_ptr<process>> others;
};

TEST_P(StateSnapshot, WithTheTailIsTheStateThatWasFoldedFromTheFirstCommit) {
    write();
    for (sequence i = 40; i < 50; ++i) append(i);
    const auto from_zero = [&] {
        auto& one = newcomer();
        EXPECT_FALSE(begin(one, nullptr).from);
        EXPECT_EQ(what.folded, 50);
        return one.rows();
    }();
    auto& one = newcomer();
    const auto taken = begin(one, &snapshots);
    ASSERT_TRUE(taken.from);
    EXPECT_EQ(taken.from->at.seq, 40u);
    EXPECT_EQ(taken.from->made, instant(std::chrono::hours(100)));
    EXPECT_EQ(what.folded, 10) << "only what came after is folded";
    EXPECT_EQ(one.rows(), from_zero);
}

TEST_P(StateSnapshot, TheNewestThatHoldsIsTakenAndTheReasonsOfTheOthersAreGiven) {
    write();
    append(40);
    begin(first, nullptr);
    const auto torn = write();
    fs::resize_file(torn / "rows-1", fs::file_size(torn / "rows-1") / 2);
    const auto taken = begin(newcomer(), &snapshots);
    ASSERT_TRUE(taken.from);
    EXPECT_EQ(taken.from->at.seq, 40u);
    EXPECT_EQ(what.folded, 1);
    EXPECT_THAT(taken.refused, ElementsAre(AllOf(HasSubstr(torn.string()), HasSubstr("rows-1 is not as it was"))));
}

TEST_P(StateSnapshot, OfAnotherVersionIsRefused) {
    write();
    what.version = 2;
    const auto taken = begin(newcomer(), &snapshots);
    EXPECT_FALSE(taken.from);
    EXPECT_THAT(taken.refused, ElementsAre(HasSubstr("its rows are of version 1, this program's of 2")));
    EXPECT_EQ(what.folded, 40);
}

TEST_P(StateSnapshot, OfAnotherHistoryIsRefused) {
    const auto folder = write();
    auto text = std::ifstream(folder / "snapshot.txt");
    std::string whole{std::istreambuf_iterator<char>(text), {}};
    const auto at = whole.find("at 40 ") + 6;
    whole[at] = whole[at] == '0' ? '1' : '0';
    whole.resize(whole.rfind("signature "));
    whole += "signature " + to_hex(key.sign(whole)) + "\n";
    std::ofstream(folder / "snapshot.txt") << whole;
    const auto taken = begin(newcomer(), &snapshots);
    EXPECT_FALSE(taken.from);
    EXPECT_THAT(taken.refused, ElementsAre(HasSubstr("differs from what was read before at sequence 40")));
    EXPECT_EQ(what.folded, 40);
}

TEST_P(StateSnapshot, WithoutAWholeHeadOrOfAnotherDeploymentIsRefused) {
    fs::resize_file(write() / "snapshot.txt", 60);
    append(40);
    begin(first, nullptr);
    const privacy::signing_key foreign(std::string(32, 'f'), "test");
    ASSERT_TRUE(snapshot_folder(shared.path(), foreign).write(what, *first.db, time.now()));
    const auto taken = begin(newcomer(), &snapshots);
    EXPECT_FALSE(taken.from);
    EXPECT_THAT(taken.refused,
                ElementsAre(HasSubstr("made by another deployment"), HasSubstr("no whole snapshot.txt")));
    EXPECT_EQ(what.folded, 41);
}

TEST_P(StateSnapshot, OnlyTheNewestAreKept) {
    std::vector<fs::path> all;
    for (sequence i = 40; i < 43; ++i) {
        append(i);
        begin(first, nullptr);
        all.push_back(write());
    }
    EXPECT_EQ(snapshots.write(what, *first.db, time.now()).error().code, errc::conflict) << "it is there already";
    snapshots.keep_newest(what, 2);
    const auto left = snapshots.list(what);
    ASSERT_EQ(left.size(), 2u);
    EXPECT_EQ(left[0].folder, all[2]);
    EXPECT_EQ(left[1].folder, all[1]);
    EXPECT_FALSE(fs::exists(all[0]));
}

TEST_P(StateSnapshot, OfNothingIsNotWritten) {
    auto& empty = newcomer();
    EXPECT_EQ(snapshots.write(what, *empty.db, time.now()).error().code, errc::invalid);
    std::stop_source stop;
    stop.request_stop();
    begin(empty, nullptr);
    EXPECT_EQ(snapshots.write(what, *empty.db, time.now(), stop.get_token()).error().code, errc::unavailable);
    EXPECT_TRUE(fs::is_empty(shared.path() / "casework")) << "nothing half-done stays";
}

INSTANTIATE_TEST_SUITE_P(OnBoth, StateSnapshot, ::testing::Values("embedded", "jetstream"),
                         [](const auto& one) { return std::string(one.param); });

} // namespace guiyi::runtime
