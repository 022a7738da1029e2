#include "tests/unit/common/http/client.hpp"
#include "tests/unit/common/http/live_server.hpp"
#include "tests/unit/common/http/temp_folder.hpp"

#include "common/http/static_files.hpp"

#include <gtest/gtest.h>

namespace guiyi::http {
namespace {

using namespace testing;

struct page_server {
    temp_folder folder;
    std::optional<live_server> server;

    explicit page_server(static_options options = {}) {
        folder.write("web/index.html", "<!doctype html>");
        folder.write("web/assets/app-1a2b.js", "console.log(1)");
        folder.write("web/assets/app-1a2b.js.gz", "gzip form");
        folder.write("web/empty.txt", "");
        folder.write("secret.txt", "secret");
        std::filesystem::create_symlink(folder.path() / "secret.txt", folder.path() / "web/link.txt");
        router r;
        static_files::load(folder.path() / "web", options).value().mount(r, "/");
        r.add(method::get, "/api/v1/x", echo());
        server.emplace(std::move(r));
    }
    std::optional<reply> ask(std::string_view path, std::string_view headers = "") {
        return client(server->port()).ask(get(path, headers));
    }
};

TEST(StaticFiles, AreServedWithTypeTagAndCaching) {
    page_server subject;
    const auto page = subject.ask("/");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->status, 200);
    EXPECT_EQ(page->body, "<!doctype html>");
    EXPECT_EQ(page->header("content-type"), "text/html; charset=utf-8");
    EXPECT_EQ(page->header("cache-control"), "no-cache");
    EXPECT_NE(page->header("content-security-policy"), "");
    const auto script = subject.ask("/assets/app-1a2b.js");
    EXPECT_EQ(script->header("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(script->header("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(script->body, "console.log(1)");
    EXPECT_EQ(subject.ask("/empty.txt")->status, 200);
}

TEST(StaticFiles, AreNotSentAgainWhenTheTagIsKnown) {
    page_server subject;
    const std::string tag = subject.ask("/")->header("etag");
    ASSERT_FALSE(tag.empty());
    const auto same = subject.ask("/", "If-None-Match: \"x\", W/" + tag + "\r\n");
    ASSERT_TRUE(same);
    EXPECT_EQ(same->status, 304);
    EXPECT_EQ(same->header("etag"), tag);
    EXPECT_EQ(subject.ask("/", "If-None-Match: \"x\"\r\n")->status, 200);
}

TEST(StaticFiles, AreGivenInTheirGzipFormToWhoTakesIt) {
    page_server subject;
    const auto packed = subject.ask("/assets/app-1a2b.js", "Accept-Encoding: br, gzip;q=0.8\r\n");
    ASSERT_TRUE(packed);
    EXPECT_EQ(packed->header("content-encoding"), "gzip");
    EXPECT_EQ(packed->header("vary"), "Accept-Encoding");
    EXPECT_EQ(packed->body, "gzip form");
    EXPECT_EQ(subject.ask("/assets/app-1a2b.js", "Accept-Encoding: gzip;q=0\r\n")->body, "console.log(1)");
}

TEST(StaticFiles, NeverLeaveTheirFolder) {
    page_server subject;
    for (const char* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt",
                             "/link.txt", "/assets//../../secret.txt", "//secret.txt", "/%00.txt", "/..\\secret.txt"}) {
        const auto got = subject.ask(path);
        ASSERT_TRUE(got) << path;
        EXPECT_EQ(got->status, 404) << path;
        EXPECT_EQ(got->body.find("secret"), got->body.npos) << path;
    }
}

TEST(StaticFiles, GiveTheAppsPageForItsOwnPathsOnly) {
    page_server subject;
    EXPECT_EQ(subject.ask("/cases/C2026-0000042")->body, "<!doctype html>");
    EXPECT_EQ(subject.ask("/missing.js")->status, 404);
    static_options strict;
    strict.fallback = "";
    page_server without(strict);
    EXPECT_EQ(without.ask("/cases/1")->status, 404);
    EXPECT_EQ(without.ask("/api/v1/x")->status, 200);
}

TEST(StaticFiles, RefuseAMissingOrHugeFolderAtStart) {
    temp_folder folder;
    folder.write("a", std::string(1000, 'x'));
    static_options small;
    small.size_limit_bytes = 999;
    EXPECT_EQ(static_files::load(folder.path(), small).error().code, errc::too_large);
    EXPECT_EQ(static_files::load(folder.path() / "none").error().code, errc::not_found);
    EXPECT_EQ(static_files::load(folder.path()).value().size(), 1u);
}

} // namespace
} // namespace guiyi::http
