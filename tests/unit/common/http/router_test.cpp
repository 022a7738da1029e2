#include "common/http/router.hpp"

#include <gtest/gtest.h>

namespace guiyi::http {
namespace {

handler nothing() {
    return [](request&) -> boost::asio::awaitable<response> { co_return response{}; };
}

router sample() {
    router r;
    r.add(method::get, "/api/v1/cases", nothing());
    r.add(method::get, "/api/v1/cases/{case_no}", nothing());
    r.add(method::get, "/api/v1/cases/export", nothing());
    r.add(method::post, "/api/v1/cases/{case_no}/actions/{action}", nothing());
    r.add(method::post, "/api/v1/complaints:import", nothing());
    r.add(method::post, "/api/v1/complaints", nothing());
    r.add(method::post, "/api/v1/complaints/{receipt_no}:untie", nothing());
    r.add(method::get, "/{rest*}", nothing());
    return r;
}

struct found {
    std::string pattern;
    name_values params;
    std::string allowed;
};

found look(const router& in, method verb, std::string path) {
    request from;
    from.verb = verb;
    from.path = std::move(path);
    const route_match match = in.find(from);
    return {match.found ? match.found->pattern : "", from.params, match.allowed};
}

TEST(Router, FindsLiteralsBeforeParametersBeforeTheRest) {
    const router r = sample();
    EXPECT_EQ(look(r, method::get, "/api/v1/cases").pattern, "/api/v1/cases");
    EXPECT_EQ(look(r, method::get, "/api/v1/cases/export").pattern, "/api/v1/cases/export");
    EXPECT_EQ(look(r, method::get, "/api/v1/cases/C2026-0000042").pattern, "/api/v1/cases/{case_no}");
    EXPECT_EQ(look(r, method::get, "/api/v1/other").pattern, "/{rest*}");
    EXPECT_EQ(look(r, method::get, "/").params, (name_values{{"rest", ""}}));
    EXPECT_EQ(look(r, method::get, "/assets/a.js").params, (name_values{{"rest", "assets/a.js"}}));
}

TEST(Router, DecodesParameters) {
    const router r = sample();
    const found got = look(r, method::post, "/api/v1/cases/C%2F1/actions/%E5%8F%97%E7%90%86");
    EXPECT_EQ(got.params, (name_values{{"case_no", "C/1"}, {"action", "受理"}}));
    EXPECT_EQ(look(r, method::post, "/api/v1/cases/%zz/actions/accept").pattern, "");
}

TEST(Router, TellsColonVerbsFromParameters) {
    const router r = sample();
    EXPECT_EQ(look(r, method::post, "/api/v1/complaints:import").pattern, "/api/v1/complaints:import");
    EXPECT_EQ(look(r, method::post, "/api/v1/complaints%3Aimport").pattern, "/api/v1/complaints:import");
    EXPECT_EQ(look(r, method::post, "/api/v1/complaints/R1:untie").params, (name_values{{"receipt_no", "R1"}}));
    EXPECT_EQ(look(r, method::post, "/api/v1/complaints/:untie").pattern, "");
}

TEST(Router, DoesNotTakeAnEncodedSlashForASeparator) {
    EXPECT_EQ(look(sample(), method::post, "/api/v1%2Fcomplaints").pattern, "");
}

TEST(Router, SaysWhichMethodsAPathHas) {
    const router r = sample();
    EXPECT_EQ(look(r, method::delete_, "/api/v1/cases").allowed, "GET, HEAD, OPTIONS");
    EXPECT_EQ(look(r, method::put, "/api/v1/cases/1/actions/accept").allowed, "POST, OPTIONS");
    EXPECT_EQ(look(r, method::other, "/api/v1/cases/1").allowed, "GET, HEAD, OPTIONS");
    EXPECT_EQ(look(r, method::post, "/nowhere").allowed, "");
    EXPECT_EQ(look(r, method::head, "/api/v1/cases/1").pattern, "/api/v1/cases/{case_no}");
}

TEST(Router, ListsItsRoutesByPattern) {
    const router r = sample();
    std::vector<std::pair<method, std::string>> got;
    for (const auto& [verb, one] : r.routes()) got.emplace_back(verb, one->pattern);
    EXPECT_EQ(got, (std::vector<std::pair<method, std::string>>{
                       {method::get, "/api/v1/cases"},
                       {method::get, "/api/v1/cases/export"},
                       {method::get, "/api/v1/cases/{case_no}"},
                       {method::post, "/api/v1/cases/{case_no}/actions/{action}"},
                       {method::post, "/api/v1/complaints"},
                       {method::post, "/api/v1/complaints/{receipt_no}:untie"},
                       {method::post, "/api/v1/complaints:import"},
                       {method::get, "/{rest*}"},
                   }));
}

TEST(Router, RefusesBrokenAndDoublePatternsAtStart) {
    router r = sample();
    EXPECT_THROW(r.add(method::get, "/api/v1/cases", nothing()), failure);
    EXPECT_THROW(r.add(method::get, "cases", nothing()), failure);
    EXPECT_THROW(r.add(method::get, "/a/{}", nothing()), failure);
    EXPECT_THROW(r.add(method::get, "/a/{b", nothing()), failure);
    EXPECT_THROW(r.add(method::get, "/{rest*}/b", nothing()), failure);
    EXPECT_THROW(r.add(method::other, "/b", nothing()), failure);
    EXPECT_NO_THROW(r.add(method::post, "/api/v1/cases", nothing()));
}

} // namespace
} // namespace guiyi::http
