// How a connection to NATS comes about, is lost and is found again.
#include "common/bus/jetstream/connection.hpp"

#include "common/bus/jetstream/jetstream_bus.hpp"
#include "tests/support/nats_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <future>
#include <list>
#include <thread>

namespace guiyi::bus {

using ::testing::HasSubstr;

namespace {

/// As a server that freezes just after it has greeted, or after it has let somebody in.
class silent_server {
  public:
    enum until { greeting, letting_in };

    explicit silent_server(until last = greeting) : last_(last) {
        thread_ = std::jthread([this] { greet(); });
    }
    ~silent_server() { here_.stop(); }

    std::string url() const { return "nats://127.0.0.1:" + std::to_string(door_.local_endpoint().port()); }
    int greeted() const { return greeted_; }

  private:
    using tcp = boost::asio::ip::tcp;

    void greet() {
        next();
        here_.run();
    }
    void next() {
        door_.async_accept([this](const boost::system::error_code& ec, tcp::socket came) {
            if (ec) return;
            came_.push_back(std::move(came));
            boost::asio::write(came_.back(), boost::asio::buffer(welcome));
            if (last_ == letting_in) let_in(came_.back());
            ++greeted_;
            next();
        });
    }

    /// Whoever connects sends CONNECT and PING, and is in with the answer to that.
    static void let_in(tcp::socket& who) {
        std::string said;
        boost::asio::read_until(who, boost::asio::dynamic_buffer(said), "PING\r\n");
        boost::asio::write(who, boost::asio::buffer(std::string_view("PONG\r\n")));
    }

    static constexpr std::string_view welcome =
        "INFO {\"server_id\":\"S\",\"version\":\"2.10.27\",\"proto\":1,\"headers\":true,\"max_payload\":1048576}\r\n";
    boost::asio::io_context here_;
    tcp::acceptor door_{here_, tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), 0)};
    std::list<tcp::socket> came_;
    std::atomic<int> greeted_{0};
    until last_;
    std::jthread thread_;
};

result<std::unique_ptr<connection>> open(const std::string& servers, std::function<void(bool)> tell = [](bool) {}) {
    nats_access to;
    to.servers = servers;
    return connection::open(to, std::move(tell));
}

std::shared_ptr<void> answering(connection& by, const std::string& subject, const std::string& answer) {
    return by
        .subscribe(subject,
                   [&by, answer](const nats_message& asked) { static_cast<void>(by.publish(asked.reply, answer)); })
        .value();
}

} // namespace

class Connection : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!testing::nats_program()) GTEST_SKIP() << testing::no_nats;
    }
};

TEST(ConnectionToNobody, AServerThatGreetsAndThenSaysNothingIsUnavailable) {
    const silent_server silent;

    const auto opened = open(silent.url());

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::unavailable);
    EXPECT_THAT(opened.error().detail, HasSubstr("takes connections and then says nothing"));
    EXPECT_FALSE(open(silent.url()));
    EXPECT_EQ(silent.greeted(), 1) << "another thread would be kept busy";
}

TEST(ConnectionToNobody, WithoutAnAddressIsASettingToMend) { EXPECT_EQ(open(",").error().code, errc::invalid); }

TEST(ConnectionToNobody, AServerThatNoLongerReadsHoldsNobodyUp) {
    const silent_server frozen(silent_server::letting_in);
    std::atomic<bool> lost{false}; // perhaps several times: it takes whoever comes
    const auto nats = open(frozen.url(), [&](bool up) {
                          if (!up) lost = true;
                      }).value();
    const std::string body(1 << 20, 'x');

    result<void> said;
    for (int i = 0; i < 256 && said; ++i) said = nats->publish("any", body); // more than sockets keep

    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().code, errc::unavailable);
    while (!lost) std::this_thread::yield();
}

TEST_F(Connection, AGoodServerBesideASilentOneIsFound) {
    const testing::nats_server good;
    const silent_server silent;

    for (int i = 0; i < 100 && silent.greeted() == 0; ++i) { // which is asked first is chance
        const auto opened = open(silent.url() + "," + good.url());
        ASSERT_TRUE(opened) << opened.error().detail;
        EXPECT_TRUE((*opened)->connected());
    }
    EXPECT_EQ(silent.greeted(), 1);
}

TEST_F(Connection, ALostServerIsFoundAgainAlsoBesideASilentOneAndListenersGoOn) {
    testing::nats_server good;
    std::promise<void> lost, found;
    const auto tell = [&](bool up) { up ? found.set_value() : lost.set_value(); };
    const silent_server silent;
    const auto nats = open(good.url() + "," + silent.url(), tell).value();
    std::promise<std::string> heard;
    const auto listening = nats->subscribe("news", [&](const nats_message& one) { heard.set_value(one.body); });
    ASSERT_TRUE(listening);

    good.kill_now();
    lost.get_future().wait();
    EXPECT_FALSE(nats->connected());
    EXPECT_EQ(nats->publish("news", "lost").error().code, errc::unavailable);
    good.start();
    found.get_future().wait();

    EXPECT_TRUE(nats->connected());
    EXPECT_EQ(silent.greeted(), 1);
    ASSERT_TRUE(nats->publish("news", "found"));
    EXPECT_EQ(heard.get_future().get(), "found");
}

TEST_F(Connection, WhyNoServerIsFoundIsTold) {
    testing::nats_server gone;
    const auto nats = open(gone.url()).value();
    EXPECT_EQ(nats->lost_because(), "");

    gone.kill_now();
    while (nats->lost_because().empty()) std::this_thread::yield();
    EXPECT_THAT(nats->lost_because(), HasSubstr("cannot connect to " + gone.url()));

    gone.start();
    while (!nats->connected()) std::this_thread::yield();
    EXPECT_EQ(nats->lost_because(), "");
}

TEST_F(Connection, ItEndsWhileItsServersAreAway) {
    testing::nats_server gone;
    std::promise<void> lost;
    auto nats = open(gone.url(), [&](bool up) {
                    if (!up) lost.set_value();
                }).value();
    gone.kill_now();
    lost.get_future().wait();

    nats.reset();
}

TEST_F(Connection, AnswersWithoutEndAreNotWaitedFor) {
    const testing::nats_server server;
    const auto asking = open(server.url()).value(), chatting = open(server.url()).value();
    std::atomic<bool> enough{false};
    const auto listening = chatting->subscribe("chat", [&](const nats_message& asked) {
        while (!enough) static_cast<void>(chatting->publish(asked.reply, "and"));
    });
    ASSERT_TRUE(listening);
    static_cast<void>(chatting->ask("nobody", {}, std::chrono::seconds(5))); // the server knows by now who listens

    const auto said = asking->ask_all("chat", std::chrono::milliseconds(100), std::chrono::milliseconds(20));
    enough = true;

    ASSERT_TRUE(said);
    EXPECT_FALSE(said->empty());
}

// As the servers' leader may be replaced just after it has made one.
TEST_F(Connection, AStreamThatIsMadeAndNeverFoundIsUnavailable) {
    const testing::nats_server server({.tells_settings = false, .has_jetstream = false});
    const auto fake = open(server.url()).value();
    const std::vector<std::shared_ptr<void>> answers{
        answering(*fake, "$SYS.REQ.SERVER.PING.VARZ",
                  R"({"server":{"name":"fake","ver":"2.10.27"},"data":{"jetstream":{"config":{"sync_always":true}}}})"),
        answering(*fake, "$JS.API.STREAM.INFO.*", R"({"error":{"code":404,"err_code":10059,"description":"none"}})"),
        answering(*fake, "$JS.API.STREAM.CREATE.*", R"({"did_create":true})")};
    ASSERT_TRUE(fake->ask("$JS.API.STREAM.INFO.any", {}, std::chrono::seconds(5)));
    const testing::temp_folder folder;
    const auto db = store::database::open(folder.path() / "db", {}).value();
    jetstream_options options;
    options.access.servers = server.url();
    options.give_up_after = std::chrono::milliseconds(0);

    const auto opened = jetstream_bus(*db, options);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, errc::unavailable);
    EXPECT_THAT(opened.error().detail, HasSubstr("was made and is not found"));
}

} // namespace guiyi::bus
