// The service on a real runner with its API and gate, asked as the program asks them; passwords cost little.
#pragma once

#include "services/access/account_api.hpp"
#include "services/access/audit_api.hpp"
#include "services/access/audit_list.hpp"
#include "services/access/gate.hpp"
#include "services/access/service.hpp"
#include "services/access/session_api.hpp"
#include "tests/support/service_rig.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <map>

namespace guiyi::access {

/// Two desks of one organisation and one of another; cases are where the test puts them.
inline config::desk_book desks_for_tests() {
    using config::desk;
    using config::officer;
    return {.organisations = {{"city", "市局", "City"}, {"county", "县局", "County"}},
            .desks = {{.id = desk_id("a"),
                       .name_zh = {},
                       .name_en = {},
                       .organisation = "city",
                       .categories = {},
                       .regions = {}},
                      {.id = desk_id("b"),
                       .name_zh = {},
                       .name_en = {},
                       .organisation = "city",
                       .categories = {},
                       .regions = {}},
                      {.id = desk_id("c"),
                       .name_zh = {},
                       .name_en = {},
                       .organisation = "county",
                       .categories = {},
                       .regions = {}}},
            .officers = {{.id = officer_id("wang.min"), .name = "王敏", .desk = desk_id("a")}}};
}

class places_for_tests final : public reach {
  public:
    std::optional<place> find(const case_no& which) const override {
        const auto found = desks.find(which);
        if (found == desks.end()) return std::nullopt;
        return place{which, found->second};
    }
    std::optional<place> find(const receipt_no& which) const override {
        return find(case_no("C" + which.str().substr(1)));
    }
    std::map<case_no, desk_id> desks{
        {case_no("C1"), desk_id("a")}, {case_no("C2"), desk_id("b")}, {case_no("C3"), desk_id("c")}};
};

inline config::access_settings cheap_passwords() {
    config::access_settings out;
    out.password_memory_bytes = 8192;
    out.password_passes = 1;
    return out;
}

/// What a browser holds.
struct browser {
    std::string cookie = {};
    std::string csrf = {};
    std::string address = "192.0.2.1";
    std::string origin = "http://desk.example";
};

class AccessRig : public ::testing::Test {
  protected:
    struct reply {
        int status = 0;
        boost::json::value body;
        http::name_values headers;

        std::string type() const {
            const auto* found = body.is_object() ? body.get_object().if_contains("type") : nullptr;
            const std::string all = found ? std::string(found->get_string()) : "";
            return all.substr(all.rfind(':') + 1);
        }
        std::string text(std::string_view name) const { return std::string(body.at(name).as_string()); }
        std::string cookie() const {
            for (const auto& [name, value] : headers)
                if (name == "Set-Cookie") return value.substr(0, value.find(';'));
            return {};
        }
    };
    void SetUp() override {
        sessions.add_staff_routes(routes);
        accounts_.add_staff_routes(routes);
        audit.add_staff_routes(routes);
        for (const auto* path : {"/api/v1/cases", "/api/v1/cases/{case_no}", "/api/v1/complaints/{receipt_no}/match",
                                 "/api/v1/export/ties", "/not/in/the/rules"})
            routes.add(http::method::get, path, [](http::request& from) -> answer {
                co_return http::json_response(200, {{"who", from.principal}});
            });
        routes.guard_each(
            [this](http::method verb, const std::string& pattern) { return way_in.guard_for(verb, pattern); });
    }

    boost::asio::awaitable<http::response> through(http::request& from) {
        const auto found = routes.find(from);
        if (!found.found) co_return http::to_response(http::status_problem(404, http::language::en));
        auto refused = co_await found.found->before()(from);
        if (refused) co_return std::move(*refused);
        const auto& call = std::get<http::buffered_action>(found.found->run).call;
        auto said = co_await call(from);
        co_return said;
    }
    reply ask(http::method verb, const std::string& path, const boost::json::value& body, const browser& by,
              const std::string& token = {}) {
        http::request from;
        from.verb = verb;
        from.target = path;
        const auto mark = path.find('?');
        from.path = path.substr(0, mark);
        if (mark != path.npos) {
            std::istringstream pairs(path.substr(mark + 1));
            for (std::string one; std::getline(pairs, one, '&');)
                from.query.emplace_back(one.substr(0, one.find('=')), one.substr(one.find('=') + 1));
        }
        from.remote_address = by.address;
        from.secure = secure;
        from.headers.add("Accept-Language", "en");
        from.headers.add("Host", "desk.example");
        if (!by.origin.empty()) from.headers.add("Origin", by.origin);
        if (!by.cookie.empty()) from.headers.add("Cookie", by.cookie);
        if (!by.csrf.empty()) from.headers.add("X-CSRF-Token", by.csrf);
        if (!token.empty()) from.headers.add("Authorization", "Bearer " + token);
        if (!body.is_null()) {
            from.headers.add("Content-Type", "application/json");
            from.body = boost::json::serialize(body);
        }
        auto said = rig.run(through(from));
        boost::system::error_code ec;
        auto shown = said.body.empty() ? boost::json::value() : boost::json::parse(said.body, ec);
        return {said.status, std::move(shown), std::move(said.headers)};
    }
    reply get(const std::string& path, const browser& by = {}, const std::string& token = {}) {
        return ask(http::method::get, path, nullptr, by, token);
    }
    reply post(const std::string& path, const boost::json::value& body, const browser& by = {},
               const std::string& token = {}) {
        return ask(http::method::post, path, body, by, token);
    }

    /// Decides as an administrator would.
    void record(decide_plain how) { rig.run(access::record(parts, {}, std::move(how))).value(); }

    std::string link_for(const account_details& what) {
        const auto link = draw_link(parts);
        record([&](const store::view& state, instant) { return open_account(what, link.recorded, {}, state); });
        return link.code;
    }
    /// A person with a password, signed in.
    browser person(const std::string& account, role_set roles, const std::string& desk = {},
                   const std::string& organisation = {}) {
        const auto code = link_for({account_id(account), "某人", roles, desk_id(desk), organisation});
        return in(post("/api/v1/invitation", {{"code", code}, {"password", password}}));
    }
    browser in(const reply& said) {
        EXPECT_EQ(said.status, 200) << boost::json::serialize(said.body);
        return {said.cookie(), said.status == 200 ? said.text("csrf") : ""};
    }
    std::string machine(role_set roles, std::vector<std::string> scopes = {}) {
        token_details what;
        what.principal = account_id("platform");
        what.machine = true;
        what.roles = roles;
        what.scopes = std::move(scopes);
        what.expires_at = rig.time.now() + std::chrono::hours(24);
        const auto token = draw_token(keys, *random, what);
        record([&](const store::view& state, instant) { return issue_token(token.recorded, {}, state); });
        return token.text;
    }
    void pass(std::chrono::milliseconds span) {
        rig.time.advance(span);
        rig.settle();
    }
    std::vector<audit_entry> entries(const audit_query& what = {}) {
        rig.settle();
        return list_entries(rig.state(), what, 500, {}).value().entries;
    }

    const std::string password = "correct horse battery";
    bool secure = false;
    service subject{std::chrono::minutes(60)};
    testing::service_rig rig{subject, "2026-11-20T08:00:00Z"};
    std::unique_ptr<random_source> random = seeded_random(11);
    privacy::deployment_keys deployment{std::string(32, 's'), std::string(32, 'i'), std::string(32, 'c'),
                                        std::string(32, 't')};
    secrets keys{deployment};
    privacy::passes passes{deployment.token_key};
    config::desk_book desks = desks_for_tests();
    route_rules rules = route_rules::load(GUIYI_SHIPPED_CONFIG "/roles.toml").value();
    config::access_settings settings = cheap_passwords();
    places_for_tests places;
    trail looks{*rig.runner, std::chrono::seconds(300)};
    identification ids{{rig.state(), keys, desks, rules, rig.time, looks, settings.session_idle_min,
                        second_factor_policy::administrators}};
    password_worker passwords{{settings.password_passes, settings.password_memory_bytes}, *random};
    gate way_in{ids, rules, places, looks, rig.time};
    api_parts parts{*rig.runner, rig.state(), keys,   ids,      desks, rules, settings, std::chrono::minutes(480),
                    *random,     rig.time,    passes, passwords};
    session_api sessions{parts};
    account_api accounts_{parts};
    audit_api audit{parts, [] { return result<std::string>("guiyi-checkpoint 1\n"); }};
    http::router routes;
};

} // namespace guiyi::access
