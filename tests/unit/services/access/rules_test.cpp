// The pure parts: locks, password rules, and the file of roles.
#include "services/access/lock.hpp"
#include "services/access/password_rules.hpp"
#include "services/access/route_rules.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace guiyi::access {
namespace {

const instant noon = parse_rfc3339("2026-11-20T12:00:00Z").value();

TEST(Lock, IsFreeAtFirstThenDoublesUpToItsEnd) {
    const lock_rule rule{.failures_free = 3, .first = std::chrono::seconds(10), .max = std::chrono::seconds(60)};
    const auto wait = [&](std::int64_t failures) {
        const auto until = locked_until(failures, noon, rule);
        return until == instant() ? 0 : std::chrono::duration_cast<std::chrono::seconds>(until - noon).count();
    };
    EXPECT_EQ(wait(0), 0);
    EXPECT_EQ(wait(2), 0);
    EXPECT_EQ(wait(3), 10);
    EXPECT_EQ(wait(4), 20);
    EXPECT_EQ(wait(5), 40);
    EXPECT_EQ(wait(6), 60);
    EXPECT_EQ(wait(1'000'000'000), 60);
}

TEST(Lock, CountsAnIpv6NetworkAsOneAddress) {
    EXPECT_EQ(address_key("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(address_key("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(address_key("2001:db8:0:1:aaaa::1"), "2001:db8:0:1::/64");
    EXPECT_EQ(address_key("2001:db8:0:1:bbbb::9"), "2001:db8:0:1::/64");
    EXPECT_EQ(address_key("no address"), "no address");
}

TEST(PasswordRules, LongAndUncommonIsGoodWhateverItIsMadeOf) {
    const auto fault = [](std::string_view password) {
        const auto found = weakness_of(password, account_id("wang.min"), "Wang Min", 12);
        return found ? found->code : "";
    };
    EXPECT_EQ(fault("correct horse battery"), "");
    EXPECT_EQ(fault("投诉中心的窗外有两棵老槐树"), "");
    EXPECT_EQ(fault("tv9-kettle-lamp"), "");
    EXPECT_EQ(fault("elevenchars"), "too_short");
    EXPECT_EQ(fault("十一个汉字不够长啊啊"), "too_short");
    EXPECT_EQ(fault("abcdefghijkl"), "too_regular");
    EXPECT_EQ(fault("111122221111"), "too_regular");
    EXPECT_EQ(fault("P@ssw0rd1234"), "too_common");
    EXPECT_EQ(fault("guiyi12315!!"), "too_common");
    EXPECT_EQ(fault("wang.min2026"), "about_you");
}

class RouteRules : public ::testing::Test {
  protected:
    std::string refusal(const std::string& more) {
        std::string text;
        for (const role one : all_roles)
            text += "[[role]]\nid = \"" + std::string(name_of(one)) +
                    "\"\nname_zh = \"x\"\nname_en = \"x\"\nrows = \"" +
                    (one == role::officer ? "own_desk"
                     : one == role::lead  ? "own_organisation"
                                          : "none") +
                    "\"\n";
        const auto file = folder.path() / "roles.toml";
        std::ofstream(file) << text << more;
        const auto loaded = route_rules::load(file);
        if (loaded) rules = *loaded;
        return loaded ? "" : loaded.error().detail;
    }
    testing::temp_folder folder;
    route_rules rules;
};

TEST_F(RouteRules, GroupsAreRolesAndTheWidestRowsCount) {
    ASSERT_EQ(refusal("[[group]]\nid = \"g\"\nroles = [\"officer\", \"lead\"]\n"
                      "[[route]]\nof = [\"GET /a\"]\nmay = [\"g\", \"head\"]\nscope = \"s\"\nlook = \"case_no\"\n"),
              "");
    const auto* rule = rules.find("GET /a");
    ASSERT_TRUE(rule);
    EXPECT_EQ(rule->roles, (role_set{role::officer, role::lead, role::head}));
    EXPECT_EQ(rules.find("POST /a"), nullptr);
    EXPECT_EQ(rules.rows_of({role::officer, role::lead}), row_scope::own_organisation);
    EXPECT_EQ(rules.rows_of({role::administrator}), row_scope::none);
    EXPECT_EQ(rules.scopes(), std::vector<std::string>{"s"});
}

TEST_F(RouteRules, WhatIsWrongIsNamed) {
    EXPECT_NE(refusal("[[route]]\nof = [\"GET /a\"]\nmay = [\"boss\"]\n").find("unknown role or group: boss"),
              std::string::npos);
    EXPECT_NE(refusal("[[route]]\nof = [\"GET /a\"]\nwho = \"anybody\"\n"
                      "[[route]]\nof = [\"GET /a\"]\nwho = \"anybody\"\n")
                  .find("names a route again"),
              std::string::npos);
    EXPECT_NE(refusal("[[route]]\nof = [\"GET /a\"]\n").find("must name roles"), std::string::npos);
    EXPECT_NE(refusal("[[role]]\nid = \"officer\"\nname_zh = \"x\"\nname_en = \"x\"\nrows = \"all\"\n")
                  .find("must describe 'officer' once"),
              std::string::npos);
}

} // namespace
} // namespace guiyi::access
