// One seed's history of a deployment: two machines (or one, on a bus that keeps log and state together), people who use
// them, faults at every point, and checks at the end that hold whatever happened. The same seed gives the same history.
// @par what is checked: see checks.hpp
#pragma once

#include "tests/simulation/network.hpp"

namespace guiyi::simulation {

struct program_parts;

struct plan {
    std::uint64_t seed = 1;
    std::size_t complaints = 25;
    std::size_t steps = 4000; ///< things that happen before everything is mended and comes to rest
    bug planted = bug::none;
};

struct history {
    std::string trouble; ///< empty, or the first thing that does not hold
    std::string digest;  ///< of all streams at the end
    std::uint64_t acknowledged = 0;
    std::uint64_t commits = 0;
    std::uint64_t crashes = 0;
    std::map<std::string, std::uint64_t> facts; ///< by type: what the history is made of
    std::chrono::milliseconds simulated{0};
};

/// Loads the shipped configuration. @param root the source folder
std::unique_ptr<program_parts> load_program(const std::string& root);

history live(program_parts& runs, const plan& of);

} // namespace guiyi::simulation
