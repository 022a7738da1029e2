// Every route of the staff side is in config/roles.toml and nothing else is, and the README of access shows exactly
// that; walking the routes with every role over HTTP is the scenario roles.py's part.
#include "services/guiyi/node.hpp"
#include "services/guiyi/sides.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace guiyi::program {

namespace {

constexpr std::string_view begin = "<!-- table -->\n", end = "<!-- end of table -->";

std::string readme() {
    std::ifstream in(GUIYI_SOURCE_DIR "/services/access/README.md");
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

} // namespace

TEST(Roles, EveryRouteOfTheStaffSideHasItsEntryAndEveryEntryItsRoute) {
    const testing::temp_folder folder;
    const auto time = system_clock();
    const auto random = seeded_random(5);
    auto settings = config::load_settings(GUIYI_SOURCE_DIR "/config/guiyi.toml").value();
    settings.data_dir = (folder.path() / "data").string();
    const auto served = node::open(settings, *time, *random).value();
    sides of(*served);
    const auto staff = of.staff_routes(GUIYI_SOURCE_DIR "/services/web"); // any page will do: its route is what counts
    std::set<std::string> real, listed;
    for (const auto& [verb, route] : staff.routes()) {
        real.insert(std::string(http::name_of(verb)) + " " + route->pattern);
        EXPECT_TRUE(route->before()) << route->pattern << " has no guard";
    }
    for (const auto& [route, rule] : served->what().config.roles.routes()) listed.insert(route);
    for (const auto& one : real)
        EXPECT_TRUE(listed.contains(one)) << one << ": say in config/roles.toml who may use it";
    for (const auto& one : listed) EXPECT_TRUE(real.contains(one)) << one << " of config/roles.toml is no route";
}

TEST(Roles, TheReadmeShowsTheTable) {
    const auto rules = access::route_rules::load(GUIYI_SOURCE_DIR "/config/roles.toml").value();
    const auto text = readme();
    const auto from = text.find(begin), to = text.find(end);
    ASSERT_NE(from, text.npos);
    ASSERT_NE(to, text.npos);
    const auto whole = text.substr(0, from + begin.size()) + rules.to_markdown() + text.substr(to);
    if (std::getenv("GUIYI_UPDATE_TABLE")) std::ofstream(GUIYI_SOURCE_DIR "/services/access/README.md") << whole;
    EXPECT_EQ(readme(), whole) << "config/roles.toml changed: run this test once with GUIYI_UPDATE_TABLE=1";
}

} // namespace guiyi::program
