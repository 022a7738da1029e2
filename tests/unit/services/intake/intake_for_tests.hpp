// Intake with everything it stands on, real and small: keys, taxonomy, a service on a runner with store and bus.
// For the tests of this folder.
#pragma once

#include "common/http/json.hpp"
#include "common/runtime/store_keyring.hpp"
#include "services/intake/api.hpp"
#include "services/intake/decide.hpp"
#include "services/intake/evolve.hpp"
#include "services/intake/service.hpp"
#include "services/intake/summary.hpp"
#include "tests/support/service_rig.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>

namespace guiyi::intake::testing {

inline constexpr std::chrono::minutes office_offset{480};
inline const std::string key_a(32, 'a'), key_b(32, 'b'), key_c(32, 'c');

inline const config::taxonomy& categories() {
    static const config::taxonomy all =
        config::load_taxonomy(std::filesystem::path(GUIYI_SOURCE_FOLDER) / "config" / "taxonomy.toml").value();
    return all;
}
inline const reading_rules& rules() {
    static const reading_rules shipped{categories(), {}};
    return shipped;
}
inline const config::wording& words() {
    static const std::filesystem::path folder = std::filesystem::path(GUIYI_SOURCE_FOLDER) / "config";
    static const config::desk_book desks = config::load_desks(folder / "desks.toml", &categories()).value();
    static const std::vector<config::rulebook> rulebooks = config::load_rulebooks(folder / "rulebooks").value();
    static const config::wording shipped{desks, rulebooks};
    return shipped;
}
inline instant at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

/// A state that facts are folded into by hand, for what is decided and shown without a running service.
class folded_state : public ::testing::Test {
  protected:
    folded_state()
        : db(store::database::open(folder.path() / "db", {}).value()),
          batch(*db),
          state(batch.on(store::family::intake)) {}

    void fold(const events::facts& facts) {
        for (const auto& one : facts) evolve(state, {one, now, {}, {}}, office_offset);
    }
    /// What intake says to a fact of another service, folded as well.
    events::facts follow(events::fact input) {
        const events::event event{std::move(input), now, {}, {}};
        auto facts = intake::follow({event, events::stream::casework, 1, 0}, state);
        fold(facts);
        return facts;
    }

    guiyi::testing::temp_folder folder;
    std::unique_ptr<store::database> db;
    store::batch batch;
    store::writer& state;
    instant now = at("2026-11-23T02:00:00Z");
};

/// A complete portal complaint, to be varied.
inline boost::json::object a_complaint() {
    return boost::json::parse(R"({
        "channel": "portal", "language": "zh", "nature": "complaint",
        "complainant": {"name": "王小明", "phone": "+86 138 0013 8000", "email": "xiaoming@example.com",
                        "address": "浙江省温州市鹿城区人民路12号"},
        "respondent": {"name": "金盛信贷有限公司", "address": "杭州市西湖区文三路1号"},
        "calls": [{"caller_number": "+86 10 5555 0100", "called_at": "2026-11-20T19:42:00+08:00", "duration_s": 47}],
        "category": "C1", "transaction_date": "2026-11-01", "amount": {"value": "1280.00", "currency": "CNY"},
        "requests": ["refund"], "narrative": "机器人来电推销美容仪,无效且拒绝退款。"})")
        .get_object();
}
/// The same from a hotline with its own number: what an import holds.
inline boost::json::object a_row(const std::string& reference) {
    auto out = a_complaint();
    out["channel"] = "hotline";
    out["external_ref"] = reference;
    return out;
}

inline reading read(const boost::json::value& from, door through, std::string_view now = "2026-11-23T02:00:00Z") {
    return read_complaint(from, through, rules(), at(now));
}
/// "pointer code" of everything refused.
inline std::vector<std::string> refusals(const boost::json::value& from, door through = door::portal_form) {
    std::vector<std::string> out;
    for (const auto& one : read(from, through).refused) out.push_back(one.pointer + " " + std::string(one.code));
    return out;
}

/// The service, its door and its routes on one thread.
struct office {
    explicit office(std::string_view now = "2026-11-23T02:00:00Z")
        : vault(key_a),
          index(key_b),
          receipts(key_c, office_offset),
          random(seeded_random(7)),
          door(vault, index, receipts, *random),
          what(office_offset),
          rig(what, now),
          evidence(files.path() / "evidence"),
          keyring(rig.db->read(store::family::keys), vault),
          routes({*rig.runner,
                  rig.state(),
                  door,
                  rules(),
                  evidence,
                  keyring,
                  words(),
                  rig.time,
                  rig.io.get_executor(),
                  {},
                  {},
                  &passes}) {
        routes.add_public_routes(router);
        routes.add_staff_routes(router);
    }

    /// The route's answer to a POST.
    http::response post(const std::string& path, const boost::json::value& body,
                        const std::vector<std::pair<std::string, std::string>>& headers = {}) {
        return post_text(path, boost::json::serialize(body), headers);
    }
    http::response post_text(const std::string& path, std::string body,
                             const std::vector<std::pair<std::string, std::string>>& headers = {}) {
        http::request request;
        request.verb = http::method::post;
        request.path = request.target = path;
        request.body = std::move(body);
        request.headers.add("Content-Type", "application/json");
        for (const auto& [name, value] : headers) request.headers.add(name, value);
        const auto* route = router.find(request).found;
        if (!route) throw std::runtime_error("no route " + path);
        auto answer = rig.run(std::get<http::buffered_action>(route->run).call(request));
        return answer;
    }
    http::response upload(const std::string& content, const std::string& claimed = "image/png") {
        http::request request;
        request.verb = http::method::post;
        request.path = request.target = "/api/v1/evidence";
        sha256_stream hash;
        hash.update(content);
        http::upload_result file{evidence.spool_folder() / "one.part", content.size(), to_hex(hash.finish()), claimed};
        std::ofstream(file.file, std::ios::binary) << content;
        const auto* route = router.find(request).found;
        auto answer = rig.run(std::get<http::upload_action>(route->run).call(request, file));
        std::filesystem::remove(file.file);
        return answer;
    }

    static boost::json::object json(const http::response& answer) {
        return boost::json::parse(answer.body).get_object();
    }
    /// "pointer code" of a problem's errors.
    static std::vector<std::string> errors(const http::response& answer) {
        std::vector<std::string> out;
        const auto body = json(answer);
        if (const auto* list = body.if_contains("errors"))
            for (const auto& one : list->get_array())
                out.push_back(std::string(one.at("pointer").as_string()) + " " +
                              std::string(one.at("code").as_string()));
        return out;
    }

    privacy::vault vault;
    privacy::blind_index index;
    receipt_numbers receipts;
    std::unique_ptr<random_source> random;
    reception door;
    service what;
    guiyi::testing::service_rig rig;
    guiyi::testing::temp_folder files;
    evidence_store evidence;
    runtime::store_keyring keyring;
    privacy::passes passes{std::string(32, 't')};
    api routes;
    http::router router;
};

} // namespace guiyi::intake::testing
