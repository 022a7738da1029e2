// The ways out when they fail: real servers on this machine that refuse, hang, break off, show a wrong certificate or
// are down for a day; and a case of ten thousand people within the rate and the bound that the shipped settings state.
#include "common/config/settings.hpp"
#include "services/notification/sms_channel.hpp"
#include "services/notification/smtp_channel.hpp"
#include "tests/support/mail_server.hpp"
#include "tests/unit/services/notification/world.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <set>

namespace guiyi::notification {

namespace {

using namespace std::chrono_literals;
using guiyi::testing::child_process;
using guiyi::testing::mail_server;
using guiyi::testing::text;

std::string case_number(int i) { return "C2026-" + std::to_string(1'000'000 + i); }
std::string receipt_number(int i) { return "R261120-" + std::to_string(10'000 + i) + "-00000"; }

struct sms_gateway : child_process {
    explicit sms_gateway(std::vector<std::string> with = {})
        : child_process(command(std::move(with))), port(event("bound").at("port").as_int64()) {}
    static std::vector<std::string> command(std::vector<std::string> with) {
        with.insert(with.begin(), {"/usr/bin/python3", GUIYI_SOURCE_DIR "/tests/support/sms_gateway.py"});
        return with;
    }
    provider way(std::chrono::milliseconds timeout = 30s, const std::string& key = "a key of this test") const {
        config::sms_settings with;
        with.url = "http://127.0.0.1:" + std::to_string(port) + "/send";
        with.headers = {"Content-Type: application/json", "Authorization: Bearer {{secret}}"};
        with.body = R"({"id":"{{message|json}}","to":"{{to|json}}","text":"{{text|json}}"})";
        with.answers = {{"200", R"("code": 0\b)", "sent", false},
                        {"200", R"("code": 15)", "temporary", false},
                        {"200", R"("code": 7)", "permanent", false}};
        const sms_options options{gateway::from(with, key).value(), "POST", "", timeout};
        return {"sms", 4, [options] { return sms_channel(options); }};
    }
    std::pair<std::int64_t, std::int64_t> total() {
        tell("total");
        const auto said = event("total");
        return {said.at("texts").as_int64(), said.at("ids").as_int64()};
    }
    std::int64_t port;
};

provider mail_to(const mail_server& server, const std::string& tls = "none", std::chrono::milliseconds timeout = 30s,
                 const std::string& ca_file = {}) {
    smtp_options options{server.url(), "notice@guiyi.test", {}, {}, tls, timeout};
    options.ca_file = ca_file;
    return {"email", 4, [options] { return smtp_channel(options); }};
}

class Faults : public ::testing::Test {
  protected:
    Faults() {
        setenv("no_proxy", "*", 1); // the servers are on this machine
        guiyi.told.sms = true;
        guiyi.start();
    }
    /// A case whose person has the mail address, or none and a phone alone.
    void open_case(int i, const std::string& email = {}) {
        guiyi.open_case(case_number(i), receipt_number(i), email);
        ASSERT_TRUE(guiyi.wait_until([&] { return !guiyi.messages(case_number(i)).empty(); }));
    }
    bool waits_for(int i, message_state expected) {
        return guiyi.wait_until([&] { return guiyi.is(case_number(i), expected); });
    }

    temporary_folder folder;
    world guiyi{folder.path};
};

} // namespace

TEST_F(Faults, ATextMessageGoesThroughTheGatewayToWhoHasNoMail) {
    sms_gateway server;
    guiyi.start_sender({server.way()});
    open_case(0);

    const auto asked = server.event("asked");
    EXPECT_TRUE(asked.at("good").as_bool());
    EXPECT_EQ(text(asked, "to"), "13800010000");
    EXPECT_THAT(text(asked, "text"), ::testing::HasSubstr(receipt_number(0)));
    ASSERT_TRUE(waits_for(0, message_state::sent));
    EXPECT_EQ(text(asked, "id"), guiyi.messages(case_number(0)).at(0).str());
}

TEST_F(Faults, TheGatewaysAnswersHaveTheClassesThatSettingsGiveThem) {
    sms_gateway server;
    server.order("answer 200 15 1");
    guiyi.start_sender({server.way()});
    open_case(0);
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.delivery_in(case_number(0)).outcome == "temporary"; }));
    guiyi.move_clock_to(guiyi.delivery_in(case_number(0)).next_at);
    ASSERT_TRUE(waits_for(0, message_state::sent));

    server.order("answer 200 7 1");
    open_case(1);
    ASSERT_TRUE(waits_for(1, message_state::failed));
    server.order("answer 200 99 1");
    open_case(2);
    ASSERT_TRUE(waits_for(2, message_state::unknown)) << "an answer nobody described";
    EXPECT_EQ(server.total().first, 1);
}

TEST_F(Faults, ATextWithoutAnAnswerIsNotSentAgainAndTheLedgerSaysSo) {
    sms_gateway server;
    server.order("drop 1");
    guiyi.start_sender({server.way()});
    open_case(0);

    ASSERT_TRUE(waits_for(0, message_state::unknown));
    guiyi.move_clock_to(guiyi.time.now() + 2h);
    open_case(1);
    ASSERT_TRUE(waits_for(1, message_state::sent));
    EXPECT_EQ(server.total(), (std::pair<std::int64_t, std::int64_t>{2, 2})) << "each text once";
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).unknown_attempts, 1);
    EXPECT_EQ(failed_messages(guiyi.state(), 10), guiyi.messages(case_number(0)));
}

TEST_F(Faults, WhereTheGatewayKnowsAnIdAgainATextIsTriedAgainAndSentOnce) {
    sms_gateway server({"idempotent"});
    server.order("hang 1");
    sender_options options;
    options.retry.sms_retry_unknown = true;
    guiyi.start_sender({server.way(4s)}, options);
    open_case(0);
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.delivery_in(case_number(0)).answer == "timeout"; }));
    server.order("go");
    guiyi.move_clock_to(guiyi.delivery_in(case_number(0)).next_at);

    ASSERT_TRUE(waits_for(0, message_state::sent));
    EXPECT_EQ(server.total(), (std::pair<std::int64_t, std::int64_t>{1, 1}));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).unknown_attempts, 1);
}

TEST_F(Faults, WhatMailRefusesForGoodIsToldByTextMessage) {
    mail_server mail;
    mail.order("listen");
    mail.order("refuse 550 1");
    sms_gateway texts;
    guiyi.start_sender({mail_to(mail), texts.way()});
    open_case(0, "gone@example.org");

    ASSERT_TRUE(guiyi.wait_until([&] {
        const auto ids = guiyi.messages(case_number(0));
        return ids.size() == 2 && guiyi.delivery(ids[1]).state == message_state::sent;
    }));
    const auto ids = guiyi.messages(case_number(0));
    EXPECT_EQ(guiyi.delivery(ids[0]).answer, "550");
    EXPECT_EQ(load_message(guiyi.state(), ids[1])->reason, "fallback");
    EXPECT_EQ(texts.total().first, 1);
}

TEST_F(Faults, A554AfterTheDataIsForGood) {
    mail_server mail;
    mail.order("listen");
    mail.order("answer 554 1");
    guiyi.told.sms = false;
    guiyi.start_sender({mail_to(mail)});
    open_case(0, "a@example.org");

    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.delivery(guiyi.messages(case_number(0)).at(0)).answer == "554"; }));
    EXPECT_EQ(mail.accepted(), 0);
}

TEST_F(Faults, AServerThatHangsAfterTheDataIsUnknownThenTriedAgainUnderTheSameId) {
    mail_server mail;
    mail.order("listen");
    mail.order("hang 1");
    guiyi.start_sender({mail_to(mail, "none", 4s)});
    open_case(0, "a@example.org");
    const auto first = mail.event("hanging");
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.delivery_in(case_number(0)).answer == "timeout"; }));
    mail.tell("go");
    guiyi.move_clock_to(guiyi.delivery_in(case_number(0)).next_at + 10min);

    ASSERT_TRUE(waits_for(0, message_state::sent));
    const auto id = guiyi.messages(case_number(0)).at(0);
    EXPECT_EQ(text(first, "id"), id.str());
    const auto row = guiyi.delivery(id);
    EXPECT_EQ(row.unknown_attempts, 1) << "so two copies may have arrived, under one Message-ID";
    EXPECT_LE(mail.accepted(), 1 + row.unknown_attempts);
    const auto tries = attempts_of(guiyi.state(), id);
    ASSERT_EQ(tries.size(), 2u);
    EXPECT_EQ(tries[0].outcome, "unknown");
    EXPECT_EQ(tries[1].outcome, "sent");
}

TEST_F(Faults, AWrongCertificateGetsNothingAndTheRightOneAll) {
    const auto key = (folder.path / "key.pem").string(), certificate = (folder.path / "cert.pem").string();
    const auto made =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
        "subjectAltName=IP:127.0.0.1 -keyout " +
        key + " -out " + certificate + " 2>/dev/null";
    ASSERT_EQ(std::system(made.c_str()), 0);
    mail_server mail({certificate, key});
    mail.order("listen");
    guiyi.start_sender({mail_to(mail, "required")}); // the machine does not know who signed it
    open_case(0, "a@example.org");
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.delivery_in(case_number(0)).answer == "tls"; }));
    EXPECT_EQ(mail.accepted(), 0);
    EXPECT_TRUE(guiyi.is(case_number(0), message_state::waiting));

    guiyi.stop_sender();
    guiyi.start_sender({mail_to(mail, "required", 30s, certificate)});
    guiyi.move_clock_to(guiyi.time.now() + 1h);

    ASSERT_TRUE(waits_for(0, message_state::sent));
    EXPECT_EQ(mail.accepted(), 1);
}

TEST_F(Faults, AfterADayWithoutTheServerTheQueueDrainsInOrderOfUrgencyEachOnce) {
    mail_server mail;
    guiyi.told.urgencies = {{"joined", urgency::low}, {"ownership_code", urgency::urgent}};
    auto way = mail_to(mail);
    way.parallel = 1; // so that the order can be seen
    guiyi.start_sender({std::move(way)});
    for (int i = 0; i < 20; ++i) open_case(i, "person" + std::to_string(i) + "@example.org");
    ASSERT_TRUE(guiyi.wait_until([&] { return !guiyi.sending().status().paused.empty(); })) << "the breaker opens";
    for (int hour = 1; hour <= 24; ++hour) guiyi.move_clock_to(guiyi.time.now() + 1h);
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.sending().status().in_flight == 0; }));
    for (const auto how : {"low", "normal", "urgent"}) {
        events::message_queued one;
        one.message = message_id(std::string("test-of-") + how);
        one.about = case_no(case_number(0));
        one.receipt = receipt_no(receipt_number(0));
        one.channel = "email";
        one.template_id = "contacted";
        one.language = "zh";
        one.urgency = how;
        guiyi.run([one](const store::view&, instant) { return events::facts{one}; }).value();
    }

    mail.order("listen");
    guiyi.move_clock_to(guiyi.time.now() + 1h);

    std::vector<std::string> order;
    for (int i = 0; i < 23; ++i) order.push_back(text(mail.event("accepted"), "id"));
    const auto place = [&](const std::string& id) { return std::ranges::find(order, id) - order.begin(); };
    EXPECT_LE(place("test-of-urgent"), 1) << "at once, but for the one that probed";
    EXPECT_EQ(place("test-of-low"), 22) << "last";
    EXPECT_EQ(std::set<std::string>(order.begin(), order.end()).size(), 23u) << "each once";
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.sending().status().paused.empty(); })) << "the breaker closes";
    EXPECT_EQ(mail.accepted(), 23);
    EXPECT_TRUE(providers_waiting(guiyi.state()).empty());
}

namespace {

/// Takes everything at once and remembers who got it.
struct letter_box {
    std::mutex mutex;
    std::multiset<std::string> people;
    std::atomic<std::size_t> count = 0;
};
class counting_channel final : public channel {
  public:
    explicit counting_channel(letter_box& into) : into_(into) {}
    verdict deliver(const parcel& what, std::stop_token) override {
        const std::scoped_lock guard(into_.mutex);
        into_.people.insert(what.to);
        ++into_.count;
        return {outcome::sent, "250", false, false};
    }

  private:
    letter_box& into_;
};

} // namespace

TEST(MassCase, TenThousandPeopleAreToldOnceEachAtTheRateAndWithinTheBoundThatSettingsState) {
    const auto with = config::load_settings(config_folder() / "guiyi.toml").value().notification;
    const auto people = static_cast<int>(with.mass_people);
    temporary_folder folder;
    letter_box box;
    world guiyi(folder.path, at("2026-11-20T01:00:00Z"));
    guiyi.told.spread_batch = static_cast<std::size_t>(with.spread_batch);
    guiyi.start();
    guiyi.crowd_in_case(case_number(0), people);

    provider way{"email", static_cast<std::size_t>(with.smtp_parallel),
                 [&box] { return std::make_unique<counting_channel>(box); }};
    way.pace = {with.smtp_rate_per_min, with.rate_burst};
    way.group_pace = {with.domain_rate_per_min, with.rate_burst};
    guiyi.start_sender({std::move(way)});
    guiyi.publish(events::stream::casework, {events::case_accepted{case_no(case_number(0)), officer_id("li"), ""}});
    ASSERT_TRUE(guiyi.wait_until([&] {
        return guiyi.messages(case_number(0)).size() == static_cast<std::size_t>(people);
    })) << "queued in parts, without the clock moving";

    const instant begun = guiyi.time.now();
    const auto step = std::chrono::milliseconds(60'000 * with.rate_burst / with.smtp_rate_per_min);
    const auto all = static_cast<std::size_t>(people);
    constexpr std::size_t last_ones = 100; // which may all be of one mail domain, that has a rate of its own
    while (box.count + last_ones < all && guiyi.time.now() - begun <= with.mass_within_min) {
        const auto elapsed = guiyi.time.now() - begun;
        const auto most = static_cast<std::size_t>(1 + with.smtp_rate_per_min * elapsed.count() / 60'000);
        ASSERT_TRUE(guiyi.wait_until([&] { return box.count >= std::min(most, all - last_ones); }))
            << box.count << " of " << most << " after " << elapsed.count() << " ms";
        ASSERT_LE(box.count, most) << "faster than the rate after " << elapsed.count() << " ms";
        guiyi.move_clock_to(guiyi.time.now() + step);
    }
    ASSERT_TRUE(guiyi.wait_until([&] {
        if (box.count < all) guiyi.move_clock_to(guiyi.time.now() + step);
        return box.count >= all;
    })) << box.count;

    EXPECT_EQ(box.count, all);
    EXPECT_LE(guiyi.time.now() - begun, with.mass_within_min);
    EXPECT_EQ(std::set<std::string>(box.people.begin(), box.people.end()).size(), all) << "one a person";
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.sending().status().sent == all; }));
    RecordProperty("minutes", static_cast<int>((guiyi.time.now() - begun) / 1min));
}

} // namespace guiyi::notification
