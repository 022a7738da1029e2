// Everything a process of a deployment stands on, opened once and in order: configuration, keys, store, bus, services.
// Used by serving, importing, exporting and rebuilding alike, so that all of them see the same deployment.
#pragma once

#include "common/bus/bus.hpp"
#include "common/bus/jetstream/jetstream_bus.hpp"
#include "common/config/desks.hpp"
#include "common/config/rulebook.hpp"
#include "common/config/settings.hpp"
#include "common/config/taxonomy.hpp"
#include "common/config/wording.hpp"
#include "common/core/random.hpp"
#include "common/privacy/blind_index.hpp"
#include "common/privacy/keys.hpp"
#include "common/runtime/service.hpp"
#include "common/runtime/store_keyring.hpp"
#include "common/time/calendar.hpp"
#include "common/time/clock.hpp"
#include "services/access/route_rules.hpp"
#include "services/casework/letter_forms.hpp"
#include "services/casework/reports/mailing.hpp"
#include "services/deduplication/model.hpp"
#include "services/deduplication/shadow.hpp"
#include "services/guiyi/command.hpp"
#include "services/notification/templates.hpp"

#include <memory>
#include <vector>

namespace guiyi::program {

/// What config/ holds, checked as a whole.
struct configuration {
    config::settings settings;
    calendar days;
    std::vector<config::rulebook> rulebooks; ///< the latest in force first
    config::taxonomy topics;
    config::desk_book desks;
    access::route_rules roles;
    deduplication::model matching;
    std::shared_ptr<const deduplication::shadow> watching; ///< a second model that is only counted; may be null
    notification::templates texts;
    std::vector<casework::reports::definition> reports; ///< by name
    casework::letter_book letters;
    std::vector<casework::reports::mailing> mailings; ///< reports that go out by mail

    /// @errors as the loaders: each names file, line and key
    static result<configuration> load(config::settings settings);
};

/// What to say of a name that is none of a service. @returns errc::invalid
error no_such_service(const std::string& name);

/// The services that decide in this process, in the order of events::all_streams.
/// @errors errc::invalid for an unknown name, or a subset on the embedded bus
result<std::vector<events::stream>> served_by(const config::settings& with);

/// How the settings ask for a bus over NATS. @errors errc::invalid as served_by, or an unreadable password file
result<bus::jetstream_options> jetstream_options_for(const config::settings& with);

/// An opened deployment. Members are in the order they are built; they go in the opposite one.
struct parts {
    configuration config;
    data_folder folder;
    const clock& time;
    random_source& random;
    privacy::deployment_keys keys;
    privacy::vault vault;
    privacy::blind_index index;
    std::unique_ptr<store::database> db;
    std::unique_ptr<bus::bus> over;
    std::unique_ptr<runtime::store_keyring> keyring;
    std::unique_ptr<config::wording> words;
    std::unique_ptr<casework::reports::mailer> mails;
    std::vector<std::unique_ptr<runtime::service>> services; ///< one a stream, in the order of events::all_streams

    /// Opens or creates the data folder. clock and random must outlive it. @errors as load, errc::io
    static result<std::unique_ptr<parts>> open(config::settings settings, const clock& time, random_source& random);

    const store::view& state(events::stream of) const { return db->read(runtime::state_family(of)); }
    runtime::service& service(events::stream of) const { return *services[static_cast<std::size_t>(of) - 1]; }
};

} // namespace guiyi::program
