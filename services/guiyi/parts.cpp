#include "services/guiyi/parts.hpp"

#include "common/bus/embedded/embedded_bus.hpp"
#include "common/config/calendars.hpp"
#include "services/access/service.hpp"
#include "services/assignment/service.hpp"
#include "services/casework/service.hpp"
#include "services/deduplication/service.hpp"
#include "services/intake/service.hpp"
#include "services/notification/provider.hpp"
#include "services/notification/service.hpp"

namespace guiyi::program {

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
    auto letters = casework::letter_book::load(at(settings.paths.letters));
    if (!letters) return letters.error();
    return configuration{std::move(settings), std::move(*days),    std::move(*rulebooks), std::move(*topics),
                         std::move(*desks),   std::move(*roles),   std::move(*matching),  std::move(watching),
                         std::move(*texts),   std::move(*reports), std::move(*letters)};
}

result<std::unique_ptr<parts>> parts::open(config::settings settings, const clock& time, random_source& random) {
    if (settings.bus.kind != "embedded")
        return fail(errc::invalid, "bus '" + settings.bus.kind + "': this build has the embedded bus only");
    const data_folder folder{settings.data_dir};
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
                                                {}});
    const auto& c = out->config;
    out->over = bus::embedded_bus(*out->db, {.queue_max = c.settings.bus.queue_max});
    out->keyring = std::make_unique<runtime::store_keyring>(out->db->read(store::family::keys), out->vault);
    out->words = std::make_unique<config::wording>(c.desks, c.rulebooks);
    const auto offset = c.settings.utc_offset_minutes;
    auto& all = out->services; // in the order of events::all_streams
    all.push_back(std::make_unique<intake::service>(offset));
    all.push_back(std::make_unique<deduplication::service>(*out->keyring, out->index, c.matching, offset, c.watching));
    all.push_back(std::make_unique<assignment::service>(c.desks, c.topics, c.rulebooks, c.days, offset));
    all.push_back(std::make_unique<notification::service>(
        notification::rules{*out->keyring, *out->words, notification::endpoint_names(c.settings.notification), offset,
                            notification::policy_from(c.settings, &c.days), &out->index, &c.desks, &c.texts}));
    all.push_back(std::make_unique<casework::service>(casework::law{c.rulebooks, offset, c.desks}, &c.topics));
    all.push_back(std::make_unique<access::service>(c.settings.access.checkpoint_every_min));
    return out;
}

} // namespace guiyi::program
