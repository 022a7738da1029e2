#include "services/guiyi/sides.hpp"

#include "common/http/json.hpp"
#include "common/http/static_files.hpp"
#include "common/store/snapshot.hpp"
#include "common/text/pinyin.hpp"
#include "services/assignment/service.hpp"
#include "services/deduplication/service.hpp"
#include "services/guiyi/event_export.hpp"
#include "services/guiyi/maintenance.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fstream>
#include <iterator>

namespace guiyi::program {

namespace {

using answer = boost::asio::awaitable<http::response>;

/// Commits that a state may lag behind its stream before it is no longer fit to be shown.
constexpr sequence behind_max = 256;

intake::api_parts intake_parts(node& of, const intake::reception& door, const intake::reading_rules& rules,
                               const intake::evidence_store& evidence, const privacy::passes& passes) {
    const auto& p = of.what();
    const auto& http = p.config.settings.http;
    return {.runner = of.runner(events::stream::intake),
            .rows = p.state(events::stream::intake),
            .door = door,
            .rules = rules,
            .evidence = evidence,
            .keys = *p.keyring,
            .words = *p.words,
            .time = p.time,
            .blocking = of.blocking(),
            .upload = {.spool_folder = evidence.spool_folder(),
                       .size_limit_bytes = http.upload_limit_bytes,
                       .rate_min_bytes_per_s = http.upload_min_bytes_per_s},
            .passes = &passes};
}

notification::api_parts notification_parts(node& of) {
    const auto& p = of.what();
    return {.state = p.state(events::stream::notification),
            .runs = &of.runner(events::stream::notification),
            .texts = &p.config.texts,
            .vault = &p.vault,
            .random = &p.random,
            .told = notification::policy_from(p.config.settings, &p.config.days),
            .desks = &p.config.desks};
}

casework::reports::api_parts report_parts(node& of) {
    const auto& p = of.what();
    auto firms = casework::names_of_firms(p.state(events::stream::casework));
    return {.snapshot = [&db = *p.db] { return store::snapshot_of(db, store::family::casework); },
            .reports = p.config.reports,
            .mailings = p.config.mailings,
            .names = {p.config.topics, p.config.desks, std::move(firms)},
            .time = p.time,
            .utc_offset = p.config.settings.utc_offset_minutes,
            .blocking = of.blocking()};
}

std::string read_description(const config::settings& with) {
    const auto file = with.resolve(with.paths.web) / "openapi.json";
    std::ifstream in(file, std::ios::binary);
    std::string out{std::istreambuf_iterator<char>(in), {}};
    if (!in || out.empty()) throw failure(fail(errc::io, "cannot read " + file.string()));
    return out;
}

casework::evidence_api::opener opener_of(const intake::evidence_store& store) {
    return [&store](const evidence_id& which) -> result<casework::evidence_content> {
        auto found = store.open(which);
        if (!found) return found.error();
        const auto type = found->media_type;
        const auto size = found->size_bytes;
        return casework::evidence_content{
            type, size, [file = std::move(*found)](auto from, auto bytes) { return file.read(from, bytes); }};
    };
}

void add_pages(http::router& to, const std::filesystem::path& folder) {
    // No page stands in for a path that does not exist: an integrator's typing error must not look like an answer.
    const auto files = http::static_files::load(folder, {.fallback = ""});
    if (!files) throw failure(files.error());
    files->mount(to, "/");
}

} // namespace

sides::sides(node& of)
    : node_(of),
      description_(read_description(of.what().config.settings)),
      passes_(of.what().keys.token_key),
      gate_(of, passes_),
      receipts_(of.what().keys.code_key, of.what().config.settings.utc_offset_minutes),
      door_(of.what().vault, of.what().index, receipts_, of.what().random),
      rules_{of.what().config.topics, of.what().config.settings.intake},
      evidence_(of.what().folder.evidence(), of.what().folder.spool()),
      intake_(intake_parts(of, door_, rules_, evidence_, passes_)),
      deduplication_(
          of.what().state(events::stream::deduplication), of.runner(events::stream::deduplication), *of.what().over,
          dynamic_cast<const deduplication::service&>(of.what().service(events::stream::deduplication)).parts(),
          {.rows = &gate_.reach()}),
      check_(check_parts()),
      readings_([] { text::load_readings(); }),
      assignment_(of.runner(events::stream::assignment), of.what().state(events::stream::assignment),
                  dynamic_cast<const assignment::service&>(of.what().service(events::stream::assignment)).by(),
                  of.what().time),
      casework_(of.runner(events::stream::casework), of.what().state(events::stream::casework), *of.what().over,
                *of.what().keyring,
                {of.what().config.topics,
                 of.what().config.desks,
                 {of.what().config.rulebooks, of.what().config.settings.utc_offset_minutes, of.what().config.desks},
                 of.what().config.days,
                 of.what().time}),
      reports_(report_parts(of)),
      letters_(letter_parts()),
      law_({of.what().config.rulebooks, of.what().config.days,
            of.what().config.settings.resolve(of.what().config.settings.paths.letters), of.what().time,
            of.what().config.settings.utc_offset_minutes}),
      regions_(of.what().state(events::stream::casework)),
      respondents_(of.runner(events::stream::casework), of.what().state(events::stream::casework),
                   of.what().config.settings.utc_offset_minutes),
      brought_(of.what().state(events::stream::casework), opener_of(evidence_), of.blocking()),
      notification_(notification_parts(of)),
      inbox_(of.what().state(events::stream::notification), of.runner(events::stream::notification)),
      notices_(notification_parts(of)) {
    http::clear_spool(evidence_.spool_folder());
}

std::optional<receipt_no> sides::receipt_of(std::string_view typed, std::string_view query_code) const {
    const auto receipt = intake::parse_receipt_no(typed);
    if (!receipt || !receipts_.opens(*receipt, query_code)) return std::nullopt;
    return *receipt;
}

/// What the check before filing needs of intake: how a complaint is read, and which receipt a query code opens.
deduplication::check_parts sides::check_parts() {
    const auto& p = node_.what();
    const auto read = [this](const http::request& from) -> boost::system::result<std::string, http::problem> {
        const auto in = http::language_of(from);
        const auto body = http::parse_body(from);
        if (!body) return body.error();
        const auto read = intake::read_complaint(*body, intake::public_door(*body), rules_, node_.what().time.now());
        if (!read.refused.empty()) return http::invalid_problem(intake::in_words(read.refused, in), in);
        return intake::canonical(read.what);
    };
    const auto opens = [this](std::string_view typed, std::string_view code) { return receipt_of(typed, code); };
    return {.state = p.state(events::stream::deduplication),
            .runs = node_.runner(events::stream::deduplication),
            .matching = {*p.keyring, p.index, p.config.matching, p.config.settings.utc_offset_minutes},
            .passes = passes_,
            .random = p.random,
            .time = p.time,
            .ports = {read, opens},
            .texts = !p.config.settings.notification.sms.url.empty()};
}

casework::letter_parts sides::letter_parts() const {
    const auto& p = node_.what();
    const auto& with = p.config.settings;
    return {.runs = node_.runner(events::stream::casework),
            .committed = p.state(events::stream::casework),
            .keys = *p.keyring,
            .book = p.config.letters,
            .by = {p.config.topics,
                   p.config.desks,
                   {p.config.rulebooks, with.utc_offset_minutes, p.config.desks},
                   p.config.days,
                   p.time},
            .time = p.time,
            .folder = p.folder.letters(),
            .opens = [this](std::string_view typed, std::string_view code) { return receipt_of(typed, code); },
            .pdf = {.program = with.letters.pdf_program, .time = with.letters.pdf_timeout_s}};
}

void sides::stop() {
    if (search_) search_->stop();
}

http::router sides::public_routes(const std::filesystem::path& pages) {
    http::router out;
    if (node_.carries(events::stream::intake)) intake_.add_public_routes(out);
    if (node_.carries(events::stream::deduplication)) check_.add_public_routes(out);
    if (node_.carries(events::stream::casework)) letters_.add_public_routes(out);
    add_health(out);
    add_description(out);
    if (!pages.empty()) {
        add_plain_pages(out, pages / "plain");
        add_pages(out, pages / "public");
    }
    return out;
}

http::router sides::staff_routes(const std::filesystem::path& pages) {
    http::router out;
    if (node_.carries(events::stream::intake)) intake_.add_staff_routes(out);
    if (node_.carries(events::stream::deduplication)) deduplication_.add_staff_routes(out);
    if (node_.carries(events::stream::assignment)) assignment_.add_staff_routes(out);
    casework_.add_staff_routes(out);
    reports_.add_staff_routes(out);
    add_event_export(out, node_);
    letters_.add_staff_routes(out);
    law_.add_staff_routes(out);
    regions_.add_staff_routes(out);
    respondents_.add_staff_routes(out);
    brought_.add_staff_routes(out);
    search_.reset();
    search_ = std::make_unique<case_search>(node_.what(), node_.runner(events::stream::casework));
    search_->add_staff_routes(out);
    present_.add_staff_routes(out, node_.what().time, [&by = node_.what().config.desks](const std::string& who) {
        const auto* known = by.find(officer_id(who));
        return known ? known->name : std::string();
    });
    if (node_.carries(events::stream::notification)) {
        notification_.add_staff_routes(out);
        inbox_.add_staff_routes(out);
        notices_.add_staff_routes(out);
    }
    gate_.add_routes(out);
    add_admin(out);
    add_health(out);
    add_description(out);
    out.add(http::method::get, "/metrics", [this](http::request&) -> answer {
        auto text = http::text(200, node_.render_metrics());
        text.content_type = "text/plain; version=0.0.4";
        co_return text;
    });
    if (!pages.empty()) add_pages(out, pages / "console");
    gate_.guard(out); // every route of this side has a guard of its own; what is open is so by config/roles.toml
    return out;
}

/// healthz: the process answers. readyz: it can also take a complaint.
void sides::add_health(http::router& to) {
    to.add(http::method::get, "/healthz",
           [](http::request&) -> answer { co_return http::json_response(200, {{"status", "ok"}}); });
    to.add(http::method::get, "/readyz", [this](http::request& from) -> answer {
        if (const auto trouble = node_.trouble(); !trouble.empty())
            co_return http::to_response(fail(errc::unavailable, "a service stopped: " + trouble),
                                        http::language_of(from));
        if (const auto ready = is_ready(); !ready) co_return http::to_response(ready.error(), http::language_of(from));
        co_return http::json_response(200, {{"status", "ready"}, {"services", standing()}});
    });
}

/// Whether what people send now can be taken, and what they see is not old.
result<void> sides::is_ready() const {
    const auto& p = node_.what();
    if (const auto writable = p.db->writable(); !writable) return writable.error();
    if (const auto usable = p.over->usable(); !usable) return usable.error();
    for (const auto of : node_.carried()) {
        const auto last = p.over->last_heard(of);
        const auto folded = node_.runner(of).status().last_own;
        if (folded + behind_max < last)
            return fail(errc::unavailable, std::string(events::name_of(of)) +
                                               " is catching up: " + std::to_string(last - folded) + " commits behind");
    }
    return {};
}

/// By service: decides (it is this copy's turn), stands_by (another copy's), or follows (it never decides here).
boost::json::object sides::standing() const {
    boost::json::object out;
    for (const auto of : node_.carried())
        out[events::name_of(of)] = !node_.serves(of)                 ? "follows"
                                   : node_.what().over->has_turn(of) ? "decides"
                                                                     : "stands_by";
    return out;
}

/// The same file on both sides: it says itself which side serves what.
void sides::add_description(http::router& to) const {
    to.add(http::method::get, "/openapi.json", [this](http::request&) -> answer {
        http::response out;
        out.content_type = "application/json";
        out.body = description_;
        co_return out;
    });
}

/// The forms that work without any script, over the same routes that the scripted pages call.
void sides::add_plain_pages(http::router& to, const std::filesystem::path& texts) {
    const auto& p = node_.what();
    auto api = std::make_shared<http::router>();
    intake_.add_public_routes(*api);
    plain_ = std::make_unique<intake::plain_pages>(
        intake::plain_parts{.api = std::move(api),
                            .folder = texts,
                            .upload = intake_parts(node_, door_, rules_, evidence_, passes_).upload,
                            .utc_offset = p.config.settings.utc_offset_minutes,
                            .random = p.random,
                            .blocking = node_.blocking()});
    plain_->add_routes(to);
}

void sides::add_admin(http::router& to) {
    to.add(http::method::post, "/api/v1/admin/backup", [this](http::request& from) {
        return copy_into(from, [this](const boost::json::object&, const std::string& into) -> result<std::string> {
            if (auto copied = copy_data(node_, into); !copied) return copied.error();
            return into;
        });
    });
    to.add(http::method::post, "/api/v1/admin/snapshot", [this](http::request& from) {
        return copy_into(from,
                         [this](const boost::json::object& asked, const std::string& into) -> result<std::string> {
                             const auto* named = asked.if_contains("service");
                             const std::string service(named && named->is_string() ? named->get_string() : "");
                             const auto of = events::stream_named(service);
                             if (!of || !node_.carries(*of)) return no_such_service(service);
                             const auto written = node_.states().write(*of, into);
                             if (!written) return written.error();
                             return written->string();
                         });
    });
}

/// Answers with the folder that was filled. The copying blocks, so it leaves the connection's thread; the answer comes
/// back to it.
answer sides::copy_into(http::request& from, copying copy) {
    const auto language = http::language_of(from);
    const auto body = http::parse_body(from);
    if (!body) co_return http::to_response(body.error());
    const auto* folder = body->is_object() ? body->get_object().if_contains("folder") : nullptr;
    if (!folder || !folder->is_string() || !folder->get_string().starts_with("/"))
        co_return http::to_response(http::invalid_problem({{"/folder", "invalid", "an absolute path"}}, language));
    const std::string into(folder->get_string());
    const auto here = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(boost::asio::bind_executor(node_.blocking(), boost::asio::use_awaitable));
    const auto copied = copy(body->get_object(), into);
    co_await boost::asio::post(boost::asio::bind_executor(here, boost::asio::use_awaitable));
    if (!copied) co_return http::to_response(copied.error(), language);
    co_return http::json_response(200, {{"folder", *copied}});
}

} // namespace guiyi::program
