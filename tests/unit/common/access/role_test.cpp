#include "common/access/principal.hpp"

#include <gtest/gtest.h>

namespace guiyi::access {
namespace {

TEST(Roles, EveryRoleHasANameThatLeadsBackToIt) {
    for (const role one : all_roles) EXPECT_EQ(role_named(name_of(one)), one);
    EXPECT_EQ(role_named("OFFICER"), std::nullopt);
    for (const auto one : {row_scope::none, row_scope::own_desk, row_scope::own_organisation, row_scope::all})
        EXPECT_EQ(row_scope_named(name_of(one)), one);
}

TEST(Roles, ASetKnowsItsMembersAndReadsItsNamesBack) {
    const role_set set{role::officer, role::lead};
    EXPECT_TRUE(set.has(role::lead));
    EXPECT_FALSE(set.has(role::head));
    EXPECT_TRUE(set.has_any({role::head, role::lead}));
    EXPECT_FALSE(set.has_any({}));
    EXPECT_EQ(set.names(), (std::vector<std::string>{"officer", "lead"}));
    EXPECT_EQ(role_set::parse(set.names()), set);

    std::string unknown;
    EXPECT_EQ(role_set::parse({"officer", "boss"}, &unknown), std::nullopt);
    EXPECT_EQ(unknown, "boss");
}

TEST(Principal, SeesTheDesksInReachAndWhatHasNoDeskOnlyWithAllRows) {
    principal who{.id = "wang.min",
                  .name = {},
                  .roles = {role::officer},
                  .rows = row_scope::own_desk,
                  .desk = desk_id("a"),
                  .desks = {desk_id("a")}};
    EXPECT_TRUE(who.sees(desk_id("a")));
    EXPECT_FALSE(who.sees(desk_id("b")));
    EXPECT_FALSE(who.sees(desk_id()));
    who.rows = row_scope::all;
    EXPECT_TRUE(who.sees(desk_id("b")));
    EXPECT_TRUE(who.sees(desk_id()));
}

} // namespace
} // namespace guiyi::access
