// Synced commits a second, 64 in flight: raw RocksDB against our embedded bus, a raw NATS client against JetStream bus.
// `bus [SECONDS-EACH [FOLDER [ROUNDS [NATS-ADDRESS REPLICAS]]]]`; without an address one server is started for it.
#include "common/bus/embedded/embedded_bus.hpp"
#include "common/bus/jetstream/jetstream_bus.hpp"
#include "tests/bench/commit_bytes.hpp"
#include "tests/bench/latencies.hpp"
#include "tests/bench/raw_nats.hpp"
#include "tests/bench/raw_rocksdb.hpp"
#include "tests/support/nats_server.hpp"

#include <functional>
#include <memory>
#include <optional>
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

using bus_maker = std::function<std::unique_ptr<bus::bus>(store::database&)>;

outcome run_ours(double seconds, const std::filesystem::path& folder, const bus_maker& make) {
    const auto opened = store::database::open(folder, {});
    if (!opened) give_up("bus: our store does not open: " + opened.error().detail);
    store::database& db = **opened;
    const auto bus = make(db);
    commit_source source;
    sequence last = bus->tail(events::stream::intake).value().seq;
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

outcome run_raw_nats(double seconds, const std::string& url, int replicas) {
    raw_nats client(url, replicas, in_flight * 2);
    commit_source source;
    return drive(seconds, [&](std::function<void()> done) { client.publish(source.take().outbox, std::move(done)); });
}

/// Each run in streams of its own, so that none finds what another left.
std::unique_ptr<bus::bus> over_jetstream(store::database& db, const std::string& url, int replicas, int round) {
    bus::jetstream_options options;
    options.access.servers = url;
    options.replicas = replicas;
    options.prefix = "bench-" + std::to_string(::getpid()) + "-" + std::to_string(round);
    auto opened = bus::jetstream_bus(db, options);
    if (!opened) give_up("bus: " + opened.error().detail);
    return std::move(*opened);
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

    std::optional<testing::nats_server> started;
    std::string url = argc > 5 ? argv[4] : "";
    const int replicas = argc > 5 ? std::atoi(argv[5]) : 1;
    if (url.empty() && testing::nats_program()) url = started.emplace().url();
    if (url.empty()) std::printf("%s: only the embedded bus is measured\n", testing::no_nats);

    std::printf("%-14s %10s %10s %10s\n", "", "commits/s", "p50 us", "p99 us");
    outcome raw, ours, raw_client, jetstream;
    const auto add = [rounds](const char* name, outcome& to, const outcome& one) {
        print_row(name, one);
        to.rate += one.rate / rounds;
        to.p50_us += one.p50_us / rounds;
        to.p99_us += one.p99_us / rounds;
    };
    for (int round = 1; round <= rounds; ++round) {
        const std::filesystem::path here = std::filesystem::path(folder) / std::to_string(round);
        std::filesystem::create_directories(here);
        add("raw RocksDB", raw, run_raw(seconds, here / "raw"));
        add("embedded bus", ours, run_ours(seconds, here / "ours", [](auto& db) { return bus::embedded_bus(db, {}); }));
        if (url.empty()) continue;
        add("raw NATS", raw_client, run_raw_nats(seconds, url, replicas));
        add("JetStream bus", jetstream,
            run_ours(seconds, here / "jetstream", [&](auto& db) { return over_jetstream(db, url, replicas, round); }));
    }
    std::filesystem::remove_all(folder);
    tell("bus_raw_rate", raw.rate);
    tell("bus_raw_p99_us", raw.p99_us);
    tell("bus_ours_rate", ours.rate);
    tell("bus_ours_p99_us", ours.p99_us);
    tell("bus_ratio", raw.rate > 0 ? ours.rate / raw.rate : 0, 2);
    if (url.empty()) return 0;
    tell("bus_raw_nats_rate", raw_client.rate);
    tell("bus_raw_nats_p99_us", raw_client.p99_us);
    tell("bus_jetstream_rate", jetstream.rate);
    tell("bus_jetstream_p99_us", jetstream.p99_us);
    tell("bus_jetstream_ratio", raw_client.rate > 0 ? jetstream.rate / raw_client.rate : 0, 2);
}
