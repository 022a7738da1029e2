#include "tests/unit/common/http/client.hpp"
#include "tests/unit/common/http/live_server.hpp"

#include "common/http/problem.hpp"

#include <gtest/gtest.h>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>

#include <atomic>
#include <thread>

namespace guiyi::http {
namespace {

using namespace testing;
using boost::asio::awaitable;

/// A string field of a JSON answer.
std::string field(const std::optional<reply>& of, std::string_view name) {
    return std::string(boost::json::parse(of.value().body).at(name).as_string());
}

router echo_router() {
    router r;
    r.add(method::post, "/echo", echo());
    r.add(method::get, "/cases/{case_no}", [](request& from) -> awaitable<response> {
        const boost::json::object body{
            {"case_no", from.param("case_no")}, {"address", from.remote_address}, {"trace", from.traceparent}};
        co_return json_response(200, body);
    });
    r.add(method::post, "/throws", [](request&) -> awaitable<response> {
        throw std::runtime_error("secret reason");
        co_return response{};
    });
    r.add(method::delete_, "/gone", [](request&) -> awaitable<response> { co_return no_content(); });
    return r;
}

TEST(Server, AnswersWithItsStandardHeaders) {
    live_server server(echo_router());
    client c(server.port());

    const auto got = c.ask(post("/echo", R"({"a":1})"));

    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(got->body, R"({"path":"/echo","body_size":7})");
    EXPECT_EQ(got->header("content-type"), "application/json");
    EXPECT_EQ(got->header("x-content-type-options"), "nosniff");
    EXPECT_EQ(got->header("referrer-policy"), "no-referrer");
    EXPECT_EQ(got->header("cache-control"), "no-store");
    EXPECT_EQ(got->header("content-security-policy"),
              "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    EXPECT_TRUE(got->header("date").ends_with(" GMT"));
    EXPECT_EQ(got->header("strict-transport-security"), "");
}

TEST(Server, KeepsTheConnectionForManyRequests) {
    live_server server(echo_router());
    client c(server.port());
    for (int i = 0; i < 50; ++i) {
        const auto got = c.ask(post("/echo", std::string(static_cast<std::size_t>(i), 'x')));
        ASSERT_TRUE(got);
        ASSERT_EQ(boost::json::parse(got->body).at("body_size").to_number<int>(), i);
    }
    EXPECT_EQ(server.get().open_connections(), 1u);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    live_server server(echo_router());
    client c(server.port());
    std::string all;
    for (int i = 0; i < 20; ++i) all += get("/cases/" + std::to_string(i)) + post("/echo", "12345");
    c.send(all);
    for (int i = 0; i < 20; ++i) {
        const auto first = c.read_reply();
        const auto second = c.read_reply();
        ASSERT_TRUE(first && second);
        EXPECT_EQ(field(first, "case_no"), std::to_string(i));
        EXPECT_EQ(second->status, 200);
    }
}

TEST(Server, ReadsChunkedBodiesInPieces) {
    live_server server(echo_router());
    client c(server.port());
    c.send("POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe");
    c.send("llo\r\n6;ext=1\r\n world\r");
    c.send("\n0\r\nX-Late: 1\r\n\r\n");
    const auto got = c.read_reply();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, R"({"path":"/echo","body_size":11})");
    EXPECT_EQ(c.ask(post("/echo", ""))->status, 200);
}

TEST(Server, ReadsARequestThatComesByteByByte) {
    live_server server(echo_router());
    client c(server.port());
    for (const char byte : post("/echo", "abc")) c.send({&byte, 1});
    const auto got = c.read_reply();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, R"({"path":"/echo","body_size":3})");
}

TEST(Server, TakesHttp10AndHeadAndOptions) {
    live_server server(echo_router());
    client old(server.port());
    const auto closed = old.ask("GET /cases/1 HTTP/1.0\r\n\r\n");
    ASSERT_TRUE(closed);
    EXPECT_EQ(closed->header("connection"), "close");
    EXPECT_TRUE(old.closed());
    client kept(server.port());
    EXPECT_EQ(kept.ask("GET /cases/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->header("connection"), "keep-alive");

    client c(server.port());
    c.send("HEAD /cases/1 HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto head = c.read_reply(true);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 200);
    EXPECT_NE(head->header("content-length"), "0");
    const auto options = c.ask("OPTIONS /cases/1 HTTP/1.1\r\nHost: t\r\n\r\n");
    ASSERT_TRUE(options);
    EXPECT_EQ(options->status, 204);
    EXPECT_EQ(options->header("allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(c.ask("DELETE /gone HTTP/1.1\r\nHost: t\r\n\r\n")->status, 204);
}

TEST(Server, TellsUnknownPathsFromUnknownMethods) {
    live_server server(echo_router());
    client c(server.port());
    const auto missing = c.ask(get("/nowhere", "Accept-Language: en\r\n"));
    ASSERT_TRUE(missing);
    EXPECT_EQ(missing->status, 404);
    EXPECT_EQ(missing->header("content-type"), "application/problem+json");
    EXPECT_EQ(field(missing, "title"), "Not found");
    const auto wrong = c.ask("PATCH /cases/1 HTTP/1.1\r\nHost: t\r\n\r\n");
    ASSERT_TRUE(wrong);
    EXPECT_EQ(wrong->status, 405);
    EXPECT_EQ(wrong->header("allow"), "GET, HEAD, OPTIONS");
}

TEST(Server, HidesWhatAHandlerThrewAndTellsTheHook) {
    live_server server(echo_router());
    client c(server.port());
    const auto got = c.ask(post("/throws", "{}"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 500);
    EXPECT_EQ(got->body.find("secret"), got->body.npos);
    EXPECT_EQ(server.exceptions(), std::vector<std::string>{"/throws: secret reason"});
    EXPECT_EQ(c.ask(post("/echo", "{}"))->status, 200);
}

TEST(Server, ReportsPatternsAndNeverPaths) {
    live_server server(echo_router());
    client c(server.port());
    c.ask(get("/cases/C2026-0000042"));
    c.ask(get("/13800138000"));
    c.ask("rubbish\r\n\r\n");

    const auto seen = server.requests(3);

    ASSERT_EQ(seen.size(), 3u);
    EXPECT_EQ(seen[0].route, "/cases/{case_no}");
    EXPECT_EQ(seen[0].status, 200);
    EXPECT_EQ(seen[1].route, "(none)");
    EXPECT_EQ(seen[2].route, "(malformed)");
    EXPECT_EQ(seen[2].status, 400);
}

TEST(Server, KeepsTheTraceOfItsCaller) {
    live_server server(echo_router());
    client c(server.port());
    const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    EXPECT_EQ(field(c.ask(get("/cases/1", "traceparent: " + trace + "\r\n")), "trace"), trace);
    EXPECT_EQ(field(c.ask(get("/cases/1", "traceparent: x\r\n")), "trace"), "");
}

TEST(Server, BelievesForwardedAddressesOnlyFromItsProxies) {
    const std::string forwarded = "X-Forwarded-For: 6.6.6.6, 203.0.113.9\r\nX-Forwarded-Proto: https\r\n";
    live_server direct(echo_router());
    const auto plain = client(direct.port()).ask(get("/cases/1", forwarded));
    EXPECT_EQ(field(plain, "address"), "127.0.0.1");
    EXPECT_EQ(plain->header("strict-transport-security"), "");

    server_options options;
    options.trusted_proxies = {"127.0.0.1"};
    live_server behind(echo_router(), options);
    const auto proxied = client(behind.port()).ask(get("/cases/1", forwarded));
    EXPECT_EQ(field(proxied, "address"), "203.0.113.9");
    EXPECT_NE(proxied->header("strict-transport-security"), "");
}

TEST(Server, LetsAGuardRefuseBeforeTheBodyIsAskedFor) {
    std::atomic<int> called{0};
    router r;
    route_settings guarded;
    guarded.before = [](request& from) -> awaitable<std::optional<response>> {
        if (from.header("authorization").empty())
            co_return to_response(error{errc::unauthenticated, ""}, language_of(from));
        co_return std::nullopt;
    };
    r.add(
        method::post, "/guarded",
        [&called](request&) -> awaitable<response> {
            ++called;
            co_return no_content();
        },
        guarded);
    live_server server(std::move(r));

    client refused(server.port());
    refused.send("POST /guarded HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(refused.read_reply()->status, 401);
    client let_in(server.port());
    EXPECT_EQ(let_in.ask(post("/guarded", "{}", "Authorization: x\r\n"))->status, 204);
    EXPECT_EQ(called, 1);
}

TEST(Server, InvitesABodyThatWaitsForIt) {
    live_server server(echo_router());
    client c(server.port());
    c.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(c.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    c.send("abc");
    EXPECT_EQ(c.read_reply()->body, R"({"path":"/echo","body_size":3})");
    EXPECT_EQ(c.ask(post("/echo", "{}", "Expect: miracles\r\n"))->status, 417);
}

TEST(Server, ClosesAfterItsLastAllowedRequest) {
    server_options options;
    options.keep_alive_requests_max = 2;
    live_server server(echo_router(), options);
    client c(server.port());
    EXPECT_EQ(c.ask(post("/echo", ""))->header("connection"), "");
    EXPECT_EQ(c.ask(post("/echo", ""))->header("connection"), "close");
    EXPECT_TRUE(c.closed());
}

TEST(Server, SendsALongAnswerInPiecesAsItIsMade) {
    router r;
    r.add(method::get, "/export", [](request&) -> awaitable<response> {
        response out;
        out.content_type = "text/csv";
        auto left = std::make_shared<int>(200);
        out.stream = [left]() -> awaitable<std::optional<std::string>> {
            if ((*left)-- == 0) co_return std::nullopt;
            co_return std::string(10'000, 'x');
        };
        co_return out;
    });
    live_server server(std::move(r));
    client c(server.port());
    const auto got = c.ask(get("/export"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body.size(), 2'000'000u);
    EXPECT_EQ(got->header("content-type"), "text/csv");
    const auto again = c.ask(get("/export"));
    ASSERT_TRUE(again);
    client old(server.port());
    old.send("GET /export HTTP/1.0\r\n\r\n");
    EXPECT_EQ(old.read_reply()->body.size(), 2'000'000u);
}

TEST(Server, ServesManyConnectionsFromManyThreadsWhileHandlersHopElsewhere) {
    boost::asio::thread_pool elsewhere(2);
    router r;
    r.add(method::post, "/hop", [&elsewhere](request& from) -> awaitable<response> {
        co_await boost::asio::post(elsewhere, boost::asio::use_awaitable);
        co_return text(200, from.body);
    });
    live_server server(std::move(r), {}, 4);
    std::atomic<int> right{0};
    {
        std::vector<std::jthread> clients;
        for (int t = 0; t < 8; ++t)
            clients.emplace_back([&, t] {
                client c(server.port());
                for (int i = 0; i < 100; ++i) {
                    const std::string body = std::to_string(t * 1000 + i);
                    const auto got = c.ask(post("/hop", body));
                    if (got && got->body == body) ++right;
                }
            });
    }
    EXPECT_EQ(right, 800);
}

TEST(Server, RefusesAddressesItCannotListenAt) {
    live_server server(echo_router());
    EXPECT_EQ(server.get().listen("nonsense").error().code, errc::invalid);
    EXPECT_EQ(server.get().listen("127.0.0.1:notaport").error().code, errc::invalid);
    EXPECT_EQ(server.get().listen("192.0.2.1:0").error().code, errc::io);
    EXPECT_TRUE(server.get().listen(":0"));
}

} // namespace
} // namespace guiyi::http
