// The auditor's list: what gets into it, and how it is asked.
#include "tests/unit/services/access/access_for_tests.hpp"

namespace guiyi::access {

class Audit : public AccessRig {
  protected:
    static events::case_accepted accepted(const std::string& number, const std::string& by) {
        events::case_accepted out;
        out.accepted = case_no(number);
        out.officer = officer_id(by);
        return out;
    }
    std::vector<std::string> lines(const audit_query& what) {
        std::vector<std::string> out;
        for (const auto& one : entries(what)) out.push_back(one.by.str() + " " + one.what + " " + one.subject);
        return out;
    }
};

TEST_F(Audit, WhatOfficersRecordElsewhereIsADeedWithItsPlace) {
    rig.append(events::stream::casework, accepted("C1", "wang.min"));
    events::verdict_noted copy;
    copy.of_case = case_no("C1");
    copy.by = officer_id("wang.min");
    rig.append(events::stream::casework, copy);
    events::pair_judged judged;
    judged.of_case = case_no("C2");
    judged.receipt = receipt_no("R2");
    judged.by = officer_id("li.qiang");
    rig.append(events::stream::deduplication, judged);
    rig.append(events::stream::assignment,
               events::case_assigned{case_no("C1"), desk_id("a"), officer_id("wang.min"), {}});
    const auto found = entries({.by = {}, .subject = {}, .kind = "deed"});
    ASSERT_EQ(found.size(), 2u) << "a copy is none, nor is a case that the program gave to somebody";
    std::map<std::string, audit_entry> by;
    for (const auto& one : found) by[one.by.str()] = one;
    EXPECT_EQ(by["wang.min"].what, "case_accepted");
    EXPECT_EQ(by["wang.min"].subject, "C1");
    EXPECT_EQ(by["wang.min"].detail, "casework/1/0");
    EXPECT_EQ(by["li.qiang"].what, "pair_judged");
}

TEST_F(Audit, SignInsRefusalsAndChangesOfAccountsAreInIt) {
    person("zhou.li", {role::auditor});
    post("/api/v1/session", {{"account", "zhou.li"}, {"password", "wrong horse battery"}});
    EXPECT_EQ(lines({.by = {}, .subject = "zhou.li", .kind = "sign_in"}),
              (std::vector<std::string>{" refused: password zhou.li", "zhou.li invitation zhou.li"}));
    EXPECT_EQ(lines({.by = {}, .subject = "zhou.li", .kind = "account"}),
              (std::vector<std::string>{"zhou.li password_set zhou.li", " invitation_issued zhou.li",
                                        " account_opened zhou.li"}));
}

TEST_F(Audit, IsReadNewestFirstByPersonSubjectKindAndTimeInPages) {
    for (int i = 0; i < 25; ++i) {
        rig.append(events::stream::casework, accepted("C" + std::to_string(i), i % 2 ? "wang.min" : "li.qiang"));
        pass(std::chrono::hours(1));
    }
    const auto token = machine({role::auditor});
    std::vector<std::string> seen;
    std::string cursor;
    do {
        const auto page =
            get("/api/v1/audit?by=wang.min&kind=deed&limit=5" + (cursor.empty() ? "" : "&cursor=" + cursor), {}, token);
        ASSERT_EQ(page.status, 200);
        for (const auto& one : page.body.at("entries").as_array()) seen.emplace_back(one.at("subject").as_string());
        const auto& next = page.body.at("next");
        cursor = next.is_null() ? "" : std::string(next.as_string());
    } while (!cursor.empty());
    ASSERT_EQ(seen.size(), 12u);
    EXPECT_EQ(seen.front(), "C23");
    EXPECT_EQ(seen.back(), "C1");

    const auto of_a_day = get("/api/v1/audit?kind=deed&from=2026-11-21&to=2026-11-21&limit=500", {}, token);
    // The office's day is 16:00 to 16:00 UTC; the first deed was at 08:00 UTC of the 20th, one an hour.
    EXPECT_EQ(of_a_day.body.at("entries").as_array().size(), 17u);
    EXPECT_EQ(get("/api/v1/audit?kind=gossip", {}, token).status, 422);
    EXPECT_EQ(get("/api/v1/audit?from=yesterday", {}, token).status, 422);
    EXPECT_EQ(get("/api/v1/audit?cursor=zz", {}, token).status, 422);
    EXPECT_EQ(get("/api/v1/audit?from=2026-11-22&to=2026-11-20", {}, token).status, 422);
}

TEST_F(Audit, ReadingTheListIsALookToo) {
    const auto auditor = person("an.auditor", {role::auditor});
    get("/api/v1/audit", auditor);
    EXPECT_EQ(lines({.by = account_id("an.auditor"), .subject = {}, .kind = "look"}),
              std::vector<std::string>{"an.auditor GET /api/v1/audit "});
}

TEST_F(Audit, TheHourOfACheckpointIsAFactAndBringsTheNext) {
    record([](const store::view& state, instant now) {
        EXPECT_FALSE(has_checkpoints(state));
        return result<events::facts>(events::facts{events::checkpoint_due{now + std::chrono::minutes(60)}});
    });
    EXPECT_TRUE(has_checkpoints(rig.state()));
    pass(std::chrono::minutes(61));
    pass(std::chrono::minutes(61));
    EXPECT_EQ(rig.recorded_of<events::checkpoint_due>().size(), 3u);
    pass(std::chrono::hours(24 * 30));
    EXPECT_EQ(rig.recorded_of<events::checkpoint_due>().size(), 4u) << "hours that passed unseen are one";
}

TEST_F(Audit, AFoldGivesTheSameList) {
    person("zhou.li", {role::auditor});
    rig.append(events::stream::casework, accepted("C1", "wang.min"));
    rig.settle();
    const auto before = rig.dump();
    rig.rebuild();
    EXPECT_EQ(rig.dump(), before);
}

} // namespace guiyi::access
