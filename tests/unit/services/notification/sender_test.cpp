// The sender against a real mail server and a real webhook receiver, each a process of its own that answers as told.
#include "services/notification/provider.hpp"
#include "services/notification/smtp_channel.hpp"
#include "services/notification/webhook.hpp"
#include "services/notification/webhook_channel.hpp"
#include "tests/support/mail_server.hpp"
#include "tests/unit/services/notification/world.hpp"

#include <gmock/gmock.h>
#include <boost/asio/ip/tcp.hpp>

#include <cstdlib>
#include <set>

namespace guiyi::notification {

namespace {

using namespace std::chrono_literals;
using guiyi::testing::child_process;
using guiyi::testing::text;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t mail_parallel = 12;
const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct mail_server : guiyi::testing::mail_server {
    provider way() const {
        const smtp_options options{url(), "notice@guiyi.test", {}, {}, "none", 30s};
        return {"email", mail_parallel, [options] { return smtp_channel(options); }};
    }
};

struct webhook_receiver : child_process {
    explicit webhook_receiver(std::vector<std::string> codes = {})
        : child_process(command(std::move(codes))), port(event("bound").at("port").as_int64()) {}
    static std::vector<std::string> command(std::vector<std::string> codes) {
        codes.insert(codes.begin(), {"/usr/bin/python3", script("webhook_receiver.py"), secret});
        return codes;
    }
    config::webhook_settings settings() const { return {"http://127.0.0.1:" + std::to_string(port) + "/in", ""}; }
    provider way(const std::string& with = secret) const {
        const webhook_options options{settings().url, signing_key(with).value(), 30s};
        return {provider_of("webhook", endpoint_name(settings())), webhook_parallel,
                [options] { return webhook_channel(options); }};
    }
    std::int64_t port;
};

std::string case_number(int i) { return "C2026-" + std::to_string(1'000'000 + i); }
std::string receipt_number(int i) { return "R261120-" + std::to_string(10'000 + i) + "-00000"; }

class Sending : public ::testing::Test {
  protected:
    Sending() {
        setenv("no_proxy", "*", 1); // the receivers are on this machine
        guiyi.start();
    }

    void open_cases(int count) {
        for (int i = 0; i < count; ++i)
            guiyi.open_case(case_number(i), receipt_number(i), "person" + std::to_string(i) + "@example.org");
        ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.messages(case_number(count - 1)).size() == 1; }));
    }
    bool all_are(int count, message_state expected) {
        for (int i = 0; i < count; ++i)
            if (!guiyi.is(case_number(i), expected)) return false;
        return true;
    }
    void issue_code(int i) {
        guiyi.publish(events::stream::deduplication,
                      {events::ownership_code_issued{"check", receipt_no(receipt_number(i)), case_no(case_number(i)),
                                                     guiyi.sealed(receipt_number(i), "ownership_code", "90210042"),
                                                     guiyi.time.now() + 15min}});
    }
    std::int64_t attempts(int count) {
        std::int64_t sum = 0;
        for (int i = 0; i < count; ++i) sum += guiyi.delivery_in(case_number(i)).attempts;
        return sum;
    }

    temporary_folder folder;
    world guiyi{folder.path};
};

} // namespace

TEST_F(Sending, TwoHundredNoticesArriveExactlyOnceEach) {
    mail_server server;
    server.order("listen");
    guiyi.start_sender({server.way()});

    open_cases(200);

    std::set<std::string> ids, people;
    for (int i = 0; i < 200; ++i) {
        const auto mail = server.event("accepted");
        ids.insert(text(mail, "id"));
        people.insert(text(mail, "header_to"));
    }
    EXPECT_EQ(ids.size(), 200u);
    EXPECT_EQ(people.size(), 200u);
    ASSERT_TRUE(guiyi.wait_until([&] { return all_are(200, message_state::sent); }));
    EXPECT_EQ(attempts(200), 200);
    EXPECT_EQ(server.accepted(), 200);
    EXPECT_TRUE(providers_waiting(guiyi.state()).empty());
}

TEST_F(Sending, ANoticeReadsAsItsTemplateSays) {
    mail_server server;
    server.order("listen");
    guiyi.start_sender({server.way()});

    open_cases(1);

    const auto mail = server.event("accepted");
    EXPECT_EQ(text(mail, "header_to"), "<person0@example.org>");
    EXPECT_EQ(text(mail, "subject"), "您的投诉已分送承办（编号 " + receipt_number(0) + "）");
    EXPECT_THAT(text(mail, "body"), HasSubstr("王**，您好"));
    EXPECT_THAT(text(mail, "body"), HasSubstr("2026年12月1日"));
    EXPECT_THAT(text(mail, "body"), HasSubstr("12315中心"));
    EXPECT_EQ(text(mail, "auto"), "auto-generated");
    EXPECT_EQ(text(mail, "message_id"), "<" + text(mail, "id") + "@guiyi.test>");
    EXPECT_EQ(text(mail, "date"), "Fri, 20 Nov 2026 02:00:00 +0000");
}

TEST_F(Sending, ACodeGoesToTheAddressOnFileAndStandsClearInTheMailAlone) {
    mail_server server;
    server.order("listen");
    open_cases(1);
    guiyi.open_case(case_number(1), receipt_number(1), ""); // nobody to send to
    issue_code(1);
    issue_code(0);
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.messages(case_number(0)).size() == 2; }));
    EXPECT_TRUE(guiyi.messages(case_number(1)).empty());
    for (auto row = guiyi.state().scan({}); row->valid(); row->next())
        EXPECT_THAT(std::string(row->value()), Not(HasSubstr("90210042")));

    guiyi.start_sender({server.way()});

    auto mail = server.event("accepted");
    if (text(mail, "body").find("90210042") == std::string::npos) mail = server.event("accepted");
    EXPECT_EQ(text(mail, "header_to"), "<person0@example.org>");
    EXPECT_EQ(text(mail, "subject"), "您要的验证码（编号 " + receipt_number(0) + "）");
    EXPECT_THAT(text(mail, "body"), HasSubstr("验证码：90210042"));
    EXPECT_THAT(text(mail, "body"), HasSubstr("到 10:15 为止"));
}

TEST_F(Sending, ACodeThatHasExpiredIsNotSent) {
    mail_server server;
    server.order("listen");
    open_cases(1);
    issue_code(0);
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.messages(case_number(0)).size() == 2; }));
    guiyi.move_clock_to(guiyi.time.now() + 15min);

    guiyi.start_sender({server.way()});

    const auto code = guiyi.messages(case_number(0)).at(1);
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.delivery(code).state == message_state::failed; }));
    EXPECT_EQ(guiyi.delivery(code).answer, "timeout");
    ASSERT_TRUE(guiyi.wait_until([&] { return server.accepted() == 1; }));
}

TEST_F(Sending, AServerThatIsDownCostsFewAttemptsAndGetsEverythingOnceWhenItIsUp) {
    mail_server server; // bound, and refusing connections
    guiyi.start_sender({server.way()});
    open_cases(60);
    ASSERT_TRUE(guiyi.wait_until([&] {
        const auto status = guiyi.sending().status();
        return !status.paused.empty() && status.in_flight == 0;
    }));
    EXPECT_LE(attempts(60), 3 + static_cast<std::int64_t>(mail_parallel)) << "the breaker spares the others";
    EXPECT_TRUE(all_are(60, message_state::waiting));

    server.order("listen");
    guiyi.move_clock_to(guiyi.time.now() + 1h);

    ASSERT_TRUE(guiyi.wait_until([&] { return all_are(60, message_state::sent); }));
    EXPECT_EQ(server.accepted(), 60);
    EXPECT_TRUE(guiyi.sending().status().paused.empty());
}

TEST_F(Sending, A451IsTriedAgainInItsTimeUntilTheServerTakesIt) {
    mail_server server;
    server.order("listen");
    server.order("answer 451 2");
    guiyi.start_sender({server.way()});
    open_cases(1);

    std::set<std::string> ids;
    for (int attempt = 1; attempt <= 2; ++attempt) {
        ids.insert(text(server.event("answered"), "message_id"));
        ASSERT_TRUE(guiyi.wait_until([&] {
            return guiyi.delivery_in(case_number(0)).attempts == attempt &&
                   guiyi.is(case_number(0), message_state::waiting);
        }));
        const auto row = guiyi.delivery_in(case_number(0));
        EXPECT_EQ(row.answer, "451");
        EXPECT_GT(row.next_at, guiyi.time.now()) << "not before its time";
        guiyi.move_clock_to(row.next_at);
    }

    ids.insert(text(server.event("accepted"), "message_id"));
    EXPECT_EQ(ids.size(), 1u) << "one Message-ID";
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.is(case_number(0), message_state::sent); }));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).attempts, 3);
    EXPECT_EQ(server.accepted(), 1);
}

TEST_F(Sending, ARefusedRecipientIsNotTriedAgain) {
    mail_server server;
    server.order("listen");
    server.order("refuse 550 1");
    guiyi.start_sender({server.way()});
    open_cases(1);

    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.is(case_number(0), message_state::failed); }));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).answer, "550");
    EXPECT_EQ(failed_messages(guiyi.state(), 10), guiyi.messages(case_number(0)));
    EXPECT_TRUE(providers_waiting(guiyi.state()).empty());
}

TEST_F(Sending, AConnectionLostAfterTheDataIsUnknownAndTriedAgainUnderTheSameId) {
    mail_server server;
    server.order("listen");
    server.order("drop 1");
    guiyi.start_sender({server.way()});
    open_cases(1);

    const auto first = server.event("dropped");
    ASSERT_TRUE(guiyi.wait_until([&] {
        return guiyi.is(case_number(0), message_state::waiting) && guiyi.delivery_in(case_number(0)).attempts == 1;
    }));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).outcome, "unknown");
    guiyi.move_clock_to(guiyi.time.now() + 1h);

    const auto second = server.event("accepted");
    EXPECT_EQ(text(first, "message_id"), text(second, "message_id"));
    EXPECT_EQ(text(first, "date"), text(second, "date"));
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.is(case_number(0), message_state::sent); }));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).unknown_attempts, 1);
}

TEST_F(Sending, StoppingBreaksOffWhatTheServerDoesNotHaveYet) {
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor silent(io,
                                          {boost::asio::ip::make_address("127.0.0.1"), 0}); // accepts and says nothing
    const smtp_options options{"smtp://127.0.0.1:" + std::to_string(silent.local_endpoint().port()),
                               "notice@guiyi.test",
                               {},
                               {},
                               "none",
                               10min};
    guiyi.start_sender({{"email", 1, [options] { return smtp_channel(options); }}});
    open_cases(1);
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.is(case_number(0), message_state::in_flight); }));

    guiyi.stop_sender();

    const auto row = guiyi.delivery_in(case_number(0));
    EXPECT_EQ(row.state, message_state::waiting);
    EXPECT_EQ(row.answer, "stopped");
    EXPECT_EQ(row.next_at, guiyi.time.now());
}

TEST_F(Sending, WithoutAMailServerMailStaysQueued) {
    webhook_receiver receiver;
    guiyi.start_sender({receiver.way()});
    open_cases(1);

    guiyi.stop_sender();

    EXPECT_TRUE(guiyi.is(case_number(0), message_state::waiting));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).attempts, 0);
}

TEST_F(Sending, NothingIsSentToAPersonWhoWasErasedMeanwhile) {
    mail_server server;
    server.order("listen");
    open_cases(1);
    guiyi.erase_key(receipt_number(0));

    guiyi.start_sender({server.way()});

    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.is(case_number(0), message_state::failed); }));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).answer, "no_address");
    EXPECT_EQ(server.accepted(), 0);
}

TEST(SendingAfterACrash, AStartWithoutAnEndIsUnknownAndSentOnceUnderTheSameId) {
    temporary_folder folder;
    mail_server server;
    server.order("listen");
    message_id id;
    {
        world before(folder.path);
        before.start();
        before.open_case(case_number(0), receipt_number(0), "a@example.org");
        ASSERT_TRUE(before.wait_until([&] { return before.messages(case_number(0)).size() == 1; }));
        id = before.messages(case_number(0))[0];
        before.run([&](const store::view& state, instant) { return start_attempt(state, id); })
            .value(); // and then the process dies
    }

    world after(folder.path, at("2026-11-20T03:00:00Z"));
    after.start();
    after.start_sender({server.way()});

    ASSERT_TRUE(after.wait_until([&] { return after.is(case_number(0), message_state::waiting); }));
    EXPECT_EQ(after.delivery(id).outcome, "unknown");
    EXPECT_EQ(after.delivery(id).answer, "interrupted");
    after.move_clock_to(after.delivery(id).next_at);
    EXPECT_EQ(text(server.event("accepted"), "id"), id.str());
    ASSERT_TRUE(after.wait_until([&] { return after.is(case_number(0), message_state::sent); }));
    EXPECT_EQ(after.delivery(id).unknown_attempts, 1);
    EXPECT_EQ(server.accepted(), 1);
}

TEST(SendingWebhooks, ReceiversGetSignedEventsAndFailuresComeAgainUnderTheSameId) {
    setenv("no_proxy", "*", 1);
    temporary_folder folder;
    webhook_receiver receiver({"503", "500"});
    world guiyi(folder.path);
    guiyi.start({endpoint_name(receiver.settings())});
    guiyi.start_sender({receiver.way()});
    guiyi.open_case(case_number(0), receipt_number(0), "");

    std::set<std::string> ids;
    for (const int code : {503, 500, 204}) {
        const auto got = receiver.event("received");
        EXPECT_TRUE(got.at("good").as_bool()) << "the signature";
        EXPECT_EQ(got.at("code").as_int64(), code);
        EXPECT_EQ(got.at("timestamp").as_int64(), guiyi.time.now().time_since_epoch() / 1s);
        EXPECT_THAT(text(got, "type"), HasSubstr("application/cloudevents+json"));
        const auto& event = got.at("body").as_object();
        EXPECT_EQ(text(event, "type"), "io.guiyi.notice.placed.v1");
        EXPECT_EQ(text(event, "subject"), case_number(0));
        EXPECT_EQ(text(event.at("data").as_object(), "decide_by"), "2026-12-01");
        EXPECT_EQ(text(event, "id"), text(got, "id"));
        ids.insert(text(got, "id"));
        if (code == 204) break;
        ASSERT_TRUE(guiyi.wait_until([&] {
            return guiyi.is(case_number(0), message_state::waiting) &&
                   guiyi.delivery_in(case_number(0)).answer == std::to_string(code);
        }));
        guiyi.move_clock_to(guiyi.time.now() + 1h);
    }
    EXPECT_EQ(ids.size(), 1u);
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.is(case_number(0), message_state::sent); }));
}

TEST(SendingWebhooks, AWrongSecretIsRefusedForGood) {
    setenv("no_proxy", "*", 1);
    temporary_folder folder;
    webhook_receiver receiver;
    world guiyi(folder.path);
    guiyi.start({endpoint_name(receiver.settings())});
    guiyi.start_sender({receiver.way("another secret")});
    guiyi.open_case(case_number(0), receipt_number(0), "");

    EXPECT_FALSE(receiver.event("received").at("good").as_bool());
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.is(case_number(0), message_state::failed); }));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).answer, "401");
}

TEST(SendingWebhooks, MessagesOfAnEndpointThatLeftTheSettingsAreEnded) {
    temporary_folder folder;
    world guiyi(folder.path);
    guiyi.start({"gone.example-00000001"});
    guiyi.open_case(case_number(0), receipt_number(0), "");
    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.messages(case_number(0)).size() == 1; }));

    guiyi.start_sender({});

    ASSERT_TRUE(guiyi.wait_until([&] { return guiyi.is(case_number(0), message_state::failed); }));
    EXPECT_EQ(guiyi.delivery_in(case_number(0)).answer, "endpoint_removed");
}

} // namespace guiyi::notification
