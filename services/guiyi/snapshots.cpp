#include "services/guiyi/snapshots.hpp"

#include "common/observe/log.hpp"
#include "services/guiyi/client.hpp"

#include <boost/json.hpp>

#include <ostream>

namespace guiyi::program {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept = 2; // of each service and version

fs::path folder_in(const config::settings& with) {
    if (!with.store.snapshots_dir.empty()) return with.resolve(with.store.snapshots_dir);
    if (with.store.shared_dir.empty()) return {};
    return with.resolve(with.store.shared_dir) / "snapshots";
}

} // namespace

snapshots::snapshots(const parts& of)
    : parts_(of), key_(of.keys.seal_key, "snapshots of states"), folder_(folder_in(of.config.settings)) {}

result<void> snapshots::begin(events::stream of) const {
    if (folder_.empty()) return {};
    const auto taken = runtime::snapshot_folder(folder_, key_).take(parts_.service(of), *parts_.over, *parts_.db);
    if (!taken) return taken.error();
    const std::string service(events::name_of(of));
    for (const auto& why : taken->refused)
        observe::log_warning("snapshot_refused", {{"service", service}, {"why", why}});
    if (taken->from)
        observe::log_info("state_from_snapshot",
                          {{"service", service}, {"commits", std::to_string(taken->from->at.seq)}});
    else
        observe::log_info("state_from_first_commit",
                          {{"service", service},
                           {"why", taken->refused.empty() ? "no snapshot in " + folder_.string() : "none holds"}});
    return {};
}

bool snapshots::is_due(const runtime::snapshot_folder& in, events::stream of) const {
    const auto& service = parts_.service(of);
    const auto folded = runtime::folded_into(*parts_.db, service).seq;
    for (const auto& one : in.list(service)) {
        if (one.state_version != service.state_version()) continue;
        const auto head = in.head_of(one.folder);
        if (!head) continue;
        return folded > one.seq && head->made + parts_.config.settings.store.snapshot_every_h <= parts_.time.now();
    }
    return folded > 0;
}

void snapshots::write_when_due(events::stream of) const {
    if (folder_.empty() || parts_.config.settings.store.snapshot_every_h.count() == 0) return;
    const runtime::snapshot_folder in(folder_, key_);
    if (!is_due(in, of)) return;
    const std::string service(events::name_of(of));
    const auto written = write(of, folder_);
    if (written)
        observe::log_info("snapshot_written", {{"service", service}, {"folder", written->string()}});
    else if (written.error().code != errc::conflict && !stop_.stop_requested())
        observe::log_error("snapshot_failed", {{"service", service}, {"why", written.error().detail}});
    if (written) in.keep_newest(parts_.service(of), kept);
}

sequence snapshots::oldest(events::stream of) const {
    sequence out = 0; // the newest come first
    if (folder_.empty()) return out;
    for (const auto& one : runtime::snapshot_folder(folder_, key_).list(parts_.service(of)))
        if (one.state_version == parts_.service(of).state_version()) out = one.seq;
    return out;
}

result<fs::path> snapshots::write(events::stream of, const fs::path& into) const {
    return runtime::snapshot_folder(into, key_)
        .write(parts_.service(of), *parts_.db, parts_.time.now(), stop_.get_token());
}

int snapshot_command(const common_options& common, const std::string& service, const std::string& into,
                     std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    const auto of = events::stream_named(service);
    if (!of) {
        complain(no_such_service(service));
        return exit_usage;
    }
    const auto folder = fs::absolute(into);
    std::string lies;
    if (const auto running = find_running(common, {settings->data_dir})) {
        client to(*running);
        const auto said =
            to.post("/api/v1/admin/snapshot", "application/json",
                    boost::json::serialize(boost::json::object{{"service", service}, {"folder", folder.string()}}));
        if (!said) return complain(said.error());
        if (said->status != 200) return complain(refusal(*said));
        lies = boost::json::parse(said->body).at("folder").as_string();
    } else {
        const auto time = system_clock();
        const auto random = system_random();
        const auto opened = parts::open(*settings, *time, *random);
        if (!opened) return complain(opened.error());
        const auto written = snapshots(**opened).write(*of, folder);
        if (!written) return complain(written.error());
        lies = written->string();
    }
    out << "snapshot of " << service << " in " << lies << "\n";
    return exit_done;
}

} // namespace guiyi::program
