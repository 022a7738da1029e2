// Posts complaints to a running guiyi and tells the rate and its latencies. `load --help` names the options.
// One thread. Latency of a fixed rate counts from when a complaint was due, so that a stalled server is not flattered.
#include "tests/bench/complaints.hpp"
#include "tests/bench/latencies.hpp"
#include "tests/bench/load_client.hpp"
#include "tests/bench/prometheus_text.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <deque>
#include <fstream>
#include <iostream>
#include <map>
#include <thread>

using namespace guiyi::bench;

namespace {

constexpr std::string_view usage = R"(load: posts distinct complaints to POST /api/v1/complaints
  --to ADDR:PORT      the public side
  --connections N     default 64
  --seconds S         how long to post, default 5, or
  --count N           how many to post
  --rate R            complaints a second; default as fast as answers come
  --repeats PERCENT   of complaints that tell an earlier one in other words, default 20
  --seed N            another seed, other people; default 1
  --staff ADDR:PORT   also wait until all notices are queued, as /metrics there says
  --token-file FILE   bearer token for the staff side
  --notices N         notices that each complaint brings at least, default 1
  --print             write one complaint to standard output and end
)";

struct options {
    std::string to, staff, token;
    std::size_t connections = 64;
    double seconds = 5, rate = 0, notices = 1;
    std::uint64_t count = 0, repeats = 20, seed = 1;
};

std::string first_line(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    if (!std::getline(in, line)) give_up("load: cannot read " + file);
    return line;
}

options read_options(int argc, char** argv) {
    options out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--help" || name == "-h") {
            std::cout << usage;
            std::exit(0);
        }
        if (name == "--print") {
            std::cout << complaint_writer().write(1, 0) << '\n';
            std::exit(0);
        }
        if (++i == argc) give_up("load: " + std::string(name) + " wants a value; see --help");
        const char* value = argv[i];
        if (name == "--to")
            out.to = value;
        else if (name == "--staff")
            out.staff = value;
        else if (name == "--token-file")
            out.token = first_line(value);
        else if (name == "--connections")
            out.connections = std::strtoul(value, nullptr, 10);
        else if (name == "--seconds")
            out.seconds = std::atof(value);
        else if (name == "--count")
            out.count = std::strtoull(value, nullptr, 10);
        else if (name == "--rate")
            out.rate = std::atof(value);
        else if (name == "--repeats")
            out.repeats = std::strtoull(value, nullptr, 10);
        else if (name == "--seed")
            out.seed = std::strtoull(value, nullptr, 10);
        else if (name == "--notices")
            out.notices = std::atof(value);
        else
            give_up("load: there is no option " + std::string(name) + "; see --help");
    }
    if (out.to.empty() || out.connections == 0) give_up("load: name --to and at least one connection; see --help");
    return out;
}

/// Chooses what is posted next: somebody new, or an earlier complaint in other words.
class posting {
  public:
    explicit posting(const options& with) : with_(with), choose_(with.seed) {}

    /// Writes so many beforehand: who serves shares the machine with us, and people do not write on it.
    void prepare(std::size_t count) {
        while (ready_.size() < count) ready_.push_back(write_one());
    }

    std::string next() {
        if (ready_.empty()) return write_one();
        std::string out = std::move(ready_.front());
        ready_.pop_front();
        return out;
    }

  private:
    std::string write_one() {
        const std::uint64_t number = ++posted_;
        const bool repeat = number > 100 && choose_.below(100) < with_.repeats;
        const std::uint64_t person = with_.seed * 10'000'000 + (repeat ? choose_.below(people_) : people_++);
        const std::string& body = writer_.write(person, repeat ? number : 0);
        std::string out = "POST /api/v1/complaints HTTP/1.1\r\nHost: " + with_.to +
                          "\r\nContent-Type: application/json\r\nIdempotency-Key: load-" + std::to_string(with_.seed) +
                          "-" + std::to_string(number) + "\r\nContent-Length: " + std::to_string(body.size()) +
                          "\r\n\r\n";
        return out += body;
    }

    const options& with_;
    dice choose_;
    complaint_writer writer_;
    std::deque<std::string> ready_;
    std::uint64_t posted_ = 0, people_ = 0;
};

struct tally {
    steady::time_point begun, ended;
    std::uint64_t started = 0;
    std::map<int, std::uint64_t> by_status;
    latencies accepted;
};

/// What can be posted in the count or the time, but no more than ten seconds ahead, which is some 250 MB at most.
std::size_t prepared_of(const options& with) {
    constexpr double fastest = 20'000; // a second
    constexpr double most = 100'000, ahead_s = 10;
    const double rate = with.rate > 0 ? with.rate : fastest;
    return static_cast<std::size_t>(
        std::min(most, with.count > 0 ? static_cast<double>(with.count) : std::min(with.seconds, ahead_s) * rate));
}

/// One connection: posts until the time or the count is used up.
boost::asio::awaitable<void> post_all(const options& with, posting& source, tally& sum) {
    client to(with.to);
    const auto executor = co_await boost::asio::this_coro::executor;
    waiter due(executor);
    for (;;) {
        if (with.count > 0 ? sum.started >= with.count : seconds_between(sum.begun, steady::now()) >= with.seconds)
            co_return;
        auto started = steady::now();
        const std::uint64_t number = sum.started++;
        if (with.rate > 0) {
            started = sum.begun + std::chrono::duration_cast<steady::duration>(
                                      std::chrono::duration<double>(static_cast<double>(number) / with.rate));
            co_await due.until(started);
        }
        const std::string request = source.next();
        const int status = co_await to.exchange(request);
        const auto now = steady::now();
        ++sum.by_status[status];
        if (status == 201) sum.accepted.add(started, now);
        sum.ended = std::max(sum.ended, now);
        // A refused or broken connection must not spin.
        if (status <= 0) co_await due.until(now + std::chrono::milliseconds(10));
    }
}

/// The staff side's metrics page. Opens a connection each time: it is asked seldom.
std::string metrics_page(const options& with) {
    const std::string request = "GET /metrics HTTP/1.1\r\nHost: " + with.staff +
                                (with.token.empty() ? "" : "\r\nAuthorization: Bearer " + with.token) + "\r\n\r\n";
    boost::asio::io_context io(1);
    std::string body;
    int status = 0;
    const auto ask = [&]() -> boost::asio::awaitable<void> {
        client to(with.staff);
        status = co_await to.exchange(request);
        body = to.body();
    };
    boost::asio::co_spawn(io, ask, boost::asio::detached);
    io.run();
    if (status != 200) give_up("load: GET /metrics answered " + std::to_string(status));
    return body;
}

constexpr std::string_view notices_metric = "guiyi_notices_queued_total";
constexpr auto quiet_time = std::chrono::seconds(2); // no growth for so long: nothing is on its way any more
constexpr auto patience = std::chrono::minutes(5);

/// Waits until every accepted complaint's notices are queued. @returns when the last of them was seen
steady::time_point wait_for_notices(const options& with, double wanted, double& seen, std::string& page) {
    const auto begun = steady::now();
    auto grew = begun;
    seen = 0;
    while (seen < wanted || steady::now() - grew < quiet_time) {
        if (steady::now() - begun > patience) give_up("load: the notices never came: " + std::to_string(seen));
        page = metrics_page(with);
        const auto now = steady::now();
        const double count = counter_of(page, notices_metric);
        if (count > seen) {
            seen = count;
            grew = now;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return grew;
}

void report(tally& sum) {
    std::uint64_t errors = 0;
    for (const auto& [status, count] : sum.by_status) {
        if (status != 201) errors += count;
        std::fprintf(stderr, "answered %d: %llu\n", status, static_cast<unsigned long long>(count));
    }
    tell("accepted", static_cast<double>(sum.accepted.count()));
    tell("errors", static_cast<double>(errors));
    tell("rate", static_cast<double>(sum.accepted.count()) / seconds_between(sum.begun, sum.ended));
    tell("p50_ms", sum.accepted.percentile(0.50) / 1000, 2);
    tell("p99_ms", sum.accepted.percentile(0.99) / 1000, 2);
}

void report_path(const options& with, const tally& sum, const std::string& before) {
    const double had = counter_of(before, notices_metric);
    std::string after;
    double seen = 0;
    const double accepted = static_cast<double>(sum.accepted.count());
    const auto ended = wait_for_notices(with, had + accepted * with.notices, seen, after);
    const buckets first = buckets_of(before, "guiyi_path_seconds"), last = buckets_of(after, "guiyi_path_seconds");
    tell("notices", seen - had);
    tell("path_rate", accepted / seconds_between(sum.begun, std::max(ended, sum.ended)));
    tell("path_p50_ms", percentile(first, last, 0.50) * 1000, 2);
    tell("path_p99_ms", percentile(first, last, 0.99) * 1000, 2);
}

} // namespace

int main(int argc, char** argv) {
    const options with = read_options(argc, argv);
    const std::string before = with.staff.empty() ? "" : metrics_page(with);
    boost::asio::io_context io(1);
    posting source(with);
    source.prepare(prepared_of(with));
    tally sum;
    sum.begun = sum.ended = steady::now();
    for (std::size_t i = 0; i < with.connections; ++i)
        boost::asio::co_spawn(io, post_all(with, source, sum), boost::asio::detached);
    io.run();
    report(sum);
    if (sum.accepted.count() == 0) give_up("load: no complaint was accepted");
    if (!with.staff.empty()) report_path(with, sum, before);
}
