// guiyi-simulate: lives through histories of a deployment under seeds and says whether everything held.
// `guiyi-simulate [--seed N] [--seeds COUNT] [--complaints N] [--steps N] [--bug NAME]`
// Exit code 1 when something did not hold; the last lines then say what, and the one command that shows it again.
#include "tests/simulation/machine.hpp"
#include "tests/simulation/world.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <iostream>

using namespace guiyi;

int main(int argc, char** argv) {
    simulation::plan of;
    std::uint64_t seeds = 1;
    std::string planted = "none";
    CLI::App app("Lives through simulated histories and checks them", "guiyi-simulate");
    app.add_option("--seed", of.seed, "the first seed");
    app.add_option("--seeds", seeds, "how many, one after the other");
    app.add_option("--complaints", of.complaints, "complaints of one history");
    app.add_option("--steps", of.steps, "things that happen before it comes to rest");
    app.add_option("--bug", planted, "a planted fault: no_fence, state_first, forgets_tail, false_ack");
    CLI11_PARSE(app, argc, argv);

    const auto time = system_clock();
    const auto begun = time->monotonic();
    std::chrono::duration<double, std::ratio<3600>> simulated{};
    std::uint64_t commits = 0, crashes = 0, acknowledged = 0;
    std::map<std::string, std::uint64_t> facts;
    try {
        of.planted = simulation::bug_named(planted);
        const auto runs = simulation::load_program(GUIYI_SOURCE_DIR);
        for (std::uint64_t i = 0; i < seeds; ++i, ++of.seed) {
            const auto lived = simulation::live(*runs, of);
            simulated += lived.simulated;
            commits += lived.commits;
            crashes += lived.crashes;
            acknowledged += lived.acknowledged;
            for (const auto& [type, count] : lived.facts) facts[type] += count;
            if (lived.trouble.empty()) {
                if (seeds == 1) std::cout << "seed=" << of.seed << " digest=" << lived.digest << '\n';
                continue;
            }
            std::cout << "seed=" << of.seed << ": " << lived.trouble << "\nagain: guiyi-simulate --seed " << of.seed
                      << " --complaints " << of.complaints << " --steps " << of.steps
                      << (planted == "none" ? "" : " --bug " + planted) << '\n';
            return 1;
        }
    } catch (const std::exception& broken) {
        std::cerr << "guiyi-simulate: " << broken.what() << '\n';
        return 2;
    }
    for (const auto& [type, count] : facts) std::cout << "fact " << type << '=' << count << '\n';
    const std::chrono::duration<double> took = time->monotonic() - begun;
    std::cout << "seeds=" << seeds << " commits=" << commits << " crashes=" << crashes
              << " acknowledged=" << acknowledged << "\nsimulated_hours=" << simulated.count()
              << " simulated_hours_per_s=" << simulated.count() / took.count() << '\n';
}
