// Saved views: one's own, as a whole, and nothing else than filters.
#include "services/access/view_api.hpp"
#include "tests/unit/services/access/access_for_tests.hpp"

namespace guiyi::access {

namespace json = boost::json;

namespace {

class Views : public AccessRig {
  protected:
    void SetUp() override {
        views.add_staff_routes(routes);
        AccessRig::SetUp();
        li = person("li.qiang", {role::officer}, "a");
    }
    reply keep(const std::string& list, const browser& by) {
        return post("/api/v1/account/views", json::parse(R"({"views":)" + list + "}"), by);
    }
    std::string shown(const browser& by) { return json::serialize(get("/api/v1/account/views", by).body.at("views")); }

    view_api views{parts};
    browser li;
};

constexpr auto overdue = R"([{"name":"稽查","query":{"state":"open","desk":"a"}},{"name":"all","query":{}}])";

} // namespace

TEST_F(Views, AreKeptInTheirOrderForTheAccountAlone) {
    EXPECT_EQ(shown(li), "[]");
    EXPECT_EQ(keep(overdue, li).status, 200);
    EXPECT_EQ(shown(li), overdue);
    const auto again = in(post("/api/v1/session", {{"account", "li.qiang"}, {"password", password}}));
    EXPECT_EQ(shown(again), overdue) << "on another device";
    EXPECT_EQ(shown(person("zhou.li", {role::auditor})), "[]");
    EXPECT_EQ(keep("[]", li).status, 200);
    EXPECT_EQ(shown(li), "[]");
}

TEST_F(Views, TheSameAgainIsNoFact) {
    keep(overdue, li);
    keep(overdue, li);
    EXPECT_EQ(rig.recorded_of<events::views_kept>().size(), 1u);
}

TEST_F(Views, NothingButFiltersAndNoNumberIsKept) {
    for (const auto* wrong :
         {R"([{"name":"x","query":{"q":"13800138000"}}])", R"([{"name":"x","query":{"evil":"1"}}])",
          R"([{"name":"","query":{}}])", R"([{"name":"x","query":{"state":1}}])", R"([{"name":"x"}])",
          R"([{"name":"x","query":{}},{"name":"x","query":{}}])", R"([1])", R"({"a":1})"})
        EXPECT_EQ(keep(wrong, li).status, 422) << wrong;
    json::array many;
    for (int i = 0; i < 31; ++i)
        many.push_back(json::object{{"name", "v" + std::to_string(i)}, {"query", json::object()}});
    EXPECT_EQ(keep(json::serialize(many), li).status, 422);
    EXPECT_EQ(shown(li), "[]");
}

TEST_F(Views, WhoeverIsNotSignedInHasNone) {
    EXPECT_EQ(get("/api/v1/account/views").status, 401);
    EXPECT_EQ(keep("[]", {}).status, 401);
}

} // namespace guiyi::access
