#include "common/bus/jetstream/api.hpp"
#include "common/bus/jetstream/jetstream_bus.hpp"
#include "common/core/random.hpp"
#include "common/time/clock.hpp"

#include <algorithm>
#include <latch>
#include <thread>

namespace guiyi::bus {

namespace {

using findings = std::vector<cluster_finding>;
using std::chrono::milliseconds;

constexpr int rounds = 50;
constexpr int writers = 8;
constexpr std::string_view probe = "probe";

std::string in_ms(std::chrono::nanoseconds span) {
    const auto tenths = std::chrono::duration_cast<std::chrono::microseconds>(span).count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " ms";
}

/// Streams have their replicas on servers of the meta group only; one that is stopped while it forms may lack some.
void examine_meta_group(const std::vector<nats_server_told>& servers, std::size_t replicas, findings& out) {
    if (std::ranges::none_of(servers, &nats_server_told::clustered)) return;
    const auto in_it = std::ranges::max(servers, {}, &nats_server_told::meta_group).meta_group;
    if (in_it == 0)
        return out.push_back({false, "the NATS servers' meta group has no leader that answers",
                              "no stream is made without one: see that a majority of the servers runs and that they "
                              "reach each other, with `nats server report jetstream`"});
    if (in_it < replicas)
        return out.push_back({false,
                              "the NATS servers' meta group has " + std::to_string(in_it) + " of " +
                                  std::to_string(replicas) + " servers",
                              "start those that are away, else restart all, one after the other; `nats server report "
                              "jetstream` shows who is in it"});
    out.push_back({true, "the NATS servers' meta group has " + std::to_string(in_it) + " servers", {}});
}

void examine_servers(const jetstream_api& api, int replicas, findings& out) {
    const auto servers = api.check_servers();
    if (!servers) return out.push_back({false, "bus", servers.error().detail});
    for (const auto& one : *servers)
        out.push_back({true, "nats-server " + one.name + " " + one.version + ", syncs before it acknowledges", {}});
    examine_meta_group(*servers, static_cast<std::size_t>(replicas), out);
    if (servers->size() < static_cast<std::size_t>(replicas))
        out.push_back({false, std::to_string(servers->size()) + " NATS servers answer",
                       "bus.replicas asks for " + std::to_string(replicas) + "; start the others"});
    if (replicas < 3)
        out.push_back({false, "each stream is kept " + std::to_string(replicas) + " time",
                       "with one disk lost what it acknowledged is lost; run three servers and set bus.replicas = 3"});
}

void examine_stream(const jetstream_api& api, std::string_view of, bool mend, findings& out) {
    const auto name = "stream " + api.stream_name(of);
    auto stands = api.info(of);
    if (!stands && stands.error().code == errc::not_found)
        return out.push_back({true, name + " does not exist yet: the first start makes it", {}});
    if (stands && !stands->settings_fault.empty() && mend) {
        if (const auto mended = api.mend_stream(of); !mended)
            return out.push_back({false, name, "it cannot be mended in place: " + mended.error().detail});
        stands = api.info(of);
    }
    if (!stands) return out.push_back({false, name, stands.error().detail});
    if (!stands->settings_fault.empty())
        return out.push_back({false, name + ": " + stands->settings_fault, "run `guiyi doctor --mend`"});
    out.push_back({true, name + ", " + std::to_string(stands->last) + " commits", {}});
}

/// One writer's try for the place after `last`. @returns whether it won
bool try_for(const jetstream_api& api, sequence last) {
    const auto said = api.over().ask(api.subject(probe), "x", jetstream_api::answer_time,
                                     {{"Nats-Expected-Last-Subject-Sequence", std::to_string(last)}});
    return said && said->body.find("\"error\"") == std::string::npos;
}

/// Many connections for one place, again and again: just one may win, or the streams' lock does not hold.
void race(const jetstream_options& with, const jetstream_api& api, findings& out) {
    std::vector<std::unique_ptr<connection>> connections;
    for (int i = 0; i < writers; ++i) {
        auto one = connection::open(with.access, [](bool) {});
        if (!one) return out.push_back({false, "bus", one.error().detail});
        connections.push_back(std::move(*one));
    }
    int broken = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto stands = api.info(probe);
        if (!stands) return out.push_back({false, "race for one sequence", stands.error().detail});
        std::atomic<int> won{0};
        std::latch ready(writers);
        std::vector<std::jthread> racing;
        for (const auto& one : connections)
            racing.emplace_back([&, last = stands->last] {
                const jetstream_api own(*one, with.prefix, with.replicas);
                ready.arrive_and_wait();
                if (try_for(own, last)) ++won;
            });
        racing.clear();
        if (won > 1) ++broken;
    }
    if (broken > 0)
        return out.push_back(
            {false, std::to_string(broken) + " of " + std::to_string(rounds) + " races had several winners",
             "these servers cannot keep a lock; replace them by " + std::string(oldest_server) + " or newer"});
    out.push_back({true,
                   std::to_string(rounds) + " races of " + std::to_string(writers) +
                       " for one sequence: never "
                       "more than one winner",
                   {}});
}

void measure(const jetstream_api& api, findings& out) {
    const auto time = system_clock();
    std::vector<std::chrono::nanoseconds> took;
    for (int i = 0; i < rounds; ++i) {
        const auto begun = time->monotonic();
        const auto said = api.over().ask(api.subject(probe), std::string(1024, 'x'), jetstream_api::answer_time);
        if (!said) return out.push_back({false, "an acknowledgement", said.error().detail});
        took.push_back(time->monotonic() - begun);
    }
    std::ranges::sort(took);
    out.push_back({true,
                   "acknowledged by the quorum in " + in_ms(took[took.size() / 2]) + ", at most " + in_ms(took.back()),
                   {}});
}

/// On a stream of its own, gone afterwards.
void probe_streams(const jetstream_options& with, connection& over, findings& out) {
    std::array<unsigned char, 4> bytes{};
    system_random()->fill(bytes);
    auto own = with;
    own.prefix =
        with.prefix + "-" + to_hex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    const jetstream_api api(over, own.prefix, with.replicas);
    if (const auto made = api.make_stream(probe); !made)
        return out.push_back({false, "a stream cannot be made", made.error().detail});
    race(own, api, out);
    measure(api, out);
    static_cast<void>(over.ask("$JS.API.STREAM.DELETE." + api.stream_name(probe), {}, jetstream_api::answer_time));
}

} // namespace

std::vector<cluster_finding> examine_cluster(const jetstream_options& options, bool mend) {
    findings out;
    const auto connected = connection::open(options.access, [](bool) {});
    if (!connected) return {{false, "bus", connected.error().detail}};
    const jetstream_api api(**connected, options.prefix, options.replicas);
    examine_servers(api, options.replicas, out);
    for (const auto of : events::all_streams) examine_stream(api, events::name_of(of), mend, out);
    examine_stream(api, jetstream_api::keys_stream, mend, out);
    probe_streams(options, **connected, out);
    return out;
}

} // namespace guiyi::bus
