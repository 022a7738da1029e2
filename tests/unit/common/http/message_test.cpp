#include "common/http/head_writer.hpp"
#include "common/http/problem.hpp"
#include "common/http/target.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace guiyi::http {
namespace {

request asking(std::string target, method verb = method::get) {
    request out;
    out.verb = verb;
    out.target = std::move(target);
    return out;
}

TEST(Headers, AreFoundWhateverTheirCase) {
    header_fields fields;
    fields.add("Content-Type", "text/plain");
    fields.add("X-A", "1");
    fields.add("x-a", "2");

    EXPECT_EQ(fields.get("content-type"), "text/plain");
    EXPECT_EQ(fields.get("X-a"), "1");
    EXPECT_EQ(fields.count("X-A"), 2u);
    EXPECT_EQ(fields.get("missing"), "");
}

TEST(MediaType, IsTheContentTypeWithoutItsParameters) {
    request from;
    from.headers.add("content-type", "application/json ; charset=utf-8");
    EXPECT_EQ(from.media_type(), "application/json");
}

TEST(Target, IsSplitAndItsQueryDecoded) {
    request from = asking("/api/v1/cases?desk=%E6%9C%9D%E9%98%B3&q=a+b%2B&empty=&flag&desk=2");
    ASSERT_TRUE(split_target(from));
    EXPECT_EQ(from.path, "/api/v1/cases");
    const name_values expected{{"desk", "朝阳"}, {"q", "a b+"}, {"empty", ""}, {"flag", ""}, {"desk", "2"}};
    EXPECT_EQ(from.query, expected);
    EXPECT_EQ(from.query_value("desk"), "朝阳");
    EXPECT_FALSE(from.query_value("none").has_value());
}

TEST(Target, TakesTheAbsoluteForm) {
    request with_path = asking("http://example.test:80/a?b=c");
    ASSERT_TRUE(split_target(with_path));
    EXPECT_EQ(with_path.path, "/a");
    request bare = asking("http://example.test");
    ASSERT_TRUE(split_target(bare));
    EXPECT_EQ(bare.path, "/");
}

TEST(Target, RefusesWhatIsBroken) {
    for (const char* bad : {"a", "*", "/?x=%", "/?x=%4", "/?x=%zz", "/?x=%00", "/?x=%ff", "/?x=%ed%a0%80", "/a#b"}) {
        request from = asking(bad);
        EXPECT_FALSE(split_target(from)) << bad;
    }
    request star = asking("*", method::options);
    EXPECT_TRUE(split_target(star));
}

TEST(Utf8, TakesEveryPlaneAndNoFalseForm) {
    EXPECT_TRUE(valid_utf8("a\xC2\x80\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
    for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE4\xB8", "\xFF"})
        EXPECT_FALSE(valid_utf8(bad));
}

TEST(Traceparent, IsKeptOnlyWhenWellFormed) {
    EXPECT_TRUE(valid_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    EXPECT_FALSE(valid_traceparent("00-4BF92F3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    EXPECT_FALSE(valid_traceparent("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
    EXPECT_FALSE(valid_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\nx"));
}

TEST(Head, CannotBeEndedByAHeaderValue) {
    response reply = redirect("/a\r\nSet-Cookie: x=1\r\n\r\n<script>");
    std::string out;
    append_head(out, reply, {});
    EXPECT_EQ(out.find("\r\nSet-Cookie"), out.npos);
    EXPECT_EQ(out.find("\r\n\r\n"), out.size() - 4);
}

TEST(Head, KeepsTheHandlersOwnPolicyAndCacheControl) {
    response reply = text(200, "x");
    reply.headers = {{"Cache-Control", "no-cache"}, {"Content-Security-Policy", "sandbox"}};
    head_style style;
    style.content_security_policy = "default-src 'self'";
    std::string out;
    append_head(out, reply, style);
    EXPECT_EQ(out.find("no-store"), out.npos);
    EXPECT_EQ(out.find("default-src"), out.npos);
    EXPECT_NE(out.find("nosniff"), out.npos);
}

TEST(HttpDate, IsSpelledAsTheStandardSays) {
    EXPECT_EQ(http_date(instant(std::chrono::seconds(784111777))), "Sun, 06 Nov 1994 08:49:37 GMT");
}

language language_by(std::string_view header) {
    request from;
    from.headers.add("Accept-Language", header);
    return language_of(from);
}

TEST(Language, FollowsTheCallersWeights) {
    EXPECT_EQ(language_of(request{}), language::zh);
    EXPECT_EQ(language_by("en-US,en;q=0.9,zh;q=0.8"), language::en);
    EXPECT_EQ(language_by("en;q=0.2, zh-CN;q=0.85"), language::zh);
    EXPECT_EQ(language_by("fr-FR, en;q=0.1"), language::en);
    EXPECT_EQ(language_by("fr"), language::zh);
    EXPECT_EQ(language_by("en;q=0, *"), language::zh);
}

TEST(Problem, GivesEachErrorItsStatus) {
    const std::pair<errc, int> expected[] = {
        {errc::not_found, 404}, {errc::invalid, 422},   {errc::conflict, 409},        {errc::illegal_transition, 409},
        {errc::stale, 412},     {errc::forbidden, 403}, {errc::unauthenticated, 401}, {errc::too_large, 413},
        {errc::busy, 503},      {errc::timeout, 503},   {errc::unavailable, 503},     {errc::corrupt, 500},
        {errc::io, 500}};
    for (const auto& [code, status] : expected) {
        const problem got = problem_of(error{code, "why"}, language::en);
        EXPECT_EQ(got.status, status) << name_of(code);
        EXPECT_EQ(got.retry_after_s.has_value(), status == 503) << name_of(code);
        EXPECT_EQ(got.detail, status == 500 ? "" : "why") << name_of(code);
        EXPECT_FALSE(got.title.empty());
    }
}

TEST(Problem, IsSpelledAsRfc9457WithItsFields) {
    problem what = invalid_problem({{"/complainant/phone", "invalid_phone", "not a number"}}, language::en);
    what.retry_after_s = 7;
    const response reply = to_response(what);
    const auto body = boost::json::parse(reply.body);

    EXPECT_EQ(reply.status, 422);
    EXPECT_EQ(reply.content_type, "application/problem+json");
    EXPECT_EQ(reply.headers, (name_values{{"Retry-After", "7"}}));
    EXPECT_EQ(body, (boost::json::value{{"type", "urn:guiyi:problem:invalid"},
                                        {"title", "The input breaks a rule"},
                                        {"status", 422},
                                        {"errors",
                                         {boost::json::object{{"pointer", "/complainant/phone"},
                                                              {"code", "invalid_phone"},
                                                              {"detail", "not a number"}}}}}));
}

TEST(Problem, HasAChineseTitleByDefault) { EXPECT_EQ(status_problem(404, language::zh).title, "没有找到"); }

} // namespace
} // namespace guiyi::http
