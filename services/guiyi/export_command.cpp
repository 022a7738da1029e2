#include "services/guiyi/export_command.hpp"

#include "services/guiyi/client.hpp"
#include "services/guiyi/offline.hpp"

#include <ostream>

namespace guiyi::program {

namespace {

int export_from(const running_system& system, const std::string& path, std::ostream& out) {
    client from(system);
    bool begun = false;
    const auto said = from.get(path, [&](std::string_view piece) {
        begun = true;
        out << piece;
    });
    if (!said && begun)
        return complain(fail(said.error().code, "the export broke off, what is written is not all of it: " +
                                                    said.error().detail + "; the log there says why; run it again"));
    if (!said) return complain(said.error());
    if (said->status != 200) return complain(refusal(*said));
    out.flush();
    return out ? exit_done : complain(fail(errc::io, "cannot write the export"));
}

int export_path(const common_options& common, const std::string& path, std::ostream& out) {
    const auto settings = settings_for(common);
    if (!settings) return complain(settings.error());
    if (const auto running = find_running(common, {settings->data_dir})) return export_from(*running, path, out);
    const auto system = offline_system::open(*settings);
    if (!system) return complain(system.error());
    return export_from(system->reach, path, out);
}

} // namespace

int export_ties_command(const common_options& common, const std::string& format, bool compared, std::ostream& out) {
    return export_path(common, "/api/v1/export/ties?format=" + format + (compared ? "&compared=yes" : ""), out);
}

int export_events_command(const common_options& common, const std::string& stream, std::ostream& out) {
    if (stream != "all") return export_path(common, "/api/v1/export/events?stream=" + stream, out);
    return export_path(common, "/api/v1/export/events", out);
}

} // namespace guiyi::program
