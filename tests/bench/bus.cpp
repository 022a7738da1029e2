// Synced commits a second, 64 in flight: raw RocksDB with one committer against our embedded bus, by turns in one run.
// `bus [SECONDS-EACH [FOLDER [ROUNDS]]]`
#include "common/bus/embedded/embedded_bus.hpp"
#include "tests/bench/commit_bytes.hpp"
#include "tests/bench/latencies.hpp"
#include "tests/bench/raw_rocksdb.hpp"

#include <functional>
#include <memory>
#include <semaphore>
#include <string>

using namespace guiyi;
using namespace guiyi::bench;

namespace {

constexpr std::ptrdiff_t in_flight = 64;

struct outcome {
    double rate = 0, p50_us = 0, p99_us = 0;
};

/// Shared with the callbacks, because the last of them may still be returning when all commits are done.
struct flight {
    std::counting_semaphore<in_flight> room{in_flight};
    latencies took; ///< written by the one committer thread, read when nothing is in flight any more
};

/// Keeps 64 commits in flight from this thread. `begin_one` calls what it is given once its commit is durable.
outcome drive(double seconds, const std::function<void(std::function<void()>)>& begin_one) {
    const auto shared = std::make_shared<flight>();
    const auto begun = steady::now();
    for (;;) {
        shared->room.acquire();
        const auto started = steady::now();
        if (seconds_between(begun, started) >= seconds) break;
        begin_one([shared, started] {
            shared->took.add(started, steady::now());
            shared->room.release();
        });
    }
    for (std::ptrdiff_t i = 1; i < in_flight; ++i) shared->room.acquire();
    const double elapsed = seconds_between(begun, steady::now());
    latencies& took = shared->took;
    return {static_cast<double>(took.count()) / elapsed, took.percentile(0.50), took.percentile(0.99)};
}

outcome run_raw(double seconds, const std::filesystem::path& folder) {
    raw_committer committer(folder);
    commit_source source;
    return drive(seconds, [&](std::function<void()> done) {
        const commit_bytes& bytes = source.take();
        rocksdb::WriteBatch batch;
        batch.Put(bytes.case_key, bytes.case_row);
        batch.Put("position", bytes.position_row);
        batch.Put(bytes.outbox_key, bytes.outbox);
        batch.Put(bytes.index_key, bytes.index_row);
        committer.commit(std::move(batch), std::move(done));
    });
}

outcome run_ours(double seconds, const std::filesystem::path& folder) {
    const auto opened = store::database::open(folder, {});
    if (!opened) give_up("bus: our store does not open: " + opened.error().detail);
    store::database& db = **opened;
    const auto bus = bus::embedded_bus(db, {});
    commit_source source;
    sequence last = 0;
    return drive(seconds, [&](std::function<void()> done) {
        const commit_bytes& bytes = source.take();
        bus::append_request request;
        request.on = events::stream::intake;
        request.expected_last = last++;
        request.body = bytes.outbox;
        request.state = std::make_shared<store::batch>(db);
        store::writer& state = request.state->on(store::family::intake);
        state.put(bytes.case_key, bytes.case_row);
        state.put("position", bytes.position_row);
        state.put(bytes.index_key, bytes.index_row);
        bus->append(std::move(request), [done = std::move(done)](const result<bus::position>& at) {
            if (!at) give_up("bus: an append was refused: " + at.error().detail);
            done();
        });
    });
}

void print_row(const char* name, const outcome& of) {
    std::printf("%-14s %10.0f %10.0f %10.0f\n", name, of.rate, of.p50_us, of.p99_us);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
    const std::filesystem::path parent = argc > 2 ? argv[2] : std::filesystem::temp_directory_path();
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 2;
    std::string folder = (parent / "guiyi-bus-XXXXXX").string();
    if (!::mkdtemp(folder.data())) give_up("bus: cannot write in " + parent.string());

    std::printf("%-14s %10s %10s %10s\n", "", "commits/s", "p50 us", "p99 us");
    outcome raw, ours;
    const auto add = [rounds](outcome& to, const outcome& one) {
        to.rate += one.rate / rounds;
        to.p50_us += one.p50_us / rounds;
        to.p99_us += one.p99_us / rounds;
    };
    for (int round = 1; round <= rounds; ++round) {
        const std::filesystem::path here = std::filesystem::path(folder) / std::to_string(round);
        std::filesystem::create_directories(here);
        const outcome one_raw = run_raw(seconds, here / "raw");
        print_row("raw RocksDB", one_raw);
        add(raw, one_raw);
        const outcome one_ours = run_ours(seconds, here / "ours");
        print_row("embedded bus", one_ours);
        add(ours, one_ours);
    }
    std::filesystem::remove_all(folder);
    tell("bus_raw_rate", raw.rate);
    tell("bus_raw_p99_us", raw.p99_us);
    tell("bus_ours_rate", ours.rate);
    tell("bus_ours_p99_us", ours.p99_us);
    tell("bus_ratio", raw.rate > 0 ? ours.rate / raw.rate : 0, 2);
}
