// Reports over 1,000,000 cases, and what keeping their sums costs a fact.
// `reports [--cases N] [--folder DIR] [--rounds N] [--fill] [--ask]`
// Fills a store with the project's own simulated facts (30 officers, five years, 5,000 firms), timing the fold, then
// asks every report for all five years and for one, as of now and as of past days. A filled folder is kept: --fill
// stops after filling, --ask begins there. Prints the median of each question and key=value lines.
#include "common/store/database.hpp"
#include "services/casework/reports/figures.hpp"
#include "services/casework/reports/fold.hpp"
#include "tests/support/casework_facts.hpp"

#include <time.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>

using namespace guiyi;
namespace reports = guiyi::casework::reports;

namespace {

constexpr std::chrono::minutes beijing{480};
constexpr int years = 5, days = years * 365;
constexpr std::size_t batch_facts = 256; // a commit's worth under load

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor time of this thread: what a fact costs, whoever else is at work on the machine.
double processor_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct options {
    int cases = 1'000'000;
    int rounds = 5;
    bool fill = true, ask = true;
    std::filesystem::path folder = std::filesystem::temp_directory_path() / "guiyi-bench-reports";
};

testing::casework_plan plan_of(const options& with) {
    testing::casework_plan out;
    out.from = local_date(std::chrono::year(2021), std::chrono::month(1), std::chrono::day(1));
    out.days = days;
    out.cases_a_day = std::max(1, with.cases / days);
    out.respondents = 5'000;
    out.regroup_permille = 20;
    return out;
}

reports::day_number last_day(const options& with) { return reports::number_of(plan_of(with).from) + days; }

std::unique_ptr<store::database> open(const options& with) {
    return store::database::open(with.folder / "db", {.block_cache_bytes = 512 << 20, .write_buffer_bytes = 256 << 20})
        .value();
}

void fill(const options& with) {
    std::filesystem::remove_all(with.folder);
    std::filesystem::create_directories(with.folder);
    const auto db = open(with);
    std::uint64_t facts = 0, cases = 0, rows_before = 0;
    double folding = 0, writing = 0;
    auto batch = std::make_unique<store::batch>(*db);
    std::size_t in_batch = 0;
    const auto flush = [&] {
        const auto start = processor_seconds();
        rows_before += batch->size_bytes();
        db->write(*batch, false).value();
        batch = std::make_unique<store::batch>(*db);
        in_batch = 0;
        writing += processor_seconds() - start;
    };
    testing::casework_facts(plan_of(with)).give([&](const events::event& one) {
        ++facts;
        cases += std::holds_alternative<events::case_registered>(one.data) ||
                 std::holds_alternative<events::case_split_noted>(one.data);
        const auto start = processor_seconds();
        reports::fold(batch->on(store::family::casework), one, beijing);
        folding += processor_seconds() - start;
        if (++in_batch == batch_facts) flush();
        if (facts % 1'000'000 == 0) std::fprintf(stderr, "%llu facts\n", static_cast<unsigned long long>(facts));
    });
    flush();
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(with.folder))
        if (file.is_regular_file()) bytes += file.file_size();
    std::printf(
        "cases=%llu\nfacts=%llu\nfold_us_a_fact=%.1f\nwrite_us_a_fact=%.1f\nwritten_bytes_a_fact=%.0f\n"
        "disk_bytes_a_case=%.0f\n",
        static_cast<unsigned long long>(cases), static_cast<unsigned long long>(facts),
        folding / static_cast<double>(facts) * 1e6, writing / static_cast<double>(facts) * 1e6,
        static_cast<double>(rows_before) / static_cast<double>(facts),
        static_cast<double>(bytes) / static_cast<double>(std::max<std::uint64_t>(1, cases)));
}

struct asked {
    std::string name;
    reports::request what;
};

std::vector<asked> questions(const reports::definition& of, reports::day_number today) {
    std::vector<asked> out;
    const reports::period all{today - days, today}, year{today - 364, today};
    for (const auto& by : of.by) {
        out.push_back({"5y " + reports::name_of(by), {all, today, true, by, {}}});
        out.push_back({"1y " + reports::name_of(by), {year, today, true, by, {}}});
    }
    const auto first = of.by.front();
    out.push_back({"5y as of a month ago", {all, today - 30, false, first, {}}});
    out.push_back({"5y as of a year ago", {all, today - 365, false, first, {}}});
    out.push_back(
        {"1y two filters, by lines",
         {year, today, true, first, {{reports::dimension::desk, "desk3"}, {reports::dimension::channel, "portal"}}}});
    return out;
}

void ask(const options& with) {
    const auto db = open(with);
    const auto& rows = db->read(store::family::casework);
    std::vector<double> now, past, by_lines;
    for (const auto& report : reports::load_definitions("config/reports").value()) {
        if (!report.list.empty()) continue;
        for (const auto& one : questions(report, last_day(with))) {
            std::vector<double> took;
            std::size_t groups = 0;
            for (int i = 0; i < with.rounds; ++i) {
                const auto start = std::chrono::steady_clock::now();
                groups = reports::figures_of(rows, report, one.what).rows.size();
                took.push_back(seconds_since(start));
            }
            std::ranges::sort(took);
            const auto median = took[took.size() / 2];
            (one.what.where.empty() ? one.what.is_now ? now : past : by_lines).push_back(median);
            std::printf("%-22s %-26s %6zu rows %9.1f ms\n", report.id.c_str(), one.name.c_str(), groups, median * 1e3);
        }
    }
    const auto told = [](const char* name, std::vector<double> all) {
        std::ranges::sort(all);
        std::printf("%s_median_ms=%.1f\n%s_worst_ms=%.1f\n", name, all[all.size() / 2] * 1e3, name, all.back() * 1e3);
    };
    told("as_of_now", now);
    told("as_of_past", past);
    told("two_filters", by_lines);
}

} // namespace

int main(int argc, char** argv) {
    options with;
    for (int i = 1; i < argc; ++i) {
        const auto is = [&](const char* name) { return std::strcmp(argv[i], name) == 0; };
        const auto next = [&] { return i + 1 < argc ? argv[++i] : ""; };
        if (is("--cases"))
            with.cases = std::atoi(next());
        else if (is("--rounds"))
            with.rounds = std::max(1, std::atoi(next()));
        else if (is("--folder"))
            with.folder = next();
        else if (is("--fill"))
            with.ask = false;
        else if (is("--ask"))
            with.fill = false;
        else
            return std::fprintf(stderr, "reports: unknown option %s\n", argv[i]), 2;
    }
    if (with.fill) fill(with);
    if (with.ask) ask(with);
    return 0;
}
