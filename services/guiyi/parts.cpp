#include "services/guiyi/parts.hpp"

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/config/calendars.hpp"
#include "services/access/service.hpp"
#include "services/assignment/service.hpp"
#include "services/casework/respondents.hpp"
#include "services/casework/service.hpp"
#include "services/deduplication/service.hpp"
#include "services/intake/service.hpp"
#include "services/notification/provider.hpp"
#include "services/notification/service.hpp"

#include <algorithm>
#include <fstream>
#include <set>

namespace guiyi::program {

namespace {

/// The desks whose figures an officer may read at the staff side, and so be mailed.
result<casework::reports::desks_in_reach> reach_by_reports(const config::officer& who, const config::desk_book& desks,
                                                           const access::route_rules& rules) {
    const auto* rule = rules.find("GET /api/v1/reports/{name}");
    if (!rule || !who.roles.has_any(rule->roles))
        return fail(errc::invalid, "has no role that may read reports (config/roles.toml)");
    const auto rows = rules.rows_of(who.roles);
    if (rows == access::row_scope::all) return casework::reports::desks_in_reach();
    std::set<std::string> out;
    const auto* own = desks.find(who.desk);
    for (const auto& one : desks.desks)
        if (one.id == who.desk ||
            (rows == access::row_scope::own_organisation && own && one.organisation == own->organisation))
            out.insert(one.id.str());
    return casework::reports::desks_in_reach(std::move(out));
}

} // namespace

result<configuration> configuration::load(config::settings settings) {
    const auto at = [&](const std::string& named) { return settings.resolve(named); };
    auto days = config::load_calendars(at(settings.paths.calendars));
    if (!days) return days.error();
    auto rulebooks = config::load_rulebooks(at(settings.paths.rulebooks));
    if (!rulebooks) return rulebooks.error();
    auto topics = config::load_taxonomy(at(settings.paths.taxonomy));
    if (!topics) return topics.error();
    auto desks = config::load_desks(at(settings.paths.desks), &*topics);
    if (!desks) return desks.error();
    auto roles = access::route_rules::load(at(settings.paths.roles));
    if (!roles) return roles.error();
    auto matching = deduplication::load_model(at(settings.paths.matching_model));
    if (!matching) return matching.error();
    std::shared_ptr<const deduplication::shadow> watching;
    if (!settings.paths.matching_shadow.empty()) {
        auto second = deduplication::load_model(at(settings.paths.matching_shadow));
        if (!second) return second.error();
        watching = std::make_shared<deduplication::shadow>(std::move(*second));
    }
    auto texts = notification::templates::load(at(settings.paths.templates));
    if (!texts) return texts.error();
    auto reports = casework::reports::load_definitions(at(settings.paths.reports));
    if (!reports) return reports.error();
    const auto reach = [&](const config::officer& who) { return reach_by_reports(who, *desks, *roles); };
    auto mailings = casework::reports::load_mailings(at(settings.paths.reports) / "mail", *reports, *desks, reach);
    if (!mailings) return mailings.error();
    auto letters = casework::letter_book::load(at(settings.paths.letters));
    if (!letters) return letters.error();
    return configuration{std::move(settings), std::move(*days),    std::move(*rulebooks), std::move(*topics),
                         std::move(*desks),   std::move(*roles),   std::move(*matching),  std::move(watching),
                         std::move(*texts),   std::move(*reports), std::move(*letters),   std::move(*mailings)};
}

namespace {

result<std::unique_ptr<bus::bus>> open_bus(store::database& db, const config::settings& with) {
    if (with.bus.kind == "embedded") return bus::embedded_bus(db, {.queue_max = with.bus.queue_max});
    auto options = jetstream_options_for(with);
    if (!options) return options.error();
    return bus::jetstream_bus(db, *options);
}

} // namespace

result<bus::jetstream_options> jetstream_options_for(const config::settings& with) {
    const auto& from = with.bus;
    const auto at = [&](const std::string& file) { return file.empty() ? file : with.resolve(file).string(); };
    bus::jetstream_options out;
    out.access = {.servers = from.kind,
                  .user = from.user,
                  .password = {},
                  .credentials_file = at(from.credentials_file),
                  .ca_file = at(from.ca_file),
                  .certificate_file = at(from.certificate_file),
                  .key_file = at(from.key_file)};
    if (!from.password_file.empty()) {
        std::ifstream in(at(from.password_file));
        if (!std::getline(in, out.access.password))
            return fail(errc::invalid, "bus.password_file: cannot read " + at(from.password_file));
    }
    out.prefix = from.prefix;
    out.replicas = from.replicas;
    auto serves = served_by(with);
    if (!serves) return serves.error();
    out.serves = std::move(*serves);
    out.queue_max = from.queue_max;
    out.turn_after = from.turn_after_ms;
    out.read_within = from.read_within_ms;
    return out;
}

error no_such_service(const std::string& name) {
    return fail(errc::invalid,
                "no service '" + name + "'; there are: intake deduplication assignment notification casework access");
}

result<std::vector<events::stream>> served_by(const config::settings& with) {
    std::vector<events::stream> out;
    for (const auto& name : with.bus.serves) {
        const auto of = events::stream_named(name);
        if (!of) return no_such_service(name);
        out.push_back(*of);
    }
    if (out.empty()) out.assign(events::all_streams.begin(), events::all_streams.end());
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    if (out.size() < events::all_streams.size() && with.bus.kind == "embedded")
        return fail(errc::invalid,
                    "the embedded bus cannot be reached from another process: serve all services here, or name a "
                    "bus that several processes share with --bus nats://host:port");
    return out;
}

result<std::unique_ptr<parts>> parts::open(config::settings settings, const clock& time, random_source& random) {
    const data_folder folder{settings.data_dir,
                             settings.store.shared_dir.empty() ? "" : settings.resolve(settings.store.shared_dir)};
    std::error_code ec;
    for (const auto& needed : {folder.root, folder.evidence(), folder.letters(), folder.keys()}) {
        std::filesystem::create_directories(needed, ec);
        if (ec) return fail(errc::io, "cannot create " + needed.string() + ": " + ec.message());
    }
    std::filesystem::permissions(folder.keys(), std::filesystem::perms::owner_all, ec);

    auto config = configuration::load(std::move(settings));
    if (!config) return config.error();
    const auto& with = config->settings;
    auto keys = privacy::load_or_create_keys(folder.key_file(with), random);
    if (!keys) return keys.error();
    auto db = store::database::open(folder.database(), {.block_cache_bytes = with.store.block_cache_bytes,
                                                        .write_buffer_bytes = with.store.write_buffer_bytes,
                                                        .min_free_bytes = with.store.min_free_bytes});
    if (!db) return db.error();

    privacy::vault vault(keys->seal_key);
    privacy::blind_index index(keys->index_key);
    auto out = std::unique_ptr<parts>(new parts{std::move(*config),
                                                folder,
                                                time,
                                                random,
                                                std::move(*keys),
                                                std::move(vault),
                                                std::move(index),
                                                std::move(*db),
                                                {},
                                                {},
                                                {},
                                                {},
                                                {}});
    const auto& c = out->config;
    auto over = open_bus(*out->db, c.settings);
    if (!over) return over.error();
    out->over = std::move(*over);
    out->keyring =
        std::make_unique<runtime::store_keyring>(out->db->read(store::family::keys), out->vault, out->over.get());
    out->words = std::make_unique<config::wording>(c.desks, c.rulebooks);
    const auto offset = c.settings.utc_offset_minutes;
    const auto& cases = out->state(events::stream::casework);
    out->mails = std::make_unique<casework::reports::mailer>(
        casework::reports::mailer{c.mailings, c.reports, {c.topics, c.desks, casework::names_of_firms(cases)}, offset});
    auto& all = out->services; // in the order of events::all_streams
    all.push_back(std::make_unique<intake::service>(offset));
    all.push_back(std::make_unique<deduplication::service>(*out->keyring, out->index, c.matching, offset, c.watching));
    all.push_back(std::make_unique<assignment::service>(c.desks, c.topics, c.rulebooks, c.days, offset));
    all.push_back(std::make_unique<notification::service>(
        notification::rules{*out->keyring, *out->words, notification::endpoint_names(c.settings.notification), offset,
                            notification::policy_from(c.settings, &c.days), &out->index, &c.desks, &c.texts}));
    all.push_back(
        std::make_unique<casework::service>(casework::law{c.rulebooks, offset, c.desks}, &c.topics, out->mails.get()));
    all.push_back(std::make_unique<access::service>(c.settings.access.checkpoint_every_min));
    return out;
}

} // namespace guiyi::program
