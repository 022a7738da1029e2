// The description of the API tells the truth: it is compared with the routes that the program really has, which side
// serves them, who may call them and what bodies they take, and it is whole in itself.
#include "common/http/json.hpp"
#include "services/guiyi/node.hpp"
#include "services/guiyi/sides.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace guiyi::program {

namespace {

namespace json = boost::json;

constexpr std::string_view verbs[] = {"get", "put", "post", "delete", "head", "options", "patch", "trace"};

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

template <class T>
T wait_for(boost::asio::awaitable<T> what) {
    boost::asio::io_context io;
    auto said = boost::asio::co_spawn(io, std::move(what), boost::asio::use_future);
    io.run();
    return said.get();
}

/// A route as it is called: "post /api/v1/complaints".
using route_name = std::string;

/// "{case_no}" and the like.
std::set<std::string> parameters_of(std::string_view path) {
    std::set<std::string> out;
    for (auto open = path.find('{'); open != path.npos; open = path.find('{', open + 1))
        out.emplace(path.substr(open + 1, path.find('}', open) - open - 1));
    return out;
}

/// Calls `with` for every object of a document, and where it stands.
template <class Call>
void each_object(const json::value& in, const std::string& at, const Call& with) {
    if (const auto* list = in.if_array())
        for (std::size_t i = 0; i < list->size(); ++i) each_object((*list)[i], at + '/' + std::to_string(i), with);
    const auto* object = in.if_object();
    if (!object) return;
    with(*object, at);
    for (const auto& [name, value] : *object) each_object(value, at + '/' + std::string(name), with);
}

} // namespace

class OpenApi : public ::testing::Test {
  protected:
    static void SetUpTestSuite() {
        folder = std::make_unique<testing::temp_folder>();
        time = system_clock();
        random = seeded_random(31);
        auto settings = config::load_settings(GUIYI_SOURCE_DIR "/config/guiyi.toml").value();
        settings.data_dir = (folder->path() / "data").string();
        served = node::open(settings, *time, *random).value();
        served_sides = std::make_unique<sides>(*served);
        public_side = std::make_unique<http::router>(served_sides->public_routes());
        staff_side = std::make_unique<http::router>(served_sides->staff_routes());
        std::ifstream in(GUIYI_SOURCE_DIR "/services/web/openapi.json");
        std::ostringstream text;
        text << in.rdbuf();
        // Strictly: a name that stands twice in an object would hide half of what was written.
        const auto read = http::parse_json(text.str(), http::language::en);
        ASSERT_TRUE(read) << read.error().detail;
        file = *read;
    }
    static void TearDownTestSuite() {
        public_side.reset();
        staff_side.reset();
        served_sides.reset();
        served.reset();
        folder.reset();
    }

    /// A pointer of the document, as "#/components/schemas/Case".
    static const json::value* find(std::string_view reference) {
        boost::system::error_code ec;
        if (!reference.starts_with("#/")) return nullptr;
        return file.find_pointer(reference.substr(1), ec);
    }
    /// A thing, or what its $ref names.
    static const json::object& resolved(const json::value& what) {
        const auto* reference = what.as_object().if_contains("$ref");
        return reference ? find(reference->as_string())->as_object() : what.as_object();
    }

    struct operation {
        std::string path;
        const json::object* item; ///< of its path
        const json::object* what;

        bool on(std::string_view side) const {
            const auto* said = what->if_contains("x-side");
            return said && said->is_string() && (said->get_string() == side || said->get_string() == "both");
        }
        bool open() const {
            const auto* own = what->if_contains("security");
            return own && own->as_array().empty();
        }
    };
    static std::map<route_name, operation> described() {
        std::map<route_name, operation> out;
        for (const auto& [path, item] : file.at("paths").as_object())
            for (const auto verb : verbs)
                if (const auto* what = item.as_object().if_contains(verb))
                    out.emplace(std::string(verb) + " " + std::string(path),
                                operation{path, &item.as_object(), &what->as_object()});
        return out;
    }
    /// What a side has, but for its pages: the one pattern that takes all the rest.
    static std::map<route_name, const http::route*> registered(const http::router& on) {
        std::map<route_name, const http::route*> out;
        for (const auto& [verb, one] : on.routes())
            if (one->pattern != "/{rest*}") out.emplace(lower(http::name_of(verb)) + " " + one->pattern, one);
        return out;
    }
    static std::set<std::string> media_types(const json::value& of) {
        std::set<std::string> out;
        for (const auto& [type, schema] : of.at("content").as_object()) out.emplace(type);
        return out;
    }
    /// Whether somebody who is not signed in gets through to the handler.
    static bool lets_anybody_in(const http::route& one) {
        if (!one.before()) return true;
        http::request stranger;
        const auto refused = wait_for(one.before()(stranger));
        EXPECT_TRUE(!refused || refused->status == 401) << one.pattern;
        return !refused;
    }

    static inline std::unique_ptr<testing::temp_folder> folder;
    static inline std::unique_ptr<clock> time;
    static inline std::unique_ptr<random_source> random;
    static inline std::unique_ptr<node> served;
    static inline std::unique_ptr<sides> served_sides;
    static inline std::unique_ptr<http::router> public_side, staff_side;
    static inline json::value file;
};

TEST_F(OpenApi, NamesEveryRouteOfEachSideAndNoOther) {
    const auto all = described();
    for (const auto& [side, router] : {std::pair("public", public_side.get()), std::pair("staff", staff_side.get())}) {
        const auto real = registered(*router);
        EXPECT_GT(real.size(), 5u);
        for (const auto& [name, one] : real)
            EXPECT_TRUE(all.contains(name) && all.at(name).on(side))
                << name << " of the " << side << " side is missing";
        for (const auto& [name, one] : all)
            EXPECT_TRUE(!one.on(side) || real.contains(name)) << name << " is no route of the " << side << " side";
    }
    for (const auto& [name, one] : all) EXPECT_TRUE(one.on("public") || one.on("staff")) << name << " is on no side";
}

TEST_F(OpenApi, SaysWhoMustSignIn) {
    ASSERT_EQ(file.at("security").as_array().size(), 2u);
    const auto all = described();
    for (const auto* router : {public_side.get(), staff_side.get()})
        for (const auto& [name, one] : registered(*router)) {
            if (!all.contains(name)) continue; // told by the test above
            const auto& said = all.at(name);
            EXPECT_EQ(said.open(), lets_anybody_in(*one)) << name;
            EXPECT_TRUE(said.open() || said.what->at("responses").as_object().contains("401")) << name;
        }
}

TEST_F(OpenApi, SaysHowEachRouteIsSpokenTo) {
    const auto all = described();
    for (const auto* router : {public_side.get(), staff_side.get()})
        for (const auto& [name, one] : registered(*router)) {
            if (!all.contains(name)) continue;
            const auto& what = *all.at(name).what;
            const auto* body = what.if_contains("requestBody");
            std::set<std::string> taken = body ? media_types(*body) : std::set<std::string>{};
            std::set<std::string> expected;
            if (name.starts_with("post ")) expected = {"application/json"};
            if (name == "post /api/v1/messages:returned") expected = {"message/rfc822"};
            if (std::holds_alternative<http::upload_action>(one->run)) expected = {"*/*"};
            if (std::holds_alternative<http::line_stream_action>(one->run)) expected = {"application/x-ndjson"};
            EXPECT_EQ(taken, expected) << name;
            if (std::holds_alternative<http::event_action>(one->run))
                EXPECT_EQ(media_types(what.at("responses").at("200")), std::set<std::string>{"text/event-stream"});
        }
}

TEST_F(OpenApi, SaysWhatOneComplaintMayHold) {
    const auto& limits = served->what().config.settings.intake;
    const auto at = [](std::string_view pointer) {
        const auto* found = find("#/components/schemas/" + std::string(pointer));
        return found ? found->to_number<std::size_t>() : 0;
    };
    EXPECT_EQ(at("ComplaintFields/properties/narrative/maxLength"), limits.narrative_max_chars);
    EXPECT_EQ(at("ComplaintFields/properties/calls/maxItems"), limits.calls_max);
    EXPECT_EQ(at("ComplaintFields/properties/evidence/maxItems"), limits.evidence_max_items);
    EXPECT_EQ(at("SupplementRequest/properties/text/maxLength"), limits.narrative_max_chars);
    EXPECT_EQ(at("SupplementRequest/properties/evidence/maxItems"), limits.evidence_max_items);
    EXPECT_EQ(at("ActRequest/properties/text/maxLength"), limits.narrative_max_chars);
}

TEST_F(OpenApi, NamesEveryActionAndKindOfRepeat) {
    const auto listed = [](std::string_view schema) {
        std::vector<std::string> out;
        for (const auto& one : file.at("components").at("schemas").at(schema).at("enum").as_array())
            out.emplace_back(one.as_string());
        return out;
    };
    std::vector<std::string> actions;
    for (const auto one : casework::all_actions) actions.emplace_back(name_of(one));
    EXPECT_EQ(listed("KnownAction"), actions) << "what every track knows; its own steps are the rulebook's to name";
    const auto kinds = config::repeat_kinds();
    EXPECT_EQ(listed("RepeatKind"), std::vector<std::string>(kinds.begin(), kinds.end()));
}

TEST_F(OpenApi, IsWholeInItself) {
    EXPECT_EQ(file.at("openapi").as_string(), "3.1.0");
    EXPECT_FALSE(file.at("info").at("title").as_string().empty());
    EXPECT_FALSE(file.at("info").at("version").as_string().empty());
    std::set<std::string> used;
    each_object(file, "#", [&](const json::object& one, const std::string& where) {
        const auto* reference = one.if_contains("$ref");
        if (!reference) return;
        EXPECT_TRUE(find(reference->as_string())) << where << " names " << reference->as_string();
        used.emplace(reference->as_string());
    });
    for (const auto& [kind, parts] : file.at("components").as_object())
        for (const auto& [name, part] : parts.as_object()) {
            const auto reference = "#/components/" + std::string(kind) + "/" + std::string(name);
            EXPECT_TRUE(kind == "securitySchemes" || used.contains(reference)) << reference << " is used nowhere";
        }
    each_object(file.at("components").at("schemas"), "#/components/schemas",
                [](const json::object& one, const std::string& where) {
                    const auto* names = one.if_contains("required");
                    const auto* members = one.if_contains("properties");
                    if (!names || !names->is_array() || !members) return;
                    for (const auto& name : names->get_array())
                        EXPECT_TRUE(members->as_object().contains(name.as_string()))
                            << where << " requires " << name.as_string();
                });
}

TEST_F(OpenApi, EveryOperationHasANameOfItsOwnAnswersTagsAndItsParameters) {
    std::set<std::string> ids, tags;
    for (const auto& tag : file.at("tags").as_array()) tags.emplace(tag.at("name").as_string());
    for (const auto& [name, one] : described()) {
        const auto& what = *one.what;
        EXPECT_TRUE(ids.emplace(what.at("operationId").as_string()).second) << name;
        EXPECT_FALSE(what.at("summary").as_string().empty()) << name;
        for (const auto& tag : what.at("tags").as_array())
            EXPECT_TRUE(tags.contains(std::string(tag.as_string()))) << name;

        std::set<std::string> in_path;
        std::set<std::pair<std::string, std::string>> seen;
        for (const auto* holder : {one.item, one.what})
            if (const auto* list = holder->if_contains("parameters"))
                for (const auto& given : list->as_array()) {
                    const auto& parameter = resolved(given);
                    const std::string in(parameter.at("in").as_string()), called(parameter.at("name").as_string());
                    EXPECT_TRUE(seen.emplace(in, called).second) << name << ": " << called << " twice";
                    EXPECT_TRUE(parameter.contains("schema")) << name << ": " << called;
                    if (in != "path") continue;
                    EXPECT_TRUE(parameter.at("required").as_bool()) << name << ": " << called;
                    in_path.insert(called);
                }
        EXPECT_EQ(in_path, parameters_of(one.path)) << name;

        const std::set<std::string> problem{"application/problem+json"}, page{"text/html"};
        const auto* ok = what.at("responses").as_object().if_contains("200");
        const bool to_a_person = ok && media_types(resolved(*ok)) == page; // whom a page may refuse, too
        bool good = false;
        for (const auto& [status, answer] : what.at("responses").as_object()) {
            EXPECT_FALSE(resolved(answer).at("description").as_string().empty()) << name << " " << status;
            good = good || status.starts_with('2');
            if (status.starts_with('2')) continue;
            const auto types = media_types(resolved(answer));
            EXPECT_TRUE(types == problem || (to_a_person && types == page)) << name << " " << status;
        }
        EXPECT_TRUE(good) << name << " never succeeds";
        EXPECT_TRUE(what.at("responses").as_object().contains("default")) << name;
    }
}

TEST_F(OpenApi, BothSidesServeItToAnybody) {
    for (const auto* router : {public_side.get(), staff_side.get()}) {
        http::request from;
        from.verb = http::method::get;
        from.path = from.target = "/openapi.json";
        const auto* found = router->find(from).found;
        ASSERT_TRUE(found);
        EXPECT_EQ(found->pattern, "/openapi.json");
        EXPECT_TRUE(lets_anybody_in(*found));
        const auto said = wait_for(std::get<http::buffered_action>(found->run).call(from));
        EXPECT_EQ(said.status, 200);
        EXPECT_EQ(said.content_type, "application/json");
        EXPECT_EQ(json::parse(said.body), file);
    }
}

TEST_F(OpenApi, AProgramWithoutItDoesNotStart) {
    auto settings = config::load_settings(GUIYI_SOURCE_DIR "/config/guiyi.toml").value();
    const testing::temp_folder elsewhere;
    settings.data_dir = (elsewhere.path() / "data").string();
    settings.paths.web = (elsewhere.path() / "web").string();
    EXPECT_THROW(node::open(settings, *time, *random), failure);
}

} // namespace guiyi::program
