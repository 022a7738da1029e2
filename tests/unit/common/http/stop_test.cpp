#include "tests/unit/common/http/client.hpp"
#include "tests/unit/common/http/live_server.hpp"

#include <gtest/gtest.h>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <future>

namespace guiyi::http {
namespace {

using namespace testing;
using namespace std::chrono_literals;
using boost::asio::awaitable;

/// A handler that has begun tells so, and ends when the test lets it.
struct gate {
    live_server server{routes()}; ///< first, since what follows must go before its io_context does
    std::promise<void> begun;
    std::shared_ptr<boost::asio::steady_timer> held;
    boost::asio::any_io_executor strand;

    router routes() {
        router r;
        r.add(method::post, "/slow", [this](request&) -> awaitable<response> {
            strand = co_await boost::asio::this_coro::executor;
            held = std::make_shared<boost::asio::steady_timer>(strand, boost::asio::steady_timer::time_point::max());
            begun.set_value();
            boost::system::error_code ignored;
            co_await held->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
            co_return text(200, "done");
        });
        r.add(method::post, "/echo", echo());
        return r;
    }
    void let_go() {
        boost::asio::post(strand, [timer = held] { timer->cancel(); });
    }
};

TEST(Stop, ClosesIdleConnectionsAtOnceAndAcceptsNoMore) {
    gate subject;
    live_server& server = subject.server;
    client idle(server.port());
    EXPECT_EQ(idle.ask(post("/echo", "{}"))->status, 200);
    client fresh(server.port());

    EXPECT_EQ(server.stop(10s), 0u);

    EXPECT_TRUE(idle.closed());
    EXPECT_TRUE(fresh.closed());
    EXPECT_THROW(client(server.port()), std::runtime_error);
    EXPECT_EQ(server.get().open_connections(), 0u);
}

TEST(Stop, LetsARunningRequestEndAndClosesAfterIt) {
    gate subject;
    live_server& server = subject.server;
    client c(server.port());
    c.send(post("/slow", "{}"));
    subject.begun.get_future().wait();

    auto stopping = std::async(std::launch::async, [&] { return server.stop(10s); });
    EXPECT_EQ(stopping.wait_for(50ms), std::future_status::timeout);
    subject.let_go();

    const auto got = c.read_reply();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, "done");
    EXPECT_EQ(got->header("connection"), "close");
    EXPECT_EQ(stopping.get(), 0u);
}

TEST(Stop, CutsWhatIsNotDoneWithinTheLimit) {
    gate subject;
    live_server& server = subject.server;
    client c(server.port());
    c.send(post("/slow", "{}"));
    subject.begun.get_future().wait();

    EXPECT_EQ(server.stop(50ms), 1u);

    EXPECT_EQ(c.read_all(), "");
}

TEST(Stop, LetsAHalfReadRequestArrive) {
    gate subject;
    live_server& server = subject.server;
    client c(server.port());
    const std::string whole = post("/echo", "12345");
    client probe(server.port());
    c.send(whole.substr(0, whole.size() - 3));
    // The probe's answer shows that the server runs; the half request is in its socket by then.
    EXPECT_EQ(probe.ask(post("/echo", ""))->status, 200);
    EXPECT_FALSE(c.readable_within_ms(100));

    auto stopping = std::async(std::launch::async, [&] { return server.stop(10s); });
    EXPECT_TRUE(probe.closed());
    c.send(whole.substr(whole.size() - 3));

    const auto got = c.read_reply();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 200);
    // Whether it had heard of the stop when it answered or not, it stays open for nothing else.
    EXPECT_TRUE(c.closed());
    EXPECT_EQ(stopping.get(), 0u);
}

} // namespace
} // namespace guiyi::http
