#include "tests/unit/common/http/client.hpp"
#include "tests/unit/common/http/live_server.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

namespace guiyi::http {
namespace {

using namespace testing;
using boost::asio::awaitable;

server_options tight() {
    server_options o;
    o.header_limit_bytes = 1024;
    o.body_limit_bytes = 1000;
    o.read_timeout_ms = 150;
    o.write_timeout_ms = 200;
    o.idle_timeout_ms = 150;
    o.linger_timeout_ms = 500;
    return o;
}

/// A server whose only handler counts its calls.
struct counting {
    std::atomic<int> called{0};
    live_server server;

    explicit counting(server_options options = tight()) : server(routes(), std::move(options)) {}
    router routes() {
        router r;
        r.add(method::post, "/x", [this](request&) -> awaitable<response> {
            ++called;
            co_return no_content();
        });
        r.add(method::get, "/big",
              [](request&) -> awaitable<response> { co_return text(200, std::string(64 << 20, 'x')); });
        return r;
    }
};

int status_of(counting& to, std::string_view bytes) {
    client c(to.server.port());
    const auto got = c.ask(bytes);
    return got ? got->status : 0;
}

TEST(Limits, AnswerMalformedRequestsAndClose) {
    counting subject;
    for (const char* bad :
         {"rubbish\r\n\r\n", "GET /x HTTP/1.1\nHost: t\n\n", "GET /x HTTP/2.0\r\nHost: t\r\n\r\n",
          "GET /x HTTP/1.1\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "GET /x HTTP/1.1\r\nHost: t\r\nN\xC3\xA4me: 1\r\n\r\n", "GET /x HTTP/1.1\r\nHost: t\r\nBad Name: 1\r\n\r\n",
          "GET /x HTTP/1.1\r\nHost: t\r\nA: b\x01\r\n\r\n", "GET x HTTP/1.1\r\nHost: t\r\n\r\n",
          "POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n",
          "POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
          "POST /x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
        client c(subject.server.port());
        const auto got = c.ask(bad);
        ASSERT_TRUE(got) << bad;
        EXPECT_EQ(got->status, 400) << bad;
        EXPECT_EQ(got->header("content-type"), "application/problem+json") << bad;
        EXPECT_EQ(got->header("connection"), "close") << bad;
        EXPECT_TRUE(c.closed()) << bad;
    }
    EXPECT_EQ(subject.called, 0);
}

TEST(Limits, RefuseWhatCouldSmuggleARequest) {
    counting subject;
    const std::string start = "POST /x HTTP/1.1\r\nHost: t\r\n";
    EXPECT_EQ(status_of(subject, start + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(status_of(subject, start + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(status_of(subject, start + "Content-Length: 3\r\nTransfer-Encoding: identity\r\n\r\nabc"), 400);
    EXPECT_EQ(status_of(subject, start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501);
    EXPECT_EQ(status_of(subject, start + "Transfer-Encoding: gzip\r\n\r\n"), 501);
    EXPECT_EQ(status_of(subject, "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(status_of(subject, start + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), 415);
    EXPECT_EQ(subject.called, 0);
}

TEST(Limits, AnswerAnOverlongHeadWhateverItsPackets) {
    counting subject;
    const std::string start = "GET /x HTTP/1.1\r\nHost: t\r\n";
    EXPECT_EQ(status_of(subject, start + "A: " + std::string(2000, 'x') + "\r\n\r\n"), 431);
    EXPECT_EQ(status_of(subject, "GET /" + std::string(2000, 'x') + " HTTP/1.1\r\n\r\n"), 431);

    client c(subject.server.port());
    c.send(start);
    for (int i = 0; i < 200 && c.send("A" + std::to_string(i) + ": 1\r\n"); ++i) {
    }
    const auto got = c.read_reply();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 431);
}

TEST(Limits, AnswerAnOverlongBodyAndTheClientSeesIt) {
    counting subject;
    const auto got = client(subject.server.port()).ask(post("/x", std::string(2 << 20, 'x')));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 413);

    client chunked(subject.server.port());
    chunked.send("POST /x HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 30; ++i) chunked.send("64\r\n" + std::string(100, 'x') + "\r\n");
    EXPECT_EQ(chunked.read_reply()->status, 413);
    EXPECT_EQ(status_of(subject, post("/x", std::string(1000, 'x'))), 204);
    EXPECT_EQ(subject.called, 1);
}

TEST(Limits, AnswerASlowHeadAndASlowBodyWith408) {
    counting subject;
    client head(subject.server.port());
    head.send("POST /x HT");
    client body(subject.server.port());
    body.send("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc");
    EXPECT_EQ(head.read_reply()->status, 408);
    EXPECT_TRUE(head.closed());
    EXPECT_EQ(body.read_reply()->status, 408);
    EXPECT_EQ(subject.called, 0);
}

TEST(Limits, CutAClientThatDripsBytes) {
    counting subject;
    client c(subject.server.port());
    const std::string request = post("/x", std::string(900, 'x'));
    // Each byte comes well within the deadline; all of them together do not. A read that waits 2 ms paces the drip.
    const std::string_view all = request;
    std::optional<reply> got;
    for (std::size_t i = 0; i < all.size() && !got; ++i) {
        if (!c.send(all.substr(i, 1))) break;
        if (c.readable_within_ms(2)) got = c.read_reply();
    }
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 408);
    EXPECT_EQ(subject.called, 0);
}

TEST(Limits, CloseIdleConnectionsWithoutAWord) {
    counting subject;
    client fresh(subject.server.port());
    client used(subject.server.port());
    EXPECT_EQ(used.ask(post("/x", "{}"))->status, 204);
    EXPECT_EQ(fresh.read_all(), "");
    EXPECT_EQ(used.read_all(), "");
    EXPECT_TRUE(subject.server.all_gone());
}

TEST(Limits, CutAReaderThatDoesNotRead) {
    counting subject;
    client c(subject.server.port(), 4096);
    c.send(get("/big"));
    c.read_until("\r\n\r\n");
    EXPECT_TRUE(subject.server.all_gone());
    EXPECT_LT(c.read_all().size(), std::size_t{64 << 20});
}

TEST(Limits, DoNotCallAHandlerForABodyThatIsCut) {
    counting subject;
    {
        client c(subject.server.port());
        c.send("POST /x HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nabc");
        c.end_sending();
        EXPECT_EQ(c.read_all(), "");
    }
    EXPECT_TRUE(subject.server.all_gone());
    EXPECT_EQ(subject.called, 0);
}

TEST(Limits, TurnAwayConnectionsBeyondTheirNumber) {
    server_options options = tight();
    options.idle_timeout_ms = options.read_timeout_ms = 20'000;
    options.connections_max = 2;
    counting subject(options);
    auto first = std::make_unique<client>(subject.server.port());
    client second(subject.server.port());
    EXPECT_EQ(first->ask(post("/x", ""))->status, 204);
    EXPECT_EQ(second.ask(post("/x", ""))->status, 204);

    client third(subject.server.port());
    const auto refused = third.ask(post("/x", ""));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->header("retry-after"), "2");
    EXPECT_TRUE(third.closed());

    first.reset();
    int status = 0;
    // The place is free once the server has seen the first one leave.
    for (int i = 0; i < 1000 && status != 204; ++i) status = status_of(subject, post("/x", ""));
    EXPECT_EQ(status, 204);
}

TEST(Limits, CountConnectionsByAddress) {
    server_options options = tight();
    options.connections_per_address_max = 1;
    counting subject(options);
    client first(subject.server.port());
    EXPECT_EQ(first.ask(post("/x", ""))->status, 204);
    EXPECT_EQ(status_of(subject, post("/x", "")), 503);
}

TEST(Limits, SurviveRunningOutOfDescriptors) {
    counting subject;
    EXPECT_EQ(status_of(subject, post("/x", "")), 204);
    ASSERT_TRUE(subject.server.all_gone());
    std::vector<int> hoard;
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit few = before;
    few.rlim_cur = 128;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    for (int fd = ::open("/dev/null", O_RDONLY); fd >= 0; fd = ::open("/dev/null", O_RDONLY)) hoard.push_back(fd);
    ASSERT_FALSE(hoard.empty());
    ::close(hoard.back());
    hoard.pop_back();

    client starved(subject.server.port());
    starved.send(post("/x", ""));
    EXPECT_FALSE(starved.readable_within_ms(100));
    for (const int fd : hoard) ::close(fd);
    ::setrlimit(RLIMIT_NOFILE, &before);

    const auto served = starved.read_reply();
    ASSERT_TRUE(served);
    EXPECT_EQ(served->status, 204);
}

std::size_t resident_bytes() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(Limits, HoldThousandsOfIdleConnectionsInLittleMemory) {
    if (raise_file_limit() < 9000) GTEST_SKIP() << "needs 9000 descriptors";
    server_options options;
    counting subject(options);
    constexpr std::size_t count = 4000;
    EXPECT_EQ(status_of(subject, post("/x", "")), 204);
    const std::size_t before = resident_bytes();
    std::vector<std::unique_ptr<client>> idle;
    for (std::size_t i = 0; i < count; ++i) {
        idle.push_back(std::make_unique<client>(subject.server.port()));
        ASSERT_EQ(idle.back()->ask(post("/x", "{}"))->status, 204);
    }
    const std::size_t each = (resident_bytes() - before) / count;
    RecordProperty("bytes_per_connection", static_cast<int>(each));
    // About 6 KiB in an ordinary build; a sanitizer takes four times that.
    EXPECT_LT(each, 32u << 10);
    EXPECT_GE(subject.server.get().open_connections(), count);
}

} // namespace
} // namespace guiyi::http
