// Who may what: roles, scopes, whose cases, other sites' requests; and that every look is put down.
#include "tests/unit/services/access/access_for_tests.hpp"

namespace guiyi::access {

class Gate : public AccessRig {
  protected:
    std::vector<std::string> looks_at(const std::string& subject) {
        std::vector<std::string> out;
        for (const auto& one : entries({.by = {}, .subject = subject, .kind = {}}))
            if (one.kind == "look" || one.kind == "refused")
                out.push_back(one.by.str() + " " + one.what + (one.detail.empty() ? "" : " " + one.detail));
        return out;
    }
};

TEST_F(Gate, WhoIsNobodyGetsNothing) {
    EXPECT_EQ(get("/api/v1/cases").status, 401);
    for (const std::string value : {"", ".", "=", "\xff.\xff", "00.officer.99999999999999999999.ab"})
        EXPECT_EQ(get("/api/v1/cases", {.cookie = "guiyi_session=" + value, .csrf = {}}).status, 401) << value;
    EXPECT_EQ(get("/api/v1/cases", {}, "gy_0").status, 401);
}

TEST_F(Gate, ARoleOpensItsRoutesAndNoOther) {
    const auto officer = person("an.officer", {role::officer}, "a");
    const auto auditor = person("an.auditor", {role::auditor});
    EXPECT_EQ(get("/api/v1/cases", officer).status, 200);
    EXPECT_EQ(get("/api/v1/audit", officer).type(), "role");
    EXPECT_EQ(get("/api/v1/admin/accounts", auditor).type(), "role");
    EXPECT_EQ(get("/api/v1/audit", auditor).status, 200);
    EXPECT_EQ(get("/not/in/the/rules", auditor).type(), "no_rule") << "what is not listed is for nobody";
}

TEST_F(Gate, OfficersSeeTheirDeskLeadsTheirOrganisationAndTriageAll) {
    const auto officer = person("an.officer", {role::officer}, "a");
    const auto lead = person("a.lead", {role::lead}, "a");
    const auto manager = person("a.manager", {role::manager}, {}, "county");
    const auto triage = person("a.triage", {role::triage}, "a");
    const auto statuses = [&](const browser& by) {
        std::vector<int> out;
        for (const auto* number : {"C1", "C2", "C3", "C9"})
            out.push_back(get("/api/v1/cases/" + std::string(number), by).status);
        return out;
    };
    EXPECT_EQ(statuses(officer), (std::vector{200, 403, 403, 404}));
    EXPECT_EQ(statuses(lead), (std::vector{200, 200, 403, 404}));
    EXPECT_EQ(statuses(manager), (std::vector{403, 403, 200, 404}));
    EXPECT_EQ(statuses(triage), (std::vector{200, 200, 200, 200}))
        << "a number nobody knows is the handler's to answer";
    EXPECT_EQ(get("/api/v1/cases/C2", officer).type(), "out_of_reach");
    EXPECT_EQ(get("/api/v1/complaints/R2/match", officer).type(), "out_of_reach");
    EXPECT_EQ(get("/api/v1/complaints/R1/match", officer).status, 200);
}

TEST_F(Gate, ACaseThatGoesToAnotherDeskGoesOutOfReach) {
    const auto officer = person("an.officer", {role::officer}, "a");
    EXPECT_EQ(get("/api/v1/cases/C1", officer).status, 200);
    places.desks[case_no("C1")] = desk_id("b");
    EXPECT_EQ(get("/api/v1/cases/C1", officer).status, 403);
    places.desks[case_no("C1")] = desk_id();
    EXPECT_EQ(get("/api/v1/cases/C1", officer).status, 403) << "what no desk has is for those who see all";
}

TEST_F(Gate, ChangedRolesAndClosedAccountsHoldFromTheNextRequestOn) {
    const auto somebody = person("some.body", {role::officer}, "a");
    record([](const store::view& state, instant) {
        return change_account({account_id("some.body"), "某人", {role::auditor}, {}, {}}, "moved", {}, state);
    });
    EXPECT_EQ(get("/api/v1/audit", somebody).status, 200);
    record([](const store::view& state, instant) { return close_account(account_id("some.body"), "left", {}, state); });
    EXPECT_EQ(get("/api/v1/audit", somebody).status, 401);
    EXPECT_EQ(post("/api/v1/session", {{"account", "some.body"}, {"password", password}}).status, 401);
}

TEST_F(Gate, ATokenIsGoodForItsScopesAndItsTime) {
    const auto limited = machine({role::integrator}, {"export"});
    EXPECT_EQ(get("/api/v1/export/ties", {}, limited).status, 200);
    EXPECT_EQ(get("/api/v1/cases", {}, limited).type(), "scope");
    EXPECT_EQ(get("/api/v1/session", {}, limited).status, 200);
    const auto whole = machine({role::integrator});
    EXPECT_EQ(get("/api/v1/cases", {}, whole).status, 200);
    EXPECT_EQ(get("/api/v1/admin/accounts", {}, whole).type(), "role");
    pass(std::chrono::hours(24));
    EXPECT_EQ(get("/api/v1/cases", {}, whole).status, 401);
}

TEST_F(Gate, AChangingRequestOfAnotherSiteIsRefusedWhateverItCarries) {
    auto mine = person("zhou.li", {role::auditor});
    const auto end_others = [&](const browser& by) {
        return post("/api/v1/account/sessions/end", boost::json::object{}, by).status;
    };
    EXPECT_EQ(end_others(mine), 204);
    auto other_site = mine;
    other_site.origin = "https://elsewhere.example";
    EXPECT_EQ(end_others(other_site), 403);
    auto without_token = mine;
    without_token.csrf.clear();
    EXPECT_EQ(end_others(without_token), 403);
    auto of_another = mine;
    of_another.csrf[0] = of_another.csrf[0] == '0' ? '1' : '0';
    EXPECT_EQ(end_others(of_another), 403);
    auto no_browser = mine;
    no_browser.origin.clear();
    EXPECT_EQ(end_others(no_browser), 204) << "the token alone proves it where no Origin is sent";
    EXPECT_EQ(post("/api/v1/session", {{"account", "zhou.li"}, {"password", password}}, other_site).status, 403)
        << "nobody is signed in from elsewhere either";
}

TEST_F(Gate, EveryLookIsPutDownWithWhoWhatAndWhichCase) {
    const auto officer = person("an.officer", {role::officer}, "a");
    get("/api/v1/cases/C1", officer);
    get("/api/v1/complaints/R1/match", officer);
    get("/api/v1/cases/C2", officer);
    EXPECT_EQ(looks_at("C1"), (std::vector<std::string>{"an.officer GET /api/v1/complaints/{receipt_no}/match",
                                                        "an.officer GET /api/v1/cases/{case_no}"}))
        << "a look at a receipt is found under its case too";
    EXPECT_EQ(looks_at("C2"), (std::vector<std::string>{"an.officer GET /api/v1/cases/{case_no} reach"}));
}

TEST_F(Gate, WhenLooksCannotBePutDownNothingIsShown) {
    const auto officer = person("an.officer", {role::officer}, "a");
    rig.settle();
    rig.runner->stop(); // as on a full disk: the stream takes nothing
    for (std::size_t i = 0; i < trail::waiting_max; ++i) EXPECT_TRUE(looks.look({}));
    EXPECT_FALSE(looks.look({}));
    EXPECT_EQ(get("/api/v1/cases/C1", officer).status, 503);
}

TEST_F(Gate, ThousandsOfLooksAreAFewFacts) {
    for (int i = 0; i < 1000; ++i)
        ASSERT_TRUE(looks.look({account_id("x"), rig.time.now(), "GET /x", "C" + std::to_string(i), {}, {}, {}}));
    rig.settle();
    rig.settle();
    const auto facts = rig.recorded_of<events::looks_noted>();
    std::size_t noted = 0;
    for (const auto& one : facts) noted += one.looks.size();
    EXPECT_EQ(noted, 1000u);
    EXPECT_LE(facts.size(), 10u);
}

} // namespace guiyi::access
