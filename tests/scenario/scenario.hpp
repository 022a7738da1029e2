// What consumers and officers do in a scenario, over HTTP, on a deployment of its own.
// Base of the fixtures of founding_story, refused_complaint and clock_breach.
#pragma once

#include "tests/scenario/deployment.hpp"

#include <gtest/gtest.h>

namespace guiyi::scenario {

struct receipt {
    std::string number;
    std::string code;
};

class scenario : public ::testing::Test {
  protected:
    explicit scenario(std::string_view now, const std::function<void(config::settings&)>& with = {})
        : system(now, with) {}

    receipt submit(const json::object& complaint) {
        const auto said = system.everybody().post("/api/v1/complaints", complaint);
        EXPECT_EQ(said.status, 201) << said.body;
        system.settle();
        const auto body = said.json();
        return {text_at(body, "/receipt_no"), text_at(body, "/query_code")};
    }
    json::value status_of(const receipt& of, const std::string& language) {
        const json::object asked{{"receipt_no", of.number}, {"query_code", of.code}};
        const auto said = system.everybody().post("/api/v1/status", asked, {{"Accept-Language", language}});
        EXPECT_EQ(said.status, 200) << said.body;
        return said.json();
    }
    std::vector<std::string> history_of(const receipt& of, const std::string& language) {
        std::vector<std::string> out;
        const auto shown = status_of(of, language);
        for (const auto& step : shown.at_pointer("/history").as_array()) out.push_back(text_at(step, "/text"));
        return out;
    }

    answer open(const std::string& number) { return system.officer(officer).get("/api/v1/cases/" + number); }
    json::value page(const std::string& number) { return open(number).json(); }
    /// Acts on a case as it stood under that ETag.
    answer act_on(const std::string& number, const std::string& etag, const std::string& action, json::object body) {
        const auto said =
            system.officer(officer).post("/api/v1/cases/" + number + "/actions/" + action, body, {{"If-Match", etag}});
        system.settle();
        return said;
    }
    /// Reads a case and acts on it as it stands.
    void act(const std::string& number, const std::string& action, json::object body) {
        const auto said = act_on(number, open(number).etag, action, std::move(body));
        EXPECT_EQ(said.status, 200) << action << ": " << said.body;
    }

    json::object clock_of(const std::string& number, const std::string& clock) {
        const auto shown = page(number);
        for (const auto& one : shown.at_pointer("/clocks").as_array())
            if (text_at(one, "/clock") == clock) return one.as_object();
        throw std::runtime_error(number + " has no clock " + clock);
    }
    /// "2026-10-01..2026-10-07 holiday" for each run of days.
    std::vector<std::string> arithmetic_of(const std::string& number, const std::string& clock) {
        std::vector<std::string> out;
        const auto shown = clock_of(number, clock);
        for (const auto& span : shown.at("arithmetic").as_array())
            out.push_back(text_at(span, "/from") + ".." + text_at(span, "/to") + " " + text_at(span, "/reason"));
        return out;
    }

    json::value timeline_of(const std::string& number) {
        return system.officer(officer).get("/api/v1/cases/" + number + "/timeline").json();
    }
    std::vector<std::string> timeline_kinds(const std::string& number) {
        std::vector<std::string> out;
        const auto shown = timeline_of(number);
        for (const auto& one : shown.at_pointer("/entries").as_array()) out.push_back(text_at(one, "/kind"));
        return out;
    }
    /// The last entry of a kind.
    json::value timeline_entry(const std::string& number, const std::string& kind) {
        json::value last;
        const auto shown = timeline_of(number);
        for (const auto& one : shown.at_pointer("/entries").as_array())
            if (text_at(one, "/kind") == kind) last = one;
        return last;
    }

    /// The officer of config/desks.toml whom the 12315 desk's first case falls to.
    const std::string officer = "li.qiang";
    deployment system;
};

} // namespace guiyi::scenario
