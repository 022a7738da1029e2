#include "tests/unit/common/http/client.hpp"
#include "tests/unit/common/http/live_server.hpp"
#include "tests/unit/common/http/temp_folder.hpp"

#include "common/core/digest.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <thread>

namespace guiyi::http {
namespace {

using namespace testing;
using boost::asio::awaitable;

std::string sha256_hex(std::string_view bytes) {
    sha256_stream hash;
    hash.update(bytes);
    return to_hex(hash.finish());
}

/// Takes uploads into its own folder; the handler keeps the file when asked to by its header.
struct uploading {
    temp_folder folder;
    upload_settings settings;
    std::atomic<int> called{0};
    std::optional<live_server> server;

    uploading() {
        settings.spool_folder = folder.path();
        settings.disk_reserve_bytes = 0;
    }
    void start() {
        router r;
        r.add_upload(
            method::post, "/evidence",
            [this](request& from, upload_result& got) -> awaitable<response> {
                ++called;
                if (!from.header("x-keep").empty()) std::filesystem::rename(got.file, folder.path() / "kept");
                if (!from.header("x-throw").empty()) throw std::runtime_error("broken");
                const boost::json::object body{
                    {"sha256", got.sha256}, {"size", got.size_bytes}, {"media_type", got.media_type}};
                co_return json_response(201, body);
            },
            settings);
        server_options options;
        options.linger_timeout_ms = 500;
        server.emplace(std::move(r), options);
    }
};

std::string content(std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 2654435761u >> 13);
    return out;
}

TEST(Upload, IsGivenWholeWithItsDigestAndRemovedAfterwards) {
    uploading subject;
    subject.start();
    client c(subject.server->port());
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{300'000}, std::size_t{5'000'000}}) {
        const std::string bytes = content(size);
        const auto got = c.ask(post("/evidence", bytes, "", "audio/mpeg"));
        ASSERT_TRUE(got);
        ASSERT_EQ(got->status, 201);
        const auto body = boost::json::parse(got->body);
        EXPECT_EQ(body.at("sha256").as_string(), sha256_hex(bytes));
        EXPECT_EQ(body.at("size").to_number<std::size_t>(), size);
        EXPECT_EQ(body.at("media_type").as_string(), "audio/mpeg");
    }
    EXPECT_EQ(subject.folder.files(), 0u);
}

TEST(Upload, StaysWhereTheHandlerMovedIt) {
    uploading subject;
    subject.start();
    client c(subject.server->port());
    const std::string bytes = content(700'000);
    EXPECT_EQ(c.ask(post("/evidence", bytes, "X-Keep: 1\r\n"))->status, 201);
    EXPECT_EQ(subject.folder.files(), 1u);
    EXPECT_EQ(std::filesystem::file_size(subject.folder.path() / "kept"), bytes.size());
}

TEST(Upload, TakesChunkedBodies) {
    uploading subject;
    subject.start();
    client c(subject.server->port());
    c.send("POST /evidence HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::string whole;
    for (int i = 0; i < 50; ++i) {
        const std::string piece = content(10'000);
        whole += piece;
        c.send("2710\r\n" + piece + "\r\n");
    }
    c.send("0\r\n\r\n");
    const auto got = c.read_reply();
    ASSERT_TRUE(got);
    EXPECT_EQ(boost::json::parse(got->body).at("sha256").as_string(), sha256_hex(whole));
}

TEST(Upload, LeavesNothingWhenItIsCut) {
    uploading subject;
    subject.start();
    for (const bool hard : {false, true}) {
        client c(subject.server->port());
        c.send("POST /evidence HTTP/1.1\r\nHost: t\r\nContent-Length: 2000000\r\n\r\n" + content(1'000'000));
        EXPECT_TRUE(eventually([&] { return subject.folder.files() == 1; }));
        if (hard)
            c.reset();
        else
            c.end_sending();
        if (!hard) EXPECT_EQ(c.read_all(), "");
    }
    EXPECT_TRUE(subject.server->all_gone());
    EXPECT_EQ(subject.folder.files(), 0u);
    EXPECT_EQ(subject.called, 0);
}

TEST(Upload, IsRefusedOverItsLimitWhetherClaimedOrNot) {
    uploading subject;
    subject.settings.size_limit_bytes = 100'000;
    subject.start();
    EXPECT_EQ(client(subject.server->port()).ask(post("/evidence", content(100'000)))->status, 201);
    EXPECT_EQ(client(subject.server->port()).ask(post("/evidence", content(100'001)))->status, 413);
    client chunked(subject.server->port());
    chunked.send("POST /evidence HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    chunked.send("186a1\r\n" + content(100'001));
    EXPECT_EQ(chunked.read_reply()->status, 413);
    EXPECT_TRUE(subject.server->all_gone());
    EXPECT_EQ(subject.folder.files(), 0u);
    EXPECT_EQ(subject.called, 1);
}

TEST(Upload, IsCutBelowItsRateAndAfterItsTime) {
    uploading slow;
    slow.settings.rate_window_ms = 150;
    slow.settings.rate_min_bytes_per_s = 100'000;
    slow.start();
    client dripping(slow.server->port());
    dripping.send("POST /evidence HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n" + content(500));
    EXPECT_EQ(dripping.read_reply()->status, 408);

    uploading late;
    late.settings.timeout_ms = 150;
    late.settings.rate_min_bytes_per_s = 1;
    late.start();
    client steady(late.server->port());
    steady.send("POST /evidence HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n");
    std::optional<reply> got;
    for (int i = 0; i < 1000 && !got; ++i) {
        if (!steady.send("0123456789")) break;
        if (steady.readable_within_ms(5)) got = steady.read_reply();
    }
    ASSERT_TRUE(got);
    EXPECT_EQ(got->status, 408);
    EXPECT_TRUE(late.server->all_gone());
    EXPECT_EQ(slow.folder.files() + late.folder.files(), 0u);
}

TEST(Upload, AnswersAFullDiskAndKeepsNothing) {
    uploading reserved;
    reserved.settings.disk_reserve_bytes = 1ULL << 60;
    reserved.start();
    const auto early = client(reserved.server->port()).ask(post("/evidence", content(10)));
    ASSERT_TRUE(early);
    EXPECT_EQ(early->status, 503);
    EXPECT_NE(early->header("retry-after"), "");

    uploading subject;
    subject.start();
    // A limit of file size fails a write in the middle as a full disk does.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = 400'000;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto late = client(subject.server->port()).ask(post("/evidence", content(2'000'000)));
    ::setrlimit(RLIMIT_FSIZE, &before);
    ASSERT_TRUE(late);
    EXPECT_EQ(late->status, 503);
    EXPECT_NE(late->header("retry-after"), "");
    EXPECT_TRUE(subject.server->all_gone());
    EXPECT_EQ(subject.folder.files(), 0u);
    EXPECT_EQ(subject.called, 0);
}

TEST(Upload, IsRemovedWhenTheHandlerThrows) {
    uploading subject;
    subject.start();
    client c(subject.server->port());
    EXPECT_EQ(c.ask(post("/evidence", content(1000), "X-Throw: 1\r\n"))->status, 500);
    EXPECT_EQ(c.ask(post("/evidence", content(1000)))->status, 201);
    EXPECT_EQ(subject.folder.files(), 0u);
}

TEST(Upload, ManyAtOnceStayApart) {
    uploading subject;
    subject.start();
    std::atomic<int> right{0};
    {
        std::vector<std::jthread> senders;
        for (std::size_t t = 0; t < 8; ++t)
            senders.emplace_back([&, t] {
                client c(subject.server->port());
                for (std::size_t i = 0; i < 5; ++i) {
                    const std::string bytes = content(200'000 + t * 1000 + i);
                    const auto got = c.ask(post("/evidence", bytes));
                    if (got && got->body.find(sha256_hex(bytes)) != got->body.npos) ++right;
                }
            });
    }
    EXPECT_EQ(right, 40);
}

TEST(Upload, ClearsOnlyWhatACrashLeftBehind) {
    temp_folder folder;
    folder.write("upload-1-1.part", "half");
    folder.write("evidence", "whole");
    EXPECT_EQ(clear_spool(folder.path()), 1u);
    EXPECT_EQ(folder.files(), 1u);
    EXPECT_EQ(clear_spool(folder.path() / "missing"), 0u);
}

} // namespace
} // namespace guiyi::http
