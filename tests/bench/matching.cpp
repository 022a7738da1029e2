// Decisions of deduplication a second on one core, with 100,000 and more cases behind it.
// `matching [--decisions N] [--folder DIR] [--keep DIR] [--hub N] [--model FILE] [--narratives FILE] CASES…`
// Fills a store with that many cases of the project's own generator, decides N complaints of which 38 % are repeats and
// then, as a service that has run for a while, N more, which are measured; prints key=value lines for each size.
// --narratives writes the first size's narratives for a peer to search. --hub adds, to the first size, N complaints by
// one phone and decides on more of them. --keep holds what was filled, so that another run decides on the same cases
// without filling again.
#include "common/core/digest.hpp"
#include "common/core/random.hpp"
#include "common/privacy/vault.hpp"
#include "common/store/database.hpp"
#include "services/deduplication/blocking.hpp"
#include "services/deduplication/case_number.hpp"
#include "services/deduplication/decide.hpp"
#include "services/deduplication/evolve.hpp"
#include "services/deduplication/normalise.hpp"
#include "services/deduplication/state.hpp"
#include "tests/bench/complaints.hpp"
#include "tests/bench/latencies.hpp"

#include <rocksdb/db.h>

#include <fstream>
#include <string>
#include <thread>

using namespace guiyi;
using namespace guiyi::bench;
namespace dedup = guiyi::deduplication;

namespace {

constexpr std::chrono::minutes beijing{480};
constexpr unsigned days = 5 * 365;            // a prefecture-level city's cases of five years
constexpr std::size_t batch_records = 64;     // what a commit of the running service holds under load
constexpr std::uint64_t repeats_percent = 38; // as in the benchmark set of complaints

/// Every data key follows from its id, so that millions of them need no room.
class derived_keyring final : public privacy::keyring {
  public:
    result<privacy::vault::data_key> find(std::string_view id) const override {
        const std::string bytes = keyed_blake2b(std::string(32, 'd'), id, 32);
        privacy::vault::data_key out;
        std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
        return out;
    }
};

struct options {
    std::size_t decisions = 20'000;
    std::uint64_t hub = 0;
    std::filesystem::path folder = std::filesystem::temp_directory_path();
    std::filesystem::path model = "config/matching/model-1.toml";
    std::filesystem::path narratives, keep;
    std::vector<std::uint64_t> sizes;
};

receipt_no receipt_at(std::uint64_t n) {
    char text[32];
    std::snprintf(text, sizeof text, "R261101-%06llu-%05llu", static_cast<unsigned long long>(n / 100'000),
                  static_cast<unsigned long long>(n % 100'000));
    return receipt_no(text);
}

class bench_run {
  public:
    bench_run(const std::filesystem::path& folder, const dedup::model& by, const store::database_options& as = {})
        : by_(by) {
        auto opened = store::database::open(folder, as);
        if (!opened) give_up("matching: " + opened.error().detail);
        db_ = std::move(*opened);
    }

    /// Cases of one complaint each, all of different people: what deciding them one by one leads to, without deciding.
    void fill(std::uint64_t cases, std::ostream* narratives) {
        const auto usual = db_->raw().GetOptions(db_->handle(store::family::deduplication)).write_buffer_size;
        gather_in_memory(256 << 20);
        for (const auto until = people_ + cases; people_ < until;) {
            store::batch batch(*db_);
            auto& rows = batch.on(store::family::deduplication);
            for (std::size_t n = 0; n < 1024 && people_ < until; ++n, ++people_) {
                dedup::evolve(rows, opened(people_));
                if (narratives) *narratives << people_ << '\t' << writer_.narrative() << '\n';
            }
            write(batch);
        }
        rocksdb::FlushOptions flush;
        if (!db_->raw().Flush(flush, db_->handle(store::family::deduplication)).ok()) give_up("matching: no flush");
        gather_in_memory(usual);
        wait_for_compactions();
    }

    /// The cases of an earlier fill(), as it left them.
    void take_over(std::uint64_t cases) { people_ = records_ = cases; }

    void copy_to(const std::filesystem::path& into) const {
        if (const auto said = db_->checkpoint(into); !said) give_up("matching: " + said.error().detail);
    }

    /// As many complaints by one phone, of as many people, and decisions on `count` more of them.
    void measure_hub(std::uint64_t complaints, std::size_t count) {
        const double usual = took_.percentile(0.99);
        from_ = people_;
        writer_.share_phone("400 800 1234");
        fill(complaints, nullptr);
        measure(count);
        tell("hub_complaints", static_cast<double>(complaints));
        tell("hub_decision_p50_us", took_.percentile(0.50));
        tell("hub_decision_p99_us", took_.percentile(0.99));
        tell("hub_p99_over_usual", took_.percentile(0.99) / usual, 2);
    }

    void measure(std::size_t count) {
        decide(count);
        took_ = {};
        repeats_ = tied_ = 0;
        compared_ = 0;
        decide(count);
    }

    /// Decides `count` complaints, each batch written with its state as the running service does.
    void decide(std::size_t count) {
        const auto begun = steady::now();
        double apart = 0; // writing down the complaints is nobody's decision
        for (std::size_t done = 0; done < count;) {
            store::batch batch(*db_);
            auto& rows = batch.on(store::family::deduplication);
            for (std::size_t n = 0; n < batch_records && done < count; ++n, ++done) {
                const auto writing = steady::now();
                const auto one = next();
                const auto started = steady::now();
                apart += seconds_between(writing, started);
                decide_one(one, rows);
                took_.add(started, steady::now());
            }
            write(batch);
        }
        const double elapsed = seconds_between(begun, steady::now()) - apart;
        rate_ = static_cast<double>(count) / elapsed;
    }

    void print(std::uint64_t cases) {
        const auto name = [&](std::string_view what) { return std::string(what) + "_" + std::to_string(cases); };
        tell(name("decisions_per_s"), rate_);
        tell(name("decision_p50_us"), took_.percentile(0.50));
        tell(name("decision_p99_us"), took_.percentile(0.99));
        std::uint64_t bytes = 0;
        db_->raw().GetIntProperty(db_->handle(store::family::deduplication), "rocksdb.total-sst-files-size", &bytes);
        tell(name("bytes_per_case"), static_cast<double>(bytes) / static_cast<double>(cases));
        tell(name("compared_mean"), static_cast<double>(compared_) / static_cast<double>(took_.count()), 2);
        tell(name("tied"), static_cast<double>(tied_));
        tell(name("asked_to_be_tied"), static_cast<double>(repeats_));
    }

  private:
    /// What years left behind is written in minutes: in larger pieces, so that less is merged.
    void gather_in_memory(std::uint64_t bytes) {
        if (!db_->raw()
                 .SetOptions(db_->handle(store::family::deduplication), {{"write_buffer_size", std::to_string(bytes)}})
                 .ok())
            give_up("matching: no larger memtables");
    }

    /// Years of cases came in minutes: what that left to be put in order is nobody's decision either.
    void wait_for_compactions() {
        const auto busy = [&](const char* what) {
            std::uint64_t count = 0;
            return db_->raw().GetIntProperty(db_->handle(store::family::deduplication), what, &count) && count > 0;
        };
        while (busy("rocksdb.compaction-pending") || busy("rocksdb.num-running-compactions"))
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }

    events::complaint_received received(std::uint64_t person, std::uint64_t wording) {
        events::complaint_received out;
        out.receipt = receipt_at(records_++);
        out.received_at = *parse_rfc3339("2026-11-01T09:00:00+08:00");
        const auto key = keys_.find(out.receipt.str());
        out.sealed =
            to_base64(privacy::vault::seal(*key, "complaint", out.receipt.str(), writer_.write(person, wording)));
        return out;
    }

    events::event opened(std::uint64_t person) {
        const receipt_no receipt = receipt_at(records_++);
        const instant at = *parse_rfc3339("2026-11-01T09:00:00+08:00");
        const auto profile = dedup::normalise(writer_.write(person, 0), at, beijing);
        if (!profile) give_up("matching: " + profile.error().detail);
        events::case_opened out;
        out.opened = dedup::case_number(2026, static_cast<std::uint32_t>(records_));
        out.verdict = out.why.band = "new";
        out.why.model = by_.version;
        out.record.receipt = receipt;
        for (const auto& key : dedup::hashed(dedup::plain_keys(*profile), index_))
            if (key.filed) out.record.keys.push_back(key.in_fact());
        const auto key = keys_.find(receipt.str());
        out.record.sealed_profile =
            to_base64(privacy::vault::seal(*key, "profile", receipt.str(), dedup::encode(*profile)));
        return {std::move(out), at, {}, {}};
    }

    /// A repeat of somebody there in other words, or somebody new.
    events::complaint_received next() {
        const bool repeat = dice_.below(100) < repeats_percent;
        if (!repeat) return received(people_++, 0);
        ++repeats_;
        return received(from_ + dice_.below(people_ - from_), 1 + dice_.below(1000));
    }

    void decide_one(const events::complaint_received& one, store::writer& rows) {
        const auto facts = dedup::decide(one, rows, {keys_, index_, by_, beijing});
        if (!facts) give_up("matching: " + facts.error().detail);
        for (const auto& fact : *facts) {
            count(fact);
            dedup::evolve(rows, {fact, one.received_at, {}, {}});
        }
    }

    void count(const events::fact& decided) {
        if (const auto* tied = std::get_if<events::complaint_tied>(&decided)) {
            ++tied_;
            compared_ += tied->why.candidates;
        } else if (const auto* opened = std::get_if<events::case_opened>(&decided)) {
            compared_ += opened->why.candidates;
        }
    }

    void write(const store::batch& batch) {
        if (const auto said = db_->write(batch, true); !said) give_up("matching: " + said.error().detail);
    }

    const dedup::model& by_;
    std::unique_ptr<store::database> db_;
    derived_keyring keys_;
    privacy::blind_index index_{std::string(32, 'i')};
    complaint_writer writer_{days};
    dice dice_{20261123};
    latencies took_;
    std::uint64_t from_ = 0; ///< the first of those who repeat
    std::uint64_t people_ = 0, records_ = 0, repeats_ = 0, tied_ = 0;
    std::int64_t compared_ = 0;
    double rate_ = 0;
};

options read_options(int argc, char** argv) {
    options out;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (!name.starts_with("--")) {
            out.sizes.push_back(std::stoull(argv[i]));
            continue;
        }
        if (i + 1 == argc) give_up("matching: " + std::string(name) + " needs a value");
        const char* value = argv[++i];
        if (name == "--decisions")
            out.decisions = std::stoull(value);
        else if (name == "--hub")
            out.hub = std::stoull(value);
        else if (name == "--folder")
            out.folder = value;
        else if (name == "--model")
            out.model = value;
        else if (name == "--narratives")
            out.narratives = value;
        else if (name == "--keep")
            out.keep = value;
        else
            give_up("matching: there is no option " + std::string(name));
    }
    if (out.sizes.empty()) out.sizes = {100'000};
    return out;
}

/// A store of so many cases in `folder`: filled, or, with --keep, copied from (and kept for) another run.
void measure(const std::filesystem::path& folder, std::uint64_t cases, const options& with, const dedup::model& by,
             std::ostream* narratives) {
    const auto version = std::to_string(dedup::state_version); // another one finds nothing in it, and that quickly
    const auto kept = with.keep.empty() ? with.keep : with.keep / (std::to_string(cases) + ".v" + version);
    const auto store = folder / "store";
    if (!kept.empty() && std::filesystem::exists(kept)) {
        bench_run(kept, by).copy_to(store);
    } else {
        bench_run filling(store, by, {.write_buffer_bytes = 1 << 30});
        const auto begun = steady::now();
        filling.fill(cases, narratives);
        tell("fill_s_" + std::to_string(cases), seconds_between(begun, steady::now()), 1);
        if (!kept.empty()) filling.copy_to(kept);
    }
    bench_run one(store, by);
    one.take_over(cases);
    one.measure(with.decisions);
    one.print(cases);
    if (with.hub > 0 && cases == with.sizes.front()) one.measure_hub(with.hub, with.decisions);
}

} // namespace

int main(int argc, char** argv) {
    const options with = read_options(argc, argv);
    const auto by = dedup::load_model(with.model);
    if (!by) give_up("matching: " + by.error().detail);
    std::ofstream narratives;
    if (!with.narratives.empty()) narratives.open(with.narratives);
    for (std::size_t i = 0; i < with.sizes.size(); ++i) {
        std::string folder = (with.folder / "guiyi-matching-XXXXXX").string();
        if (!::mkdtemp(folder.data())) give_up("matching: no temporary folder under " + with.folder.string());
        measure(folder, with.sizes[i], with, *by, i == 0 && narratives.is_open() ? &narratives : nullptr);
        std::filesystem::remove_all(folder);
    }
}
