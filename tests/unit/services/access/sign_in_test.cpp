// Getting in and out: passwords, codes, links, locks, sessions and their ends.
#include "common/core/digest.hpp"
#include "common/privacy/one_time_code.hpp"
#include "tests/unit/services/access/access_for_tests.hpp"

namespace guiyi::access {

class SignIn : public AccessRig {
  protected:
    reply with_password(const std::string& account, const std::string& given, const browser& by = {},
                        const std::string& code = {}) {
        boost::json::object body{{"account", account}, {"password", given}};
        if (!code.empty()) body["code"] = code;
        return post("/api/v1/session", body, by);
    }
    /// Sets up an app; answers its seed and the recovery codes.
    std::pair<std::string, std::vector<std::string>> second_factor(browser& by) {
        const auto begun = post("/api/v1/account/second-factor", boost::json::object{}, by);
        EXPECT_EQ(begun.status, 200);
        const std::string seed = seed_of(begun.text("pass"));
        const auto done =
            post("/api/v1/account/second-factor/confirm", {{"pass", begun.text("pass")}, {"code", code_now(seed)}}, by);
        by = in(done);
        std::vector<std::string> codes;
        for (const auto& one : done.body.at("recovery_codes").as_array()) codes.emplace_back(one.as_string());
        return {seed, codes};
    }
    std::string seed_of(const std::string& pass) {
        const auto inside = passes.open("second factor", pass, rig.time.now()).value();
        return from_hex(inside.substr(inside.find('|') + 1)).value();
    }
    std::string code_now(const std::string& seed) {
        return privacy::one_time_code(seed, privacy::one_time_step_at(rig.time.now()));
    }
};

TEST_F(SignIn, ALinkSetsThePasswordOnceAndThenThePasswordOpens) {
    const auto code = link_for({account_id("zhou.li"), "周丽", {role::auditor}, {}, {}});
    EXPECT_EQ(with_password("zhou.li", password).status, 401) << "no password is set yet";
    const auto first = post("/api/v1/invitation", {{"code", code}, {"password", password}});
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.text("account"), "zhou.li");
    const auto again = post("/api/v1/invitation", {{"code", code}, {"password", "another long password"}});
    EXPECT_EQ(again.status, 401);
    EXPECT_EQ(again.type(), "invitation_over");

    const auto said = with_password("zhou.li", password);
    EXPECT_EQ(get("/api/v1/session", in(said)).text("method"), "password");
}

TEST_F(SignIn, ALinkEndsAfterItsTimeAndWhenANewerOneIsGiven) {
    const account_details who{account_id("zhou.li"), "周丽", {role::auditor}, {}, {}};
    const auto old = link_for(who);
    const auto newer = draw_link(parts);
    record([&](const store::view& state, instant) { return invite(who.account, newer.recorded, {}, state); });
    EXPECT_EQ(post("/api/v1/invitation", {{"code", old}, {"password", password}}).status, 401);
    pass(settings.invitation_h);
    EXPECT_EQ(post("/api/v1/invitation", {{"code", newer.code}, {"password", password}}).status, 401);
}

TEST_F(SignIn, AWeakPasswordIsRefusedAndTheLinkStaysGood) {
    const auto code = link_for({account_id("zhou.li"), "zhou li", {role::auditor}, {}, {}});
    for (const auto* weak : {"short", "aaaaaaaaaaaa", "123456789012", "Password2026", "zhou.li.2026", "qwertyuiop12"}) {
        const auto said = post("/api/v1/invitation", {{"code", code}, {"password", weak}});
        EXPECT_EQ(said.status, 422) << weak;
    }
    EXPECT_EQ(post("/api/v1/invitation", {{"code", code}, {"password", password}}).status, 200);
}

TEST_F(SignIn, WhatIsWrongIsNotTold) {
    person("zhou.li", {role::auditor});
    const auto unknown = with_password("nobody.here", password);
    const auto wrong = with_password("zhou.li", "wrong horse battery");
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(boost::json::serialize(unknown.body), boost::json::serialize(wrong.body));
}

TEST_F(SignIn, FailuresLockTheAccountLongerEachTimeAndTheRightPasswordHasToWaitToo) {
    person("zhou.li", {role::auditor});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(with_password("zhou.li", "wrong horse battery").status, 401);
    const auto locked = with_password("zhou.li", password);
    EXPECT_EQ(locked.status, 429);
    EXPECT_EQ(locked.type(), "locked");
    pass(std::chrono::seconds(30));
    EXPECT_EQ(with_password("zhou.li", "wrong horse battery").status, 401);
    pass(std::chrono::seconds(30));
    EXPECT_EQ(with_password("zhou.li", password).status, 429) << "the second lock is twice as long";
    pass(std::chrono::seconds(30));
    EXPECT_EQ(with_password("zhou.li", password).status, 200);
    EXPECT_EQ(with_password("zhou.li", "wrong horse battery").status, 401) << "a success begins the count anew";
    EXPECT_EQ(with_password("zhou.li", password).status, 200);
}

TEST_F(SignIn, FailuresLockTheAddressWhateverAccountsItTries) {
    person("zhou.li", {role::auditor});
    browser there{.cookie = {}, .csrf = {}, .address = "2001:db8::1"};
    for (int i = 0; i < 20; ++i) {
        there.address = "2001:db8::" + std::to_string(i + 1);
        EXPECT_EQ(with_password("guess" + std::to_string(i), password, there).status, 401);
    }
    EXPECT_EQ(with_password("zhou.li", password, there).status, 429);
    there.address = "2001:db8:0:1::1";
    EXPECT_EQ(with_password("zhou.li", password, there).status, 200) << "another network is another address";
}

TEST_F(SignIn, AnAdministratorEndsALock) {
    person("zhou.li", {role::auditor});
    for (int i = 0; i < 5; ++i) with_password("zhou.li", "wrong horse battery");
    record([](const store::view& state, instant) { return unlock_account(account_id("zhou.li"), {}, state); });
    EXPECT_EQ(with_password("zhou.li", password).status, 200);
}

TEST_F(SignIn, ASessionEndsWhenIdleAndNeverLastsLongerThanItsTime) {
    const auto idle = person("zhou.li", {role::auditor});
    pass(settings.session_idle_min - std::chrono::minutes(1));
    EXPECT_EQ(get("/api/v1/session", idle).status, 200);
    pass(settings.session_idle_min - std::chrono::minutes(1));
    EXPECT_EQ(get("/api/v1/session", idle).status, 200) << "a use begins the idle time anew";
    pass(settings.session_idle_min);
    EXPECT_EQ(get("/api/v1/session", idle).status, 401);

    const auto busy = in(with_password("zhou.li", password));
    for (auto spent = std::chrono::minutes(0); spent < settings.session_absolute_h - std::chrono::minutes(20);
         spent += std::chrono::minutes(20)) {
        EXPECT_EQ(get("/api/v1/session", busy).status, 200);
        pass(std::chrono::minutes(20));
    }
    pass(std::chrono::minutes(20));
    EXPECT_EQ(get("/api/v1/session", busy).status, 401);
}

TEST_F(SignIn, ASessionAndItsIdleTimeOutliveARestartAndAFold) {
    const auto mine = person("zhou.li", {role::auditor});
    pass(std::chrono::minutes(20));
    EXPECT_EQ(get("/api/v1/session", mine).status, 200);
    rig.settle();
    const auto before = rig.dump();
    rig.rebuild();
    EXPECT_EQ(rig.dump(), before);
    trail forgetful{*rig.runner, std::chrono::seconds(300)};
    const identification later{{rig.state(), keys, desks, rules, rig.time, forgetful, settings.session_idle_min,
                                second_factor_policy::optional}};
    http::request from;
    from.headers.add("Cookie", mine.cookie);
    rig.time.advance(std::chrono::minutes(25));
    EXPECT_TRUE(later.who(from)) << "used 25 minutes ago, as the stream knows";
    rig.time.advance(std::chrono::minutes(31));
    EXPECT_FALSE(later.who(from));
}

TEST_F(SignIn, EverySignInBeginsANewSessionAndEndsTheOneTheCallerHad) {
    const auto first = person("zhou.li", {role::auditor});
    const auto second = in(with_password("zhou.li", password, first));
    EXPECT_NE(first.cookie, second.cookie);
    EXPECT_EQ(get("/api/v1/session", first).status, 401);
    EXPECT_EQ(get("/api/v1/session", second).status, 200);
}

TEST_F(SignIn, SigningOutEndsTheSessionOnTheServer) {
    const auto mine = person("zhou.li", {role::auditor});
    EXPECT_EQ(ask(http::method::delete_, "/api/v1/session", nullptr, mine).status, 204);
    EXPECT_EQ(get("/api/v1/session", mine).status, 401);
}

TEST_F(SignIn, ANewPasswordAsksForTheOldOneAndEndsEveryOtherSession) {
    const auto one = person("zhou.li", {role::auditor});
    const auto other = in(with_password("zhou.li", password));
    EXPECT_EQ(
        post("/api/v1/account/password", {{"old", "wrong horse battery"}, {"new", "another long secret"}}, one).status,
        401);
    const auto changed = in(post("/api/v1/account/password", {{"old", password}, {"new", "another long secret"}}, one));
    EXPECT_EQ(get("/api/v1/session", one).status, 401);
    EXPECT_EQ(get("/api/v1/session", other).status, 401);
    EXPECT_EQ(get("/api/v1/session", changed).status, 200);
    EXPECT_EQ(with_password("zhou.li", password).status, 401);
    EXPECT_EQ(with_password("zhou.li", "another long secret").status, 200);
}

TEST_F(SignIn, WithASecondFactorThePasswordAloneOpensNothing) {
    auto mine = person("zhou.li", {role::auditor});
    const auto [seed, codes] = second_factor(mine);
    EXPECT_EQ(codes.size(), 10u);
    EXPECT_EQ(get("/api/v1/session", mine).status, 200) << "who set it up goes on in a new session";

    const auto asked = with_password("zhou.li", password);
    EXPECT_EQ(asked.status, 401);
    EXPECT_EQ(asked.type(), "code_needed");
    EXPECT_TRUE(asked.cookie().empty());
    EXPECT_EQ(with_password("zhou.li", "wrong horse battery").type(), "sign_in_refused")
        << "whether there is a second factor is told to nobody without the password";
    EXPECT_EQ(with_password("zhou.li", password, {}, "000000").type(), "sign_in_refused");
    pass(std::chrono::seconds(60));
    EXPECT_EQ(with_password("zhou.li", password, {}, code_now(seed)).status, 200);
    EXPECT_EQ(with_password("zhou.li", password, {}, code_now(seed)).status, 401) << "a code opens once";
}

TEST_F(SignIn, ARecoveryCodeStandsForACodeOnce) {
    auto mine = person("zhou.li", {role::auditor});
    const auto codes = second_factor(mine).second;
    std::string typed = codes.front();
    std::ranges::transform(typed, typed.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    const auto said = with_password("zhou.li", password, {}, typed);
    EXPECT_EQ(said.status, 200);
    EXPECT_EQ(said.text("method"), "password+recovery");
    EXPECT_EQ(said.body.at("recovery_codes_left").to_number<int>(), 9);
    EXPECT_EQ(with_password("zhou.li", password, {}, typed).status, 401);
}

TEST_F(SignIn, ALinkDoesNotGetAroundTheSecondFactor) {
    auto mine = person("zhou.li", {role::auditor});
    const auto seed = second_factor(mine).first;
    const auto link = draw_link(parts);
    record([&](const store::view& state, instant) { return invite(account_id("zhou.li"), link.recorded, {}, state); });
    const auto said = post("/api/v1/invitation", {{"code", link.code}, {"password", "another long secret"}});
    EXPECT_EQ(said.status, 401);
    EXPECT_EQ(said.type(), "code_needed");
    pass(std::chrono::seconds(60));
    EXPECT_EQ(with_password("zhou.li", "another long secret", {}, code_now(seed)).status, 200);
}

TEST_F(SignIn, WhoMustHaveASecondFactorGetsToTheOwnAccountOnlyUntilThen) {
    auto admin = person("root.one", {role::administrator});
    EXPECT_EQ(get("/api/v1/admin/accounts", admin).type(), "second_factor_missing");
    EXPECT_TRUE(get("/api/v1/session", admin).body.at("second_factor_missing").as_bool());
    second_factor(admin);
    EXPECT_EQ(get("/api/v1/admin/accounts", admin).status, 200);
}

TEST_F(SignIn, TheCookieIsForThisHostAloneOverTls) {
    secure = true;
    const auto code = link_for({account_id("zhou.li"), "周丽", {role::auditor}, {}, {}});
    const auto said = post("/api/v1/invitation", {{"code", code}, {"password", password}});
    const auto& set = said.headers.front().second;
    EXPECT_TRUE(set.starts_with("__Host-guiyi_session=")) << set.substr(0, 21);
    for (const auto* part : {"; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"})
        EXPECT_NE(set.find(part), set.npos) << part;
    EXPECT_EQ(set.find("Domain"), set.npos);
    EXPECT_EQ(get("/api/v1/session", in(said)).status, 200);
    secure = false;
    EXPECT_EQ(get("/api/v1/session", in(said)).status, 401);
}

TEST_F(SignIn, ATokenOpensASessionThatEndsWithIt) {
    const auto admin = person("root.one", {role::administrator});
    token_details what;
    what.principal = account_id("wang.min");
    const auto token = draw_token(keys, *random, what);
    record([&](const store::view& state, instant) { return issue_token(token.recorded, {}, state); });
    EXPECT_EQ(post("/api/v1/session", {{"token", token.text + "0"}}).status, 401);
    const auto mine = in(post("/api/v1/session", {{"token", token.text}}));
    EXPECT_EQ(get("/api/v1/session", mine).text("name"), "王敏") << "an officer of the desks file needs no account";
    record([&](const store::view& state, instant) { return revoke_token(token.recorded.token, "", {}, state); });
    EXPECT_EQ(get("/api/v1/session", mine).status, 401);
    EXPECT_EQ(get("/api/v1/cases", {}, token.text).status, 401);
}

TEST_F(SignIn, NoSecretStandsInTheStreamOrInTheRows) {
    auto mine = person("zhou.li", {role::auditor});
    const auto [seed, codes] = second_factor(mine);
    const auto token = machine({role::integrator});
    rig.settle();
    std::string all = rig.dump();
    for (const auto& record : rig.over->read(events::stream::access, 1, 1000).value()) all += record.body;
    std::vector<std::string> hidden{
        password,    to_hex(seed), privacy::to_base32(seed), token, mine.cookie.substr(mine.cookie.find('=') + 1),
        "$argon2id$"};
    hidden.insert(hidden.end(), codes.begin(), codes.end());
    for (const auto& secret : hidden) EXPECT_EQ(all.find(secret), all.npos);
}

} // namespace guiyi::access
