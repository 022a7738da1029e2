#include "tests/unit/common/http/client.hpp"
#include "tests/unit/common/http/live_server.hpp"

#include <gtest/gtest.h>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace guiyi::http {
namespace {

using namespace testing;
using boost::asio::awaitable;

/// Says back, for each line, its number and its size or what was wrong with it.
awaitable<void> line_echo(request&, line_stream& lines) {
    for (;;) {
        const auto line = co_await lines.next_line();
        if (!line) co_return;
        std::string said = std::to_string(lines.line_number()) + ":";
        if (line->has_value())
            said += std::to_string((**line).size());
        else
            said += std::string(name_of(line->error().code));
        const bool open = co_await lines.write(said + "\n");
        if (!open) co_return;
    }
}

live_server line_server(server_options options = {}, line_stream_settings settings = {}) {
    settings.line_limit_bytes = 1000;
    router r;
    r.add_line_stream(method::post, "/import", line_echo, settings);
    r.add(method::post, "/echo", echo());
    r.add_line_stream(method::post, "/throws", [](request& from, line_stream& lines) -> awaitable<void> {
        if (!from.header("x-late").empty()) co_await lines.write("{}\n");
        throw std::runtime_error("broken");
    });
    return live_server(std::move(r), std::move(options));
}

TEST(LineStream, AnswersEachLineAndKeepsTheConnection) {
    live_server server = line_server();
    client c(server.port());
    const auto got = c.ask(post("/import", "abc\r\n\n  \n12345\nlast"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->header("content-type"), "application/x-ndjson");
    EXPECT_EQ(got->body, "1:3\n4:5\n5:4\n");
    EXPECT_EQ(c.ask(post("/echo", "{}"))->status, 200);
    EXPECT_EQ(c.ask(post("/import", ""))->body, "");
}

TEST(LineStream, GivesAnOverlongLineAsAnErrorAndGoesOn) {
    live_server server = line_server();
    client c(server.port());
    const std::string huge(500'000, 'x');
    const auto got = c.ask(post(
        "/import", "a\n" + huge + "\nbb\n" + std::string(1001, 'y') + "\n" + std::string(1000, 'z') + "\n" + huge));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, "1:1\n2:too_large\n3:2\n4:too_large\n5:1000\n6:too_large\n");
}

TEST(LineStream, AnswersWhileTheRequestIsStillComing) {
    live_server server = line_server();
    client c(server.port());
    c.send("POST /import HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    c.send("4\r\nabc\n\r\n");
    EXPECT_NE(c.read_until("1:3\n").find("200 OK"), std::string::npos);
    c.send("3\r\nab\n\r\n");
    EXPECT_NE(c.read_until("2:2\n").size(), 0u);
    c.send("0\r\n\r\n");
    EXPECT_NE(c.read_until("0\r\n\r\n").size(), 0u);
}

TEST(LineStream, CarriesMuchBothWaysInOrder) {
    line_stream_settings settings;
    settings.queue_limit_bytes = 4096;
    live_server server = line_server({}, settings);
    client c(server.port());
    constexpr int count = 100'000;
    std::jthread sender([&] {
        std::string body;
        for (int i = 0; i < count; ++i) body += "{\"n\":1}\n";
        c.send(post("/import", body));
    });
    const auto got = c.read_reply();
    ASSERT_TRUE(got);
    std::string expected;
    for (int i = 1; i <= count; ++i) expected += std::to_string(i) + ":7\n";
    EXPECT_TRUE(got->body == expected);
}

TEST(LineStream, TellsTheHandlerThatItWasCut) {
    server_options options;
    options.read_timeout_ms = 150;
    live_server server = line_server(options);
    client slow(server.port());
    slow.send("POST /import HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc\nde");
    const auto got = slow.read_reply();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, "1:3\n1:timeout\n");
    EXPECT_TRUE(slow.closed());

    client cut(server.port());
    cut.send("POST /import HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc\nde");
    cut.end_sending();
    EXPECT_EQ(cut.read_reply()->body, "1:3\n1:unavailable\n");
}

TEST(LineStream, EndsWithItsReader) {
    server_options options;
    options.write_timeout_ms = 150;
    line_stream_settings settings;
    settings.queue_limit_bytes = 1000;
    live_server server = line_server(options, settings);
    client deaf(server.port(), 2048);
    std::string body;
    for (int i = 0; i < 2'000'000; ++i) body += "a\n";
    deaf.send(post("/import", body));
    deaf.read_until("\r\n\r\n");
    EXPECT_TRUE(server.all_gone());
}

TEST(LineStream, ShowsABrokenHandlerAs500OrAsAMissingEnd) {
    live_server server = line_server();
    EXPECT_EQ(client(server.port()).ask(post("/throws", "a\n"))->status, 500);
    EXPECT_FALSE(client(server.port()).ask(post("/throws", "a\n", "X-Late: 1\r\n")).has_value());
    EXPECT_EQ(server.exceptions().size(), 2u);
}

TEST(LineStream, ServesHttp10UntilTheEndOfTheConnection) {
    live_server server = line_server();
    client c(server.port());
    c.send("POST /import HTTP/1.0\r\nContent-Length: 4\r\n\r\nab\nc");
    const auto got = c.read_reply();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, "1:2\n2:1\n");
}

/// Lets a test wait for what happens inside a handler.
class latch {
  public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    bool wait() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return open_; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

/// Opens its latch when the handler's frame is gone.
struct on_exit {
    latch& opened;
    ~on_exit() { opened.open(); }
};

struct event_fixture {
    latch ended;
    std::optional<live_server> server;

    explicit event_fixture(int heartbeat_ms = 15'000, server_options options = {}) {
        router r;
        event_settings settings;
        settings.heartbeat_ms = heartbeat_ms;
        r.add_events(
            "/events",
            [this](request& from, event_stream& events) -> awaitable<void> {
                const on_exit guard{ended};
                co_await events.send("case", "first\nsecond", "7");
                co_await events.send("", from.header("last-event-id").empty() ? "new" : "again");
                if (from.query_value("end")) co_return;
                while (from.query_value("flood")) {
                    const bool open = co_await events.send("x", std::string(10'000, 'x'));
                    if (!open) co_return;
                }
                boost::asio::steady_timer never(co_await boost::asio::this_coro::executor,
                                                boost::asio::steady_timer::time_point::max());
                co_await never.async_wait(boost::asio::use_awaitable);
            },
            settings);
        server.emplace(std::move(r), std::move(options));
    }
};

TEST(Events, AreSpelledAsTheStandardSays) {
    event_fixture subject;
    client c(subject.server->port());
    const auto got = c.ask(get("/events?end", "Last-Event-ID: 6\r\n"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->header("content-type"), "text/event-stream");
    EXPECT_EQ(got->header("cache-control"), "no-store");
    EXPECT_EQ(got->body, "id: 7\nevent: case\ndata: first\ndata: second\n\ndata: again\n\n");
}

TEST(Events, ComeWithAHeartbeat) {
    event_fixture subject(50);
    client c(subject.server->port());
    c.send(get("/events"));
    EXPECT_TRUE(c.read_until("data: new\n\n").ends_with("data: new\n\n"));
    EXPECT_TRUE(c.read_until("\r\n:\n\n").ends_with("\r\n:\n\n"));
    EXPECT_TRUE(c.read_until("\r\n:\n\n").ends_with("\r\n:\n\n"));
}

TEST(Events, EndTheirHandlerWhenTheReaderLeaves) {
    event_fixture subject;
    {
        client c(subject.server->port());
        c.send(get("/events"));
        c.read_until("data: new\n\n");
    }
    EXPECT_TRUE(subject.ended.wait());
    EXPECT_TRUE(subject.server->all_gone());
    EXPECT_TRUE(subject.server->exceptions().empty());
}

TEST(Events, EndForAReaderThatDoesNotRead) {
    server_options options;
    options.write_timeout_ms = 150;
    event_fixture subject(15'000, options);
    client c(subject.server->port(), 2048);
    c.send(get("/events?flood=1"));
    EXPECT_TRUE(subject.ended.wait());
    EXPECT_TRUE(subject.server->all_gone());
}

TEST(Events, EndWhenTheServerStops) {
    event_fixture subject;
    client c(subject.server->port());
    c.send(get("/events"));
    c.read_until("data: new\n\n");
    EXPECT_EQ(subject.server->stop(std::chrono::seconds(5)), 0u);
    EXPECT_TRUE(subject.ended.wait());
    EXPECT_TRUE(c.closed());
}

} // namespace
} // namespace guiyi::http
