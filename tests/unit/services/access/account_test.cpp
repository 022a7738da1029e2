// What administrators do with accounts and tokens, through the API.
#include "tests/unit/services/access/access_for_tests.hpp"

namespace guiyi::access {

class Accounts : public AccessRig {
  protected:
    void SetUp() override {
        AccessRig::SetUp();
        admin = machine({role::administrator});
    }
    reply administer(const std::string& path, const boost::json::value& body) {
        return post("/api/v1/admin/" + path, body, {}, admin);
    }
    std::string admin;
};

TEST_F(Accounts, AnOfficerOfTheDesksFileNeedsOnlyTheName) {
    const auto opened = administer("accounts", {{"account", "wang.min"}});
    ASSERT_EQ(opened.status, 201) << boost::json::serialize(opened.body);
    const auto link = opened.text("link");
    EXPECT_TRUE(link.starts_with("/#/invitation/"));
    const auto shown = get("/api/v1/admin/accounts/wang.min", {}, admin).body;
    EXPECT_EQ(shown.at("name").as_string(), "王敏");
    EXPECT_EQ(shown.at("desk").as_string(), "a");
    EXPECT_FALSE(shown.at("has_password").as_bool());
    EXPECT_EQ(boost::json::serialize(shown).find(link.substr(link.rfind('/') + 1)), std::string::npos);
    EXPECT_EQ(administer("accounts", {{"account", "wang.min"}}).status, 409);
}

TEST_F(Accounts, WhatIsNotKnownIsRefusedByName) {
    const auto pointers = [&](const boost::json::value& body) {
        std::string out;
        const auto said = administer("accounts", body);
        EXPECT_EQ(said.status, 422);
        for (const auto& one : said.body.at("errors").as_array()) out += std::string(one.at("pointer").as_string());
        return out;
    };
    EXPECT_EQ(pointers({{"account", "a b"}, {"name", "x"}, {"roles", {"officer"}}}), "/account");
    EXPECT_EQ(pointers({{"account", "new.one"}}), "/name/roles");
    EXPECT_EQ(pointers({{"account", "new.one"}, {"name", "x"}, {"roles", {"boss"}}}), "/roles/roles");
    EXPECT_EQ(pointers({{"account", "new.one"}, {"name", "x"}, {"roles", {"integrator"}}}), "/roles");
    EXPECT_EQ(pointers({{"account", "new.one"}, {"name", "x"}, {"roles", {"officer"}}, {"desk", "zz"}}), "/desk");
    EXPECT_EQ(pointers({{"account", "new.one"}, {"name", "x"}, {"roles", {"officer"}}, {"admin", true}}), "/admin");
}

TEST_F(Accounts, TheLastAdministratorStays) {
    const auto only = person("root.one", {role::administrator});
    EXPECT_EQ(administer("accounts/root.one/close", boost::json::object{}).status, 409);
    EXPECT_EQ(administer("accounts/root.one", {{"name", "x"}, {"roles", {"officer"}}}).status, 409);
    person("root.two", {role::administrator});
    EXPECT_EQ(administer("accounts/root.one/close", {{"reason", "left"}}).status, 200);
    EXPECT_EQ(get("/api/v1/session", only).status, 401);
    EXPECT_EQ(administer("accounts/root.one/close", boost::json::object{}).status, 409);
    EXPECT_EQ(administer("accounts/root.one/reopen", boost::json::object{}).status, 200);
}

TEST_F(Accounts, AnAdministratorEndsAllSessionsOfAnAccount) {
    const auto one = person("zhou.li", {role::auditor});
    const auto two = in(post("/api/v1/session", {{"account", "zhou.li"}, {"password", password}}));
    EXPECT_EQ(get("/api/v1/admin/accounts/zhou.li", {}, admin).body.at("sessions").as_array().size(), 2u);
    EXPECT_EQ(administer("accounts/zhou.li/end-sessions", boost::json::object{}).status, 200);
    EXPECT_EQ(get("/api/v1/session", one).status, 401);
    EXPECT_EQ(get("/api/v1/session", two).status, 401);
    EXPECT_EQ(administer("accounts/nobody/end-sessions", boost::json::object{}).status, 404);
    EXPECT_EQ(administer("accounts/zhou.li/explode", boost::json::object{}).status, 404);
}

TEST_F(Accounts, ATokenIsShownOnceAndCanBeRevoked) {
    const auto issued = administer("tokens", {{"principal", "platform-2"}, {"machine", true}, {"scopes", {"cases"}}});
    ASSERT_EQ(issued.status, 201) << boost::json::serialize(issued.body);
    const auto secret = issued.text("secret");
    EXPECT_EQ(get("/api/v1/cases", {}, secret).status, 200);
    EXPECT_EQ(boost::json::serialize(get("/api/v1/admin/tokens", {}, admin).body).find(secret), std::string::npos);
    EXPECT_EQ(administer("tokens/" + issued.text("token") + "/revoke", boost::json::object{}).status, 204);
    EXPECT_EQ(get("/api/v1/cases", {}, secret).status, 401);
    EXPECT_EQ(administer("tokens", {{"principal", "nobody.here"}}).status, 422) << "a person must be known";
    EXPECT_EQ(administer("tokens", {{"principal", "p-3"}, {"machine", true}, {"scopes", {"all"}}}).status, 422);
}

TEST_F(Accounts, TheFirstStartGivesALinkUntilAnAdministratorHasAPassword) {
    const auto first = [&](const std::string& hash) {
        std::size_t facts = 0;
        record([&](const store::view& state, instant now) {
            auto out = first_administrator(account_id("admin"), {hash, now + std::chrono::hours(1)}, state);
            facts = out->size();
            return out;
        });
        return facts;
    };
    EXPECT_EQ(first("h1"), 2u) << "the account and its link";
    EXPECT_EQ(first("h2"), 1u) << "a newer link";
    EXPECT_EQ(invited(rig.state(), "h1"), std::nullopt);
    EXPECT_EQ(invited(rig.state(), "h2"), account_id("admin"));
    person("root.one", {role::administrator});
    EXPECT_EQ(first("h3"), 0u);
}

} // namespace guiyi::access
