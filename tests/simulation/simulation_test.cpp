// The rule of the design, lived through: histories under seeds hold, and faults that break the rule are found.
#include "tests/simulation/machine.hpp"
#include "tests/simulation/world.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace guiyi::simulation {
namespace {

program_parts& runs() {
    static const auto loaded = load_program(GUIYI_SOURCE_DIR);
    return *loaded;
}

TEST(Simulation, HoldsUnderSeeds) {
    const std::uint64_t count = std::getenv("GUIYI_LONG") ? 10'000 : 12;
    for (std::uint64_t seed = 1; seed <= count; ++seed) {
        const auto lived = live(runs(), {.seed = seed});
        ASSERT_EQ(lived.trouble, "") << "again: guiyi-simulate --seed " << seed;
    }
}

TEST(Simulation, ASeedGivesTheSameHistoryAgain) {
    const auto once = live(runs(), {.seed = 7}), again = live(runs(), {.seed = 7});
    EXPECT_EQ(once.digest, again.digest);
    EXPECT_GT(once.acknowledged, 0u);
    EXPECT_GT(once.commits, 50u);
    EXPECT_NE(once.digest, live(runs(), {.seed = 8}).digest);
}

/// A check that finds nothing proves nothing.
class PlantedBug : public ::testing::TestWithParam<std::string> {};

TEST_P(PlantedBug, IsFoundWithin200Seeds) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed)
        if (!live(runs(), {.seed = seed, .planted = bug_named(GetParam())}).trouble.empty()) return;
    FAIL() << "200 histories with " << GetParam() << " looked right";
}

INSTANTIATE_TEST_SUITE_P(EachOne, PlantedBug, ::testing::Values("no_fence", "state_first", "forgets_tail", "false_ack"),
                         [](const auto& one) { return one.param; });

} // namespace
} // namespace guiyi::simulation
